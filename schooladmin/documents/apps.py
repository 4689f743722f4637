from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "schooladmin.documents"
    label = "documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        from schooladmin.documents import warmup

        warmup.connect()
