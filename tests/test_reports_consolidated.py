"""Counted once, told everywhere (N1), and the sums of a quarter over what the schools handed in."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from procedures.actions.work import solve_request, withdraw_request
from procedures.models import Request
from reports.actions.paragraphs import save_narrative
from reports.actions.rounds import open_round
from reports.actions.snapshots import take
from reports.consolidated.queries import Consolidated, consolidated
from reports.consolidated.rules import TOTAL, TRAINING, added, on_time, summed
from reports.content import ReportContent
from reports.enums import ReportState
from reports.gather import gather
from reports.models import Report, Round, Snapshot, Theme
from reports.outline import outline
from reports.rendering import content_of
from reports.rules.chips import chip
from reports.rules.figures import COLUMNS
from reports.state_outline import state_outline
from reports.workspace.page import Workspace, workspace_of
from schooladmin.documents.tree import Regime
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.scope import opened, system
from tests.closing import LATER, NOW, QUARTER, add_request, approve, fresh, open_quarter, propose, submit
from tests.factory import World, make_school, moment, put_above

CODE = "RUT-HOC-BA"
CHIPS = "; ".join(chip(f"procedures.{CODE}.{name}") for name in COLUMNS)
Outputs = dict[str, tuple[str, ...]]


@pytest.fixture
def report(calendar: None, world: World) -> Report:
    return open_quarter(world)


# Counted once, told everywhere


def write_chips(world: World, report: Report) -> str:
    """The field of the procedures says every figure of one procedure; its key."""
    with opened(world.scope("principal", NOW.date())) as scope:
        key = next(field.key for field in gather(fresh(report), NOW.date()).fields if "procedures" in field.tables)
        save_narrative(actor=scope, report_id=report.pk, field_key=key, text=CHIPS, expected_version=1, at=NOW)
    return key


def said_by(page: Workspace, field: str) -> Iterator[str]:
    """Every figure of the workspace: the chips of the texts, the lines beside them, the table."""
    panel = page.panel(field)
    assert panel is not None
    yield from ("".join(piece.text for piece in part.pieces) for part in panel.all_parts)
    yield from (row.line.spoken for row in panel.figures)
    yield from (f"{figure.label} {figure.value}" for row in page.procedures for figure in row.figures)


def sums(page: Consolidated) -> tuple[str, ...]:
    return tuple(f"{topic}: {values}" for topic, values in page.sums.items())


def outputs(world: World, report: Report, field: str) -> Outputs:
    """What each of the four says now, as the one who reads it sees it."""
    with opened(world.scope("principal", NOW.date())) as scope:
        found = fresh(report)
        papers = {regime: content_of(found, NOW.date(), regime) for regime in (Regime.PARTY, Regime.STATE)}
        said = tuple(said_by(workspace_of(scope, found), field))
    with opened(world.scope("officer", NOW.date())) as scope:
        together = tuple(line for regime in papers for line in sums(consolidated(scope, QUARTER, regime)))
    return {
        "workspace": said,
        "party paper": tuple(outline(papers[Regime.PARTY]).texts()),
        "state paper": tuple(state_outline(papers[Regime.STATE]).texts()),
        "consolidated": together,
    }


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of what happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_submitted(world: World, report: Report, field: str) -> Outputs:
    """What the four would say if the school submitted now."""
    with undone():
        submit(world, report)
        return outputs(world, report, field)


def change(world: World, kind: str, old: Request, new: Request, at: datetime) -> None:
    """One thing happens at the counter: an old request is solved late, a new one in time, …"""
    if kind == "received":
        add_request(world.school, at)
        return
    with opened(system(NOW.date(), "test")) as scope:
        if kind == "late":
            solve_request(actor=scope, request_id=old.pk, at=at)
        elif kind == "solved":
            solve_request(actor=scope, request_id=new.pk, at=at)
        else:
            withdraw_request(actor=scope, request_id=new.pk, at=at, note="Gia đình xin rút")


@time_machine.travel(NOW, tick=False)
def test_one_change_moves_all_four_before_submission_and_none_after(world: World, report: Report) -> None:
    field = write_chips(world, report)
    kinds = st.sampled_from(("received", "solved", "late", "withdrawn"))

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(kinds, kinds, st.integers(0, 2), st.integers(8, 11), st.integers(8, 16))
    def holds(before: str, after: str, others: int, day: int, hour: int) -> None:
        at = moment(f"2026-09-{day:02} {hour:02}:00")  # within the Party's quarter and the state's
        with undone():
            old = add_request(world.school, moment("2026-07-20 08:00"))
            new = [add_request(world.school, moment("2026-09-07 15:00")) for _one in range(2)]
            for _other in range(others):
                add_request(world.school, moment("2026-08-03 09:00"))
            live, signed = outputs(world, report, field), as_submitted(world, report, field)
            change(world, before, old, new[0], at)
            moved = outputs(world, report, field)
            assert [name for name in live if name != "consolidated" and live[name] == moved[name]] == []
            assert live["consolidated"] == moved["consolidated"] == ()  # what nobody signed is in no sum
            submit(world, report)
            final = outputs(world, report, field)
            assert [name for name in signed if signed[name] == final[name]] == []
            frozen_says_the_same(report, final)
            if after == "late" and before == "late":
                after = "received"
            change(world, after, old, new[1], at)
            assert outputs(world, report, field) == final

    holds()


def frozen_says_the_same(report: Report, found: Outputs) -> None:
    """Each of the four counts what the snapshot counts."""
    with opened(system(NOW.date(), "test")):
        content = content_of(fresh(report), NOW.date())
    line = next(row for row in content.procedures if row.code == CODE)
    values = tuple(int(getattr(line, name)) for name in COLUMNS.values())
    chips = "; ".join(f"{value} hồ sơ" for value in values)
    assert chips in found["workspace"]
    assert any(chips in text for text in found["party paper"])
    assert f"{CODE}: {values}" in found["consolidated"]


@time_machine.travel(NOW, tick=False)
def test_the_page_of_a_submitted_report_does_not_follow_the_registers(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    write_chips(world, report)
    add_request(world.school, moment("2026-09-08 09:00"))
    submit(world, report)
    client = as_user("principal")

    def page() -> str:
        text = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
        return re.sub(r'(csrfmiddlewaretoken|mutation_id)" value="[^"]*"', "", text)

    before = page()
    add_request(world.school, moment("2026-09-09 09:00"))
    assert page() == before
    assert reverse("reports.amendment.propose", args=[report.pk]) in before


@time_machine.travel(NOW, tick=False)
def test_the_two_papers_have_their_own_windows(world: World, report: Report) -> None:
    add_request(world.school, moment("2026-09-14 08:00"))
    add_request(world.school, moment("2026-09-15 08:00"))  # the state's quarter ends on the 14th
    submit(world, report)
    with opened(world.scope("officer", NOW.date())) as scope:
        party, state = (consolidated(scope, QUARTER, regime) for regime in (Regime.PARTY, Regime.STATE))
    received = dict(zip((column.key for column in party.columns(TOTAL)), party.sums[CODE], strict=True))["received"]
    arrived = dict(zip((column.key for column in state.columns(TOTAL)), state.sums[CODE], strict=True))["arrived"]
    assert (received, arrived) == (2, 1)
    assert (party.days, state.days) == ((date(2026, 7, 1), date(2026, 9, 30)), (date(2026, 6, 15), date(2026, 9, 14)))


# The page of sums


def sign(report: Report, at: datetime) -> None:
    """The report is submitted as it stands."""
    with opened(system(at.date(), "test")) as scope:
        row = fresh(report)
        papers = {regime: gather(row, scope.at, regime) for regime in (Regime.PARTY, Regime.STATE)}
        take(actor=scope, report=row, papers=papers, at=at)
        row.state, row.submitted_at, row.receipt_code = ReportState.SUBMITTED, at, f"BC-{row.pk}"
        row.save()


COUNTS = st.lists(
    st.dictionaries(st.sampled_from(["A", "B", TRAINING]), st.lists(st.integers(0, 999), min_size=4, max_size=4)),
    max_size=5,
)


@given(COUNTS)
def test_a_sum_is_the_sum_of_its_schools(rows: list[dict[str, list[int]]]) -> None:
    schools = [{topic: tuple(values) for topic, values in row.items()} for row in rows]
    found = summed(schools)
    assert found.keys() == {topic for school in schools for topic in school}
    for topic, values in found.items():
        for place, value in enumerate(values):
            assert value == sum(school[topic][place] for school in schools if topic in school)
    assert added([], 3) == (0, 0, 0)


def test_the_share_comes_from_the_sums_and_is_never_full_while_one_is_late() -> None:
    columns = tuple(COLUMNS)
    values = [0] * len(columns)
    assert on_time(tuple(values)) == "–"
    values[columns.index("solved")], values[columns.index("solved_on_time")] = 3000, 2999
    assert on_time(tuple(values)) == "99,9%"


@time_machine.travel(NOW, tick=False)
def test_the_page_adds_up_what_was_handed_in_and_says_who_is_missing(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client, url = as_user("officer"), reverse("reports.consolidated.read")
    assert "nên chưa có số để cộng" in client.get(url, {"quarter": "2026-Q3"}).content.decode()
    for day in ("2026-09-08", "2026-09-09"):
        add_request(world.school, moment(f"{day} 09:00"))
    add_request(world.sister, moment("2026-09-09 09:00"))
    submit(world, report)
    page = client.get(url, {"quarter": "2026-Q3"}).content.decode()
    assert "Độ phủ số liệu: 1/2 trường đã nộp. Chưa nộp: Trường THCS Hòa Bình." in page
    assert "Không có số điền tay, chưa đính chính." in page
    figure = reverse("reports.figure.read", args=[report.pk, f"procedures.{TOTAL}.received"])
    assert f'<a href="{figure}">2</a>' in page
    assert client.get(figure).status_code == 200
    other = Report._base_manager.get(unit=world.sister)
    sign(other, NOW)
    state = client.get(url, {"quarter": "2026-Q3", "paper": "state", "of": CODE}).content.decode()
    assert "2/2 trường đã nộp" in state
    assert "từ ngày 15/06/2026" in state.lower()
    assert reverse("reports.state.preview", args=[other.pk]) in state
    with opened(world.scope("officer", NOW.date())) as scope:
        found = consolidated(scope, QUARTER, Regime.PARTY)
    snapshots = [ReportContent.from_json(row.data["party"]) for row in Snapshot._base_manager.all()]
    counted = sum(line.received for content in snapshots for line in content.procedures)
    names = [column.key for column in found.columns(TOTAL)]
    assert found.sums[TOTAL][names.index("received")] == counted == 3
    assert client.get(url, {"quarter": "nonsense", "of": "nothing"}).status_code == 200


@time_machine.travel(LATER, tick=False)
def test_the_workbook_prints_coverage_corrections_and_every_school(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    add_request(world.school, moment("2026-09-08 09:00"))
    submit(world, report)
    approve(world, propose(world, report))
    client = as_user("party_officer")
    answer = client.get(
        reverse("reports.consolidated.download"), {"quarter": "2026-Q3"}, headers={"accept-language": "en"}
    )
    assert "Tong-hop_De-cuong_2026-Q3.xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Cộng", "Từng trường", "Bồi dưỡng"]
    coverage = "Độ phủ số liệu: 1/2 trường đã nộp. Chưa nộp: Trường THCS Hòa Bình. Số điền tay và đính chính: 1."
    for sheet in book.worksheets:
        texts = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
        assert coverage in texts
        assert any(text.startswith("THCS-A: Đính chính lần 1 ngày 20/10/2026") for text in texts)
    rows = {(row[0], row[1]): row for row in book["Từng trường"].iter_rows(min_row=4, values_only=True)}
    transcript = next(row for row in rows if row[0] == "Trường THCS Bình An" and row[1] == "Rút học bạ")
    assert rows[transcript][3] == 7


@time_machine.travel(NOW, tick=False)
def test_nobody_sees_sums_of_schools_that_are_not_below(world: World, report: Report) -> None:
    submit(world, report)
    for who, schools in (("officer", 2), ("party_officer", 2), ("other_officer", 1)):
        with opened(world.scope(who, NOW.date())) as scope:
            page = consolidated(scope, QUARTER, Regime.PARTY)
        assert len(page.schools) == schools
        assert len(page.counted) == (who != "other_officer")


@time_machine.travel(NOW, tick=False)
def test_the_sums_ask_the_same_for_one_school_and_for_thirty(world: World, report: Report) -> None:
    def count() -> int:
        with opened(world.scope("party_officer", NOW.date())) as scope, CaptureQueriesContext(connection) as asked:
            page = consolidated(scope, QUARTER, Regime.PARTY)
            assert page.sums
        return len(asked)

    submit(world, report)
    before = count()
    for number in range(28):
        put_above(make_school(f"TH-{number:02}", f"Trường Tiểu học {number}"), world.party, SupervisionKind.PARTY)
    rebuild_reach()
    theme = Theme._base_manager.get()
    with opened(system(date(2026, 10, 1), "test")) as scope:
        open_round(actor=scope, theme_id=theme.pk, due_on=Round._base_manager.get().due_on, at=NOW)
    for row in Report._base_manager.filter(submitted_at__isnull=True):
        sign(row, NOW)
    assert count() == before
