from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "schooladmin.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"

    def ready(self) -> None:
        from schooladmin.jobs.permissions import RIGHTS
        from schooladmin.units.permissions import register

        register(RIGHTS)
