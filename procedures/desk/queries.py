"""What waits for a decider, and the colleagues to whom a file can be given."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from procedures.desk.authority import units_of_deciding
from procedures.desk.forms import People
from procedures.enums import State
from procedures.models import Request, RequestComponent
from procedures.queries.handovers import is_prepared
from procedures.queries.requests import any_request
from procedures.queries.transfers import has_running_transfer
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

# Those who work on requests in this application come first; the others sign the printed slip.
_OFFICE = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK)


def waiting_for(scope: Scope, at: datetime) -> QuerySet[Request]:
    """The open requests that the actor may decide at ``at``: those put up for decision first, then by promise.

    What a procedure gives to the deputies waits for them, everything else for the principal and for a deputy with an
    assignment in force. What two schools share is decided on its own card (``procedures.transfers``).
    """
    heads, deputies = units_of_deciding(scope, at)
    theirs = Q(version__decided_by=Role.DEPUTY)
    papers = RequestComponent.objects.select_related("component")
    return (
        any_request()
        .filter(~has_running_transfer(), state=State.OPEN)
        .filter(Q(unit__in=heads) & ~theirs | Q(unit__in=deputies) & theirs)
        .annotate(is_prepared=is_prepared())
        .prefetch_related(Prefetch("components", queryset=papers))
        # Without a hand-over the answer is NULL, which PostgreSQL would put first.
        .order_by(F("is_prepared").desc(nulls_last=True), "due_on", "received_at", "pk")
    )


def colleagues(scope: Scope, unit_id: int, day: date) -> People:
    """The people of a school to whom the actor can give a file, as choices of a form."""
    return _in_groups(scope, members_on(Unit.objects.filter(pk=unit_id), day))


def colleagues_under(scope: Scope, verb: str) -> People:
    """The same for every school in which the actor holds ``verb``, school after school (one query)."""
    by_unit: dict[int, list[Membership]] = {}
    for row in members_on(scope.units_for(verb), scope.at):
        by_unit.setdefault(row.unit_id, []).append(row)
    return [group for _unit_id, rows in sorted(by_unit.items()) for group in _in_groups(scope, rows)]


def _in_groups(scope: Scope, rows: Iterable[Membership]) -> People:
    office: dict[int, str] = {}
    others: dict[int, str] = {}
    for row in rows:
        if row.person_id != scope.person_id:
            into = office if row.role in _OFFICE else others
            into.setdefault(row.person_id, row.person.full_name)
    rest = [(key, name) for key, name in others.items() if key not in office]
    groups = [(_("Lãnh đạo, văn thư"), list(office.items())), (_("Người khác (ký nhận trên phiếu in)"), rest)]
    return [group for group in groups if group[1]]
