"""What the page of the trail shows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from schooladmin.audit.models import AuditEntry
from schooladmin.audit.queries import entries_for
from schooladmin.core.periods import VIETNAM
from schooladmin.core.text import fold
from schooladmin.units.scope import Scope


def filtered(
    scope: Scope, *, unit_id: int | None, verb: str, person: str, first: date | None, last: date | None, thing: str = ""
) -> QuerySet[AuditEntry]:
    """The entries that the actor may read, narrowed; ``first`` and ``last`` are days in Vietnam, both in.

    ``thing`` is the kind and the number of one thing: «reports.report:7».
    """
    rows = entries_for(scope)
    if thing:
        kind, _colon, number = thing.partition(":")
        rows = rows.filter(object_type=kind, object_id=number)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if verb:
        rows = rows.filter(verb=verb)
    if first:
        rows = rows.filter(at__gte=datetime.combine(first, time.min, VIETNAM))
    if last:
        rows = rows.filter(at__lt=datetime.combine(last + timedelta(days=1), time.min, VIETNAM))
    if fold(person):
        rows = rows.filter(actor__person__search_text__contains=fold(person))
    return rows.order_by("-at", "-pk")


def verbs_in(scope: Scope) -> list[str]:
    """The verbs that occur in the entries which the actor may read, for the filter."""
    return list(entries_for(scope).order_by("verb").values_list("verb", flat=True).distinct())


@dataclass(frozen=True)
class Change:
    """One field's old and new value in plain text."""

    field: str
    old: str
    new: str


def changes_of(entry: AuditEntry) -> list[Change]:
    """The changes of an entry: pairs as old and new, anything else as a new value."""
    found = []
    for name, value in entry.changes.items():
        old, new = value if isinstance(value, list) and len(value) == 2 else (None, value)
        found.append(Change(name, _text(old), _text(new)))
    return found


def _text(value: Any) -> str:
    return "—" if value is None or value == "" else str(value)
