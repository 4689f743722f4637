"""Handing a paper over by a list, and undoing a slip: one request a line, whatever is clicked or scanned twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, accept_request
from procedures.actions.trail import leave_trail
from procedures.actions.work import lock, save
from procedures.batch.permissions import HAND_OVER, UNDO
from procedures.batch.queries import Line, Standing, views_of, with_elsewhere
from procedures.batch.rules import is_same_day
from procedures.desk.authority import roles_in
from procedures.enums import BatchState, Channel, Entry, Family, Relation, State
from procedures.models import BatchLine, ProcedureVersion
from procedures.rules.reception import phone_number
from pupils.models import Pupil
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.enums import Role
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Taker:
    """Who takes the paper. ``phone`` may be empty: there is nothing left to tell this person."""

    name: str
    relation: Relation
    phone: str = ""


@dataclass(frozen=True)
class Handed:
    """What a click or a scan led to: ``is_new`` when the paper was handed over by it, otherwise how the line stood."""

    line: Line
    is_new: bool


def default_taker(version: ProcedureVersion, pupil: Pupil) -> Taker:
    """Who probably comes: whoever a diploma is for; otherwise the guardian of the register, if it names one."""
    phone = phone_number(pupil.guardian_phone) or ""
    if pupil.guardian_name and not Family(version.procedure.family).concerns_graduates:
        return Taker(pupil.guardian_name, Relation.PARENT, phone)
    return Taker(pupil.full_name, Relation.SELF, phone)


@transaction.atomic
def hand_over_line(*, actor: Scope, line_id: int, at: datetime, taker: Taker | None = None, note: str = "") -> Handed:
    """Hand a paper over: the request is received, solved and returned at once, and the line remembers who took it.

    Side effects in order: all of ``accept_request`` with a ready result, the line, the audit entry. A line that is done
    already, or whose matter runs at the counter, is answered as it stands and nothing is written: clicking or scanning
    twice makes one request. ``taker`` None: the one who probably comes. Raises Refusal where the counter would refuse
    the request too (a cohort without diplomas), and for a closed list.
    """
    line = _lock_line(actor, line_id)
    row, batch = line.row, line.row.batch
    actor.require(HAND_OVER, row.unit_id)
    if line.standing != Standing.WAITING:
        return Handed(line, is_new=False)
    if batch.state != BatchState.OPEN:
        raise Refusal(_("Danh sách này đã đóng. Hãy mở lại trước khi trả tiếp."), code="batch-closed")
    taker = taker or default_taker(batch.version, row.pupil)
    # The same try of the same line is the same request, whoever sends it.
    mutation_id = uuid5(NAMESPACE_OID, f"batch-line:{row.pk}:{row.lock_version}")
    request = accept_request(
        actor=actor,
        unit_id=row.unit_id,
        application=_application(row, taker, note, at),
        at=at,
        mutation_id=mutation_id,
    )
    before = row.request.code if row.request else None
    row.handed_at, row.taker_name, row.relation, row.note = at, taker.name, taker.relation, note
    row.request = request
    changed = BatchLine.objects.filter(pk=row.pk, lock_version=row.lock_version).update(
        handed_at=at,
        taker_name=taker.name,
        relation=taker.relation,
        note=note,
        request=request,
        lock_version=row.lock_version + 1,
    )
    if not changed:
        raise Stale(_("Dòng này vừa được xử lý ở nơi khác. Chưa có gì bị ghi đè."), code="line-changed")
    row.lock_version += 1
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb=HAND_OVER,
        at=at,
        thing=row,
        label=f"{batch.title} · {row.order}",
        changes={"request": [before, request.code]},
    )
    actor.require_inside(row.unit_id)
    return Handed(Line(row, Standing.HANDED, request), is_new=True)


@transaction.atomic
def undo_line(*, actor: Scope, line_id: int, at: datetime, reason: str) -> Line:
    """Take a mistaken hand-over back: its request is closed as withdrawn, and the line waits again.

    On the day of the hand-over whoever hands out may, afterwards only the principal (``rules.is_same_day``). Undone
    already it is answered as it stands. The register counts the request as received and withdrawn on that day; nothing
    is wiped out. Raises Refusal without a reason, too late, and for a line that was not handed over by its list.
    """
    line = _lock_line(actor, line_id)
    row = line.row
    actor.require(UNDO, row.unit_id)
    if line.slip is not None:
        return line
    if line.standing != Standing.HANDED or row.request is None or row.handed_at is None:
        raise Refusal(_("Dòng này chưa được trả theo danh sách nên không có gì để hoàn tác."), code="nothing-to-undo")
    if not may_undo(actor, row, at):
        raise Refusal(
            _(
                "Dòng này trả ngày %(day)s. Qua ngày đó chỉ hiệu trưởng hoàn tác được: hãy nhờ thầy, cô hiệu trưởng mở"
                " danh sách này."
            )
            % {"day": f"{local_date(row.handed_at):%d/%m/%Y}"},
            code="undo-too-late",
        )
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do."), code="note-missing", field="reason")
    request = lock(actor, row.request.pk)
    before = request.state
    request.state, request.solved_at, request.returned_at = State.WITHDRAWN, None, None
    request.closed_at, request.closed_reason, request.is_slip = at, reason, True
    save(request, "solved_at", "returned_at", "closed_at", "closed_reason", "is_slip")
    leave_trail(
        actor=actor, request=request, verb=UNDO, at=at, from_state=before, note=reason, due_before=request.due_on
    )
    row.request = request
    actor.require_inside(row.unit_id)
    return Line(row, Standing.WAITING, None, actor.label)


def may_undo(actor: Scope, row: BatchLine, at: datetime) -> bool:
    """Whether it is still, or still this person's, time to undo the hand-over of a line."""
    if row.handed_at is None or not actor.may(UNDO, row.unit_id):
        return False
    return is_same_day(row.handed_at, at) or actor.is_system or Role.PRINCIPAL in roles_in(actor, row.unit_id)


def _lock_line(actor: Scope, line_id: int) -> Line:
    """Lock a line for a write. Raises OutOfScope for one that does not exist for the actor."""
    locked = BatchLine.objects.select_for_update(of=("self",)).filter(unit__in=actor.units(), pk=line_id)
    if not locked.values_list("pk", flat=True).first():
        raise OutOfScope
    rows = with_elsewhere(BatchLine.objects.filter(pk=line_id)).defer("pupil__identifier")
    return views_of(rows.select_related("batch__version__procedure", "pupil", "request"))[0]


def _application(row: BatchLine, taker: Taker, note: str, at: datetime) -> Application:
    batch, pupil = row.batch, row.pupil
    concerns_graduates = Family(batch.version.procedure.family).concerns_graduates
    return Application(
        procedure=batch.version.procedure.code,
        channel=Channel.DIRECT,
        applicant_name=taker.name,
        applicant_phone=taker.phone,
        relation=taker.relation,
        pupil_name=pupil.full_name,
        received_at=at,
        pupil_birth_date=pupil.birth_date,
        pupil_class=pupil.class_name,
        graduation_year=pupil.graduation_year or batch.graduation_year if concerns_graduates else None,
        pupil_id=pupil.pk,
        entry=Entry.BATCH,
        ready=True,
        result_note=". ".join(filter(None, (f"{batch.title} · {row.order}", note))),
    )
