from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "schooladmin.audit"
    label = "audit"
    verbose_name = "Nhật ký"
