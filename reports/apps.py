from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo quý"

    def ready(self) -> None:
        from reports.meeting.permissions import RIGHTS as MEETING_RIGHTS
        from reports.meeting.rendering import register as register_meeting
        from reports.month.permissions import MENU as MONTH_MENU
        from reports.month.permissions import RIGHTS as MONTH_RIGHTS
        from reports.permissions import MENU, RIGHTS
        from reports.rendering import register
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register as register_rights

        register_rights(RIGHTS)
        register_rights(MEETING_RIGHTS)
        register_rights(MONTH_RIGHTS)
        register_menu(*MENU, *MONTH_MENU)
        register()
        register_meeting()
