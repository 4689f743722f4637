"""The days of a term in words."""

from django.utils.translation import gettext as _

from schooladmin.calendars.rules import Day
from schooladmin.core.templatetags.vi import weekday


def reason_in_words(day: Day) -> str:
    """Why a day counted or not: «Thứ Bảy», «Nghỉ lễ: Ngày Văn hóa Việt Nam (Nghị quyết …)»."""
    words = {
        "event-day": _("ngày tiếp nhận, không tính"),
        "working-day": _("ngày làm việc"),
        "saturday": _("thứ Bảy, không tính"),
        "sunday": _("Chủ nhật, không tính"),
        "holiday": _("nghỉ lễ"),
        "observed": _("nghỉ bù"),
        "swap-off": _("nghỉ hoán đổi"),
        "make-up-work": _("làm bù, có tính"),
        "paused": _("tạm dừng chờ bổ sung, không tính"),
        "outside-hours": _("ngoài giờ, tính từ ngày làm việc sau"),
    }
    text = words[day.reason]
    if day.detail:
        text = f"{text}: {day.detail}"
    return f"{text} ({day.basis})" if day.basis else text


def in_words(day: Day) -> str:
    """«✓ thứ Hai 23/11/2026: ngày làm việc»."""
    return f"{'✓' if day.counted else '–'} {weekday(day.date)} {day.date:%d/%m/%Y}: {reason_in_words(day)}"
