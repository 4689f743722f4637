"""Receiving a request: the code, the version, the checklist and the first promise, in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.actions.work import ask_for, ready_request, stop_words
from procedures.enums import Channel, Entry, Relation, Route, State
from procedures.models import CodeSequence, ProcedureComponent, ProcedureVersion, Request, RequestComponent
from procedures.queries.catalogue import promise_for, routes_of, version_on
from procedures.queries.duplicates import duplicates_of
from procedures.queries.requests import with_mutation
from procedures.rules.codes import request_code
from procedures.rules.reception import phone_number, too_old
from procedures.rules.transitions import ACCEPT
from pupils.actions import PupilData, SameName, add_pupil, mark_left
from pupils.enums import PupilStatus
from pupils.models import Pupil
from pupils.queries import pupil_of
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Application:
    """What the applicant brings.

    ``component_ids``: the papers handed in; None: all that are required. A required paper that is not among them does
    not turn the applicant away: the request is taken in and waits for it (``missing_note`` adds a word to the list).
    ``ready``: the result lies signed in the office and is handed over at once, with ``result_note``.
    ``add_pupil``: also enter the pupil, who is not in the school's register yet, there.
    ``confirmed_duplicate``: the person at the counter saw that there is such a request already and means it.
    ``submitted_at`` is when it was sent, ``received_at`` when the school took it in; at a window they are one.
    """

    procedure: str
    channel: Channel
    applicant_name: str
    applicant_phone: str
    relation: Relation
    pupil_name: str
    received_at: datetime
    submitted_at: datetime | None = None
    route: Route | None = None
    pupil_birth_date: date | None = None
    pupil_class: str = ""
    graduation_year: int | None = None
    component_ids: Collection[int] | None = None
    missing_note: str = ""
    pupil_id: int | None = None
    wanted_class: str = ""
    other_school: str = ""
    entry: Entry = Entry.COUNTER
    ready: bool = False
    result_note: str = ""
    add_pupil: bool = False
    confirmed_duplicate: bool = False


@dataclass(frozen=True)
class Reserved:
    """What a receipt made without a network says already; the caller has checked whose number it is.

    ``number`` came out of the sequence of ``year`` when its block was given. ``printed_due`` stays the first promise;
    where the calendar now gives a later day, that day holds and the event tells why. ``note`` begins it. An empty
    token or day was not printed: both are made now. ``is_keyed``: a person types in what was written on paper, and
    the caller has checked since when that paper lay ready; the reception may lie as far back.
    """

    year: int
    number: int
    public_token: str
    printed_due: date | None
    note: str
    is_keyed: bool = False


class MaybeDuplicate(Refusal):
    """The pupil has such a request already, or had one lately; the person may say that this is another one."""

    def __init__(self, others: Sequence[Request]) -> None:
        super().__init__(
            _("Học sinh này đã có hồ sơ cùng thủ tục. Hãy xem hồ sơ đã có, hoặc xác nhận đây là hồ sơ khác."),
            code="maybe-duplicate",
            field="confirmed_duplicate",
        )
        self.others = list(others)


def accept_request(
    *,
    actor: Scope,
    unit_id: int,
    application: Application,
    at: datetime,
    mutation_id: UUID | None = None,
    backdated: bool = False,
    reserved: Reserved | None = None,
) -> Request:
    """Receive a request and return it; sending the same ``mutation_id`` again returns the request it made before.

    Side effects in order: the year's sequence of the unit moves, the request with its checklist is written, a stop
    opens where a required paper is missing, an event keeps the reckoning of the promise, the audit trail gets an
    entry; a ready result is handed over. Raises Refusal with the field at fault, MaybeDuplicate where a person at the
    counter has not confirmed a second request.
    ``backdated`` lets the system enter old registers; nobody else may. With ``reserved`` the request keeps the code,
    the secret and the promise of the receipt in the applicant's hand.
    """
    actor.require_inside(unit_id)
    actor.require(ACCEPT, unit_id)
    if backdated and not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhập hồ sơ cũ."))
    mutation_id = mutation_id or uuid4()
    with transaction.atomic():
        day = local_date(application.received_at)
        sequence = lock_sequence(unit_id, day.year)
        # Asked under the lock: the second of two equal clicks waits above and finds the first one's request here.
        made_before = with_mutation(unit_id, mutation_id)
        if made_before is not None:
            return made_before
        _check_time(application, at, backdated=backdated or (reserved is not None and reserved.is_keyed))
        version = version_on(application.procedure, day)
        request = _build(unit_id, application, version, mutation_id)
        _check_duplicates(actor, request, application, at)
        request.pupil = _pupil(actor, unit_id, application, at)
        request = _write(actor, request, application, version, sequence, at, reserved)
        if not application.ready:
            return request
        return ready_request(actor=actor, request_id=request.pk, at=at, note=application.result_note)


def lock_sequence(unit_id: int, year: int) -> CodeSequence:
    """The sequence of a unit and year, locked until the transaction ends."""
    CodeSequence.objects.get_or_create(unit_id=unit_id, year=year)
    return CodeSequence.objects.select_for_update().get(unit_id=unit_id, year=year)


def _check_time(application: Application, at: datetime, *, backdated: bool) -> None:
    if application.received_at > at:
        raise Refusal(
            _("Thời điểm tiếp nhận nằm trong tương lai. Hãy ghi thời điểm đã nhận hồ sơ."),
            code="received-in-future",
            field="received_at",
        )
    if not backdated and too_old(application.received_at, at):
        raise Refusal(
            _("Chỉ nhập được hồ sơ tiếp nhận trong 30 ngày gần đây. Hãy kiểm tra lại ngày tiếp nhận."),
            code="received-too-old",
            field="received_at",
        )
    if application.submitted_at and application.submitted_at > application.received_at:
        raise Refusal(
            _("Thời điểm nộp phải trước hoặc bằng thời điểm tiếp nhận."),
            code="submitted-after-received",
            field="submitted_at",
        )


def _build(unit_id: int, application: Application, version: ProcedureVersion, mutation_id: UUID) -> Request:
    """The request without its code and promise, every detail checked."""
    phone = phone_number(application.applicant_phone)
    if phone is None and _fetched_by_list(application) and not tidy(application.applicant_phone):
        phone = ""  # the paper is in their hands: nobody will have to be called
    if phone is None:
        raise Refusal(
            _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, bắt đầu bằng 0 (máy bàn 11 chữ số)."),
            code="phone-wrong",
            field="applicant_phone",
        )
    for field, name in (("applicant_name", application.applicant_name), ("pupil_name", application.pupil_name)):
        if not tidy(name):
            raise Refusal(_("Hãy nhập họ và tên."), code="name-empty", field=field)
    day = local_date(application.received_at)
    if application.pupil_birth_date and application.pupil_birth_date >= day:
        raise Refusal(_("Ngày sinh phải trước ngày tiếp nhận."), code="birth-date-wrong", field="pupil_birth_date")
    _check_graduation(application.graduation_year, version, day)
    _check_papers(application, version)
    told_apart = routes_of(version)
    return Request(
        unit_id=unit_id,
        version=version,
        route=application.route if application.route in told_apart else Route.ANY,
        channel=application.channel,
        applicant_name=application.applicant_name,
        applicant_phone=phone,
        relation=application.relation,
        pupil_name=application.pupil_name,
        pupil_birth_date=application.pupil_birth_date,
        pupil_class=application.pupil_class,
        wanted_class=application.wanted_class,
        other_school=application.other_school,
        entry=application.entry,
        graduation_year=application.graduation_year,
        submitted_at=application.submitted_at or application.received_at,
        received_at=application.received_at,
        mutation_id=mutation_id,
    )


def _fetched_by_list(application: Application) -> bool:
    """Whether a family took a ready paper from a class list, where what the register lacks is not asked for."""
    return application.ready and application.entry == Entry.BATCH


def _check_duplicates(actor: Scope, request: Request, application: Application, at: datetime) -> None:
    """Ask the person at the counter. Where nobody stands there to answer, the other doors ask in their own way."""
    if actor.is_system or application.entry != Entry.COUNTER or application.confirmed_duplicate:
        return
    others = duplicates_of(
        actor,
        unit_id=request.unit_id,
        procedure=application.procedure,
        pupil_id=application.pupil_id,
        pupil_name=application.pupil_name,
        birth_date=application.pupil_birth_date,
        at=at,
    )
    if others:
        raise MaybeDuplicate(others)


def _pupil(actor: Scope, unit_id: int, application: Application, at: datetime) -> Pupil | None:
    """The entry of the school's register that the request is about, made now if that is wanted."""
    if application.pupil_id is None:
        return _added(actor, unit_id, application, at) if application.add_pupil else None
    pupil = pupil_of(actor, application.pupil_id)
    if pupil.unit_id != unit_id:
        raise Refusal(_("Học sinh này không thuộc danh sách của trường."), code="pupil-unknown", field="pupil")
    return pupil


