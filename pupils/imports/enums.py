"""How far an import is, and what kinds of file it reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """A state changes when a person decides or a job publishes; whether a job is at work is asked of the job."""

    UPLOADED = "uploaded", _("Đã nhận tệp")
    READ = "read", _("Chờ xác nhận cột")
    CONFIRMED = "confirmed", _("Đang kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra, chờ nhập")
    DONE = "done", _("Đã nhập")
    DROPPED = "dropped", _("Đã bỏ")


OPEN_STATES = (ImportState.UPLOADED, ImportState.READ, ImportState.CONFIRMED, ImportState.CHECKED)


class FileFormat(models.TextChoices):
    XLSX = "xlsx", "Excel (.xlsx)"
    XLS = "xls", "Excel 97–2003 (.xls)"
    CSV = "csv", "CSV"
