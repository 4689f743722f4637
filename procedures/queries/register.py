"""The register of a period: where each request came from and what became of it. The only place that counts."""

from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Count as CountRows
from django.db.models.functions import Coalesce

from procedures.enums import Count, Reckoning, State, StopKind
from procedures.models import Request, RequestEvent, StopInterval
from schooladmin.core.periods import Period
from schooladmin.units.models import Unit


class Outcome(IntEnum):
    """How a request stands at the end of a period, in one number: what became of it, and on which side of its promise.

    One small number and not two words: the database sorts the rows by it when it counts.
    """

    SOLVED_EARLY = 1
    SOLVED_ON_DAY = 2
    SOLVED_LATE = 3
    REFUSED_IN_TIME = 4
    REFUSED_LATE = 5
    WITHDRAWN_IN_TIME = 6
    WITHDRAWN_LATE = 7
    WAITING_IN_TIME = 8
    WAITING_LATE = 9
    OPEN_IN_TERM = 10
    OPEN_LATE = 11


FATES: dict[Outcome, Count] = {
    Outcome.SOLVED_EARLY: Count.SOLVED_EARLY,
    Outcome.SOLVED_ON_DAY: Count.SOLVED_ON_DAY,
    Outcome.SOLVED_LATE: Count.SOLVED_LATE,
    Outcome.REFUSED_IN_TIME: Count.REFUSED,
    Outcome.REFUSED_LATE: Count.REFUSED,
    Outcome.WITHDRAWN_IN_TIME: Count.WITHDRAWN,
    Outcome.WITHDRAWN_LATE: Count.WITHDRAWN,
    # While the applicant must act the clock stands: not late, whatever the date.
    Outcome.WAITING_IN_TIME: Count.IN_TERM,
    Outcome.WAITING_LATE: Count.IN_TERM,
    Outcome.OPEN_IN_TERM: Count.IN_TERM,
    Outcome.OPEN_LATE: Count.LATE,
}
_OVERRUN = frozenset(
    {
        Outcome.SOLVED_LATE,
        Outcome.REFUSED_LATE,
        Outcome.WITHDRAWN_LATE,
        Outcome.WAITING_LATE,
        Outcome.OPEN_LATE,
    }
)


class Account(TypedDict):
    """What ``register`` adds to a request."""

    is_carried_over: bool
    is_asked_again: bool
    outcome: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Accounted = WithAnnotations[Request, Account]


class LocalDay(Func):
    """The day of a moment in Vietnam, by the database's own functions.

    On SQLite Django's ``TruncDate`` calls back into Python for every row, which is most of the time of a count.
    Vietnam has kept UTC+7 without summer time since 1975.
    """

    template = "(%(expressions)s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    arity = 1
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+7 hours')", **context)


class LocalMonth(Func):
    """The month of a moment in Vietnam as ``2026-09``, by the database's own functions (see ``LocalDay``)."""

    template = "to_char(%(expressions)s AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')"
    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Doubled: the percent signs pass through the parameters of the cursor once more.
        template = "strftime('%%%%Y-%%%%m', %(expressions)s, '+7 hours')"
        return self.as_sql(compiler, connection, template=template, **context)


def register(units: QuerySet[Unit], period: Period, today: date) -> "QuerySet[Accounted]":
    """Every request that the period has to account for: where it came from and its ``Outcome``.

    Both are as they stood when the period ended, or as of ``today`` while it runs: the promise then in force decides
    what was late. ``is_asked_again``: the applicant was asked for supplements more than once by then.
    """
    return _accounted(units, period, [*_ended(period), *_standing(period, today)])


def _accounted(units: QuerySet[Unit], period: Period, cases: list[When]) -> "QuerySet[Accounted]":
    start, end = period.start_at, period.end_at
    stops = StopInterval.objects.filter(started_at__lt=end)
    standing = stops.filter(request=OuterRef("pk")).filter(Q(ended_at__isnull=True) | Q(ended_at__gte=end))
    promised = RequestEvent.objects.filter(request=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    asked_again = (
        stops.filter(unit__in=units, kind=StopKind.APPLICANT)
        .values("request_id")
        .annotate(times=CountRows("*"))
        .filter(times__gt=1)
        .order_by()
    )
    return (
        Request.objects.filter(unit__in=units, received_at__lt=end)
        .filter(Q(solved_at__isnull=True) | Q(solved_at__gte=start))
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gte=start))
        .alias(
            due_then=Coalesce(Subquery(promised.values("due_after")[:1]), F("original_due"), output_field=DateField()),
            waiting_since=LocalDay(Subquery(standing.order_by("started_at").values("started_at")[:1])),
            solved_on=LocalDay(F("solved_at")),
            closed_on=LocalDay(F("closed_at")),
        )
        .annotate(
            is_carried_over=ExpressionWrapper(Q(received_at__lt=start), output_field=BooleanField()),
            is_asked_again=ExpressionWrapper(Q(pk__in=asked_again.values("request_id")), output_field=BooleanField()),
            outcome=Case(*cases, default=Value(Outcome.OPEN_IN_TERM), output_field=IntegerField()),
        )
    )


