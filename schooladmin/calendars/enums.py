"""Kinds of days in the calendar of record, how sure a row is, and the windows that reports are cut by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    HOLIDAY = "HOLIDAY", _("Ngày nghỉ lễ, tết")
    OBSERVED = "OBSERVED", _("Nghỉ bù")
    SWAP_OFF = "SWAP_OFF", _("Nghỉ hoán đổi")
    MAKE_UP_WORK = "MAKE_UP_WORK", _("Làm bù")

    @property
    def is_off(self) -> bool:
        return self is not DayKind.MAKE_UP_WORK


class DayState(models.TextChoices):
    PROVISIONAL = "provisional", _("Dự kiến")
    CONFIRMED = "confirmed", _("Đã có thông báo")


class WindowKind(models.TextChoices):
    CALENDAR_QUARTER = "calendar_quarter", _("Quý dương lịch")
    MID_MONTH_QUARTER = "mid_month_quarter", _("Quý từ ngày 15 tháng trước đến ngày 14 tháng cuối quý")
