"""The figures that the register gives to a report, and the commitments of a quarter."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from reform.actions import add_commitment, close_commitment, edit_commitment, log_result, withdraw_result
from reform.enums import CommitmentState
from reform.facts import facts_for_units, quarter_facts
from reform.models import Area, AreaVersion, Commitment, Result, SubItem
from reform.queries import areas_of, areas_on, points_on
from reform.rules import figure_text, quarter_of
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Period, Quarter
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, make_school, moment, put_above

AT = moment("2024-10-10 21:00")
Q3 = Quarter(2024, 3)
MID_MONTH = Period(date(2024, 6, 15), date(2024, 9, 15))
Login = Callable[[str], Client]


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def log(world: World, area: str, day: date, unit: Unit | None = None, **more: object) -> Result:
    who = "principal" if unit in (None, world.school) else "sister_principal"
    scope = world.scope(who)
    with opened(scope):
        return log_result(
            actor=scope,
            unit_id=(unit or world.school).pk,
            area=area,
            happened_on=day,
            text=f"Kết quả của mục {area} ngày {day:%d/%m/%Y}.",
            at=AT,
            **more,  # type: ignore[arg-type]
        )


def promise(world: World, text: str = "Rà soát lại toàn bộ quy định nội bộ", **more: object) -> Commitment:
    scope = world.scope("party_secretary")
    with opened(scope):
        return add_commitment(
            actor=scope,
            unit_id=world.school.pk,
            quarter=Q3,
            text=text,
            owner_name="Lê Văn Hiệu",
            due_on=date(2024, 12, 20),
            at=AT,
            **more,  # type: ignore[arg-type]
        )


# --- The catalogue ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_six_areas_before_the_outline_and_eight_after() -> None:
    assert [row.area.code for row in areas_on(date(2024, 6, 30))] == ["1", "2", "3", "4", "5", "6"]
    assert [row.area.code for row in areas_on(date(2024, 7, 1))] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert areas_on(date(2021, 7, 14)) == []


@pytest.mark.django_db
def test_names_and_bases_are_those_of_the_day() -> None:
    def basis(code: str, day: date) -> str:
        return points_on(day).get(code=code).basis

    assert "115/2020" in basis("4.1", date(2024, 8, 1))
    assert "259/2026" in basis("4.1", date(2026, 8, 1))
    old, new = areas_of(Q3.calendar)[5], areas_of(Quarter(2026, 3).calendar)[5]
    assert old.official_name == new.official_name
    assert old.local_name != new.local_name
    assert len(areas_of(Period(date(2026, 6, 15), date(2026, 9, 15)))) == 8


@pytest.mark.django_db
def test_every_point_lies_in_an_area_of_its_time() -> None:
    for point in SubItem.objects.select_related("area"):
        assert point.code.startswith(f"{point.area.code}.")
        assert point.area.code in {row.area.code for row in areas_on(point.valid_from)}


@pytest.mark.django_db
def test_the_catalogue_can_be_taken_back() -> None:
    seed = import_module("reform.migrations.0002_catalogue")
    indicators = import_module("reform.migrations.0004_ship_indicators")
    rules = import_module("reform.migrations.0008_ship_proof_rules")
    before = (Area.objects.count(), AreaVersion.objects.count(), SubItem.objects.count())
    rules.empty(apps, None)
    indicators.empty(apps, None)
    seed.empty(apps, None)
    assert not Area.objects.exists()
    seed.fill(apps, None)
    indicators.fill(apps, None)
    rules.fill(apps, None)
    assert (Area.objects.count(), AreaVersion.objects.count(), SubItem.objects.count()) == before


# --- Facts ------------------------------------------------------------------------------------------------------


def test_facts_of_a_quarter(world: World) -> None:
    log(world, "1", date(2024, 7, 1), sub_item="1.3", citations=["30/2020/NĐ-CP", "118/2025/NĐ-CP"])
    log(world, "6", date(2024, 9, 30), figure=Decimal("4.00"), figure_unit="%")
    log(world, "6", date(2024, 10, 1))
    gone = log(world, "2", date(2024, 8, 1))
    log(world, "2", date(2024, 8, 1), world.sister)
    promise(world)
    scope = world.scope("principal")
    with opened(scope):
        withdraw_result(actor=scope, result_id=gone.pk, reason="Ghi nhầm lĩnh vực", at=AT)
        facts = quarter_facts(scope, world.school.pk, Q3.calendar)
    assert (facts.answered.value, facts.asked, facts.total.value, facts.with_evidence.value) == (2, 8, 2, 0)
    assert [area.code for area in facts.missing] == ["2", "3", "4", "5", "7", "8"]
    (first,) = facts.areas[0].results
    assert (first.sub_item_code, first.happened_on) == ("1.3", date(2024, 7, 1))
    assert [(row.number, row.is_in_force) for row in first.citations] == [
        ("30/2020/NĐ-CP", True),
        ("118/2025/NĐ-CP", False),
    ]
    assert facts.areas[5].results[0].figure_text == "4%"
    assert facts.areas[3].official_name == "Cải cách chế độ công vụ"
    assert [row.text for row in facts.commitments] == ["Rà soát lại toàn bộ quy định nội bộ"]


@pytest.mark.parametrize("period", [Q3.calendar, MID_MONTH])
def test_each_figure_leads_to_exactly_its_rows(world: World, as_user: Login, period: Period) -> None:
    for day in (date(2024, 6, 14), date(2024, 6, 15), date(2024, 7, 1), date(2024, 9, 14), date(2024, 9, 15)):
        log(world, "1", day)
        log(world, "6", day)
    scope, client = world.scope("principal"), as_user("principal")
    with opened(scope):
        facts = quarter_facts(scope, world.school.pk, period)
    figures = [facts.total, *(area.count for area in facts.areas)]
    assert facts.total.value == 6
    for figure in figures:
        page = client.get(figure.rows_url).content.decode()
        assert len(re.findall(r'<article class="result-card', page)) == figure.value


def test_facts_for_the_system_and_refusals(world: World) -> None:
    log(world, "1", date(2024, 8, 1))
    robot = system(date(2024, 10, 10), "reports")
    with opened(robot):
        assert quarter_facts(robot, world.school.pk, Q3.calendar).total.value == 1
    for who, error in (("teacher", Forbidden), ("sister_principal", OutOfScope), ("other_officer", OutOfScope)):
        scope = world.scope(who)
        with opened(scope), pytest.raises(error):
            quarter_facts(scope, world.school.pk, Q3.calendar)


def test_facts_of_many_units_cost_the_same_and_agree_with_one(world: World) -> None:
    log(world, "1", date(2024, 8, 1))
    log(world, "1", date(2024, 8, 2))
    log(world, "3", date(2024, 8, 2), world.sister)
    promise(world)
    officer = world.scope("officer")
    with opened(officer):
        with CaptureQueriesContext(connection) as two:
            facts = facts_for_units(officer, [world.school.pk, world.sister.pk], Q3.calendar)
        single = quarter_facts(officer, world.school.pk, Q3.calendar)
    here = facts[world.school.pk]
    assert (here.answered, here.asked, here.total, here.commitments) == (1, 8, 2, 1)
    assert (here.total, here.answered) == (single.total.value, single.answered.value)
    assert facts[world.sister.pk].counts["3"] == 1
    for number in range(12):
        put_above(make_school(f"S{number}", f"Trường số {number}"), world.commune)
    officer = world.scope("officer")
    with opened(officer):
        ids = list(officer.units_for("reform.result.read").exclude(pk=world.commune.pk).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as many:
            assert len(facts_for_units(officer, ids, Q3.calendar)) == 14
    assert len(two) == len(many)


def test_nothing_of_one_school_moves_when_another_logs(world: World) -> None:
    log(world, "1", date(2024, 8, 1))
    scope = world.scope("principal")
    with opened(scope):
        before = quarter_facts(scope, world.school.pk, Q3.calendar)
    for area in "12345678":
        log(world, area, date(2024, 8, 5), world.sister)
    with opened(scope):
        assert quarter_facts(scope, world.school.pk, Q3.calendar) == before


@given(st.integers(2021, 2030), st.integers(1, 4))
def test_both_kinds_of_window_stand_for_their_quarter(year: int, number: int) -> None:
    quarter = Quarter(year, number)
    assert quarter_of(quarter.calendar) == quarter
    start = (quarter.calendar.start - timedelta(days=1)).replace(day=15)
    end = (quarter.calendar.end - timedelta(days=1)).replace(day=15)
    assert quarter_of(Period(start, end)) == quarter


@given(st.decimals(0, 1_000_000_000, places=2))
def test_a_written_figure_reads_back_as_itself(figure: Decimal) -> None:
    number = figure_text(figure, "lượt").removesuffix(" lượt")
    assert Decimal(number.replace(".", "").replace(",", ".")) == figure


def test_figures_are_written_as_papers_do() -> None:
    assert figure_text(Decimal("1250.50"), "lượt") == "1.250,5 lượt"
    assert figure_text(Decimal("0.00"), "%") == "0%"
    assert figure_text(None, "") == ""


# --- Commitments ------------------------------------------------------------------------------------------------


def test_commitments_keep_their_order_and_a_double_click_is_one(world: World) -> None:
    once = uuid.uuid4()
    promise(world, mutation_id=once)
    promise(world, mutation_id=once)
    promise(world, "Hoàn thiện hồ sơ vị trí việc làm")
    with opened(world.scope("principal")):
        assert list(Commitment.objects.values_list("order", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("given_values", "field"),
    [({"text": "ngắn"}, "text"), ({"owner_name": " "}, "owner_name"), ({"due_on": date(2024, 6, 30)}, "due_on")],
)
def test_bad_commitments(world: World, given_values: dict[str, object], field: str) -> None:
    scope = world.scope("principal")
    values: dict[str, object] = {
        "text": "Rà soát lại toàn bộ quy định",
        "owner_name": "Lê Văn Hiệu",
        "due_on": date(2024, 12, 1),
        **given_values,
    }
    with opened(scope), pytest.raises(Refusal) as refused:
        add_commitment(actor=scope, unit_id=world.school.pk, quarter=Q3, at=AT, **values)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_closing_and_dropping(world: World) -> None:
    done, dropped = promise(world), promise(world, "Mua thêm máy quét cho văn phòng")
    scope = world.scope("principal")
    with opened(scope):
        with pytest.raises(Refusal):
            close_commitment(
                actor=scope,
                commitment_id=done.pk,
                version=1,
                state=CommitmentState.DONE,
                done_on=date(2024, 10, 11),
                at=AT,
            )
        close_commitment(actor=scope, commitment_id=done.pk, version=1, state=CommitmentState.DONE, at=AT)
        close_commitment(actor=scope, commitment_id=dropped.pk, version=1, state=CommitmentState.DROPPED, at=AT)
        facts = quarter_facts(scope, world.school.pk, Q3.calendar)
        with pytest.raises(Refusal, match="đã được đóng"):
            close_commitment(actor=scope, commitment_id=done.pk, version=2, state=CommitmentState.DONE, at=AT)
    assert [(row.state, row.done_on) for row in facts.commitments] == [("done", date(2024, 10, 10))]


def test_two_people_correct_one_commitment(world: World) -> None:
    row = promise(world)
    scope = world.scope("principal")
    with opened(scope):
        edit_commitment(
            actor=scope,
            commitment_id=row.pk,
            version=1,
            text="Rà soát quy định, xong trước Tết",
            owner_name="Phạm Thị Phó",
            due_on=date(2025, 1, 15),
            at=AT,
        )
        with pytest.raises(Stale):
            close_commitment(actor=scope, commitment_id=row.pk, version=1, state=CommitmentState.DONE, at=AT)


def test_commitments_in_the_browser(world: World, as_user: Login) -> None:
    client = as_user("party_secretary")
    where = {"unit": world.school.code, "quarter": "2024-Q3"}
    assert "Quý này chưa có cam kết nào" in client.get("/reform/commitments/", where).content.decode()
    form = {
        "mutation_id": str(uuid.uuid4()),
        "text": "Công khai thủ tục tại phòng chờ",
        "owner_name": "Đỗ Thị Văn Thư",
        "due_on": "2024-11-30",
    }
    address = f"/reform/commitments/add/?unit={world.school.code}&quarter=2024-Q3"
    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302
    with opened(world.scope("principal")):
        row = Commitment.objects.get()
    assert "Công khai thủ tục" in client.get("/reform/commitments/", where).content.decode()
    edit = f"/reform/commitments/{row.pk}/edit/"
    assert client.get(edit).status_code == 200
    assert client.post(edit, {**form, "version": "1", "text": "Bản thứ nhất của cam kết"}).status_code == 302
    stale = client.post(edit, {**form, "version": "1", "text": "Bản thứ hai của cam kết"})
    assert stale.status_code == 422
    assert "Bản thứ nhất" in stale.content.decode()
    assert "Bản thứ hai" in stale.content.decode()
    close = f"/reform/commitments/{row.pk}/close/"
    assert client.get(close).status_code == 200
    assert client.post(close, {"version": "2", "state": "done", "done_on": ""}).status_code == 302
    assert client.get(close).status_code == 409
    assert as_user("clerk").get(address).status_code == 403
    assert as_user("teacher").get("/reform/commitments/").status_code == 403
    assert as_user("sister_principal").get(edit).status_code == 404
