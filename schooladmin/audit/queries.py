"""Reads of the trail, and the check of its chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from schooladmin.audit.actions import entry_content
from schooladmin.audit.models import AuditEntry
from schooladmin.audit.rules import entry_hash
from schooladmin.units.scope import Scope


def entries_for(scope: Scope) -> QuerySet[AuditEntry]:
    """The trail of the units in which the actor may read it."""
    return AuditEntry.objects.filter(unit__in=scope.units_for("audit.entry.read"))


def history_of(scope: Scope, thing: Model) -> QuerySet[AuditEntry]:
    """What happened to one thing, newest first. The caller has already checked the right to see the thing."""
    rows = AuditEntry.objects.filter(unit__in=scope.units())
    return rows.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    unit_id: int
    number: int
    reason: str


def breaks(rows: QuerySet[AuditEntry]) -> Iterator[Break]:
    """Recompute the chains of ``rows`` and name every entry that was altered, removed or put in between."""
    previous: dict[int, AuditEntry] = {}
    for entry in rows.order_by("unit_id", "number").iterator(chunk_size=2000):
        before = previous.get(entry.unit_id)
        expected_number = before.number + 1 if before else 1
        expected_hash = before.hash if before else ""
        if entry.number != expected_number:
            yield Break(entry.unit_id, expected_number, "missing")
        elif entry.previous_hash != expected_hash:
            yield Break(entry.unit_id, entry.number, "not joined")
        if entry.hash != entry_hash(entry.previous_hash, entry_content(entry)):
            yield Break(entry.unit_id, entry.number, "altered")
        previous[entry.unit_id] = entry
