"""What else a counter has on a day: a list half handed out, transfers, an online request, a device, an imported list.

Everything goes through the actions, at times that lie before the day of the load, the same at every load.
"""

import random
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from openpyxl import Workbook
from PIL import Image, ImageDraw

from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request
from procedures.actions.work import solve_request
from procedures.batch.handing import hand_over_line, undo_line
from procedures.batch.lists import Plan, create_batch
from procedures.enums import Channel, Relation, Route, Score, State
from procedures.models import BatchLine, Request
from procedures.models.online import SubmissionKind
from procedures.offline.devices import register_device
from procedures.offline.numbers import top_up
from procedures.online.actions import add_photo, send, start
from procedures.online.pictures import prepared
from procedures.public.actions import rate_at_counter, rate_by_applicant
from procedures.queries.catalogue import version_on
from procedures.queries.on_the_way import rule_on
from procedures.queries.transfers import any_side
from procedures.transfers.actions import accept_transfer, accept_with_transfer, release_transfer
from procedures.transfers.outside import write_letter
from pupils.imports.actions import confirm_columns, send_list, write_list
from pupils.imports.enums import ImportState
from pupils.imports.models import PupilImport
from pupils.imports.rules.types import Target
from pupils.models import Pupil
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import ONE_DAY, WorkCalendar
from schooladmin.core.periods import VIETNAM, local_date
from schooladmin.demo.texts.counter import ASKED_FOR, COMMENTS, FAR_SCHOOL, SLIP, STAYS_OPEN
from schooladmin.demo.texts.people import STAFF, full_names
from schooladmin.jobs.tasks import execute
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_NAMESPACE = uuid.UUID("0d6b0a44-64b1-4f0e-9c38-53a1f0a9e7b4")
_COHORT = 2025
_IMPORTED_CLASS = "6C"
# How often somebody who got a result says something about it: one in four, mostly content.
_RATED, _SCORES = 4, (Score.SATISFIED,) * 6 + (Score.NEUTRAL,) * 2 + (Score.UNSATISFIED,)


