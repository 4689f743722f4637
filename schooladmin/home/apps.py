from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "schooladmin.home"
    label = "home"
