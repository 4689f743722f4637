"""Figures of the counter: they balance, they agree with the lists behind them, and each school counts its own."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import pause_request, refuse_request, resume_request, solve_request, withdraw_request
from procedures.enums import Channel, Count, Relation, State
from procedures.facts import ProcedureFacts, facts_for_units, quarter_facts
from procedures.forms import FilterForm
from procedures.models import Request, RequestEvent, StopInterval
from procedures.queries.catalogue import all_procedures
from procedures.queries.requests import find
from procedures.rules.balance import Balance, UnbalancedError, balance_of
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.core.periods import Period, Quarter, local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")

QUARTER = Quarter(2026, 3).calendar
TODAY = date(2026, 11, 22)


def accept(unit: Unit, at: str | datetime, procedure: str = "RUT-HOC-BA") -> Request:
    received = moment(at) if isinstance(at, str) else at
    with opened(system(local_date(received), "Hệ thống")) as root:
        application = Application(
            procedure=procedure,
            channel=Channel.DIRECT,
            applicant_name="Nguyễn Thị Mẹ",
            applicant_phone="0912345678",
            relation=Relation.PARENT,
            pupil_name="Nguyễn Văn Ánh",
            received_at=received,
        )
        return accept_request(actor=root, unit_id=unit.pk, application=application, at=received)


def do(action: Any, request: Request, at: str | datetime, note: str = "lý do") -> Request:
    when = moment(at) if isinstance(at, str) else at
    with opened(system(local_date(when), "Hệ thống")) as root:
        done: Request = action(actor=root, request_id=request.pk, at=when, note=note)
        return done


def values(facts: ProcedureFacts, code: str) -> dict[str, Any]:
    return {figure.key.rpartition(".")[2]: figure.value for figure in facts.line(code).figures()}


def rows_behind(scope: Scope, url: str) -> list[int]:
    """The requests of the list that a figure's address opens."""
    query = {key: found[0] for key, found in parse_qs(urlsplit(url).query).items()}
    units = [(query["unit"], query["unit"])]
    form = FilterForm(query, procedures=list(all_procedures()), units=units, today=scope.at)
    assert form.is_valid(), form.errors
    return sorted(find(scope, form.wanted()).values_list("pk", flat=True))


def test_a_quarter_counts_what_its_register_holds(world: World) -> None:
    school = world.school
    carried = accept(school, "2026-06-30 23:59")
    on_time = accept(school, "2026-07-01 00:00")
    late = accept(school, "2026-07-06 08:00")
    refused = accept(school, "2026-07-06 08:00")
    withdrawn = accept(school, "2026-07-06 08:00")
    accept(school, "2026-09-30 08:00")
    waiting = accept(school, "2026-09-01 08:00")
    accept(school, "2026-09-02 08:00")
    accept(school, "2026-10-01 00:00")
    do(solve_request, carried, "2026-07-02 10:00")
    do(solve_request, on_time, "2026-07-06 23:59")
    do(solve_request, late, "2026-07-20 10:00")
    do(refuse_request, refused, "2026-07-07 10:00")
    do(withdraw_request, withdrawn, "2026-07-07 10:00")
    do(pause_request, waiting, "2026-09-03 10:00")
    with opened(world.scope("principal")) as scope:
        facts = quarter_facts(scope, school.pk, QUARTER)
        assert values(facts, "RUT-HOC-BA") == {
            "carried_over": 1,
            "received": 7,
            "solved": 3,
            "solved_on_time": 2,
            "solved_early": 1,
            "solved_on_day": 1,
            "solved_late": 1,
            "in_progress": 3,
            "in_term": 2,
            "late": 1,
            "refused": 1,
            "withdrawn": 1,
        }
        assert facts.total.received.value == 7
        assert facts.figures()["procedures.RUT-HOC-BA.solved"].label == "Rút học bạ: Có kết quả trong kỳ"


