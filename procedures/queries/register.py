"""The register of a period: where each request came from and what became of it. The only place that counts."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from procedures.enums import Count, State
from procedures.models import Request, RequestEvent, StopInterval
from schooladmin.core.periods import VIETNAM, Period
from schooladmin.units.models import Unit


class Account(TypedDict):
    """What ``register`` adds to a request."""

    origin: str
    fate: str


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Accounted = WithAnnotations[Request, Account]


def register(units: QuerySet[Unit], period: Period, today: date) -> "QuerySet[Accounted]":
    """Every request that the period has to account for, with its ``origin`` and its ``fate``.

    ``origin`` is carried_over or received; ``fate`` is solved_on_time, solved_late, refused, withdrawn, in_term or
    late. Both are as they stood when the period ended, or as of ``today`` while it runs: the promise then in force
    decides what was late, and what stood paused then was not.
    """
    start, end = period.start_at, period.end_at
    measured_on = min(period.end, today)
    promised = RequestEvent.objects.filter(request=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    stopped = StopInterval.objects.filter(request=OuterRef("pk"), started_at__lt=end).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    )
    solved = Q(solved_at__lt=end)
    closed = Q(closed_at__lt=end)
    return (
        Request.objects.filter(unit__in=units, received_at__lt=end)
        .filter(Q(solved_at__isnull=True) | Q(solved_at__gte=start))
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gte=start))
        .annotate(
            due_then=Coalesce(Subquery(promised.values("due_after")[:1]), F("original_due"), output_field=DateField()),
            paused_then=Exists(stopped),
            solved_on=TruncDate("solved_at", tzinfo=VIETNAM),
        )
        .annotate(
            origin=_choose(When(received_at__lt=start, then=Value(Count.CARRIED_OVER)), default=Count.RECEIVED),
            fate=_choose(
                When(solved & Q(solved_on__lte=F("due_on")), then=Value(Count.SOLVED_ON_TIME)),
                When(solved, then=Value(Count.SOLVED_LATE)),
                When(closed & Q(state=State.REFUSED), then=Value(Count.REFUSED)),
                When(closed, then=Value(Count.WITHDRAWN)),
                When(paused_then=True, then=Value(Count.IN_TERM)),
                When(due_then__lt=measured_on, then=Value(Count.LATE)),
                default=Count.IN_TERM,
            ),
        )
    )


def _choose(*cases: Any, default: Count) -> Case:
    return Case(*cases, default=Value(default), output_field=CharField())


_PARTS = {
    Count.SOLVED: (Count.SOLVED_ON_TIME, Count.SOLVED_LATE),
    Count.IN_PROGRESS: (Count.IN_TERM, Count.LATE),
}


def rows_of(rows: "QuerySet[Accounted]", count: Count) -> "QuerySet[Accounted]":
    """The rows of ``register`` that a figure counted."""
    if count in (Count.CARRIED_OVER, Count.RECEIVED):
        return rows.filter(origin=count)
    return rows.filter(fate__in=_PARTS.get(count, (count,)))
