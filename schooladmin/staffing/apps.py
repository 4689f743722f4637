from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "schooladmin.staffing"
    label = "staffing"