def test_what_was_late_is_judged_as_it_stood_when_the_period_ended(world: World) -> None:
    """A pause, a resumption and a result of the next quarter change nothing in the last one."""
    request = accept(world.school, "2026-09-29 08:00")
    overdue = accept(world.school, "2026-09-01 08:00")
    do(pause_request, request, "2026-09-30 08:00")
    do(resume_request, request, "2026-10-20 08:00")
    do(solve_request, request, "2026-10-21 08:00")
    do(pause_request, overdue, "2026-10-05 08:00")
    with opened(world.scope("principal")) as scope:
        line = values(quarter_facts(scope, world.school.pk, QUARTER), "RUT-HOC-BA")
        following = values(quarter_facts(scope, world.school.pk, Quarter(2026, 4).calendar), "RUT-HOC-BA")
    assert (line["in_progress"], line["in_term"], line["late"]) == (2, 1, 1)
    assert following["carried_over"] == line["in_progress"]


def test_in_a_running_quarter_only_what_is_overdue_today_is_late(world: World) -> None:
    accept(world.school, "2026-11-19 08:00")
    accept(world.school, "2026-11-09 08:00")
    with opened(world.scope("principal", date(2026, 11, 20))) as scope:
        line = values(quarter_facts(scope, world.school.pk, Quarter(2026, 4).calendar), "RUT-HOC-BA")
    assert (line["in_term"], line["late"]) == (1, 1)


def test_the_lines_are_the_procedures_of_that_time_in_the_outlines_order(world: World) -> None:
    with opened(world.scope("principal")) as scope:
        then = quarter_facts(scope, world.school.pk, Quarter(2024, 3).calendar)
        now = quarter_facts(scope, world.school.pk, QUARTER)
    assert [line.code for line in then.outline_lines()] == [
        "RUT-HOC-BA", "RUT-BANG", "CHUYEN-LOP", "CHUYEN-DEN", "CHUYEN-DI",
    ]  # fmt: skip
    assert [line.code for line in now.outline_lines()][1:3] == ["RUT-BANG", "XAC-NHAN-THCS"]
    assert [line.code for line in now.lines][-1] == "BAN-SAO"
    with pytest.raises(KeyError):
        then.line("XAC-NHAN-THCS")


def test_each_school_counts_its_own(world: World) -> None:
    accept(world.school, "2026-07-06 08:00")
    with opened(world.scope("principal")) as scope:
        before = quarter_facts(scope, world.school.pk, QUARTER)
    accept(world.sister, "2026-07-06 08:00")
    with opened(world.scope("principal")) as scope:
        assert quarter_facts(scope, world.school.pk, QUARTER) == before
    with opened(world.scope("officer")) as officer:
        facts = facts_for_units(officer, [world.school.pk, world.sister.pk], QUARTER)
        assert [facts[unit.pk].total.received.value for unit in (world.school, world.sister)] == [1, 1]
        assert len(rows_behind(officer, facts[world.sister.pk].total.received.rows_url)) == 1


def test_who_may_know_the_figures(world: World) -> None:
    accept(world.school, "2026-07-06 08:00")
    with opened(world.scope("party_secretary")) as secretary:
        figure = quarter_facts(secretary, world.school.pk, QUARTER).total.received
        assert (figure.value, figure.rows_url) == (1, "")
    with opened(world.scope("teacher")) as teacher, pytest.raises(Forbidden):
        quarter_facts(teacher, world.school.pk, QUARTER)
    with opened(world.scope("sister_principal")) as sister, pytest.raises(OutOfScope):
        quarter_facts(sister, world.school.pk, QUARTER)


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    def queries(scope_name: str, units: list[int]) -> int:
        with (
            opened(world.scope(scope_name)) as scope,
            CaptureQueriesContext(
                connection,
            ) as caught,
        ):
            facts_for_units(scope, units, QUARTER)
        return len(caught)

    accept(world.school, "2026-07-06 08:00")
    alone = queries("officer", [world.school.pk])
    for number in range(30):
        accept(world.sister, f"2026-07-{1 + number % 28:02d} 08:00")
    assert queries("officer", [world.school.pk, world.sister.pk]) == alone


def test_an_unbalanced_register_is_not_shown() -> None:
    with pytest.raises(UnbalancedError):
        Balance(received=2, solved_on_day=1)
    with pytest.raises(KeyError):
        balance_of({"received": 1, "lost": 1})
    assert balance_of({"received": 2, "late": 2}).in_progress == 2


# --- Random registers against a count by hand --------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """A request in days since 1 June: when received, what ended it and when, a pause, and its promise."""

    received: int
    ending: str
    took: int
    promised: int
    pause: tuple[int, int] | None


