"""Telling people, and taking it back.

A notice is derived from the state of a thing and can be made again at any time, so writing one leaves no entry in
the audit trail: the thing's own verbs do.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.notices.queries import own_open
from schooladmin.notices.words import Words
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Draft:
    """What to tell whom. ``key`` names the reason, its parts joined by colons; ``url`` is a path of this site."""

    unit_id: int
    person_id: int
    key: str
    text: Words
    url: str
    level: Level


@dataclass(frozen=True)
class Kept:
    """What ``keep`` changed: how many notices it opened and how many it closed."""

    opened: int
    closed: int


@transaction.atomic
def notify(
    *,
    actor: Scope,
    unit_id: int,
    person_ids: Collection[int],
    key: str,
    kind: str,
    text: Words,
    url: str,
    level: Level,
    at: datetime,
) -> int:
    """Tell the persons one thing of the unit; return how many did not already have it open.

    Whoever has it keeps it as it is, read or not. One that was withdrawn opens again, unread. Raises OutOfScope for a
    unit that the actor does not reach.
    """
    actor.require_inside(unit_id)
    having = Notice.objects.filter(key=key, person_id__in=person_ids, closed_at__isnull=True)
    has = set(having.values_list("person_id", flat=True))
    drafts = [
        Draft(unit_id, person_id, key, text, url, level)
        for person_id in dict.fromkeys(person_ids)
        if person_id not in has
    ]
    _open(drafts, kind, at)
    return len(drafts)


@transaction.atomic
def keep(
    *,
    actor: Scope,
    kind: str,
    unit_ids: Collection[int],
    drafts: Iterable[Draft],
    at: datetime,
    person_ids: Collection[int] | None = None,
) -> Kept:
    """Make ``drafts`` exactly the open notices of this kind in these units, of all people or of some.

    For notices that follow from the present state alone: what is missing opens, what no longer holds closes, what
    stands stays untouched. Running it again, or after days without a run, gives the same. The number of queries does
    not depend on the number of notices as long as one INSERT holds them. Raises OutOfScope for a draft of another
    unit or a unit that the actor does not reach.
    """
    wanted = {(draft.person_id, draft.key): draft for draft in drafts}
    if {draft.unit_id for draft in wanted.values()} - set(unit_ids):
        raise OutOfScope
    if actor.units().filter(pk__in=unit_ids).count() != len(set(unit_ids)):
        raise OutOfScope
    standing = Notice.objects.filter(unit_id__in=unit_ids, kind=kind, closed_at__isnull=True)
    if person_ids is not None:
        standing = standing.filter(person_id__in=person_ids)
    found = {(person_id, key): pk for pk, person_id, key in standing.values_list("pk", "person_id", "key")}
    gone = [pk for reason, pk in found.items() if reason not in wanted]
    closed = Notice.objects.filter(pk__in=gone, closed_at__isnull=True).update(closed_at=at) if gone else 0
    missing = [draft for reason, draft in wanted.items() if reason not in found]
    _open(missing, kind, at)
    return Kept(len(missing), closed)


@transaction.atomic
def withdraw(*, actor: Scope, unit_id: int, key_prefix: str, at: datetime) -> int:
    """The matter is settled: close the unit's open notices whose key begins with these parts; return how many.

    Whole parts only: ``request:1`` closes ``request:1:due``, never ``request:12:due``. Raises ValueError for an empty
    prefix and OutOfScope for a unit that the actor does not reach.
    """
    prefix = key_prefix.rstrip(":")
    if not prefix:
        raise ValueError("withdrawing needs the key of a matter")
    actor.require_inside(unit_id)
    rows = Notice.objects.filter(Q(key=prefix) | Q(key__startswith=f"{prefix}:"), unit_id=unit_id)
    return rows.filter(closed_at__isnull=True).update(closed_at=at)


def mark_read(*, actor: Scope, notice_id: int | None, at: datetime) -> int:
    """The actor has read one notice, or with None all of them; return how many were unread until now.

    Raises OutOfScope for a notice that is not the actor's own or no longer open.
    """
    own = own_open(actor)
    if notice_id is not None:
        own = own.filter(pk=notice_id)
        if not own.exists():
            raise OutOfScope
    return own.filter(read_at__isnull=True).update(read_at=at)


def forget_closed(*, actor: Scope, at: datetime, keep_days: int) -> int:
    """Delete the notices that ended more than ``keep_days`` days before ``at``; return how many.

    What is open stays however old it is: its reason lasts. The installation's own work: Forbidden for anybody else.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được xóa thông báo cũ."))
    old = Notice.objects.filter(unit__in=actor.units(), closed_at__lt=at - timedelta(days=keep_days))
    return old.delete()[0]


def _open(drafts: Collection[Draft], kind: str, at: datetime) -> None:
    """Write notices in one statement; one that was there and closed opens again, unread and as it now reads."""
    Notice.objects.bulk_create(
        [
            Notice(
                unit_id=draft.unit_id,
                person_id=draft.person_id,
                key=draft.key,
                kind=kind,
                msgid=draft.text.msgid,
                params=draft.text.to_json(),
                url=draft.url,
                level=draft.level,
                created_at=at,
            )
            for draft in drafts
        ],
        update_conflicts=True,
        unique_fields=["person", "key"],
        update_fields=["unit", "kind", "msgid", "params", "url", "level", "created_at", "read_at", "closed_at"],
    )