def _added(actor: Scope, unit_id: int, application: Application, at: datetime) -> Pupil:
    is_guardian = application.relation in (Relation.PARENT, Relation.GUARDIAN)
    data = PupilData(
        full_name=application.pupil_name,
        birth_date=application.pupil_birth_date,
        class_name=application.pupil_class,
        guardian_name=application.applicant_name if is_guardian else "",
        guardian_phone=(phone_number(application.applicant_phone) or "") if is_guardian else "",
    )
    try:
        pupil = add_pupil(actor=actor, unit_id=unit_id, data=data, at=at)
    except SameName as same:
        raise Refusal(
            _("Danh sách đã có học sinh cùng họ tên và ngày sinh. Hãy tìm và chọn em ấy, hoặc bỏ đánh dấu ô này."),
            code="pupil-same-name",
            field="add_pupil",
        ) from same
    if application.graduation_year is None:
        return pupil
    return mark_left(
        actor=actor,
        pupil_id=pupil.pk,
        status=PupilStatus.GRADUATED,
        left_on=None,
        graduation_year=application.graduation_year,
        lock_version=pupil.lock_version,
        at=at,
    )


def _check_graduation(year: int | None, version: ProcedureVersion, day: date) -> None:
    last = version.last_graduation_year
    if last is not None and year is None:
        raise Refusal(_("Hãy nhập năm tốt nghiệp."), code="graduation-year-missing", field="graduation_year")
    if last is not None and year is not None and year > last:
        raise Refusal(
            _("Thủ tục này chỉ dành cho học sinh tốt nghiệp đến năm %(year)s. Từ khóa sau, hãy nhận hồ sơ «%(other)s».")
            % {"year": last, "other": _("Xác nhận hoàn thành chương trình trung học cơ sở")},
            code="graduation-year-too-late",
            field="graduation_year",
        )
    if year is not None and not 1945 <= year <= day.year:
        raise Refusal(
            _("Năm tốt nghiệp phải từ 1945 đến %(year)s.") % {"year": day.year},
            code="graduation-year-wrong",
            field="graduation_year",
        )


