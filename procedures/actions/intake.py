"""Receiving a request: the code, the version, the checklist and the first promise, in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.trail import leave_trail
from procedures.enums import Channel, Relation, Route
from procedures.models import CodeCounter, ProcedureVersion, Request, RequestComponent
from procedures.queries.catalogue import promise_for, routes_of, version_on
from procedures.queries.requests import with_mutation
from procedures.rules.reception import phone_number, too_old
from procedures.rules.transitions import ACCEPT
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Application:
    """What the applicant brings. ``component_ids``: the papers handed in; None: all that are required.

    ``submitted_at`` is when it was sent, ``received_at`` when the school took it as valid; at a window they are one.
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


def accept_request(
    *,
    actor: Scope,
    unit_id: int,
    application: Application,
    at: datetime,
    mutation_id: UUID | None = None,
    backdated: bool = False,
) -> Request:
    """Receive a request and return it; sending the same ``mutation_id`` again returns the request it made before.

    Side effects in order: the day's counter of the unit moves, the request with its checklist is written, an event
    keeps the reckoning of the promise, the audit trail gets an entry. Raises Refusal with the field at fault.
    ``backdated`` lets the system enter old registers; nobody else may.
    """
    actor.require_inside(unit_id)
    actor.require(ACCEPT, unit_id)
    if backdated and not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhập hồ sơ cũ."))
    mutation_id = mutation_id or uuid4()
    with transaction.atomic():
        day = local_date(application.received_at)
        counter = _locked_counter(unit_id, day)
        # Asked under the lock: the second of two equal clicks waits above and finds the first one's request here.
        made_before = with_mutation(unit_id, mutation_id)
        if made_before is not None:
            return made_before
        _check_time(application, at, backdated=backdated)
        version = version_on(application.procedure, day)
        request = _build(unit_id, application, version, mutation_id)
        return _write(actor, request, application, version, counter, at)


def _locked_counter(unit_id: int, day: date) -> CodeCounter:
    CodeCounter.objects.get_or_create(unit_id=unit_id, day=day)
    return CodeCounter.objects.select_for_update().get(unit_id=unit_id, day=day)


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
    _check_papers(application.component_ids, version)
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
        graduation_year=application.graduation_year,
        submitted_at=application.submitted_at or application.received_at,
        received_at=application.received_at,
        mutation_id=mutation_id,
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


def _check_papers(component_ids: Collection[int] | None, version: ProcedureVersion) -> None:
    if component_ids is None:
        return
    known = {component.pk: component for component in version.components.all()}
    if not set(component_ids) <= set(known):
        raise Refusal(
            _("Thành phần hồ sơ đã đổi theo quy định của ngày tiếp nhận. Hãy đánh dấu lại."),
            code="components-of-another-version",
            field="components",
        )
    missing = [row for row in known.values() if row.is_required and row.pk not in component_ids]
    if missing:
        raise Refusal(
            _("Hồ sơ chưa đủ, chưa tiếp nhận được. Còn thiếu: %(papers)s.")
            % {"papers": "; ".join(localized(row, "name") for row in missing)},
            code="components-missing",
            field="components",
        )


def _write(
    actor: Scope,
    request: Request,
    application: Application,
    version: ProcedureVersion,
    counter: CodeCounter,
    at: datetime,
) -> Request:
    calendar = work_calendar()
    promised = promise_for(version, application.route, application.received_at, (), calendar)
    counter.last += 1
    counter.save(update_fields=["last"])
    unit_code = Unit.objects.values_list("code", flat=True).get(pk=request.unit_id)
    request.code = f"{unit_code}-{counter.day:%y%m%d}-{counter.last:04d}"
    request.original_due = request.due_on = promised.due
    request.calendar_revision = calendar.revision
    request.save(force_insert=True)
    RequestComponent.objects.bulk_create(
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
    leave_trail(actor=actor, request=request, verb=ACCEPT, at=at, days=promised.days)
    return request
