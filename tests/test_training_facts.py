"""The figures that training gives to a report: equal to a recount, and each with exactly its rows behind it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.core.periods import Period, Quarter
from schooladmin.units.enums import Role
from schooladmin.units.scope import opened
from tests.factory import World, make_person, make_school, moment, put_above
from tests.test_training_classes import NOW, be_present, make_class, person_of
from training import actions
from training.actions import AttendanceRow, EssayRow
from training.enums import AttendanceStatus
from training.facts import TrainingFacts, facts_for_units, quarter_facts
from training.models import Attendance, TrainingClass

Q3 = Quarter(2026, 3).calendar


def test_facts_of_a_quarter_tell_each_class(world: World) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "clerk")
    make_class(world, title="Chưa học", starts_at=moment("2026-09-20 07:30"), ends_at=moment("2026-09-20 11:30"))
    facts = quarter_facts(world.scope("principal"), world.school.pk, Q3)
    assert [(figure.key, figure.value) for figure in facts.figures()] == [
        ("training.classes", 1),
        ("training.registered", 2),
        ("training.present", 2),
        ("training.partial", 0),
        ("training.essays_due", 2),
        ("training.essays_submitted", 0),
        ("training.essays_passed", 0),
    ]
    (line,) = facts.lines
    assert (line.class_id, line.first_day, line.last_day) == (row.pk, date(2026, 9, 12), date(2026, 9, 12))
    assert line.organisers == ("UBND xã Sơn Lam", "Trung tâm Chính trị")
    assert (line.speaker, line.mode, line.platform, line.hours) == (
        "Trịnh Thị Nguyệt",
        "Trực tuyến",
        "Zoom",
        Decimal(5),
    )
    assert (line.counts.registered, line.counts.present) == (2, 2)


@pytest.mark.parametrize(
    ("starts", "counted"),
    [
        ("2026-06-30 23:59", False), ("2026-07-01 00:00", True), ("2026-09-30 23:59", True),
        ("2026-10-01 00:00", False),
    ],
)  # fmt: skip
def test_a_class_belongs_to_the_period_in_which_it_began(world: World, starts: str, counted: bool) -> None:
    begin = moment(starts)
    row = make_class(world, starts_at=begin, ends_at=begin + timedelta(hours=4), essay_topic="", essay_due=None)
    actions.record_attendance(
        actor=world.scope("clerk"),
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[AttendanceRow(person_of(world, "teacher"), AttendanceStatus.PRESENT)],
        at=NOW,
    )
    facts = quarter_facts(world.scope("clerk"), world.school.pk, Q3)
    assert facts.classes.value == facts.registered.value == int(counted)
    assert facts.essays_due.value == 0


def test_facts_are_not_for_outsiders_nor_for_those_without_the_right(world: World) -> None:
    with pytest.raises(OutOfScope):
        quarter_facts(world.scope("foreign_principal"), world.school.pk, Q3)
    with pytest.raises(OutOfScope):
        quarter_facts(world.scope("sister_principal"), world.school.pk, Q3)
    with pytest.raises(Forbidden):
        quarter_facts(world.scope("admin"), world.school.pk, Q3)
    both = [world.school.pk, world.foreign.pk]
    assert set(facts_for_units(world.scope("officer"), both, Q3)) == {world.school.pk}


def test_another_school_changes_no_figure_of_mine(world: World) -> None:
    row = make_class(world)
    be_present(world, row, "teacher")
    before = quarter_facts(world.scope("clerk"), world.school.pk, Q3)
    actions.record_attendance(
        actor=world.scope("sister_clerk"),
        class_id=row.pk,
        school_id=world.sister.pk,
        rows=[AttendanceRow(person_of(world, "sister_clerk"), AttendanceStatus.PRESENT)],
        at=NOW,
    )
    assert quarter_facts(world.scope("clerk"), world.school.pk, Q3) == before


def test_each_figure_opens_exactly_the_rows_it_counts(world: World, as_user: Callable[[str], Client]) -> None:
    _fill(world, Random(11), classes=3)
    client = as_user("principal")
    facts = quarter_facts(world.scope("principal"), world.school.pk, Q3)
    for figure in facts.figures():
        page = client.get(figure.rows_url)
        assert page.status_code == 200
        assert page.context["page"].paginator.count == figure.value
    for line in facts.lines:
        assert len(client.get(line.rows_url).context["people"]) == line.counts.registered
    elsewhere = facts.present.rows_url.replace(f"unit={world.school.pk}", f"unit={world.foreign.pk}")
    assert client.get(elsewhere).status_code == 404


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    spans=st.lists(st.tuples(st.integers(-40, 89), st.integers(1, 90)), min_size=8, max_size=8),
)
def test_facts_equal_a_naive_recount(world: World, seed: int, spans: list[tuple[int, int]]) -> None:
    _clear(world)
    _fill(world, Random(seed), classes=4)
    for first, length in spans:
        start = date(2026, 7, 1) + timedelta(days=first)
        period = Period(start, start + timedelta(days=length))
        for unit in (world.school, world.sister):
            facts = quarter_facts(world.scope("officer"), unit.pk, period)
            assert _values(facts) == _recount(world, unit.pk, period)


def test_facts_of_many_schools_cost_as_much_as_of_one(world: World) -> None:
    _fill(world, Random(3), classes=1)
    officer = world.scope("officer")
    with CaptureQueriesContext(connection) as one:
        facts_for_units(officer, [world.school.pk], Q3)
    schools = [make_school(f"N{number}", f"Trường thêm {number}") for number in range(30)]
    for school in schools:
        put_above(school, world.commune)
    _fill(world, Random(4), classes=5)
    with CaptureQueriesContext(connection) as many:
        found = facts_for_units(officer, [world.school.pk, world.sister.pk, *(unit.pk for unit in schools)], Q3)
    assert len(found) == 32
    assert len(many) == len(one)


def _values(facts: TrainingFacts) -> list[Any]:
    return [figure.value for figure in facts.figures()]


def _recount(world: World, unit_id: int, period: Period) -> list[int]:
    """Count by hand: every row, one by one, with none of the code under test."""
    with opened(world.scope("officer")):
        rows = [
            row
            for row in Attendance.objects.select_related("training_class")
            if row.unit_id == unit_id
            and row.training_class.state != "planned"
            and (row.training_class.starts_at + timedelta(hours=7)).date() >= period.start
            and (row.training_class.starts_at + timedelta(hours=7)).date() < period.end
        ]
    there = [row for row in rows if row.status in ("present", "partial")]
    return [
        len({row.training_class_id for row in rows}),
        len(rows),
        sum(row.status == "present" for row in rows),
        sum(row.status == "partial" for row in rows),
        sum(row.training_class.essay_topic != "" for row in there),
        sum(row.essay_state != "none" for row in rows),
        sum(row.essay_result == "pass" for row in rows),
    ]


def _fill(world: World, random: Random, classes: int) -> None:
    """Classes of both schools with random attendance and essays; every school records somebody in each."""
    people = {
        world.school.pk: [person_of(world, who) for who in ("teacher", "clerk", "deputy", "principal")],
        world.sister.pk: [person_of(world, who) for who in ("sister_clerk", "sister_principal")],
    }
    if random.random() < 0.5:
        people[world.school.pk].append(make_person(world.school, Role.TEACHER, "Người Thứ Năm").pk)
    officer = world.scope("officer")
    for _number in range(classes):
        begin = moment("2026-07-01 00:00") + timedelta(hours=random.randrange(24 * 90))
        essay = random.random() < 0.6
        row = make_class(
            world,
            starts_at=begin,
            ends_at=begin + timedelta(hours=4),
            essay_topic="Chủ đề" if essay else "",
            essay_due=begin.date() + timedelta(days=9) if essay else None,
        )
        for school_id, members in people.items():
            chosen = random.sample(members, random.randint(1, len(members)))
            rows = [AttendanceRow(pk, random.choice(list(AttendanceStatus))) for pk in chosen]
            actions.record_attendance(actor=officer, class_id=row.pk, school_id=school_id, rows=rows, at=NOW)
            there = [line for line in rows if line.status in ("present", "partial")]
            handed_in = [line.person_id for line in there if essay and random.random() < 0.7]
            essays = [
                EssayRow(
                    person_id=pk,
                    submitted_on=begin.date() + timedelta(days=random.randint(1, 20)),
                    score=random.choice((None, Decimal(4), Decimal(8))),
                )
                for pk in handed_in
            ]
            if essays:
                actions.record_essays(actor=officer, class_id=row.pk, school_id=school_id, rows=essays, at=NOW)


def _clear(world: World) -> None:
    """Hypothesis runs its examples in one database."""
    with opened(world.scope("officer")):
        Attendance.objects.all().delete()
    TrainingClass.objects.all().delete()
