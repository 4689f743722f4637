"""Work that proves itself: how the rooms above say what they did, and how the proofs of a period are made anew.

A room registers a source once, from its ``AppConfig.ready``; its actions write the same proofs one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from schooladmin.core.periods import Period
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.models import WorkProof


@dataclass(frozen=True)
class Proof:
    """One piece of work. ``key`` names it within the unit and stays the same however often it is written."""

    kind: WorkKind
    key: str
    day: date
    label: str
    url: str
    detail: str = ""


Source = Callable[[int, Period], Iterable[Proof]]
_SOURCES: dict[str, Source] = {}


def register_source(room: str, source: Source) -> None:
    """Say where a room's proofs of a unit and a period come from (called once from ``AppConfig.ready``)."""
    _SOURCES[room] = source


def leave_proofs(unit_id: int, proofs: Sequence[Proof]) -> None:
    """Write proofs, or write them again as they are now: one statement, inside the transaction that did the work.

    The action has checked the right to the work; a class proves itself at every school that attended, also at those
    that the actor does not reach, so the write goes past the scope.
    """
    WorkProof._base_manager.bulk_create(
        [
            WorkProof(
                unit_id=unit_id,
                kind=proof.kind,
                detail=proof.detail,
                key=proof.key,
                day=proof.day,
                label=proof.label[:200],
                url=proof.url,
            )
            for proof in proofs
        ],
        update_conflicts=True,
        unique_fields=["unit", "key"],
        update_fields=["kind", "detail", "day", "label", "url"],
        batch_size=500,
    )


def drop_proofs(unit_id: int, keys: Iterable[str]) -> None:
    """Take proofs back: what was taken back as a result proves nothing."""
    WorkProof._base_manager.filter(unit_id=unit_id, key__in=list(keys)).delete()


@transaction.atomic
def rebuild_proofs(unit_id: int, period: Period) -> tuple[int, int]:
    """Make the proofs of a unit and a period anew from the records; return how many there are and how many went.

    Running it again changes nothing.
    """
    proofs = {proof.key: proof for source in _SOURCES.values() for proof in source(unit_id, period)}
    there = WorkProof._base_manager.filter(unit_id=unit_id, day__gte=period.start, day__lt=period.end)
    # A printed notice leaves no record but its job, and jobs are cleared away: its proof stays.
    gone, _tables = there.exclude(key__in=list(proofs)).exclude(kind=WorkKind.NOTICE_PRINTED).delete()
    leave_proofs(unit_id, list(proofs.values()))
    return len(proofs), gone
