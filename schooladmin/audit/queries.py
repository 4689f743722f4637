"""Reads of the trail, and the check of its chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from schooladmin.audit.actions import entry_content
from schooladmin.audit.models import AuditEntry, AuditHead
from schooladmin.audit.rules import entry_hash
from schooladmin.units.models import Unit
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
    """A place where the chain does not hold: «missing», «not joined», «altered» or «cut off» at its end."""

    unit_id: int
    number: int
    reason: str


@dataclass(frozen=True)
class Link:
    """The end of what has been checked of one unit's chain."""

    number: int = 0
    hash: str = ""


def breaks(unit_ids: QuerySet[Unit]) -> Iterator[Break]:
    """Recompute the chains of the units and name every entry that was altered, removed or put in between.

    Each chain is held against its head too, or the newest entries could be removed unseen. What remains unseen is a
    chain rewritten whole together with its head: note the heads elsewhere from time to time to see that as well.
    """
    ends: dict[int, Link] = {}
    rows = AuditEntry.objects.filter(unit__in=unit_ids).order_by("unit_id", "number")
    for entry in rows.iterator(chunk_size=2000):
        before = ends.get(entry.unit_id, Link())
        if entry.number != before.number + 1:
            yield Break(entry.unit_id, before.number + 1, "missing")
        elif entry.previous_hash != before.hash:
            yield Break(entry.unit_id, entry.number, "not joined")
        if entry.hash != entry_hash(entry.previous_hash, entry_content(entry)):
            yield Break(entry.unit_id, entry.number, "altered")
        ends[entry.unit_id] = Link(entry.number, entry.hash)
    for head in heads(unit_ids):
        end = ends.pop(head.unit_id, Link())
        if end.number != head.number:
            yield Break(head.unit_id, min(end.number, head.number) + 1, "cut off")
        elif end.hash != head.hash:
            yield Break(head.unit_id, end.number, "not joined")
    for unit_id in ends:
        yield Break(unit_id, 1, "cut off")


def heads(unit_ids: QuerySet[Unit]) -> QuerySet[AuditHead]:
    """Where each unit's chain ends: what one writes down elsewhere to prove later that nothing was rewritten."""
    return AuditHead.objects.filter(unit__in=unit_ids).select_related("unit").order_by("unit_id")
