"""Periods of time. All are half-open: the first day is in, the ``end`` day is out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from schooladmin.core.text import roman

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` (in) to ``end`` (out)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period ends after it starts: {self.start} … {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def start_at(self) -> datetime:
        """The first moment of the period, in Vietnam's time."""
        return datetime.combine(self.start, time.min, VIETNAM)

    @property
    def end_at(self) -> datetime:
        """The first moment after the period, in Vietnam's time."""
        return datetime.combine(self.end, time.min, VIETNAM)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year. What days it stands for depends on the reporting window (calendars)."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4 or not 1945 <= self.year <= 2999:
            raise ValueError(f"no such quarter: {self.year}-Q{self.number}")

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """Read ``2024-Q3``. Raises ValueError for anything else."""
        match = _QUARTER.fullmatch(code)
        if match is None:
            raise ValueError(f"not a quarter: {code!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the calendar quarter that ``day`` lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def code(self) -> str:
        """``2024-Q3``: how the quarter is stored and named in addresses."""
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        """«quý III năm 2024»: how papers name it."""
        return f"quý {roman(self.number)} năm {self.year}"

    @property
    def short_label(self) -> str:
        """«Quý III/2024»: how screens name it."""
        return _("Quý %(number)s/%(year)s") % {"number": roman(self.number), "year": self.year}

    def __str__(self) -> str:
        return self.short_label

    @property
    def calendar(self) -> Period:
        """The days of the calendar quarter."""
        first = date(self.year, self.number * 3 - 2, 1)
        following = self.next()
        return Period(first, date(following.year, following.number * 3 - 2, 1))

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def local_date(moment: datetime) -> date:
    """Return the day of ``moment`` in Vietnam. A naive moment is refused: its day would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day in Vietnam")
    return moment.astimezone(VIETNAM).date()
