"""How the register moved through several periods, counted in one query: the quarters beside a report's figures."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models import Count as CountRows
from django.db.models.functions import Coalesce

from procedures.enums import Count, State
from procedures.models import Request
from procedures.queries.register import LocalDay
from schooladmin.core.periods import Period

BEFORE = -1  # of the first period
STILL_OPEN = 10_000  # after every period


class Move(NamedTuple):
    """So many requests of a version arrived in one period and ended, as ``fate`` says, in the same or a later one.

    Periods are counted from 0; ``BEFORE`` is before the first, ``STILL_OPEN`` none of them.
    """

    version_id: int
    arrived: int
    ended: int
    fate: str
    number: int


def moves(unit_id: int, periods: Sequence[Period]) -> list[Move]:
    """Every request that one of the periods has to account for, in one grouped query.

    ``periods`` follow each other without gap, the oldest first. The ends are those of ``queries.register``.
    """
    first, last = periods[0], periods[-1]
    rows = Request.objects.filter(unit_id=unit_id, received_at__lt=last.end_at)
    rows = rows.filter(Q(solved_at__isnull=True) | Q(solved_at__gte=first.start_at))
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=first.start_at))
    late = LocalDay(F("solved_at"))
    rows = rows.alias(solved_on=late, end=Coalesce("solved_at", "closed_at")).annotate(
        arrived=Case(
            When(received_at__lt=first.start_at, then=Value(BEFORE)),
            *(When(received_at__lt=period.end_at, then=Value(place)) for place, period in enumerate(periods)),
            output_field=IntegerField(),
        ),
        ended=Case(
            When(end__isnull=True, then=Value(STILL_OPEN)),
            *(When(end__lt=period.end_at, then=Value(place)) for place, period in enumerate(periods)),
            default=Value(STILL_OPEN),
            output_field=IntegerField(),
        ),
        fate=Case(
            When(solved_at__isnull=False, solved_on__lte=F("due_on"), then=Value(Count.SOLVED_ON_TIME.value)),
            When(solved_at__isnull=False, then=Value(Count.SOLVED_LATE.value)),
            When(state=State.REFUSED, then=Value(Count.REFUSED.value)),
            default=Value(Count.WITHDRAWN.value),
        ),
    )
    counted = rows.values_list("version_id", "arrived", "ended", "fate").annotate(number=CountRows("*")).order_by()
    return [Move(*row) for row in counted]
