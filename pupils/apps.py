from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PupilsConfig(AppConfig):
    name = "pupils"

    def ready(self) -> None:
        from pupils.imports import permissions as import_permissions
        from pupils.imports import work as import_work
        from pupils.permissions import READ, RIGHTS
        from schooladmin.units.navigation import MenuEntry, register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS | import_permissions.RIGHTS)
        import_work.register()
        register_menu(MenuEntry(25, _("Học sinh"), "person-circle", "pupils.pupil.list", READ))
