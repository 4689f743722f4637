from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "procedures"

    def ready(self) -> None:
        from procedures import facts, proofs
        from procedures.batch import registration as batch
        from procedures.desk import registration as desk
        from procedures.offline import registration as offline
        from procedures.online import registration as online
        from procedures.papers import rendering as papers
        from procedures.permissions import RIGHTS, STATISTICS
        from procedures.public import registration
        from procedures.rules.transitions import READ
        from procedures.statistics import batches, portals, rendering
        from procedures.transfers import registration as transfers
        from procedures.transfers.permissions import LETTER
        from schooladmin.documents.signing.sources import register_source
        from schooladmin.units import permissions
        from schooladmin.units.figures import register_figures
        from schooladmin.units.navigation import MenuEntry, register_menu

        permissions.register(RIGHTS)
        register_menu(MenuEntry(20, _("Hồ sơ thủ tục"), "inbox", "procedures.request.list", READ))
        register_menu(MenuEntry(25, _("Thống kê"), "bar-chart", "procedures.statistics.read", STATISTICS))
        register_source("procedures.paper", READ, only_issued=True)  # not receipts and control slips
        register_source("procedures.transfer_letter", LETTER)
        proofs.register()
        register_figures("procedures", facts.figures_by_key)
        rendering.register()
        batches.register()
        portals.register()
        papers.register()
        batch.register()
        desk.register()
        offline.register()
        online.register()
        registration.register()
        transfers.register()
