"""Training classes, logged results and reports of the demonstration, through the same actions as in use."""

import random
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from reports.actions.commitments import promise
from reports.actions.explanations import explain
from reports.actions.paragraphs import save_narrative
from reports.actions.rounds import open_round
from reports.actions.submission import submit_report
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.actions.workspace import set_document
from reports.gather import gather
from reports.models import Report
from reports.queries import report_of
from reports.queries.history import history_of
from reports.questions import questions, reasons_on
from reports.rules.explain import suggestions
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.demo.texts.commitments import COMMITMENTS
from schooladmin.demo.texts.narratives import NARRATIVES
from schooladmin.demo.texts.people import STAFF
from schooladmin.demo.texts.themes import THEMES
from schooladmin.demo.texts.training import CLASSES, ClassText
from schooladmin.units.models import Membership, Unit
from schooladmin.units.scope import Scope
from training.actions import (
    AttendanceRow,
    ClassPlan,
    EssayRow,
    Organiser,
    Part,
    SchoolPlace,
    close_class,
    create_class,
    record_attendance,
    record_essays,
)
from training.enums import AttendanceStatus, ClassMode, EssayResult

_NAMESPACE = uuid.UUID("1d4f0a52-8b1e-4c0e-9a7d-5b2f6c3e7a90")


def load_training(actor: Scope, now: datetime) -> None:
    """The classes; those that are over have attendance and essays."""
    for text in CLASSES:
        _load_class(actor, text, now)


def _load_class(actor: Scope, text: ClassText, now: datetime) -> None:
    owner = Unit.objects.get(code=text.owner)
    schools = {code: Unit.objects.get(code=code) for code in text.attendance}
    starts_at, ends_at = text.starts_at.replace(tzinfo=VIETNAM), text.ends_at.replace(tzinfo=VIETNAM)
    row = create_class(
        actor=actor,
        unit_id=owner.pk,
        mutation_id=uuid.uuid5(_NAMESPACE, text.key),
        plan=ClassPlan(
            title=text.title,
            starts_at=starts_at,
            ends_at=ends_at,
            mode=ClassMode(text.mode),
            organisers=tuple(Organiser(name) for name in text.organisers),
            schools=tuple(SchoolPlace(unit.pk, None) for unit in schools.values()),
            parts=tuple(Part(title, minutes) for title, minutes in text.parts),
            platform=text.platform,
            place=text.place,
            speaker_name=text.speaker_name,
            speaker_title=text.speaker_title,
            hours=Decimal(text.hours),
            essay_topic=text.essay_topic,
            essay_due=text.essay_due,
            basis=text.basis,
        ),
        at=starts_at - timedelta(days=7),
    )
    if ends_at > now:
        return
    for code, count in text.attendance.items():
        people = _people_of(schools[code], starts_at.date(), count)
        _attend(actor, row.pk, schools[code].pk, people, ends_at)
        if text.essay_due is not None:
            _essays(actor, row.pk, schools[code].pk, people, text.essay_due)
    closes_at = ends_at if text.essay_due is None else datetime.combine(text.essay_due, time(16), VIETNAM)
    close_class(actor=actor, class_id=row.pk, at=closes_at + timedelta(days=20))


def _people_of(school: Unit, day: date, count: int) -> list[int]:
    rows: QuerySet[Membership] = Membership.objects.valid_on(day).filter(unit=school)
    ids = rows.order_by("person__sort_key", "person_id").values_list("person_id", flat=True)
    return list(dict.fromkeys(ids))[:count]


def _attend(actor: Scope, class_id: int, school_id: int, people: list[int], at: datetime) -> None:
    """One in twenty stayed for a part, one in thirty was excused; the others were there."""
    rows = []
    for place, person_id in enumerate(people, start=1):
        if place % 20 == 0:
            rows.append(AttendanceRow(person_id, AttendanceStatus.PARTIAL, minutes=75))
        elif place % 30 == 0:
            rows.append(AttendanceRow(person_id, AttendanceStatus.EXCUSED, note="Đi công tác"))
        else:
            rows.append(AttendanceRow(person_id, AttendanceStatus.PRESENT))
    record_attendance(actor=actor, class_id=class_id, school_id=school_id, rows=rows, at=at + timedelta(hours=1))


