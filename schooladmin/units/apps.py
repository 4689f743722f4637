from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "schooladmin.units"
    label = "units"
    verbose_name = "Đơn vị"
