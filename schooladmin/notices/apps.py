from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "schooladmin.notices"
    label = "notices"
    verbose_name = "Thông báo"
