from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "schooladmin.legal"
    label = "legal"
    verbose_name = "Văn bản pháp luật"
