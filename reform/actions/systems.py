"""The digital systems of a school: adding, correcting and ending the use of one."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform.models import DigitalSystem
from reform.queries.indicators import system_kinds
from reform.rules import text_faults
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc, tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_VERB = "reform.system.edit"


@dataclass(frozen=True)
class SystemText:
    """What somebody says about a system; ``kind`` is the code of the catalogue."""

    kind: str
    name: str
    owner_name: str
    use: str
    since: date | None


@transaction.atomic
def add_system(
    *, actor: Scope, unit_id: int, text: SystemText, at: datetime, mutation_id: uuid.UUID | None = None
) -> DigitalSystem:
    """Say that the unit uses a system. A form sent twice gives one row. Raises Refusal with the field at fault."""
    actor.require(_VERB, unit_id)
    mutation_id = mutation_id or uuid.uuid4()
    Unit.objects.select_for_update().get(pk=unit_id)
    sent = DigitalSystem.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if sent is not None:
        return sent
    row = DigitalSystem(unit_id=unit_id, mutation_id=mutation_id)
    _fill(row, text, local_date(at))
    row.save(force_insert=True)
    changes = {"name": [None, row.name], "valid_from": [None, row.valid_from.isoformat()]}
    record(actor=actor, unit_id=unit_id, verb="reform.system.add", at=at, thing=row, changes=changes)
    actor.require_inside(unit_id)
    return row


@transaction.atomic
def edit_system(*, actor: Scope, system_id: int, version: int, text: SystemText, at: datetime) -> DigitalSystem:
    """Correct a system. Raises Stale when somebody saved in the meantime."""
    row = _locked(actor, system_id, version)
    before = _content(row)
    _fill(row, text, local_date(at))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise Refusal(_("Ngày bắt đầu phải trước ngày ngừng dùng."), code="since-after-end", field="since")
    after = _content(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.version += 1
        row.save(update_fields=["kind", "name", "owner_name", "use", "valid_from", "version"])
        record(actor=actor, unit_id=row.unit_id, verb="reform.system.edit", at=at, thing=row, changes=changes)
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def end_system(*, actor: Scope, system_id: int, version: int, until: date | None, at: datetime) -> DigitalSystem:
    """Say from which day on a system is not used any more; its values stay."""
    row = _locked(actor, system_id, version)
    if row.valid_to is not None:
        raise Refusal(_("Hệ thống này đã ngừng dùng."), code="system-ended")
    until = until or local_date(at)
    if until <= row.valid_from or until > local_date(at):
        raise Refusal(
            _("Ngày ngừng dùng phải sau ngày bắt đầu và không sau hôm nay."), code="end-outside", field="until"
        )
    row.valid_to = until
    row.version += 1
    row.save(update_fields=["valid_to", "version"])
    changes = {"valid_to": [None, until.isoformat()]}
    record(actor=actor, unit_id=row.unit_id, verb="reform.system.end", at=at, thing=row, changes=changes)
    actor.require_inside(row.unit_id)
    return row


def _locked(actor: Scope, system_id: int, version: int) -> DigitalSystem:
    rows = DigitalSystem.objects.select_for_update(of=("self",)).select_related("kind")
    row = rows.filter(pk=system_id, unit__in=actor.units()).first()
    if row is None:
        raise OutOfScope
    actor.require(_VERB, row.unit_id)
    if row.version != version:
        raise Stale(_("Có người vừa sửa hệ thống này. Hãy xem lại rồi lưu."), code="system-stale")
    return row


def _fill(row: DigitalSystem, text: SystemText, today: date) -> None:
    if text.since is None:
        raise Refusal(_("Hãy chọn ngày bắt đầu dùng."), code="since-required", field="since")
    if text.since > today:
        raise Refusal(_("Ngày bắt đầu dùng không được sau hôm nay."), code="since-in-future", field="since")
    kind = system_kinds(today).filter(code=text.kind).first()
    if kind is None:
        raise Refusal(_("Hãy chọn loại hệ thống."), code="kind-unknown", field="kind")
    if not tidy(text.name):
        raise Refusal(_("Hãy ghi tên hệ thống."), code="name-required", field="name")
    if not tidy(text.owner_name):
        raise Refusal(_("Hãy ghi người phụ trách."), code="owner-required", field="owner_name")
    for fault in text_faults(text.use, field="use", least=5, most=1000):
        raise fault
    row.kind, row.name, row.owner_name = kind, tidy(text.name), tidy(text.owner_name)
    row.use, row.valid_from = nfc(text.use).strip(), text.since


def _content(row: DigitalSystem) -> dict[str, str]:
    return {
        "kind": row.kind.code,
        "name": row.name,
        "owner_name": row.owner_name,
        "use": row.use,
        "valid_from": row.valid_from.isoformat(),
    }
