"""Writes of lists: making one, the signed sheet that comes back, closing, and carrying the rest on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from procedures.batch.permissions import ATTACH, CARRY, CLOSE, CREATE, REOPEN
from procedures.batch.queries import in_class_order, lines_of
from procedures.batch.rules import MOST_LINES, line_code
from procedures.enums import BatchState
from procedures.models import Batch, BatchLine, BatchScan, ProcedureVersion
from procedures.queries.catalogue import version_on
from pupils.models import Pupil
from pupils.queries import pupils_for
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.evidence.actions import store_evidence
from schooladmin.units.scope import Scope

# What a scanner or a telephone makes of a sheet of paper.
SHEET_TYPES = ("pdf", "jpg", "jpeg", "png", "webp")


@dataclass(frozen=True)
class Plan:
    """What a list is for: the paper, its title, the class or cohort it was taken from, and who is on it."""

    procedure: str
    title: str
    pupil_ids: Collection[int]
    class_name: str = ""
    graduation_year: int | None = None


@transaction.atomic
def create_batch(*, actor: Scope, unit_id: int, plan: Plan, at: datetime, mutation_id: UUID) -> Batch:
    """Make a list in class order; sending the same ``mutation_id`` again returns the list it made before.

    Raises Refusal for a paper that cannot lie ready, for nobody, for too many, and for pupils of another school.
    """
    actor.require_inside(unit_id)
    actor.require(CREATE, unit_id)
    made_before = Batch.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if made_before is not None:
        return made_before
    version = version_on(plan.procedure, local_date(at))
    if not version.may_be_ready:
        raise Refusal(
            _("Kết quả của thủ tục này không ký sẵn được, nên không trả theo danh sách."),
            code="not-ready",
            field="procedure",
        )
    if not tidy(plan.title):
        raise Refusal(_("Hãy ghi tên danh sách."), code="title-empty", field="title")
    wanted = set(plan.pupil_ids)
    pupils = list(pupils_for(actor).filter(unit_id=unit_id, pk__in=wanted))
    if len(pupils) != len(wanted):
        raise Refusal(_("Học sinh này không thuộc danh sách của trường."), code="pupil-unknown", field="pupils")
    return _write(actor, unit_id, version, plan, in_class_order(pupils), at, mutation_id)


def _write(
    actor: Scope,
    unit_id: int,
    version: ProcedureVersion,
    plan: Plan,
    pupils: Sequence[Pupil],
    at: datetime,
    mutation_id: UUID,
    carried_from: Batch | None = None,
) -> Batch:
    if not pupils:
        raise Refusal(_("Hãy chọn ít nhất một học sinh."), code="no-pupils", field="pupils")
    if len(pupils) > MOST_LINES:
        raise Refusal(
            _("Một danh sách có nhiều nhất %(most)s học sinh. Hãy lập từng lớp.") % {"most": MOST_LINES},
            code="too-many-pupils",
            field="pupils",
        )
    batch = Batch.objects.create(
        unit_id=unit_id,
        title=plan.title,
        version=version,
        class_name=plan.class_name,
        graduation_year=plan.graduation_year,
        created_at=at,
        created_by=actor.label,
        carried_from=carried_from,
        mutation_id=mutation_id,
    )
    BatchLine.objects.bulk_create(
        BatchLine(unit_id=unit_id, batch=batch, pupil=pupil, order=order, code=line_code(batch.pk, order))
        for order, pupil in enumerate(pupils, start=1)
    )
    changes = {"procedure": [None, version.procedure.code], "lines": [None, len(pupils)]}
    if carried_from is not None:
        changes["carried_from"] = [None, carried_from.title]
    record(actor=actor, unit_id=unit_id, verb=CREATE, at=at, thing=batch, changes=changes)
    actor.require_inside(unit_id)
    return batch


@transaction.atomic
def attach_scan(*, actor: Scope, batch_id: int, upload: File[Any], at: datetime) -> BatchScan:
    """Keep the signed sheet: a PDF or a picture. The same file twice is there once.

    Raises Refusal on ``upload`` for another type, and for what ``store_evidence`` refuses.
    """
    batch = _batch(actor, batch_id, ATTACH)
    # Only the ending is asked here: that the bytes are what it says is asked of every evidence.
    if PurePath(upload.name or "").suffix.lower().lstrip(".") not in SHEET_TYPES:
        raise Refusal(
            _("Hãy gửi bản quét của danh sách đã ký: tệp PDF hoặc ảnh (JPG, PNG, WEBP)."),
            code="sheet-type",
            field="upload",
        )
    evidence = store_evidence(actor=actor, unit_id=batch.unit_id, upload=upload, title=batch.title, at=at)
    scan, is_new = BatchScan.objects.get_or_create(
        batch=batch, evidence=evidence, defaults={"unit_id": batch.unit_id, "at": at, "actor_label": actor.label}
    )
    if is_new:
        changes = {"sha256": [None, evidence.sha256]}
        record(actor=actor, unit_id=batch.unit_id, verb=ATTACH, at=at, thing=batch, changes=changes)
    actor.require_inside(batch.unit_id)
    return scan


@transaction.atomic
def close_batch(*, actor: Scope, batch_id: int, at: datetime) -> Batch:
    """Stop handing out by the list; who has not come stays on it. Raises Stale when it is closed already."""
    batch = _batch(actor, batch_id, CLOSE)
    return _close(actor, batch, at)


def _close(actor: Scope, batch: Batch, at: datetime) -> Batch:
    rest = sum(not line.is_done for line in lines_of(batch))
    _move(actor, batch, BatchState.CLOSED, CLOSE, at, {"rest": [None, rest]})
    return batch


@transaction.atomic
def reopen_batch(*, actor: Scope, batch_id: int, at: datetime) -> Batch:
    """Hand out by the list again. Raises Refusal when another list took over the rest, Stale when it is open."""
    batch = _batch(actor, batch_id, REOPEN)
    later = Batch.objects.filter(carried_from=batch).first()
    if later is not None:
        raise Refusal(
            _("Phần còn lại đã chuyển sang danh sách «%(title)s». Hãy trả tiếp ở đó.") % {"title": later.title},
            code="batch-carried",
        )
    _move(actor, batch, BatchState.OPEN, REOPEN, at, {})
    return batch


@transaction.atomic
def carry_batch(*, actor: Scope, batch_id: int, title: str, at: datetime, mutation_id: UUID) -> Batch:
    """Close the list, if it is open, and make a new one of those who have not come.

    Sent twice it returns the list it made. Raises Refusal when nobody is left.
    """
    batch = _batch(actor, batch_id, CARRY)
    later = Batch.objects.filter(carried_from=batch).first()
    if later is not None:
        return later
    if not tidy(title):
        raise Refusal(_("Hãy ghi tên danh sách."), code="title-empty", field="title")
    rest = [line.row.pupil for line in lines_of(batch) if not line.is_done]
    if not rest:
        raise Refusal(_("Mọi người trong danh sách đã nhận, không còn ai để chuyển."), code="nobody-left")
    if batch.state == BatchState.OPEN:
        _close(actor, batch, at)
    plan = Plan(batch.version.procedure.code, title, (), batch.class_name, batch.graduation_year)
    version = version_on(plan.procedure, local_date(at))
    return _write(actor, batch.unit_id, version, plan, rest, at, mutation_id, carried_from=batch)


def _batch(actor: Scope, batch_id: int, verb: str) -> Batch:
    """Lock a list for a write. Raises OutOfScope for one that does not exist for the actor."""
    rows = Batch.objects.select_for_update(of=("self",)).select_related("version__procedure")
    batch = rows.filter(unit__in=actor.units(), pk=batch_id).first()
    if batch is None:
        raise OutOfScope
    actor.require(verb, batch.unit_id)
    return batch


def _move(actor: Scope, batch: Batch, to: BatchState, verb: str, at: datetime, changes: dict[str, Any]) -> None:
    """Change the state, if nobody did so in the meantime, and leave the trail."""
    closed_at = at if to == BatchState.CLOSED else None
    before = batch.state
    moved = Batch.objects.filter(pk=batch.pk).exclude(state=to).update(state=to, closed_at=closed_at)
    if not moved:
        raise Stale(
            _("Danh sách vừa được xử lý ở nơi khác, hiện ở trạng thái «%(state)s». Chưa có gì bị ghi đè.")
            % {"state": BatchState(to).label},
            code="batch-changed",
        )
    batch.state, batch.closed_at = to, closed_at
    record(
        actor=actor,
        unit_id=batch.unit_id,
        verb=verb,
        at=at,
        thing=batch,
        changes={"state": [before, to.value], **changes},
    )
    actor.require_inside(batch.unit_id)
