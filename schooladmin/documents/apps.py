from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "schooladmin.documents"
    label = "documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        from django.core.checks import register as register_check

        from schooladmin.documents import warmup
        from schooladmin.documents.batches import permissions as batches
        from schooladmin.documents.issuing import permissions as issuing
        from schooladmin.documents.signing import permissions as signing
        from schooladmin.documents.signing import sealing
        from schooladmin.documents.signing.checks import check_seal
        from schooladmin.documents.tasks import job_ended
        from schooladmin.jobs.registry import register_listener
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        warmup.connect()
        for room in (issuing, signing, batches):
            register(room.RIGHTS)
            register_menu(*room.MENU)
        sealing.register()
        register_listener(job_ended)
        register_check(check_seal)
