"""An invented school below its Party organ, with reports of many quarters: texts, results, classes, indicators, tasks.

Made through the actions that people use, so that a report is submitted as a school submits it. Nobody living is meant.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from reform.actions.commitments import add_commitment
from reform.actions.results import log_result
from reform.actions.values import Entry, log_value
from reform.enums import IndicatorKind, IndicatorSource
from reform.queries.indicators import asked_of
from reform.rules.indicators import Measure
from reports.actions.explanations import explain
from reports.actions.paragraphs import Place, save_narrative, write
from reports.actions.rounds import open_round
from reports.actions.submission import submit_report
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.enums import Verdict
from reports.gather import gather
from reports.models import Report
from reports.queries import any_report, fields_of
from reports.queries.history import history_of
from reports.queries.writing import offers_for
from reports.questions import questions
from reports.writing import LIMITATIONS
from schooladmin.calendars.actions import seed_years
from schooladmin.calendars.catalogue import enter_rules
from schooladmin.calendars.models import OfficeHours, ReportingWindow
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.units.actions import add_login, add_person, add_unit, appoint, supervise
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Person, Unit, User
from schooladmin.units.scope import system
from training.actions import AttendanceRow, ClassPlan, Organiser, Part, SchoolPlace, create_class, record_attendance
from training.enums import AttendanceStatus, ClassMode

LONG_AGO = date(2015, 1, 1)
STAFF, RESULTS, CLASSES = 40, 10, 2  # people, results of an area, classes of a quarter
_SAID = (
    "Nhà trường đã rà soát các quy chế nội bộ, phân công từng tổ phụ trách và niêm yết công khai tại phòng văn thư.",
    "Phụ huynh được hướng dẫn nộp hồ sơ trực tuyến vào sáng thứ Hai hằng tuần; chậm trễ thì xin lỗi bằng văn bản.",
    "Các tổ chuyên môn ký số kế hoạch bài dạy, lưu hồ sơ trên hệ thống dùng chung, giảm hẳn sổ sách trùng lặp.",
)
_RESULTS = {
    IndicatorKind.NUMBER: Measure(number=Decimal(12)),
    IndicatorKind.PERCENT: Measure(numerator=Decimal(38), denominator=Decimal(40)),
    IndicatorKind.YES_NO: Measure(yes=True),
    IndicatorKind.SCORE: Measure(score=Decimal(8)),
    IndicatorKind.TEXT: Measure(text="Đã thực hiện đầy đủ"),
}


@dataclass(frozen=True)
class School:
    """The school, the organ above it, who signs, and the staff."""

    unit: Unit
    party: Unit
    principal: User
    staff: tuple[Person, ...]


def build() -> School:
    """A school with forty people below a Party organ, and the calendar of the years around 2026."""
    seed_years(first=2023, last=2028, at=_moment(date(2023, 1, 1)))
    enter_rules(office_hours=OfficeHours.objects, windows=ReportingWindow.objects)
    unit = add_unit(
        code="BENCH",
        kind=UnitKind.SCHOOL,
        name="Trường THCS Đo Đạc",
        short_name="THCS Đo Đạc",
        place="Sơn Lam",
        cell_name="Chi bộ Trường THCS Đo Đạc",
        valid_from=LONG_AGO,
    )
    party = add_unit(
        code="DU-BENCH",
        kind=UnitKind.PARTY_COMMITTEE,
        name="Đảng ủy xã Sơn Lam",
        short_name="Đảng ủy",
        place="Sơn Lam",
        valid_from=LONG_AGO,
    )
    supervise(unit=unit, supervisor=party, kind=SupervisionKind.PARTY, valid_from=LONG_AGO, basis="Quyết định")
    staff = tuple(add_person(full_name=f"Nguyễn Thị Đo {number}") for number in range(STAFF))
    for person in staff:
        appoint(person=person, unit=unit, role=Role.TEACHER, valid_from=LONG_AGO, title="")
    head = add_person(full_name="Lê Văn Đo")
    appoint(person=head, unit=unit, role=Role.PRINCIPAL, valid_from=LONG_AGO, title="")
    return School(unit, party, add_login(person=head, username="bench", password="mat-khau-do-2026"), staff)


def _moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)


def open_quarter(school: School, quarter: Quarter) -> Report:
    """The quarter with its theme, a quarter's work in the log, and the blank report of the school."""
    first, last = quarter.calendar.start, quarter.calendar.end - timedelta(days=1)
    organ = system(first, "bench")
    theme = create_theme(
        actor=organ,
        unit_id=school.party.pk,
        quarter=quarter,
        text=ThemeText("Cải cách để phục vụ", "# I. Quan điểm\n\n" + "\n\n".join(_SAID * 12), "Kết luận chung."),
        at=_moment(first),
    )
    publish_theme(actor=organ, theme_id=theme.pk, at=_moment(first, 10))
    open_round(actor=organ, theme_id=theme.pk, due_on=last + timedelta(days=15), at=_moment(first, 11))
    work(school, quarter, last)
    return any_report().get(unit=school.unit, quarter=quarter.code)


