"""Adding to the trail: inside the transaction of the change that it records."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from schooladmin.audit.models import AuditEntry, AuditHead
from schooladmin.audit.rules import entry_hash
from schooladmin.units.scope import Scope


@transaction.atomic
def record(
    *,
    actor: Scope,
    unit_id: int,
    verb: str,
    at: datetime,
    thing: models.Model,
    label: str = "",
    changes: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Record that ``actor`` did ``verb`` to ``thing`` of the unit at ``at``.

    ``changes`` holds plain JSON values, usually ``{field: [old, new]}``. Called inside the action's transaction:
    a change that is rolled back leaves no entry, a change that stays has one.
    """
    AuditHead.objects.get_or_create(unit_id=unit_id)
    head = AuditHead.objects.select_for_update().get(unit_id=unit_id)
    entry = AuditEntry(
        unit_id=unit_id,
        number=head.number + 1,
        at=at,
        actor_id=actor.user_id,
        actor_label=actor.label,
        verb=verb,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_label=label or str(thing),
        changes=dict(changes or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(head.hash, entry_content(entry))
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(number=entry.number, hash=entry.hash)
    return entry


def entry_content(entry: AuditEntry) -> dict[str, Any]:
    """The part of an entry that its hash covers."""
    return {
        "unit": entry.unit_id,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "verb": entry.verb,
        "object": [entry.object_type, entry.object_id, entry.object_label],
        "changes": entry.changes,
    }
