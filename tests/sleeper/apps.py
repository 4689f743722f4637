from django.apps import AppConfig


class SleeperConfig(AppConfig):
    name = "tests.sleeper"

    def ready(self) -> None:
        from tests.sleeper.handler import register

        register()
