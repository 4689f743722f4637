from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from schooladmin.documents.signing.sources import register_source
        from schooladmin.units import permissions
        from schooladmin.units.figures import register_figures
        from schooladmin.units.navigation import MenuEntry, register_menu
        from training import facts, proofs
        from training.papers import rendering
        from training.permissions import RIGHTS

        permissions.register(RIGHTS)
        proofs.register()
        rendering.register()
        register_source("training.certificate", rendering.CERTIFY)
        register_figures("training", facts.figures_by_key)
        register_menu(MenuEntry(30, _("Bồi dưỡng"), "mortarboard", "training.classes", "training.class.read"))
