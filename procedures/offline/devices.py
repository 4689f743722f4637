"""Devices and their numbers: registering, revoking, giving blocks."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures.actions.intake import lock_sequence
from procedures.models import CodeBlock, Device, OfflineEntry
from procedures.offline.permissions import DEVICES, REGISTER, REVOKE
from procedures.offline.rules import BLOCK, FEWEST_LEFT, years_to_hold
from procedures.rules.transitions import ACCEPT
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
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


def any_device() -> QuerySet[Device]:
    """What a page of one device fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Device.objects.select_related("unit")


@transaction.atomic
def register_device(*, actor: Scope, unit_id: int, name: str, at: datetime, mutation_id: UUID) -> tuple[Device, str]:
    """Register the browser that asks, and return it with its secret, which is said only here.

    Sending the same form again gives the same device a new secret: the last answer is the one that the browser keeps.
    Raises Refusal for an empty name and for a device that was revoked meanwhile.
    """
    actor.require_inside(unit_id)
    actor.require(REGISTER, unit_id)
    Unit.objects.select_for_update().get(pk=unit_id)
    secret = secrets.token_urlsafe(32)
    device = Device.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if device is not None:
        if device.revoked_at is not None:
            raise _revoked(device)
        device.secret_hash = hashed(secret)
        device.save(update_fields=["secret_hash"])
        return device, secret
    if not tidy(name):
        raise Refusal(_("Hãy đặt tên cho máy, chẳng hạn «Quầy 1»."), code="device-name-empty", field="name")
    device = Device.objects.create(
        unit_id=unit_id,
        name=name,
        secret_hash=hashed(secret),
        created_at=at,
        created_by=actor.label,
        mutation_id=mutation_id,
    )
    record(actor=actor, unit_id=unit_id, verb=REGISTER, at=at, thing=device, label=device.name)
    actor.require_inside(unit_id)
    return device, secret


@transaction.atomic
def revoke_device(*, actor: Scope, device_id: int, at: datetime) -> Device:
    """Take a device's trust away; its numbers stay its own and are never given out again. Twice changes nothing."""
    device = Device.objects.select_for_update(of=("self",)).filter(unit__in=actor.units(), pk=device_id).first()
    if device is None:
        raise OutOfScope
    actor.require(REVOKE, device.unit_id)
    if device.revoked_at is not None:
        return device
    device.revoked_at, device.revoked_by = at, actor.label
    device.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=actor, unit_id=device.unit_id, verb=REVOKE, at=at, thing=device, label=device.name)
    actor.require_inside(device.unit_id)
    return device


def trusted_device(actor: Scope, device_id: int, secret: str) -> Device:
    """The device that says it is ``device_id`` and knows its secret. Raises Refusal when it does not or is revoked.

    The device must be of a school where the actor may take requests in.
    """
    device = Device.objects.filter(unit__in=actor.units(), pk=device_id).first()
    if device is None or not hmac.compare_digest(device.secret_hash, hashed(secret)):
        raise Refusal(
            _("Máy này chưa được trường đăng ký. Hồ sơ vẫn còn trên máy; hãy báo hiệu trưởng hoặc văn thư."),
            code="device-unknown",
        )
    actor.require(ACCEPT, device.unit_id)
    if device.revoked_at is not None:
        raise _revoked(device)
    return device


def _revoked(device: Device) -> Refusal:
    return Refusal(
        _("Máy «%(name)s» đã bị thu hồi. Hồ sơ vẫn còn trên máy; hãy báo hiệu trưởng.") % {"name": device.name},
        code="device-revoked",
    )


@transaction.atomic
def top_up(*, actor: Scope, device: Device, at: datetime) -> list[Held]:
    """Give the device a further block where it holds too few numbers of a year, and return all it holds.

    The numbers come out of the unit's sequence under the lock of the intake: nobody else will get them.
    """
    actor.require(ACCEPT, device.unit_id)
    for year in years_to_hold(local_date(at)):
        sequence = lock_sequence(device.unit_id, year)
        left = sum(held.size - len(held.used) for held in held_by([device], year).get(device.pk, ()))
        if left >= FEWEST_LEFT or sequence.last > _LAST_FOR_DEVICES:
            continue
        first = sequence.last + 1
        sequence.last += BLOCK
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
    return [held for held in held_by([device]).get(device.pk, ()) if held.block.year >= local_date(at).year - 1]


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


def devices_for(scope: Scope) -> QuerySet[Device]:
    """The devices of the schools in which the actor may see them, latest first."""
    return Device.objects.filter(unit__in=scope.units_for(DEVICES)).select_related("unit")


def refused_of(devices: Sequence[Device]) -> Counter[int]:
    """How many printed numbers of each device wait for a correction."""
    rows = OfflineEntry.objects.filter(device__in=devices, request__isnull=True)
    return Counter(rows.values_list("device_id", flat=True))


def hashed(secret: str) -> str:
    """What is kept of a secret. It is 256 random bits: a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
