"""Handing a paper over by a list: one request a line, whatever is clicked or scanned twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, accept_request
from procedures.batch.permissions import HAND_OVER
from procedures.batch.queries import Line, Standing, views_of, with_elsewhere
from procedures.enums import BatchState, Channel, Entry, Family, Relation
from procedures.models import BatchLine, ProcedureVersion
from procedures.rules.reception import phone_number
from pupils.models import Pupil
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
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


def _lock_line(actor: Scope, line_id: int) -> Line:
    """Lock a line for the hand-over. Raises OutOfScope for one that does not exist for the actor."""
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
