from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "schooladmin.calendars"
    label = "calendars"
    verbose_name = "Lịch làm việc"