def _essays(actor: Scope, class_id: int, school_id: int, people: list[int], due: date) -> None:
    """Most hand in and pass; a few are late, a few do not hand in."""
    chance = random.Random(f"{school_id} {due}")  # noqa: S311 - invented data
    rows = []
    for place, person_id in enumerate(people, start=1):
        if place % 30 == 0 or place % 17 == 0:
            continue
        day = due + timedelta(days=2) if place % 13 == 0 else due - timedelta(days=chance.randrange(1, 6))
        rows.append(EssayRow(person_id, day, result=EssayResult.FAILED if place % 23 == 0 else EssayResult.PASSED))
    at = datetime.combine(due + timedelta(days=10), time(15), VIETNAM)
    record_essays(actor=actor, class_id=class_id, school_id=school_id, rows=rows, at=at)


def load_reports(actor: Scope) -> None:
    """Three quarters: one all but closed long ago, one in the middle, one just opened."""
    for code, organ in (("2024-Q3", "DU-GD-HS"), ("2026-Q3", "DU-HS"), ("2026-Q4", "DU-HS")):
        text = THEMES[code]
        quarter = Quarter.parse(code)
        written = datetime.combine(quarter.calendar.start, time(9), VIETNAM)
        theme = create_theme(
            actor=actor,
            unit_id=Unit.objects.get(code=organ).pk,
            quarter=quarter,
            text=ThemeText(text.title, text.part_a, text.conclusion),
            at=written,
        )
        publish_theme(actor=actor, theme_id=theme.pk, at=written + timedelta(hours=1))
        open_round(actor=actor, theme_id=theme.pk, due_on=text.due_on, at=written + timedelta(days=1))
    for (school, code), texts in NARRATIVES.items():
        author = replace(actor, label=STAFF[f"{school[-2:].lower()}.party_secretary"])
        _write(author, school, Quarter.parse(code), texts)
    _submit(actor, "THCS-AB", "2024-Q3", datetime(2024, 10, 15, 9, 12, tzinfo=VIETNAM))
    _submit(actor, "THCS-HM", "2024-Q3", datetime(2024, 10, 17, 16, 40, tzinfo=VIETNAM))
    _submit(actor, "THCS-HM", "2026-Q3", datetime(2026, 10, 8, 21, 55, tzinfo=VIETNAM))
    _submit(actor, "THCS-DT", "2026-Q3", datetime(2026, 10, 9, 10, 5, tzinfo=VIETNAM))


def _write(actor: Scope, school: str, quarter: Quarter, texts: dict[str, str]) -> None:
    report = _report(actor, school, quarter)
    at = datetime.combine(quarter.calendar.end, time(21), VIETNAM)
    for place, (key, text) in enumerate(texts.items()):
        save_narrative(
            actor=actor,
            report_id=report.pk,
            field_key=key,
            text=text,
            expected_version=0,
            at=at + timedelta(minutes=7 * place),
        )
    for place, task in enumerate(COMMITMENTS.get((school, quarter.code), ())):
        promise(
            actor=actor,
            report_id=report.pk,
            text=task.text,
            owner_name=task.owner_title,
            due_on=task.due_on,
            mutation_id=uuid.uuid5(_NAMESPACE, f"{school} {quarter.code} {place}"),
            at=at + timedelta(hours=2),
        )


def _submit(actor: Scope, school: str, code: str, at: datetime) -> None:
    report = _report(actor, school, Quarter.parse(code))
    set_document(
        actor=actor,
        report_id=report.pk,
        document_date=at.date(),
        reporter_name=report.reporter_name,
        reporter_title=report.reporter_title,
        expected_version=report.lock_version,
        at=at - timedelta(minutes=5),
    )
    _give_reasons(actor, report, at - timedelta(minutes=3))
    submit_report(actor=actor, report_id=report.pk, at=at)


def _give_reasons(actor: Scope, report: Report, at: datetime) -> None:
    """The first of the offered reasons for every figure that asks for one."""
    asked = questions(gather(report, at.date()), history_of(actor, report))
    for one in asked:
        option = suggestions(one.key, one.kind, reasons_on(at.date()))[0]
        explain(actor=actor, report_id=report.pk, key=one.key, reason_code=option.code, at=at)


def _report(actor: Scope, school: str, quarter: Quarter) -> Report:
    report = report_of(actor, school, quarter)
    if report is None:
        raise LookupError(f"no report of {school} for {quarter.code}")
    return report