@dataclass(frozen=True)
class _School:
    """A counter with the people in whose names the system works at it."""

    actor: Scope
    unit: Unit
    calendar: WorkCalendar
    now: datetime

    def as_(self, role: str) -> Scope:
        return replace(self.actor, label=STAFF[f"{self.unit.code[-2:].lower()}.{role}"])

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment on the working day so many working days before today."""
        day = local_date(self.now)
        for _n in range(days_ago):
            day = self._before(day)
        return datetime.combine(day, time(hour, minute), VIETNAM)

    def _before(self, day: date) -> date:
        day -= ONE_DAY
        while not self.calendar.is_working(day):
            day -= ONE_DAY
        return day

    def pupil(self, class_name: str, place: int) -> Pupil:
        rows = Pupil.objects.filter(unit=self.unit, class_name=class_name, graduation_year=None)
        return rows.defer("identifier").order_by("sort_key", "pk")[place]


def _schools() -> QuerySet[Unit]:
    """The schools alone: an office may end in the same letters, and whichever came last would be taken."""
    return Unit.objects.filter(kind=UnitKind.SCHOOL, code__contains="-").order_by("code")


def load_counter(actor: Scope, now: datetime) -> None:
    """All of it, for the main school; transfers need its neighbours."""
    calendar = work_calendar()
    schools = {unit.code[-2:]: _School(actor, unit, calendar, now) for unit in _schools()}
    main = schools["AB"]
    _ratings(main)
    _batch(main)
    _asked_inside(schools["HM"], main)
    _on_the_way(main, schools["DT"])
    _letter_outside(main)
    _submission(main)
    _device(main)
    _extension(main)
    _missing_paper(main)
    _import(main)


def _ratings(school: _School) -> None:
    """What applicants said in the past quarter and lately, some of them with a word."""
    draw = random.Random("ratings")  # noqa: S311 - invented data, the same at every load
    returned = Request.objects.filter(unit=school.unit, state=State.RETURNED, returned_at__year__gte=2026)
    for place, request in enumerate(returned.order_by("returned_at", "pk")[::_RATED]):
        assert request.returned_at is not None  # the state says so
        at, score = request.returned_at + timedelta(minutes=5), draw.choice(_SCORES)
        if place % 3:
            rate_at_counter(actor=school.as_("clerk"), request_id=request.pk, score=score, at=at)
        else:
            comment = COMMENTS[score][place % len(COMMENTS[score])]
            rate_by_applicant(token=request.public_token, score=score, comment=comment, at=at)


def _batch(school: _School) -> None:
    """Diplomas of a class: half of it has come, one scan was a slip and was undone."""
    clerk = school.as_("clerk")
    graduates = Pupil.objects.filter(unit=school.unit, class_name="9A", graduation_year=_COHORT)
    batch = create_batch(
        actor=clerk,
        unit_id=school.unit.pk,
        plan=Plan(
            "RUT-BANG",
            f"Bằng tốt nghiệp trung học cơ sở, lớp 9A, khóa {_COHORT}",
            list(graduates.values_list("pk", flat=True)),
            "9A",
            _COHORT,
        ),
        at=school.at(4, 15, 10),
        mutation_id=uuid.uuid5(_NAMESPACE, "batch"),
    )
    rows = list(BatchLine.objects.filter(batch=batch).order_by("order"))
    for place, row in enumerate(rows[: len(rows) // 2]):
        at = school.at(3 if place < 4 else 1, 8, 5 + 9 * place)
        hand_over_line(actor=clerk, line_id=row.pk, at=at)
    slip = rows[len(rows) // 2]
    hand_over_line(actor=clerk, line_id=slip.pk, at=school.at(1, 10, 2))
    undo_line(actor=clerk, line_id=slip.pk, at=school.at(1, 10, 4), reason=SLIP)


def _leaving(pupil: Pupil, at: datetime, **more: Any) -> Application:
    return Application(
        procedure="CHUYEN-DI",
        channel=Channel.DIRECT,
        applicant_name=pupil.guardian_name,
        applicant_phone=pupil.guardian_phone,
        relation=Relation.PARENT,
        pupil_name=pupil.full_name,
        pupil_birth_date=pupil.birth_date,
        pupil_class=pupil.class_name,
        pupil_id=pupil.pk,
        received_at=at,
        **more,
    )


def _asked_inside(sending: _School, receiving: _School) -> None:
    """A pupil of the neighbour wants to come: the receiving principal has not answered yet."""
    at = sending.at(1, 9, 20)
    accept_with_transfer(
        actor=sending.as_("clerk"),
        unit_id=sending.unit.pk,
        application=_leaving(sending.pupil("7A", 2), at),
        other_unit_id=receiving.unit.pk,
        at=at,
        mutation_id=uuid.uuid5(_NAMESPACE, "asked"),
    )


def _on_the_way(sending: _School, receiving: _School) -> None:
    """A pupil who left and has not arrived for longer than the rule lets pass."""
    rule = rule_on(local_date(sending.now))
    late = (rule.alert_after if rule else 0) + 2
    at = sending.at(late + 2, 8, 30)
    request = accept_with_transfer(
        actor=sending.as_("clerk"),
        unit_id=sending.unit.pk,
        application=_leaving(sending.pupil("8B", 4), at),
        other_unit_id=receiving.unit.pk,
        at=at,
        mutation_id=uuid.uuid5(_NAMESPACE, "on the way"),
    )
    here = any_side().get(request=request)
    there = any_side().exclude(pk=here.pk).get(transfer_id=here.transfer_id)
    accept_transfer(actor=receiving.as_("principal"), side_id=there.pk, at=sending.at(late + 1, 10))
    release_transfer(actor=sending.as_("clerk"), side_id=here.pk, at=sending.at(late, 14, 15))


def _letter_outside(school: _School) -> None:
    """A pupil leaves for a school that does not use this application: it gets a letter to confirm."""
    at = school.at(5, 9, 40)
    request = accept_request(
        actor=school.as_("clerk"),
        unit_id=school.unit.pk,
        application=_leaving(school.pupil("6B", 7), at, other_school=FAR_SCHOOL, route=Route.OTHER_PROVINCE),
        at=at,
        mutation_id=uuid.uuid5(_NAMESPACE, "outside"),
    )
    solve_request(actor=school.as_("principal"), request_id=request.pk, at=school.at(4, 16))
    write_letter(actor=school.as_("clerk"), request_id=request.pk, school_name=FAR_SCHOOL, at=school.at(4, 16, 20))


def _submission(school: _School) -> None:
    """A family sent a request with photos of its papers in the evening; nobody at the counter has looked yet."""
    pupil, evening = school.pupil("8A", 3), school.at(1, 20, 45)
    sent = start(
        unit_id=school.unit.pk,
        procedure="CHUYEN-DI",
        typed={
            "pupil_name": pupil.full_name,
            "pupil_birth_date": f"{pupil.birth_date:%d/%m/%Y}",
            "pupil_class": pupil.class_name,
            "other_school": FAR_SCHOOL,
            "route": Route.OTHER_PROVINCE.value,
            "applicant_name": pupil.guardian_name,
            "relation": Relation.PARENT.value,
            "applicant_phone": pupil.guardian_phone,
        },
        mutation_id=uuid.uuid5(_NAMESPACE, "submission"),
        at=evening,
    )
    papers = version_on("CHUYEN-DI", local_date(evening)).components.filter(is_required=True).order_by("order")
    for place, paper in enumerate(papers):
        photo = prepared(ContentFile(_photo(place), name=f"giay-{place + 1}.jpg"))
        at = evening + timedelta(minutes=2 + place)
        add_photo(submission_id=sent.submission.pk, component_id=paper.pk, photo=photo, at=at)
    send(submission_id=sent.submission.pk, kind=SubmissionKind.REQUEST, at=evening + timedelta(minutes=9))


def _photo(place: int) -> bytes:
    """A sheet of paper on a table, as a telephone takes it: lines in place of words, a red seal on the second."""
    picture = Image.new("RGB", (900, 1200), (116, 92, 70))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((70, 60, 830, 1140), fill=(250, 248, 242))
    draw.rectangle((270, 130, 630, 152), fill=(60, 60, 66))
    for line in range(18):
        right = 760 if line % 5 else 560
        draw.rectangle((140, 220 + 42 * line, right - 12 * ((line + place) % 3), 230 + 42 * line), fill=(96, 98, 106))
    if place:
        draw.ellipse((520, 960, 680, 1120), outline=(196, 38, 38), width=9)
    content = BytesIO()
    picture.save(content, "JPEG", quality=80)
    return content.getvalue()


def _device(school: _School) -> None:
    """The computer of the window works through a cut of the network, with numbers of its own."""
    clerk, at = school.as_("clerk"), school.at(6, 7, 50)
    device, _secret = register_device(
        actor=clerk,
        unit_id=school.unit.pk,
        name="Máy quầy tiếp nhận",
        at=at,
        mutation_id=uuid.uuid5(_NAMESPACE, "device"),
    )
    top_up(actor=clerk, device=device, at=at + timedelta(minutes=1))


def _from_register(school: _School, procedure: str, pupil: Pupil, at: datetime, **more: Any) -> Request:
    return accept_request(
        actor=school.as_("clerk"),
        unit_id=school.unit.pk,
        application=replace(_leaving(pupil, at, **more), procedure=procedure),
        at=at,
        mutation_id=uuid.uuid5(_NAMESPACE, f"{procedure} {pupil.code}"),
    )


def _extension(school: _School) -> None:
    """A promise that was put off before it ran out."""
    request = _from_register(school, "CHUYEN-LOP", school.pupil("7B", 5), school.at(1, 8, 15), wanted_class="7A")
    extend_request(
        actor=school.as_("principal"),
        request_id=request.pk,
        at=school.at(1, 15, 30),
        note=STAYS_OPEN,
        working_days=3,
    )


def _missing_paper(school: _School) -> None:
    """Taken in although a required paper is missing: the clock waits for it."""
    at = school.at(2, 9, 5)
    required = version_on("CHUYEN-DI", local_date(at)).components.filter(is_required=True).order_by("order")
    brought = list(required.values_list("pk", flat=True))[:-1]
    pupil = school.pupil("9B", 1)
    _from_register(
        school, "CHUYEN-DI", pupil, at, component_ids=brought, missing_note=ASKED_FOR, other_school=FAR_SCHOOL,
        route=Route.OTHER_PROVINCE,
    )  # fmt: skip


def _import(school: _School) -> None:
    """A class that came later, entered from a list as the programs of schools export it."""
    clerk, at = school.as_("clerk"), school.now - timedelta(minutes=50)
    one = send_list(
        actor=clerk,
        unit_id=school.unit.pk,
        mutation_id=uuid.uuid5(_NAMESPACE, "import"),
        upload=ContentFile(_workbook(school), name=f"Danh-sach-lop-{_IMPORTED_CLASS}.xlsx"),
        at=at,
    )
    one = _worked(one, ImportState.READ)
    one = confirm_columns(
        actor=clerk,
        one=one,
        revision=one.revision,
        mapping={Target(name): column for name, column in one.mapping.items()},
        school_year=one.school_year,
        at=at + timedelta(minutes=1),
    )
    one = _worked(one, ImportState.CHECKED)
    write_list(actor=clerk, one=one, revision=one.revision, only_valid=False, at=at + timedelta(minutes=2))
    _worked(one, ImportState.DONE)


def _worked(one: PupilImport, wanted: ImportState) -> PupilImport:
    """Let the job of an import run here. Raises RuntimeError unless it led to ``wanted``."""
    one.refresh_from_db()
    assert one.job is not None  # the action before has asked for it
    execute(one.job.pk)
    one.refresh_from_db()
    if one.state != wanted:
        raise RuntimeError(f"the demonstration's list is {one.state}: {one.errors}")
    return one


def _workbook(school: _School) -> bytes:
    """One sheet with a title, a heading and a row for each pupil."""
    first_year = int(f"{school.now:%Y}") if school.now.month >= 8 else int(f"{school.now:%Y}") - 1
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _IMPORTED_CLASS
    sheet.append([f"DANH SÁCH HỌC SINH LỚP {_IMPORTED_CLASS}"])
    sheet.append([f"Năm học: {first_year}-{first_year + 1}"])
    sheet.append([])
    sheet.append(["STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "Lớp", "Họ tên mẹ", "Số điện thoại mẹ"])
    mothers = full_names(16, seed=7_100)
    for place, name in enumerate(full_names(16, seed=7_000), start=1):
        born = date(first_year - 11, 1 + place % 12, 1 + 7 * place % 28)
        mother = f"{mothers[place - 1].split()[0]} Thị {mothers[place - 1].split()[-1]}"
        code = f"HS{first_year % 100}C{place:03d}"
        sheet.append([place, code, name, f"{born:%d/%m/%Y}", _IMPORTED_CLASS, mother, f"0900 100 {place:03d}"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()
