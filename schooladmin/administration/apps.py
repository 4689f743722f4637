from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "schooladmin.administration"
    label = "administration"
