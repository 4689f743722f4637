"""Pads of paper slips for the day on which even the computers are off: their numbers are reserved as a device's are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures.models import CodeBlock, Device, OfflineEntry
from procedures.models.offline import DeviceKind
from procedures.models.register import new_token
from procedures.offline.numbers import give_block
from procedures.offline.permissions import PADS, RESERVE
from procedures.offline.rules import PAD_SIZES, years_to_hold
from procedures.rules.codes import request_code
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Slip:
    """A numbered slip of a pad, and what became of it (None: nothing yet)."""

    year: int
    number: int
    code: str
    token: str
    entry: OfflineEntry | None = None


@transaction.atomic
def reserve_pad(*, actor: Scope, unit_id: int, slips: int, year: int, at: datetime, mutation_id: UUID) -> Device:
    """Reserve ``slips`` numbers of ``year`` for a new pad; sending the same form again returns the pad it made.

    Each slip gets the secret of its public page now, because its QR code is printed beforehand. Raises Refusal for a
    size or a year that no pad can have, and when the year has too few numbers left.
    """
    actor.require_inside(unit_id)
    actor.require(RESERVE, unit_id)
    Unit.objects.select_for_update().get(pk=unit_id)
    made_before = Device.objects.filter(unit_id=unit_id, mutation_id=mutation_id, kind=DeviceKind.PAPER).first()
    if made_before is not None:
        return made_before
    if slips not in PAD_SIZES:
        raise Refusal(_("Hãy chọn số phiếu có trong danh sách."), code="pad-size-wrong", field="slips")
    if year not in years_to_hold(local_date(at)):
        raise Refusal(_("Chỉ in được phiếu của năm đang dùng."), code="pad-year-wrong", field="year")
    pad = Device.objects.create(
        unit_id=unit_id,
        kind=DeviceKind.PAPER,
        name=f"Tập phiếu in ngày {local_date(at):%d/%m/%Y}",  # printed in the register book, so not translated
        created_at=at,
        created_by=actor.label,
        mutation_id=mutation_id,
    )
    block = give_block(actor=actor, device=pad, year=year, size=slips, at=at)
    if block is None:
        raise Refusal(
            _("Số của năm %(year)s sắp hết nên không in thêm phiếu được.") % {"year": year}, code="no-numbers"
        )
    block.tokens = [new_token() for _slip in range(slips)]
    block.save(update_fields=["tokens"])
    record(actor=actor, unit_id=unit_id, verb=RESERVE, at=at, thing=pad, label=pad.name)
    actor.require_inside(unit_id)
    return pad


def any_pad() -> QuerySet[Device]:
    """What a page of one pad fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Device.objects.filter(kind=DeviceKind.PAPER).select_related("unit")


def pads_for(scope: Scope) -> QuerySet[Device]:
    """The pads of the schools in which the actor may see them, latest first."""
    return any_pad().filter(unit__in=scope.units_for(PADS))


def slips_of(pad: Device) -> list[Slip]:
    """The slips of a pad in order, with what became of each (two queries)."""
    entries = {
        (entry.year, entry.number): entry for entry in OfflineEntry.objects.filter(device=pad).select_related("request")
    }
    return [
        Slip(
            block.year,
            number,
            request_code(pad.unit.code, block.year, number),
            token,
            entries.get((block.year, number)),
        )
        for block in CodeBlock.objects.filter(device=pad)
        for number, token in zip(range(block.first, block.last + 1), block.tokens, strict=True)
    ]
