"""No figure on any page, paper or export of a school changes when data is added to another school."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.facts import quarter_facts as procedure_facts
from reform.facts import quarter_facts as reform_facts
from reports.gather import gather
from reports.models import Report
from reports.queries import board
from schooladmin.core.periods import Period
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.stage import NOW, QUARTER, Stage, add_request, add_result, set_stage
from training.actions import (
    AttendanceRow,
    ClassPlan,
    Organiser,
    Part,
    SchoolPlace,
    create_class,
    edit_class,
    record_attendance,
)
from training.enums import AttendanceStatus, ClassMode
from training.facts import quarter_facts as training_facts

PERIOD: Period = QUARTER.calendar
_VOLATILE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="mutation_id" value="[^"]*"|value="[0-9a-f-]{36}"'
)


@pytest.fixture
def stage(world: World, calendar: None) -> Stage:
    with time_machine.travel(NOW, tick=False):
        return set_stage(world)


def crowd_the_sister(stage: Stage) -> None:
    """Give the other school of the same commune requests, results and people in the same class."""
    sister = stage.world.sister
    scope = system(NOW.date(), "test")
    with opened(scope):
        for number in range(7):
            add_request(sister, moment("2026-08-03 08:00") + timedelta(days=7 * number), solved=number % 2 == 0)
            add_result(sister, date(2026, 8, 4) + timedelta(days=number))
        _invite(stage, sister)


def _invite(stage: Stage, sister: Unit) -> None:
    """The sister school joins the department's class, and holds one of its own."""
    scope = system(NOW.date(), "test")
    world = stage.world
    people = [world.users[who].person_id for who in ("sister_principal", "sister_clerk")]
    plan = ClassPlan(
        title="Bồi dưỡng năng lực số",
        starts_at=stage.training.starts_at,
        ends_at=stage.training.ends_at,
        mode=ClassMode.IN_PERSON,
        organisers=(Organiser("Sở Giáo dục và Đào tạo"),),
        schools=(SchoolPlace(world.school.pk), SchoolPlace(sister.pk)),
        parts=(Part("Kỹ năng số", 180),),
        place="Hội trường",
        essay_topic="Vận dụng vào bài dạy",
        essay_due=date(2026, 9, 30),
    )
    edit_class(actor=scope, class_id=stage.training.pk, plan=plan, at=NOW)
    own = replace(plan, schools=(SchoolPlace(sister.pk),), title="Lớp của trường bạn")
    row = create_class(actor=scope, unit_id=sister.pk, mutation_id=uuid.uuid4(), plan=own, at=NOW)
    rows = [AttendanceRow(person, AttendanceStatus.PRESENT) for person in people]
    for class_id in (stage.training.pk, row.pk):
        record_attendance(actor=scope, class_id=class_id, school_id=sister.pk, rows=rows, at=NOW)


@time_machine.travel(NOW, tick=False)
def test_facts_and_papers_of_a_school_are_its_own(stage: Stage) -> None:
    def everything() -> tuple[object, ...]:
        scope = system(NOW.date(), "test")
        with opened(scope):
            unit_id = stage.world.school.pk
            return (
                procedure_facts(scope, unit_id, PERIOD),
                training_facts(scope, unit_id, PERIOD),
                reform_facts(scope, unit_id, PERIOD),
                gather(Report.objects.get(pk=stage.report.pk), NOW.date()).to_json(),
            )

    before = everything()
    crowd_the_sister(stage)
    assert everything() == before


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("who", ["principal", "clerk", "party_secretary", "teacher", "school_auditor"])
def test_pages_of_a_school_do_not_change(stage: Stage, as_user: Callable[[str], Client], who: str) -> None:
    pages = {
        "principal": (
            reverse("home"),
            reverse("procedures.request.list"),
            reverse("reform.result.list") + "?unit=THCS-A&quarter=2026-Q3",
            reverse("reform.commitment.list"),
            reverse("training.classes"),
            reverse("training.class.read", args=[stage.own_class.pk]),
            reverse("training.attendance.list") + f"?unit={stage.world.school.pk}&show=present",
            reverse("reports.list"),
            reverse("reports.report.read", args=[stage.report.pk]),
            reverse("reports.report.preview", args=[stage.report.pk]),
            reverse("evidence.file.list"),
            reverse("audit.entry.list"),
            reverse("jobs.list"),
        ),
        "clerk": (reverse("home"), reverse("procedures.request.list"), reverse("procedures.request.accept")),
        "party_secretary": (reverse("home"), reverse("reports.report.read", args=[stage.report.pk])),
        "teacher": (reverse("home"), reverse("training.classes")),
        "school_auditor": (reverse("procedures.request.list"), reverse("audit.entry.list")),
    }[who]
    client = as_user(who)

    def seen() -> dict[str, str]:
        return {url: _VOLATILE.sub("", client.get(url).content.decode()) for url in pages}

    before = seen()
    crowd_the_sister(stage)
    after = seen()
    assert {url for url in pages if before[url] != after[url]} == set()


@time_machine.travel(NOW, tick=False)
def test_the_officer_s_line_of_a_school_does_not_change(stage: Stage) -> None:
    scope = stage.world.scope("officer", NOW.date())

    def line() -> object:
        with opened(scope):
            return next(row for row in board(scope, QUARTER, NOW.date()) if row.code == "THCS-A")

    before = line()
    crowd_the_sister(stage)
    assert line() == before


@time_machine.travel(NOW, tick=False)
def test_a_change_of_its_own_changes_every_output(stage: Stage) -> None:
    """The other side of the same coin: what is the school's own does count, once and everywhere."""
    scope = system(NOW.date(), "test")
    with opened(scope):
        unit_id = stage.world.school.pk
        received = procedure_facts(scope, unit_id, PERIOD).total.received.value
        content = gather(Report.objects.get(pk=stage.report.pk), NOW.date())
        add_request(stage.world.school, moment("2026-09-16 08:00"), solved=True)
        facts = procedure_facts(scope, unit_id, PERIOD)
        again = gather(Report.objects.get(pk=stage.report.pk), NOW.date())
    assert facts.total.received.value == int(received or 0) + 1
    assert sum(line.received for line in again.procedures) == sum(line.received for line in content.procedures) + 1
    assert sum(line.solved for line in again.procedures) == facts.total.solved.value
