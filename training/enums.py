"""States and kinds of a training class, of somebody's attendance and of the essay after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassMode(models.TextChoices):
    IN_PERSON = "in_person", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    HYBRID = "hybrid", _("Trực tiếp kết hợp trực tuyến")

    @property
    def needs_place(self) -> bool:
        return self in (ClassMode.IN_PERSON, ClassMode.HYBRID)

    @property
    def needs_platform(self) -> bool:
        return self in (ClassMode.ONLINE, ClassMode.HYBRID)


class ClassState(models.TextChoices):
    """Planned until the first attendance is recorded; closed when nothing will change any more."""

    PLANNED = "planned", _("Dự kiến")
    OPEN = "open", _("Đang tổng hợp")
    CLOSED = "closed", _("Đã kết thúc")


class Scale(models.TextChoices):
    """How an essay is judged. Organisers differ, so each class says which one it uses."""

    PASS_FAIL = "pass_fail", _("Đạt / Chưa đạt")
    TEN_POINT = "ten_point", _("Thang điểm 10")
    FOUR_LEVEL = "four_level", _("Bốn mức")


class Level(models.IntegerChoices):
    """The steps of the four-level scale; stored as the score."""

    BELOW = 1, _("Chưa đạt")
    PASS = 2, _("Đạt")
    GOOD = 3, _("Khá")
    EXCELLENT = 4, _("Tốt")


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Có mặt")
    PARTIAL = "partial", _("Dự một phần")
    EXCUSED = "excused", _("Vắng có phép")
    ABSENT = "absent", _("Vắng không phép")


# What the sheet of sixty people has room for.
SHORT_STATUS = (
    (AttendanceStatus.PRESENT, _("Có mặt")),
    (AttendanceStatus.PARTIAL, _("Một phần")),
    (AttendanceStatus.EXCUSED, _("Có phép")),
    (AttendanceStatus.ABSENT, _("Không phép")),
)


class EssayState(models.TextChoices):
    NONE = "none", _("Chưa nộp")
    SUBMITTED = "submitted", _("Đã nộp")
    LATE = "late", _("Nộp muộn")


class EssayResult(models.TextChoices):
    PENDING = "pending", _("Chưa có kết quả")
    PASSED = "pass", _("Đạt")
    FAILED = "fail", _("Chưa đạt")


HELD = (ClassState.OPEN, ClassState.CLOSED)
ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL)
HANDED_IN = (EssayState.SUBMITTED, EssayState.LATE)
