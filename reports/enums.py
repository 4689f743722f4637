"""States of themes and reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PARTY_OUTLINE = "party_outline"


class ThemeState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đã ban hành")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Đã nộp")


class Standing(models.TextChoices):
    """Where a school stands on the officer's board: derived from the report and the day, never stored."""

    NOT_OPENED = "not_opened", _("Chưa mở đợt")
    NOT_STARTED = "not_started", _("Chưa bắt đầu")
    DRAFT = "draft", _("Đang soạn")
    LATE = "late", _("Quá hạn nộp")
    SUBMITTED = "submitted", _("Đã nộp")
    SUBMITTED_LATE = "submitted_late", _("Đã nộp, trễ hạn")


class Severity(models.TextChoices):
    BLOCKING = "blocking", _("Phải làm trước khi nộp")
    WARNING = "warning", _("Cần sửa")
    ADVICE = "advice", _("Nên xem lại")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Đã chuẩn bị")
    HELD = "held", _("Đã điểm danh")
    MINUTED = "minuted", _("Đã lập biên bản")


class Presence(models.TextChoices):
    EXPECTED = "expected", _("Chưa điểm danh")
    PRESENT = "present", _("Có mặt")
    ABSENT = "absent", _("Vắng")
