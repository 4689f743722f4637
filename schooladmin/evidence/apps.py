from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "schooladmin.evidence"
    label = "evidence"
    verbose_name = "Minh chứng"
