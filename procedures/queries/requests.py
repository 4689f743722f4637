"""Requests of a scope: the list with its filters, one request with its story, and the tiles above the list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count as CountRows
from django.db.models import F, Q, QuerySet

from procedures.enums import Catalogue, Channel, ChannelFilter, Count, Reckoning, State, StopKind
from procedures.models import Extension, Request, RequestComponent, RequestEvent, StopInterval
from procedures.queries.register import register, rows_of
from procedures.rules.clock import Pause
from procedures.rules.transitions import READ
from schooladmin.core.periods import Period
from schooladmin.core.text import fold
from schooladmin.units.scope import Scope

LATE = "late"
LATE_RESULT = "late_result"
UNFINISHED = "unfinished"

ORDERS = {
    "received": ("-received_at", "-pk"),
    "due": ("due_on", "pk"),
    "pupil": ("pupil_sort_key", "pk"),
}


def requests_for(scope: Scope) -> QuerySet[Request]:
    """The requests that the actor may read."""
    return Request.objects.filter(unit__in=scope.units_for(READ)).select_related("version__procedure")


def any_request() -> QuerySet[Request]:
    """What a page of one request fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Request.objects.select_related("version__procedure", "unit")


@dataclass(frozen=True)
class Wanted:
    """What a list shows. ``period`` with ``count`` gives the very rows behind that figure."""

    state: str = ""
    procedure: str = ""
    unit: str = ""
    period: Period | None = None
    count: Count | Reckoning = Count.RECEIVED
    channel: str = ""
    text: str = ""
    order: str = "received"


def find(scope: Scope, wanted: Wanted) -> QuerySet[Request]:
    """The requests of a list, in its order."""
    rows = requests_for(scope)
    if wanted.period is not None:
        counted = rows_of(register(scope.units_for(READ), wanted.period, scope.at), wanted.count)
        rows = rows.filter(pk__in=counted.values("pk"))
    if wanted.procedure in Catalogue.values:
        rows = rows.filter(version__procedure__is_national=wanted.procedure == Catalogue.NATIONAL)
    elif wanted.procedure:
        rows = rows.filter(version__procedure__code=wanted.procedure)
    if wanted.unit:
        rows = rows.filter(unit__code=wanted.unit)
    if wanted.channel == ChannelFilter.NOT_ONLINE:
        rows = rows.exclude(channel=Channel.ONLINE)
    elif wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.state:
        rows = rows.filter(in_state(wanted.state, scope.at))
    for word in fold(wanted.text).split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by(*ORDERS[wanted.order])


def for_lines(rows: QuerySet[Request]) -> QuerySet[Request]:
    """The rows with only what a line of the list shows; the names of the procedures the page has already."""
    return rows.select_related(None).only(
        "unit_id", "version_id", "code", "pupil_name", "pupil_class", "received_at", "due_on", "state", "solved_at",
        "lock_version", "is_slip",
    )  # fmt: skip


def in_state(state: str, today: date) -> Q:
    """The condition of a state filter. Being late is computed here and nowhere stored; paused is never late."""
    if state == LATE:
        return Q(state=State.OPEN, due_on__lt=today)
    if state == LATE_RESULT:
        return Q(solved_at__date__gt=F("due_on"))
    if state == UNFINISHED:
        return Q(state__in=(State.OPEN, State.PAUSED))
    return Q(state=State(state))


@dataclass(frozen=True)
class Desk:
    """What waits at the counter today. ``late`` are among the open ones."""

    open: int
    late: int
    paused: int
    to_return: int


def desk(scope: Scope) -> Desk:
    """Count what waits, over all units that the actor may read (one query)."""
    rows = (
        Request.objects.filter(unit__in=scope.units_for(READ), state__in=(State.OPEN, State.PAUSED, State.SOLVED))
        .values_list("state")
        .annotate(number=CountRows("pk"), late=CountRows("pk", filter=in_state(LATE, scope.at)))
        .order_by()
    )
    found = {state: (number, late) for state, number, late in rows}
    is_open, late = found.get(State.OPEN, (0, 0))
    return Desk(is_open, late, found.get(State.PAUSED, (0, 0))[0], found.get(State.SOLVED, (0, 0))[0])


def find_due(scope: Scope, most: int) -> QuerySet[Request]:
    """The running requests that are due first."""
    return requests_for(scope).filter(state=State.OPEN).order_by("due_on", "received_at", "pk")[:most]


def pauses_of(request: Request) -> list[Pause]:
    """The stops of a request as the clock takes them."""
    return [Pause(stop.started_at, stop.ended_at, stop.kind == StopKind.RESULT) for stop in stops_of(request)]


def stops_of(request: Request) -> QuerySet[StopInterval]:
    return StopInterval.objects.filter(request=request)


def extension_of(request: Request) -> Extension | None:
    return Extension.objects.filter(request=request).first()


def events_of(request: Request) -> QuerySet[RequestEvent]:
    return RequestEvent.objects.filter(request=request)


def components_of(request: Request) -> QuerySet[RequestComponent]:
    return RequestComponent.objects.filter(request=request).select_related("component", "asked_in")


def asked_papers_of(request: Request) -> QuerySet[RequestComponent]:
    """The papers that the stop which stands now waits for."""
    return components_of(request).filter(asked_in__ended_at__isnull=True, asked_in__isnull=False)


def with_mutation(unit_id: int, mutation_id: UUID) -> Request | None:
    """The request that a form already made, if it did."""
    return Request.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
