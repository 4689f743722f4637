"""Kinds of papers and of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegimeChoice(models.TextChoices):
    """The values of ``tree.Regime`` with words for people."""

    PARTY = "party", _("Văn bản của Đảng")
    STATE = "state", _("Văn bản hành chính")
    SLIP = "slip", _("Mẫu giấy tờ một cửa")


class SeriesChoice(models.TextChoices):
    """The values of ``kinds.Series`` with words for people."""

    TERM = "term", _("Theo nhiệm kỳ cấp ủy")
    YEAR = "year", _("Theo năm")
    NONE = "none", _("Không đánh số")


class FileKind(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
