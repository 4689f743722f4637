from django.apps import AppConfig


class SleeperConfig(AppConfig):
    name = "tests.sleeper"

    def ready(self) -> None:
        from tests.sleeper import handler, sheets

        handler.register()
        sheets.register()
