"""What the calendar page shows: a year at a glance, day by day."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.calendars.models import CalendarDay
from schooladmin.core.i18n import localized

# One letter beside the colour, so that the year also reads in black and white and aloud.
LETTERS = {DayKind.HOLIDAY: "L", DayKind.OBSERVED: "B", DayKind.SWAP_OFF: "H", DayKind.MAKE_UP_WORK: "+"}
_CLASSES = {
    DayKind.HOLIDAY: "day-holiday",
    DayKind.OBSERVED: "day-observed",
    DayKind.SWAP_OFF: "day-swap",
    DayKind.MAKE_UP_WORK: "day-makeup",
}


@dataclass(frozen=True)
class Cell:
    """One day of a month's table; ``day`` is None where the week belongs to another month."""

    day: date | None
    css: str = ""
    letter: str = ""
    words: str = ""
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Cell]]


@dataclass(frozen=True)
class Legend:
    letter: str
    css: str
    label: str


def legend() -> list[Legend]:
    """What the letters and colours stand for."""
    return [Legend(LETTERS[kind], _CLASSES[kind], str(kind.label)) for kind in DayKind]


def months(year: int, rows: Mapping[date, CalendarDay], today: date) -> list[Month]:
    """Return the twelve months of ``year`` in weeks from Monday to Sunday."""
    weeks_of = calendar.Calendar(firstweekday=0).monthdatescalendar
    return [
        Month(number, [[_cell(day, number, rows, today) for day in week] for week in weeks_of(year, number)])
        for number in range(1, 13)
    ]


def _cell(day: date, month: int, rows: Mapping[date, CalendarDay], today: date) -> Cell:
    if day.month != month:
        return Cell(None)
    row = rows.get(day)
    if row is None:
        return Cell(day, "day-weekend" if day.weekday() >= 5 else "", is_today=day == today)
    kind = DayKind(row.kind)
    provisional = row.state == DayState.PROVISIONAL
    words = localized(row, "name")
    return Cell(
        day,
        f"{_CLASSES[kind]} day-provisional" if provisional else _CLASSES[kind],
        LETTERS[kind],
        _("%(name)s (dự kiến)") % {"name": words} if provisional else words,
        day == today,
    )
