"""Inspections that a school received: writing one down, correcting it, saying that it was mended."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform.models import Inspection
from reform.proofs import settle_inspection
from reform.rules import text_faults
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc, tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_VERB = "reform.inspection.edit"


@dataclass(frozen=True)
class InspectionText:
    """What somebody writes about an inspection; ``to_mend`` may be empty, then ``mend_by`` is too."""

    inspector: str
    inspected_on: date | None
    subject: str
    conclusion: str
    to_mend: str = ""
    mend_by: date | None = None


@transaction.atomic
def add_inspection(
    *, actor: Scope, unit_id: int, text: InspectionText, at: datetime, mutation_id: uuid.UUID | None = None
) -> Inspection:
    """Write an inspection down; it proves itself. A form sent twice gives one row."""
    actor.require(_VERB, unit_id)
    mutation_id = mutation_id or uuid.uuid4()
    Unit.objects.select_for_update().get(pk=unit_id)
    sent = Inspection.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if sent is not None:
        return sent
    row = Inspection(unit_id=unit_id, mutation_id=mutation_id)
    _fill(row, text, local_date(at))
    row.save(force_insert=True)
    settle_inspection(row)
    changes = {"subject": [None, row.subject], "inspected_on": [None, row.inspected_on.isoformat()]}
    record(actor=actor, unit_id=unit_id, verb="reform.inspection.add", at=at, thing=row, changes=changes)
    actor.require_inside(unit_id)
    return row


@transaction.atomic
def edit_inspection(
    *, actor: Scope, inspection_id: int, version: int, text: InspectionText, at: datetime
) -> Inspection:
    """Correct an inspection. Raises Stale when somebody saved in the meantime."""
    row = _locked(actor, inspection_id, version)
    before = _content(row)
    _fill(row, text, local_date(at))
    if row.mended_on is not None and (not row.to_mend or row.mended_on < row.inspected_on):
        raise Refusal(
            _("Đã ghi khắc phục xong nên không bỏ việc phải khắc phục hoặc lùi ngày kiểm tra được."),
            code="already-mended",
            field="to_mend",
        )
    after = _content(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.version += 1
        row.save()
        settle_inspection(row)
        record(actor=actor, unit_id=row.unit_id, verb="reform.inspection.edit", at=at, thing=row, changes=changes)
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def mend_inspection(
    *, actor: Scope, inspection_id: int, version: int, at: datetime, mended_on: date | None = None
) -> Inspection:
    """Say that what was found is mended, today unless ``mended_on`` is given."""
    row = _locked(actor, inspection_id, version)
    if not row.to_mend or row.mended_on is not None:
        raise Refusal(_("Không còn việc phải khắc phục."), code="nothing-to-mend")
    mended_on = mended_on or local_date(at)
    if not row.inspected_on <= mended_on <= local_date(at):
        raise Refusal(
            _("Ngày khắc phục xong phải từ ngày kiểm tra đến hôm nay."), code="mended-outside", field="mended_on"
        )
    row.mended_on = mended_on
    row.version += 1
    row.save(update_fields=["mended_on", "version"])
    changes = {"mended_on": [None, mended_on.isoformat()]}
    record(actor=actor, unit_id=row.unit_id, verb="reform.inspection.mend", at=at, thing=row, changes=changes)
    actor.require_inside(row.unit_id)
    return row


def _locked(actor: Scope, inspection_id: int, version: int) -> Inspection:
    row = Inspection.objects.select_for_update().filter(pk=inspection_id, unit__in=actor.units()).first()
    if row is None:
        raise OutOfScope
    actor.require(_VERB, row.unit_id)
    if row.version != version:
        raise Stale(_("Có người vừa sửa cuộc kiểm tra này. Hãy xem lại rồi lưu."), code="inspection-stale")
    return row


def _fill(row: Inspection, text: InspectionText, today: date) -> None:
    if not tidy(text.inspector):
        raise Refusal(_("Hãy ghi cơ quan, đoàn kiểm tra."), code="inspector-required", field="inspector")
    if text.inspected_on is None:
        raise Refusal(_("Hãy chọn ngày kiểm tra."), code="day-required", field="inspected_on")
    if text.inspected_on > today:
        raise Refusal(_("Ngày kiểm tra không được sau hôm nay."), code="day-in-future", field="inspected_on")
    if not tidy(text.subject):
        raise Refusal(_("Hãy ghi nội dung kiểm tra."), code="subject-required", field="subject")
    for fault in text_faults(text.conclusion, field="conclusion", least=5, most=5000):
        raise fault
    to_mend = nfc(text.to_mend).strip()
    if to_mend and text.mend_by is None:
        raise Refusal(_("Hãy chọn hạn khắc phục."), code="mend-by-required", field="mend_by")
    if text.mend_by is not None and not to_mend:
        raise Refusal(_("Hãy ghi việc phải khắc phục."), code="mend-required", field="to_mend")
    if text.mend_by is not None and text.mend_by < text.inspected_on:
        raise Refusal(_("Hạn khắc phục không được trước ngày kiểm tra."), code="mend-by-before", field="mend_by")
    row.inspector, row.subject, row.inspected_on = tidy(text.inspector), tidy(text.subject), text.inspected_on
    row.conclusion, row.to_mend, row.mend_by = nfc(text.conclusion).strip(), to_mend, text.mend_by


def _content(row: Inspection) -> dict[str, str | None]:
    return {
        "inspector": row.inspector,
        "inspected_on": row.inspected_on.isoformat(),
        "subject": row.subject,
        "conclusion": row.conclusion,
        "to_mend": row.to_mend,
        "mend_by": row.mend_by.isoformat() if row.mend_by else None,
    }