def _check_papers(application: Application, version: ProcedureVersion) -> None:
    handed_in = application.component_ids
    known = {component.pk for component in version.components.all()}
    if handed_in is not None and not set(handed_in) <= known:
        raise Refusal(
            _("Thành phần hồ sơ đã đổi theo quy định của ngày tiếp nhận. Hãy đánh dấu lại."),
            code="components-of-another-version",
            field="components",
        )
    if application.ready and missing_papers(application, version):
        raise Refusal(
            _("Hồ sơ còn thiếu giấy tờ nên chưa trả kết quả ngay được."), code="ready-but-missing", field="components"
        )


def missing_papers(application: Application, version: ProcedureVersion) -> list[ProcedureComponent]:
    """The required papers that were not handed in."""
    if application.component_ids is None:
        return []
    return [row for row in version.components.all() if row.is_required and row.pk not in application.component_ids]


def _write(
    actor: Scope,
    request: Request,
    application: Application,
    version: ProcedureVersion,
    sequence: CodeSequence,
    at: datetime,
    reserved: Reserved | None,
) -> Request:
    calendar = work_calendar()
    promised = promise_for(version, application.route, application.received_at, (), calendar)
    unit_code = Unit.objects.values_list("code", flat=True).get(pk=request.unit_id)
    missing = {row.pk for row in missing_papers(application, version)}
    notes = []
    request.original_due = request.due_on = promised.due
    if reserved is None:
        sequence.last += 1
        sequence.save(update_fields=["last"])
        request.code = request_code(unit_code, sequence.year, sequence.last)
    else:
        request.code = request_code(unit_code, reserved.year, reserved.number)
        request.public_token = reserved.public_token or request.public_token
        notes = [reserved.note] if missing else _keep_printed(request, reserved)
    request.calendar_revision = calendar.revision
    request.state = State.PAUSED if missing else State.OPEN
    request.save(force_insert=True)
    papers = RequestComponent.objects.bulk_create(
        RequestComponent(
            unit_id=request.unit_id,
            request=request,
            component=component,
            is_present=component.is_required
            if application.component_ids is None
            else component.pk in application.component_ids,
        )
        for component in version.components.all()
    )
    words = ""
    if missing:
        asked = [row for row in papers if row.component_id in missing]
        words = stop_words(asked, application.missing_note)
        ask_for(request, asked, at=application.received_at, reason=words)
    notes += [words] if words else []
    note = "\n".join(notes)
    leave_trail(actor=actor, request=request, verb=ACCEPT, at=at, note=note, days=() if missing else promised.days)
    return request


def _keep_printed(request: Request, reserved: Reserved) -> list[str]:
    """The promise that was printed stays the first one and is never made worse silently; the words say what holds."""
    computed = request.due_on
    if reserved.printed_due is None or computed == reserved.printed_due:
        return [reserved.note]
    request.original_due, request.due_on = reserved.printed_due, max(reserved.printed_due, computed)
    printed, due = f"{reserved.printed_due:%d/%m/%Y}", f"{computed:%d/%m/%Y}"
    words = (  # kept with the record: Vietnamese, whoever acts
        f"Giấy hẹn đã in ghi ngày {printed}; theo lịch làm việc hiện nay là ngày {due}. Hãy báo người nộp."
        if computed > reserved.printed_due
        else f"Giấy hẹn đã in ghi ngày {printed} nên giữ ngày đó; theo lịch làm việc hiện nay là ngày {due}."
    )
    return [reserved.note, words]