def work(school: School, quarter: Quarter, last: date) -> None:
    """Results of six areas, a value of every indicator that is typed, classes with their attendance, and tasks."""
    clerk, at = system(last, "bench"), _moment(last, 16)
    for area in range(6):
        for number in range(RESULTS):
            log_result(
                actor=clerk,
                unit_id=school.unit.pk,
                area=str(area + 1),
                happened_on=quarter.calendar.start + timedelta(days=8 * number),
                text=f"{_SAID[number % len(_SAID)]} Lần thứ {number + 1}.",
                citations=("30/2020/NĐ-CP",) if number < 2 else (),
                at=at,
            )
    for version in asked_of(school.unit.pk, quarter):
        indicator = version.indicator
        if indicator.source == IndicatorSource.TYPED and not indicator.per_system:
            entry = Entry(indicator.pk, _RESULTS[IndicatorKind(indicator.kind)])
            log_value(actor=clerk, unit_id=school.unit.pk, quarter=quarter, entry=entry, at=at)
    for number in range(CLASSES):
        _class(school, _moment(quarter.calendar.start + timedelta(days=20 + 30 * number), 8))
    for number in range(4):
        add_commitment(
            actor=clerk,
            unit_id=school.unit.pk,
            quarter=quarter,
            text=f"Việc {number + 1}: rà soát quy trình tiếp nhận hồ sơ của bộ phận văn thư",
            owner_name="Văn thư",
            due_on=last + timedelta(days=60),
            at=at,
        )


def _class(school: School, starts_at: datetime) -> None:
    owner = system(starts_at.date(), "bench")
    row = create_class(
        actor=owner,
        unit_id=school.unit.pk,
        mutation_id=uuid.uuid4(),
        plan=ClassPlan(
            title="Bồi dưỡng năng lực số",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            mode=ClassMode.IN_PERSON,
            organisers=(Organiser("Sở Giáo dục và Đào tạo"),),
            schools=(SchoolPlace(school.unit.pk),),
            parts=(Part("Kỹ năng số", 180),),
            place="Hội trường",
        ),
        at=starts_at - timedelta(days=3),
    )
    record_attendance(
        actor=owner,
        class_id=row.pk,
        school_id=school.unit.pk,
        rows=[AttendanceRow(person.pk, AttendanceStatus.PRESENT) for person in school.staff],
        at=starts_at + timedelta(hours=4),
    )


def type_texts(report: Report, at: datetime) -> None:
    """Three paragraphs in every field, one of them with a figure, and what went wrong."""
    writer = system(at.date(), "bench")
    for field in fields_of(report.round.template_id):
        text = "\n\n".join(f"{said} Quý {report.period.number}, mục {field.order}." for said in _SAID)
        text += "\n\nTrong quý đã giải quyết [[procedures.total.solved]] hồ sơ."
        save_narrative(actor=writer, report_id=report.pk, field_key=field.key, text=text, expected_version=0, at=at)
    text = "Một số hồ sơ còn trễ hạn do thiếu người trực. Bộ phận văn thư sẽ được bổ sung."
    save_narrative(actor=writer, report_id=report.pk, field_key=LIMITATIONS, text=text, expected_version=0, at=at)


def decide(report: Report, at: datetime) -> None:
    """A verdict for each paragraph of last quarter (one in three is kept) and a reason for each figure that asks."""
    writer = system(at.date(), "bench")
    for number, offer in enumerate(offers_for(report)):
        write(
            actor=writer,
            report_id=report.pk,
            field_key=offer.field_key,
            place=Place.parse(f"carried-{offer.paragraph_id}-{offer.part}"),
            text="",
            verdict=Verdict.DROPPED if number % 3 else Verdict.KEPT,
            expected_version=0,
            at=at,
        )
    for one in questions(gather(report, at.date()), history_of(writer, report)):
        explain(actor=writer, report_id=report.pk, key=one.key, text="Do mùa tuyển sinh của trường", at=at)


def hand_in(report: Report) -> None:
    """Write, decide and submit on the evening before the due day."""
    at = _moment(report.round.due_on - timedelta(days=1), 20)
    type_texts(report, at)
    decide(report, at)
    submit_report(actor=system(at.date(), "bench"), report_id=report.pk, at=at)
