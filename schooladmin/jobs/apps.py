from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "schooladmin.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"
