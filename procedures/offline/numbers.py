"""Blocks of numbers: given to devices and pads, and what became of each number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from procedures.actions.intake import lock_sequence
from procedures.models import CodeBlock, Device, OfflineEntry
from procedures.offline.permissions import DEVICES
from procedures.offline.rules import BLOCK, FEWEST_LEFT, years_to_hold
from procedures.rules.transitions import ACCEPT
from schooladmin.audit.actions import record
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope

# A year has 99,999 numbers; this many numbers left are kept for the counter itself.
_LAST_FOR_DEVICES = 90_000


@dataclass(frozen=True)
class Held:
    """A block of a device, and the numbers of it that the school has seen on entries."""

    block: CodeBlock
    used: tuple[int, ...]

    @property
    def size(self) -> int:
        return self.block.last - self.block.first + 1


@transaction.atomic
def top_up(*, actor: Scope, device: Device, at: datetime) -> list[Held]:
    """Give the device a further block where it holds too few numbers of a year, and return all it holds."""
    actor.require(ACCEPT, device.unit_id)
    for year in years_to_hold(local_date(at)):
        lock_sequence(device.unit_id, year)  # before counting: two sendings at once get one block, not two
        left = sum(held.size - len(held.used) for held in held_by([device], year).get(device.pk, ()))
        if left < FEWEST_LEFT:
            give_block(actor=actor, device=device, year=year, size=BLOCK, at=at)
    return [held for held in held_by([device]).get(device.pk, ()) if held.block.year >= local_date(at).year - 1]


@transaction.atomic
def give_block(*, actor: Scope, device: Device, year: int, size: int, at: datetime) -> CodeBlock | None:
    """Take ``size`` numbers out of the unit's sequence for the device; None when the year has too few left.

    They come under the lock of the intake: nobody else will get them. The caller has checked the actor's right.
    """
    sequence = lock_sequence(device.unit_id, year)
    if sequence.last + size > _LAST_FOR_DEVICES:
        return None
    first = sequence.last + 1
    sequence.last += size
    sequence.save(update_fields=["last"])
    block = CodeBlock.objects.create(
        unit_id=device.unit_id, device=device, year=year, first=first, last=sequence.last, given_at=at
    )
    record(
        actor=actor,
        unit_id=device.unit_id,
        verb="procedures.offline.block",
        at=at,
        thing=block,
        label=device.name,
        changes={"numbers": [None, f"{year}: {first}–{sequence.last}"]},
    )
    return block


def held_by(devices: Sequence[Device], year: int | None = None) -> dict[int, list[Held]]:
    """The blocks of some devices with the numbers used (two queries)."""
    blocks = CodeBlock.objects.filter(device__in=devices)
    entries = OfflineEntry.objects.filter(device__in=devices)
    if year is not None:
        blocks, entries = blocks.filter(year=year), entries.filter(year=year)
    used = list(entries.values_list("device_id", "year", "number").order_by("number"))
    held: dict[int, list[Held]] = {}
    for block in blocks.order_by("year", "first"):
        numbers = tuple(
            number
            for device_id, of_year, number in used
            if device_id == block.device_id and of_year == block.year and block.first <= number <= block.last
        )
        held.setdefault(block.device_id, []).append(Held(block, numbers))
    return held


def refused_of(devices: Sequence[Device]) -> Counter[int]:
    """How many printed numbers of each device wait for a correction."""
    rows = OfflineEntry.objects.filter(device__in=devices, request__isnull=True, voided_at__isnull=True)
    return Counter(rows.values_list("device_id", flat=True))


def undecided_for(scope: Scope) -> QuerySet[OfflineEntry]:
    """The numbers that were printed and are not in the register, latest first: somebody has to decide about them."""
    rows = OfflineEntry.objects.filter(unit__in=scope.units_for(DEVICES), request__isnull=True, voided_at__isnull=True)
    return rows.select_related("device", "unit").order_by("-seen_at", "-pk")
