"""A promise in words: the same sentence on the page, on the receipt and for the auditor; and kept as data."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.rules.clock import Promise
from schooladmin.calendars.explain import reason_in_words
from schooladmin.calendars.rules import Day
from schooladmin.core.templatetags.vi import weekday


def explanation(promise: Promise) -> str:
    """«Hẹn thứ Sáu 27/11/2026: 3 ngày làm việc sau ngày nhận thứ Sáu 20/11/2026 (25/11, 26/11, 27/11); …»."""
    text = explain_days(promise.due, promise.days)
    if promise.paused_now:
        return _("Đang tạm dừng chờ bổ sung, chưa tính hạn. %(explanation)s") % {"explanation": text}
    return text


def explain_days(due: date, days: Sequence[Day]) -> str:
    """The sentence of a promise from its days alone, so that a kept reckoning reads as on the day it was made."""
    counted = [day.date for day in days if day.counted]
    skipped = [day for day in days if not day.counted and day.reason != "event-day"]
    start = _start(days)
    values = {
        "due": f"{weekday(due)} {due:%d/%m/%Y}",
        "start": f"{weekday(start)} {start:%d/%m/%Y}",
        "count": len(counted),
        "days": ", ".join(f"{day:%d/%m}" for day in counted),
        "skipped": "; ".join(f"{day.date:%d/%m} ({_briefly(day)})" for day in skipped),
    }
    if any(day.reason == "event-day" for day in days):
        text = ngettext(
            "Hẹn %(due)s: %(count)s ngày làm việc sau ngày nhận %(start)s (%(days)s).",
            "Hẹn %(due)s: %(count)s ngày làm việc sau ngày nhận %(start)s (%(days)s).",
            len(counted),
        )
    elif skipped:
        text = _("Hẹn %(due)s: trả trong ngày làm việc, tính từ ngày nhận %(start)s.")
    else:
        text = _("Hẹn %(due)s: trả trong ngày nhận.")
    sentence = text % values
    return _("%(sentence)s Không tính: %(skipped)s.") % {**values, "sentence": sentence} if skipped else sentence


def _briefly(day: Day) -> str:
    """Why a day did not count, in as few words as a sentence can carry; the act stays for the list of days."""
    words = {
        "saturday": _("thứ Bảy"),
        "sunday": _("Chủ nhật"),
        "paused": _("tạm dừng chờ bổ sung"),
        "had-result": _("đã có kết quả, sau đó giải quyết lại"),
        "incomplete": _("hồ sơ chưa đủ, nhận đủ ngày %(day)s") % {"day": day.detail},
        "outside-hours": _("nhận sau %(hour)s") % {"hour": day.detail} if day.detail else _("nhận ngoài giờ"),
    }
    return words.get(day.reason) or day.detail or reason_in_words(day)


def _start(days: Sequence[Day]) -> date:
    """Day 0: the event day, or the first day looked at when the term is the same day."""
    complete = [day for day in days if day.reason != "incomplete"]
    return next((day.date for day in complete if day.reason == "event-day"), complete[0].date)


def to_json(days: Iterable[Day]) -> list[dict[str, Any]]:
    """Days as plain values, for keeping and for commands."""
    return [
        {
            "date": day.date.isoformat(),
            "counted": day.counted,
            "reason": day.reason,
            "detail": day.detail,
            "basis": day.basis,
        }
        for day in days
    ]


def from_json(rows: Iterable[dict[str, Any]]) -> tuple[Day, ...]:
    """Days as they were kept."""
    return tuple(
        Day(date.fromisoformat(row["date"]), row["counted"], row["reason"], row["detail"], row["basis"]) for row in rows
    )