def _ended(period: Period) -> list[When]:
    """The outcomes of what had ended by the end of the period: they are read from the row itself."""
    solved, closed = Q(solved_at__lt=period.end_at), Q(closed_at__lt=period.end_at)
    refused = Q(state=State.REFUSED)
    closed_late = Q(closed_on__gt=F("due_on"))
    return [
        When(solved & Q(solved_on__lt=F("due_on")), then=Value(Outcome.SOLVED_EARLY)),
        When(solved & Q(solved_on=F("due_on")), then=Value(Outcome.SOLVED_ON_DAY)),
        When(solved, then=Value(Outcome.SOLVED_LATE)),
        When(closed & refused & closed_late, then=Value(Outcome.REFUSED_LATE)),
        When(closed & refused, then=Value(Outcome.REFUSED_IN_TIME)),
        When(closed & closed_late, then=Value(Outcome.WITHDRAWN_LATE)),
        When(closed, then=Value(Outcome.WITHDRAWN_IN_TIME)),
    ]


def _standing(period: Period, today: date) -> list[When]:
    """The outcomes of what had not ended: they look up the stop and the promise of that time."""
    return [
        When(waiting_since__lte=F("due_then"), then=Value(Outcome.WAITING_IN_TIME)),
        When(waiting_since__isnull=False, then=Value(Outcome.WAITING_LATE)),
        When(due_then__lt=min(period.end, today), then=Value(Outcome.OPEN_LATE)),
    ]


class Tally(NamedTuple):
    """How many requests of one unit, version and channel came from the same place and went the same way."""

    unit_id: int
    version_id: int
    channel: str
    is_carried_over: bool
    is_asked_again: bool
    outcome: int
    number: int

    @property
    def origin(self) -> Count:
        return Count.CARRIED_OVER if self.is_carried_over else Count.RECEIVED

    @property
    def fate(self) -> Count:
        return FATES[Outcome(self.outcome)]

    @property
    def judged(self) -> Reckoning:
        """The side of the on-time share on which item 2.1 of Decision 766/QĐ-TTg puts these, by its working formula.

        A request ended after its promise is late, also when it was refused or withdrawn. One that is not ended is
        measured at the end of the period, and while it waits for a supplement at the day on which that was asked for.
        One that was asked for supplements more than once is late.
        """
        late = self.is_asked_again or Outcome(self.outcome) in _OVERRUN
        return Reckoning.JUDGED_LATE if late else Reckoning.JUDGED_ON_TIME


def tallies(units: QuerySet[Unit], period: Period, today: date) -> list[Tally]:
    """The register of the period, counted; every figure is a sum of these.

    Two queries, so that the look-ups for what had not ended are not even planned for the many rows that had.
    """
    end = period.end_at
    unsolved = Q(solved_at__isnull=True) | Q(solved_at__gte=end)
    unclosed = Q(closed_at__isnull=True) | Q(closed_at__gte=end)
    parts = (
        _accounted(units, period, _ended(period)).filter(Q(solved_at__lt=end) | Q(closed_at__lt=end)),
        _accounted(units, period, _standing(period, today)).filter(unsolved & unclosed),
    )
    return [
        Tally(*row)
        for rows in parts
        for row in rows.values_list("unit_id", "version_id", "channel", "is_carried_over", "is_asked_again", "outcome")
        .annotate(number=CountRows("*"))
        .order_by()
    ]


_PARTS: dict[Count, tuple[Count, ...]] = {
    Count.SOLVED: (Count.SOLVED_EARLY, Count.SOLVED_ON_DAY, Count.SOLVED_LATE),
    Count.SOLVED_ON_TIME: (Count.SOLVED_EARLY, Count.SOLVED_ON_DAY),
    Count.IN_PROGRESS: (Count.IN_TERM, Count.LATE),
}


def rows_of(rows: "QuerySet[Accounted]", count: Count | Reckoning) -> "QuerySet[Accounted]":
    """The rows of ``register`` that a figure counted."""
    if isinstance(count, Reckoning):
        late = Q(is_asked_again=True) | Q(outcome__in=_OVERRUN)
        return {
            Reckoning.ARRIVED: rows,
            Reckoning.JUDGED_LATE: rows.filter(late),
            Reckoning.JUDGED_ON_TIME: rows.exclude(late),
        }[count]
    if count in (Count.CARRIED_OVER, Count.RECEIVED):
        return rows.filter(is_carried_over=count is Count.CARRIED_OVER)
    parts = _PARTS.get(count, (count,))
    return rows.filter(outcome__in=[outcome for outcome, fate in FATES.items() if fate in parts])


class Month(NamedTuple):
    """How much came and went in a month (``2026-09``)."""

    month: str
    received: int
    solved: int


def months(units: QuerySet[Unit], period: Period) -> list[Month]:
    """What was received and what was solved in each month of ``period`` (whole months; two queries)."""
    found = [
        dict(
            Request.objects.filter(
                unit__in=units, **{f"{moment}__gte": period.start_at, f"{moment}__lt": period.end_at}
            )
            .annotate(month=LocalMonth(F(moment)))
            .values_list("month")
            .annotate(number=CountRows("*"))
            .order_by()
        )
        for moment in ("received_at", "solved_at")
    ]
    names, day = [], period.start
    while day < period.end:
        names.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return [Month(name, *(counts.get(name, 0) for counts in found)) for name in names]
