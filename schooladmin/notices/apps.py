from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "schooladmin.notices"
    label = "notices"
    verbose_name = "Thông báo"

    def ready(self) -> None:
        from schooladmin.notices.outbox import delivering, plain
        from schooladmin.notices.outbox.permissions import MENU, RIGHTS
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS)
        register_menu(*MENU)
        delivering.register()
        plain.register()
