"""May this person decide this request today, and for whom do they sign? The one place that knows.

``procedures.actions.work.begin`` asks for every door. The role table says which roles may decide at all; here a
deputy is let through only under an assignment of that day, unless the procedure itself is the deputy's to decide.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from procedures.models import Request
from procedures.queries.delegations import Desk, desks_on, in_force
from procedures.rules.transitions import EXTEND, REFUSE, REOPEN, SOLVE
from schooladmin.core.errors import Refusal
from schooladmin.units.enums import Role
from schooladmin.units.models import Person
from schooladmin.units.scope import Scope

DECIDING = frozenset({SOLVE, REFUSE, EXTEND, REOPEN})


def signs_for(actor: Scope, request: Request, verb: str, at: datetime) -> str:
    """The name of the principal in whose place ``actor`` does ``verb``; empty where the act is the actor's own.

    The principal heads the school and may always decide; a verb that was lent for a step needs no assignment. Raises
    Refusal, with whom to ask, for a deputy without an assignment in force at ``at``.
    """
    if verb not in DECIDING or actor.is_system or actor.holds_loan(verb, request.unit_id):
        return ""
    roles = roles_in(actor, request.unit_id)
    if Role.PRINCIPAL in roles or request.version.decided_by in roles:
        return ""
    assigned = in_force([request.unit_id], at).filter(deputy_id=actor.person_id).first()
    if assigned is None:
        raise Refusal(_refusal(desks_on([request.unit_id], at)[request.unit_id]), code="not-delegated")
    return assigned.principal.full_name


def roles_in(actor: Scope, unit_id: int) -> frozenset[Role]:
    """The roles that the actor holds in one school."""
    return frozenset(grant.role for grant in actor.grants if grant.unit_id == unit_id)


def units_of_deciding(actor: Scope, at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """The schools in which the actor decides what is the principal's, and those in which what is the deputy's."""
    heads = frozenset(grant.unit_id for grant in actor.grants if grant.role == Role.PRINCIPAL)
    deputies = frozenset(grant.unit_id for grant in actor.grants if grant.role == Role.DEPUTY)
    assigned = in_force(deputies, at).filter(deputy_id=actor.person_id).values_list("unit_id", flat=True)
    return heads | frozenset(assigned), deputies


def decider_of(request: Request, desk: Desk) -> Person | None:
    """Who is handed a request for decision: the role of its procedure, or whoever stands in for an absent head."""
    if request.version.decided_by == Role.DEPUTY and desk.deputies:
        return desk.deputies[0].person
    if desk.absence is not None:
        return desk.absence.deputy
    return desk.heads[0].person if desk.heads else None


def deciders_of(request: Request, desk: Desk) -> list[Person]:
    """Everybody who may be expected to decide a request on the day of ``desk``, an absent head left out."""
    if request.version.decided_by == Role.DEPUTY and desk.deputies:
        return [row.person for row in desk.deputies]
    heads = [] if desk.absence is not None else [row.person for row in desk.heads]
    return [*heads, *(row.deputy for row in desk.delegations)]


def _refusal(desk: Desk) -> str:
    """Why a deputy may not sign, and whom to ask."""
    if desk.absence is not None:
        return _("Thầy, cô không được phân công ký thay hôm nay. Người đang ký thay: %(name)s.") % {
            "name": desk.absence.deputy.full_name
        }
    if desk.heads:
        return _(
            "Thầy, cô không được phân công ký thay hôm nay. Hãy trình %(name)s, hoặc đề nghị %(name)s ghi phân công"
            " ở trang «Phân công ký thay»."
        ) % {"name": names(row.person.full_name for row in desk.heads)}
    return _("Hôm nay trường chưa có hiệu trưởng. Hãy nhờ người quản trị ghi người phụ trách trường.")


def names(found: Iterable[str]) -> str:
    """Names in a sentence."""
    return ", ".join(found)