stories = st.lists(
    st.builds(
        Story,
        received=st.integers(0, 150),
        ending=st.sampled_from(["solved", "returned", "refused", "withdrawn", "open"]),
        took=st.integers(0, 60),
        promised=st.integers(0, 30),
        pause=st.none() | st.tuples(st.integers(0, 10), st.integers(1, 60)),
    ),
    max_size=12,
)
FIRST = moment("2026-06-01 09:00")


def write(world: World, version_id: int, number: int, story: Story) -> None:
    """Put a story into the register as it would stand today, with its events."""
    received = FIRST + timedelta(days=story.received)
    ended = received + timedelta(days=story.took)
    due = local_date(received) + timedelta(days=story.promised)
    paused = story.pause is not None and story.ending == "open" and sum(story.pause) + story.received > 170
    state = State.PAUSED if paused else State(story.ending)
    has_result = state in (State.SOLVED, State.RETURNED)
    row = Request.objects.create(
        unit=world.school,
        code=f"T-{number}",
        version_id=version_id,
        channel=Channel.DIRECT,
        applicant_name="A",
        applicant_phone="0912345678",
        relation=Relation.SELF,
        pupil_name="B",
        submitted_at=received,
        received_at=received,
        state=state,
        original_due=due,
        due_on=due,
        calendar_revision=0,
        solved_at=ended if has_result else None,
        returned_at=ended if state is State.RETURNED else None,
        closed_at=ended if state in (State.REFUSED, State.WITHDRAWN) else None,
        mutation_id=f"00000000-0000-4000-8000-{number:012d}",
    )
    RequestEvent.objects.create(unit=world.school, request=row, at=received, verb="x", to_state=state, due_after=due)
    if story.pause is not None:
        start = received + timedelta(days=story.pause[0])
        StopInterval.objects.create(
            unit=world.school,
            request=row,
            started_at=start,
            ended_at=None if paused else start + timedelta(days=story.pause[1]),
        )


def by_hand(rows: list[Request], period: Period) -> Counter[str]:
    """The same figures, row by row in plain Python."""
    tally: Counter[str] = Counter()
    for row in rows:
        ended = row.solved_at or row.closed_at
        if row.received_at >= period.end_at or (ended and ended < period.start_at):
            continue
        tally["carried_over" if row.received_at < period.start_at else "received"] += 1
        if ended and ended < period.end_at:
            if row.solved_at:
                tally["solved"] += 1
                day = local_date(row.solved_at)
                tally["solved_late" if day > row.due_on else "solved_on_time"] += 1
                if day <= row.due_on:
                    tally["solved_early" if day < row.due_on else "solved_on_day"] += 1
            else:
                tally[row.state] += 1
            continue
        tally["in_progress"] += 1
        paused = any(
            stop.started_at < period.end_at and (stop.ended_at is None or stop.ended_at >= period.end_at)
            for stop in StopInterval.objects.filter(request=row)
        )
        tally["late" if not paused and row.due_on < min(period.end, TODAY) else "in_term"] += 1
    return tally


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories, start=st.integers(0, 150), length=st.integers(1, 120))
def test_random_registers_balance_and_every_figure_opens_its_rows(
    world: World, told: list[Story], start: int, length: int
) -> None:
    period = Period(date(2026, 6, 1) + timedelta(days=start), date(2026, 6, 1) + timedelta(days=start + length))
    with opened(world.scope("principal", TODAY)) as scope, transaction.atomic():
        version = all_procedures()[0].versions.all()[0]
        for number, story in enumerate(told):
            write(world, version.pk, number, story)
        line = quarter_facts(scope, world.school.pk, period).line("RUT-HOC-BA")
        expected = by_hand(list(Request.objects.all()), period)
        for count, figure in zip(Count, line.figures(), strict=True):
            assert figure.value == expected[count.value], count
            assert len(rows_behind(scope, figure.rows_url)) == figure.value, count
        transaction.set_rollback(True)


def test_a_figures_address_opens_the_list(world: World, client: Client) -> None:
    accept(world.school, "2026-07-06 08:00")
    with opened(world.scope("principal")) as scope:
        url = quarter_facts(scope, world.school.pk, QUARTER).line("RUT-HOC-BA").received.rows_url
    client.force_login(world.users["principal"])
    answer = client.get(url)
    assert answer.status_code == 200
    assert "1 hồ sơ" in answer.content.decode()
