"""What the pages of the register share: which unit, which quarter, and a file that comes with a form."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.evidence.actions import store_evidence
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


def unit_named(scope: Scope, code: str, verb: str) -> Unit:
    """The unit of this code: outside the scope 404, without the right 403."""
    unit = scope.units().filter(code=code).first()
    if unit is None:
        raise OutOfScope
    scope.require(verb, unit.pk)
    return unit


def own_unit(scope: Scope, code: str, verb: str) -> Unit:
    """The unit named by ``code``, or the first in which the actor holds ``verb`` when no code is given."""
    scope.require_anywhere(verb)
    if code:
        return unit_named(scope, code, verb)
    unit = scope.units_for(verb).order_by("code").first()
    if unit is None:
        raise OutOfScope
    return unit


def named(scope: Scope, unit_id: int) -> Unit:
    """The unit with its name of today, for the head of a page."""
    return with_names(scope.units().filter(pk=unit_id), scope.at).get()


def other_units(scope: Scope, unit: Unit, verb: str) -> QuerySet[Unit]:
    """The other units in which the actor holds ``verb``, with their names."""
    return with_names(scope.units_for(verb).exclude(pk=unit.pk), scope.at)


def quarter_from(code: str, today: date) -> Quarter:
    """The quarter of an address, or the present one for an address without a readable quarter."""
    try:
        return Quarter.parse(code)
    except ValueError:
        return Quarter.of(today)


def quarters_back(today: date, oldest: date | None, chosen: Quarter) -> list[Quarter]:
    """The quarters to choose from, newest first: back to the oldest record, at least two years, at most forty."""
    last = max(Quarter.of(today), chosen)
    first = min(Quarter.of(oldest or today), Quarter(today.year - 2, 1), chosen)
    quarters = [last]
    while quarters[-1] > first and len(quarters) < 40:
        quarters.append(quarters[-1].previous())
    return quarters if chosen in quarters else [*quarters, chosen]


def posted_with_file(request: HttpRequest, scope: Scope, unit_id: int) -> tuple[QueryDict, Refusal | None]:
    """Keep the file that came with a form at once and tick it among the chosen ones.

    A browser forgets a chosen file when a form comes back with an error; the stored one stays chosen.
    """
    data = request.POST.copy()
    upload = request.FILES.get("upload")
    if upload is None:
        return data, None
    try:
        evidence = store_evidence(actor=scope, unit_id=unit_id, upload=upload, title="", at=timezone.now())
    except Refusal as refusal:
        return data, refusal
    chosen = data.getlist("evidence")
    if str(evidence.pk) not in chosen:
        data.setlist("evidence", [*chosen, str(evidence.pk)])
    return data, None
