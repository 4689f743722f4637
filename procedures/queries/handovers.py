"""Who holds a file on paper: the hand-overs of a request, and the requests that a person holds."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from procedures.enums import HandOverPurpose, State
from procedures.models import HandOver, Request, RequestEvent
from procedures.rules.transitions import ACCEPT
from schooladmin.units.scope import Scope

# While a request is in one of these states somebody of the school holds its file.
HELD = (State.OPEN, State.PAUSED, State.SOLVED)


def handovers_of(request: Request) -> QuerySet[HandOver]:
    """The hand-overs of a request in order: giver and taker by name, when, for what, and when it was taken."""
    return HandOver.objects.filter(request=request)


def latest_of(request: Request) -> HandOver | None:
    """The hand-over that says who holds the file now; None while it never left who received it."""
    return handovers_of(request).last()


def is_prepared() -> Exact:
    """Whether the file lies with the decider, put there for decision: a condition on ``Request``."""
    return Exact(_latest("purpose"), HandOverPurpose.DECISION.value)


def held_by(scope: Scope) -> Q:
    """The running requests whose file the actor holds: handed to them last, or received by them and never handed on."""
    handed = Q(Exact(_latest("taker_id"), scope.person_id or 0))
    received = Exists(RequestEvent.objects.filter(request=OuterRef("pk"), verb=ACCEPT, actor_label=scope.label))
    never_given = ~Exists(HandOver.objects.filter(request=OuterRef("pk")))
    return Q(state__in=HELD) & (handed | (Q(never_given) & Q(received)))


def _latest(field: str) -> Subquery:
    """A field of the latest hand-over of the outer request."""
    rows = HandOver.objects.filter(request=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(rows.values(field)[:1])
