from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "schooladmin.core"
    label = "core"
