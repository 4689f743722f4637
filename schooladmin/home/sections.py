"""What the first page tells a person besides the menu.

A source looks at one app through its queries and answers with a section, or with None when there is nothing for
this person. To add one, write the function here (or import it) and name it in ``SOURCES``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from schooladmin.calendars.queries import days_between
from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.core.templatetags.vi import weekday
from schooladmin.units.scope import Scope

AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class Line:
    """One thing to do or to know. ``state`` colours its mark: open, wait, late, done or quiet."""

    text: str
    url: str = ""
    note: str = ""
    state: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Section:
    """A panel of the first page; ``more_url`` opens the whole list."""

    title: str
    lines: tuple[Line, ...]
    more_url: str = ""
    more_label: str = ""


Source = Callable[[Scope, datetime], Section | None]


def days_ahead(scope: Scope, now: datetime) -> Section | None:
    """Days off and make-up days of the next three weeks: they move every promised date."""
    if not scope.may_anywhere("calendars.day.read"):
        return None
    today = local_date(now)
    lines = tuple(
        Line(
            text=f"{weekday(row.date)} {row.date:%d/%m/%Y}",
            note=localized(row, "name"),
            state="open" if row.kind == "MAKE_UP_WORK" else "quiet",
            icon="calendar3",
        )
        for row in days_between(today, today + AHEAD)
    )
    if not lines:
        return None
    return Section(_("Ngày nghỉ và làm bù sắp tới"), lines, reverse("calendars.day.list"), _("Xem lịch cả năm"))


SOURCES: tuple[Source, ...] = (days_ahead,)


def sections_for(scope: Scope, now: datetime) -> list[Section]:
    """The sections that have something to say to this person, in order."""
    answers = (source(scope, now) for source in SOURCES)
    return [section for section in answers if section is not None]
