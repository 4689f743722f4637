from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo quý"

    def ready(self) -> None:
        from reports import batches, letters, portals
        from reports.consolidated import batches as consolidated_batches
        from reports.consolidated import portals as consolidated_portals
        from reports.consolidated.offices import PAPER
        from reports.consolidated.rendering import register as register_consolidated
        from reports.meeting.permissions import RIGHTS as MEETING_RIGHTS
        from reports.meeting.rendering import register as register_meeting
        from reports.month.permissions import MENU as MONTH_MENU
        from reports.month.permissions import RIGHTS as MONTH_RIGHTS
        from reports.permissions import MENU, RIGHTS
        from reports.rendering import register
        from schooladmin.documents.signing.sources import register_source
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register as register_rights

        register_rights(RIGHTS)
        register_rights(MEETING_RIGHTS)
        register_rights(MONTH_RIGHTS)
        register_menu(*MENU, *MONTH_MENU)
        register_source("reports.report", "reports.report.read")
        register_source("reports.meeting", "reports.meeting.read")
        register_source("reports.consolidated", PAPER)
        register()
        batches.register()
        portals.register()
        letters.register()
        register_meeting()
        register_consolidated()
        consolidated_batches.register()
        consolidated_portals.register()
