"""The log of a quarter: values by kind, what is missing, pasted blocks, proof, the catalogue, figures over quarters."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reform.actions import add_commitment, carry_commitment, close_commitment
from reform.actions.catalogue import add_indicator, edit_indicator
from reform.actions.inspections import InspectionText, add_inspection, edit_inspection, mend_inspection
from reform.actions.proofs import attach_to_value
from reform.actions.systems import SystemText, add_system, edit_system, end_system
from reform.enums import Aggregation, CommitmentState, IndicatorKind
from reform.facts import indicator_facts, own_figures, quarter_facts
from reform.models import Commitment, DigitalSystem, IndicatorValue, IndicatorVersion
from reform.queries.indicators import asked_of, files_proving
from reform.queries.quarter_log import quarter_log
from reform.rules.indicators import Measure, aggregate, measure_faults, read_measure, read_number
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.evidence.models import WorkProof
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.reform_log import Q3, asked, log, log_something, wording

AT = moment("2026-10-12 09:00")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


# --- Pure rules ---------------------------------------------------------------------------------------------------

PAIRS = st.lists(
    st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), min_size=1
)


@given(PAIRS)
def test_a_share_is_the_sum_over_the_sum(pairs: list[tuple[int, int]]) -> None:
    values = [Measure(numerator=Decimal(part), denominator=Decimal(whole)) for part, whole in pairs]
    found = aggregate(Aggregation.SHARE, values)
    assert found is not None
    assert found.value == Decimal(sum(p for p, _w in pairs)) * 100 / Decimal(sum(w for _p, w in pairs))
    assert found.value is not None
    assert min(v.value or 0 for v in values) <= found.value <= max(v.value or 0 for v in values)


def test_a_share_is_no_mean_of_percents() -> None:
    values = [
        Measure(numerator=Decimal(1), denominator=Decimal(2)),
        Measure(numerator=Decimal(0), denominator=Decimal(98)),
    ]
    found = aggregate(Aggregation.SHARE, values)
    assert found is not None
    assert found.value == 1


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_numbers_together(numbers: list[int]) -> None:
    values = [Measure(number=Decimal(number)) for number in numbers]
    for method, wanted in (
        (Aggregation.SUM, Decimal(sum(numbers))),
        (Aggregation.MEAN, Decimal(sum(numbers)) / len(numbers)),
        (Aggregation.LAST, Decimal(numbers[-1])),
    ):
        found = aggregate(method, values)
        assert found is not None
        assert found.value == wanted


def test_nothing_is_not_zero_and_yes_is_counted() -> None:
    assert all(aggregate(method, []) is None for method in Aggregation)
    assert Measure().value is None
    found = aggregate(Aggregation.SHARE, [Measure(yes=True), Measure(yes=False), Measure(yes=True)])
    assert found == Measure(numerator=Decimal(2), denominator=Decimal(3))


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_number_is_read_as_it_is_written(number: Decimal) -> None:
    whole, part = f"{number:,.2f}".split(".")
    assert read_number(f"{whole.replace(',', '.')},{part}") == number


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(IndicatorKind))
def test_whatever_is_typed_is_a_value_or_a_fault(first: str, second: str, kind: IndicatorKind) -> None:
    value = read_measure(kind, first, second)
    faults = list(measure_faults(kind, value))
    assert faults or value != Measure()


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (IndicatorKind.PERCENT, ("301", "300"), "part-over-whole"),
        (IndicatorKind.PERCENT, ("0", "0"), "denominator-zero"),
        (IndicatorKind.PERCENT, ("4", ""), "value-missing"),
        (IndicatorKind.NUMBER, ("-1", ""), "value-negative"),
        (IndicatorKind.NUMBER, ("1,234", ""), "value-too-fine"),
        (IndicatorKind.NUMBER, ("9999999999", ""), "value-too-large"),
        (IndicatorKind.YES_NO, ("có lẽ", ""), "value-missing"),
        (IndicatorKind.TEXT, ("x" * 1001, ""), "value-too-long"),
    ],
)
def test_what_cannot_be_kept(kind: IndicatorKind, typed: tuple[str, str], code: str) -> None:
    assert [fault.code for fault in measure_faults(kind, read_measure(kind, *typed))] == [code]


# --- Values -------------------------------------------------------------------------------------------------------


def test_a_value_is_logged_corrected_and_sent_twice_once(world: World) -> None:
    mutation_id = uuid.uuid4()
    first = log(world, "6.2-TRUC-TUYEN", "12", "300", at=AT, mutation_id=mutation_id)
    assert (first.numerator, first.denominator) == (Decimal(12), Decimal(300))
    assert first.happened_on == date(2026, 9, 30)
    assert log(world, "6.2-TRUC-TUYEN", "12", "300", at=AT, mutation_id=mutation_id).pk == first.pk
    with pytest.raises(Stale):
        log(world, "6.2-TRUC-TUYEN", "13", "300", at=AT)
    assert log(world, "6.2-TRUC-TUYEN", "13", "300", at=AT, version=1, who="teacher").version == 2
    assert log(world, "6.2-TRUC-TUYEN", "13", "300", at=AT, version=1).version == 2, "the same value is no conflict"
    assert IndicatorValue._base_manager.count() == 1


@pytest.mark.parametrize(
    "bad", [{"numerator": 3, "denominator": 2}, {"numerator": 0, "denominator": 0}, {"number": 1, "yes": True}, {}]
)
def test_the_database_keeps_a_value_whole(world: World, bad: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue._base_manager.create(
            unit=world.school, indicator=asked("6.1-KY-SO"), quarter="2026-Q3", happened_on=date(2026, 9, 1),
            saved_at=AT, saved_by_label="x", **bad,
        )  # fmt: skip


def test_what_is_refused(world: World) -> None:
    for code, quarter, wanted in (
        ("2.4-GIAI-QUYET", Q3, "value-computed"),
        ("1.1-VAN-BAN", Quarter(2027, 1), "quarter-ahead"),
        ("6.1-SU-DUNG", Q3, "system-missing"),
    ):
        with pytest.raises(Refusal) as refused:
            log(world, code, "1", "2", at=AT, quarter=quarter)
        assert refused.value.code == wanted
    for who in ("party_secretary", "school_auditor", "officer", "foreign_principal"):
        with pytest.raises((Forbidden, OutOfScope)):
            log(world, "1.1-VAN-BAN", "1", at=AT, who=who)


def test_what_is_missing_follows_the_rhythm(world: World) -> None:
    log(world, "4.1-DAT-CHUAN", "28", "30", at=AT, quarter=Quarter(2026, 1))
    log(world, "6.1-QUY-CHE", "có", at=AT, quarter=Quarter(2024, 4))
    log(world, "1.1-VAN-BAN", "12", at=AT, quarter=Quarter(2026, 2))
    with opened(world.scope("teacher", AT.date())) as scope:
        lines = {
            line.indicator.code: line for area in quarter_log(scope, world.school.pk, Q3).areas for line in area.lines
        }
    assert not lines["4.1-DAT-CHUAN"].is_missing
    assert not lines["6.1-QUY-CHE"].is_missing
    assert lines["1.1-VAN-BAN"].is_missing
    assert lines["1.1-VAN-BAN"].before_text == "12 văn bản"
    assert not lines["2.4-GIAI-QUYET"].is_missing
    assert "6.1-SU-DUNG" not in lines, "without a system there is nothing to ask"


def test_systems_and_work_prove(world: World) -> None:
    made = log_something(world, AT)
    log(world, "6.1-SU-DUNG", "20", "25", at=AT, system_id=made.system)
    with opened(world.scope("principal", AT.date())) as scope:
        found = quarter_log(scope, world.school.pk, Q3)
        line = found.line(f"{asked('6.1-SU-DUNG').pk}-{made.system}")
        assert line is not None
        assert (line.works, line.is_proven, line.text) == (1, True, "80% (20/25)")
        figures = own_figures(scope, world.school.pk, Q3.calendar)
        assert figures["reform.inspections"].value == 1
        inspections = found.line(str(asked("8.1-KIEM-TRA").pk))
        assert inspections is not None
        assert inspections.is_proven
        assert (found.coverage.proven, found.coverage.told) == (2, 3), "the number of papers has no proof yet"


def test_one_file_proves_many_values_once(world: World) -> None:
    from django.core.files.base import ContentFile

    from schooladmin.evidence.actions import store_evidence
    from tests.stage import PDF

    values = [log(world, code, "1", at=AT) for code in ("1.1-VAN-BAN", "1.4-PHAP-LUAT")]
    with opened(world.scope("clerk", AT.date())) as scope:
        file = store_evidence(
            actor=scope, unit_id=world.school.pk, upload=ContentFile(PDF, name="a.pdf"), title="A", at=AT
        )
        for value in [*values, values[0]]:
            attach_to_value(actor=scope, value_id=value.pk, evidence_ids=[file.pk], at=AT)
        assert [files_proving(value).count() for value in values] == [1, 1]
        with pytest.raises(Refusal):
            attach_to_value(actor=scope, value_id=values[0].pk, evidence_ids=[file.pk + 1], at=AT)
    with opened(world.scope("foreign_principal", AT.date())) as stranger, pytest.raises(OutOfScope):
        attach_to_value(actor=stranger, value_id=values[0].pk, evidence_ids=[], at=AT)


# --- Facts --------------------------------------------------------------------------------------------------------


def test_eight_quarters_cost_the_same(world: World) -> None:
    quarters = [Q3]
    while len(quarters) < 8:
        quarters.insert(0, quarters[0].previous())
    for place, quarter in enumerate(quarters[:1]):
        log(world, "6.2-TRUC-TUYEN", str(place), "100", at=AT, quarter=quarter)
    scope = world.scope("principal", AT.date())

    def cost() -> int:
        with (
            opened(scope),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            indicator_facts(scope, world.school.pk, quarters)
        return len(captured)

    few = cost()
    for place, quarter in enumerate(quarters[1:], start=1):
        for code in ("6.2-TRUC-TUYEN", "6.1-KY-SO"):
            log(world, code, str(place), "100", at=AT, quarter=quarter)
        log(world, "1.1-VAN-BAN", "5", at=AT, quarter=quarter)
    assert cost() == few
    with opened(scope):
        facts = indicator_facts(scope, world.school.pk, quarters)
    online = facts["6.2-TRUC-TUYEN"]
    assert online.overall == Measure(numerator=Decimal(28), denominator=Decimal(800))
    assert online.figure(Q3).value == Decimal("7.0")
    assert online.figure(Q3).key == "reform.indicator.6.2-TRUC-TUYEN"
    assert facts["1.1-VAN-BAN"].overall == Measure(number=Decimal(35))
    assert facts["1.1-VAN-BAN"].figure(quarters[0]).value is None, "no value is not zero"
    assert facts["2.4-GIAI-QUYET"].fact_key == "procedures.total.solved"


# --- Catalogue ----------------------------------------------------------------------------------------------------


def test_an_office_asks_its_own_schools(world: World) -> None:
    with opened(world.scope("officer", AT.date())) as scope:
        own = add_indicator(actor=scope, unit_id=world.commune.pk, code="th-1", text=wording(), at=AT)
        assert own.code == "UBND-1-TH-1"
        with pytest.raises(Refusal) as taken:
            add_indicator(actor=scope, unit_id=world.commune.pk, code="TH-1", text=wording(), at=AT)
        assert taken.value.code == "code-taken"
    assert own.pk in {row.indicator_id for row in asked_of(world.school.pk, Q3)}
    assert own.pk not in {row.indicator_id for row in asked_of(world.foreign.pk, Q3)}
    assert own.pk not in {row.indicator_id for row in asked_of(world.school.pk, Quarter(2026, 2))}
    with opened(world.scope("other_officer", AT.date())) as other, pytest.raises(OutOfScope):
        edit_indicator(actor=other, indicator_id=own.pk, text=wording(), at=AT)
    with opened(world.scope("officer", AT.date())) as scope, pytest.raises(OutOfScope):
        edit_indicator(actor=scope, indicator_id=asked("1.1-VAN-BAN").pk, text=wording(), at=AT)


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "lớp"},
        {"aggregation": Aggregation.MEAN},
        {"kind": IndicatorKind.PERCENT, "aggregation": Aggregation.SHARE},
    ],
)
def test_the_nature_stays_from_the_first_value_on(world: World, other: dict[str, object]) -> None:
    scope = world.scope("officer", AT.date())
    with opened(scope):
        own = add_indicator(actor=scope, unit_id=world.commune.pk, code="TH-1", text=wording(), at=AT)
        edit_indicator(actor=scope, indicator_id=own.pk, text=wording(measure="lượt"), at=AT)
        edit_indicator(actor=scope, indicator_id=own.pk, text=wording(), at=AT)
    log(world, own.code, "3", at=AT)
    with opened(scope):
        with pytest.raises(Refusal) as refused:
            edit_indicator(actor=scope, indicator_id=own.pk, text=wording(**other), at=AT)
        assert refused.value.code == "indicator-fixed"
        edit_indicator(
            actor=scope, indicator_id=own.pk, text=wording(name="Buổi tập huấn số", valid_from=date(2026, 10, 1)), at=AT
        )
    names = {row.indicator_id: row.name for row in asked_of(world.school.pk, Q3)}
    later = {row.indicator_id: row.name for row in asked_of(world.school.pk, Quarter(2026, 4))}
    assert (names[own.pk], later[own.pk]) == ("Buổi tập huấn chuyển đổi số", "Buổi tập huấn số")
    assert IndicatorVersion.objects.filter(indicator=own).count() == 2


# --- Systems, inspections, commitments ------------------------------------------------------------------------------


def test_a_system_begins_changes_and_ends(world: World) -> None:
    text = SystemText("SMAS", "smas.edu.vn", "Đỗ Thị Văn Thư", "Sổ điểm điện tử", date(2025, 9, 1))
    scope = world.scope("clerk", AT.date())
    with opened(scope):
        key = uuid.uuid4()
        rows = [
            add_system(actor=scope, unit_id=world.school.pk, text=text, at=AT, mutation_id=key) for _twice in range(2)
        ]
        assert rows[0].pk == rows[1].pk
        edited = edit_system(
            actor=scope, system_id=rows[0].pk, version=1, at=AT,
            text=SystemText("SMAS", "smas.edu.vn", "Vũ Thị Giáo", "Sổ điểm điện tử", date(2025, 9, 1)),
        )  # fmt: skip
        with pytest.raises(Stale):
            edit_system(actor=scope, system_id=edited.pk, version=1, text=text, at=AT)
        with pytest.raises(Refusal):
            end_system(actor=scope, system_id=edited.pk, version=2, until=date(2025, 9, 1), at=AT)
        end_system(actor=scope, system_id=edited.pk, version=2, until=date(2026, 10, 1), at=AT)
        with pytest.raises(Refusal):
            end_system(actor=scope, system_id=edited.pk, version=3, until=None, at=AT)
        for wrong in (
            {"kind": "?"},
            {"name": " "},
            {"owner_name": ""},
            {"use": "x"},
            {"since": None},
            {"since": date(2027, 1, 1)},
        ):
            fields = {**text.__dict__, **wrong}
            with pytest.raises(Refusal):
                add_system(actor=scope, unit_id=world.school.pk, text=SystemText(**fields), at=AT)
    assert DigitalSystem._base_manager.get().valid_to == date(2026, 10, 1)


def test_an_inspection_is_written_mended_and_proves_itself(world: World) -> None:
    made = log_something(world, AT)
    proof = WorkProof._base_manager.get(unit=world.school, key=f"inspection:{made.inspection}")
    assert proof.day == date(2026, 9, 10)
    scope = world.scope("deputy", AT.date())
    with opened(scope):
        with pytest.raises(Refusal):
            mend_inspection(actor=scope, inspection_id=made.inspection, version=1, mended_on=date(2026, 9, 1), at=AT)
        mend_inspection(actor=scope, inspection_id=made.inspection, version=1, mended_on=date(2026, 9, 28), at=AT)
        with pytest.raises(Stale):
            mend_inspection(actor=scope, inspection_id=made.inspection, version=1, at=AT)
        with pytest.raises(Refusal):
            mend_inspection(actor=scope, inspection_id=made.inspection, version=2, at=AT)
        text = InspectionText("Đoàn", date(2026, 9, 12), "Văn thư", "Đúng quy định")
        with pytest.raises(Refusal):
            edit_inspection(actor=scope, inspection_id=made.inspection, version=2, text=text, at=AT)
        for wrong in (
            {"mend_by": date(2026, 10, 1)},
            {"to_mend": "Bổ sung"},
            {"inspected_on": date(2027, 1, 1)},
            {"subject": ""},
        ):
            with pytest.raises(Refusal):
                add_inspection(
                    actor=scope, unit_id=world.school.pk, text=InspectionText(**{**text.__dict__, **wrong}), at=AT
                )


def test_a_promise_is_carried_once_and_told(world: World) -> None:
    scope, q4 = world.scope("principal", AT.date()), Quarter(2026, 4)
    with opened(scope):
        old = add_commitment(
            actor=scope, unit_id=world.school.pk, quarter=Q3, text="Rà soát quy trình tiếp nhận", owner_name="Văn thư",
            due_on=date(2026, 9, 30), at=AT,
        )  # fmt: skip
        with pytest.raises(Refusal) as refused:
            close_commitment(actor=scope, commitment_id=old.pk, version=1, state=CommitmentState.NOT_DONE, at=AT)
        assert refused.value.code == "reason-required"
        carried = [
            carry_commitment(
                actor=scope, commitment_id=old.pk, version=1, quarter=q4, reason="Thiếu người", at=AT,
                due_on=date(2026, 12, 31),
            )
            for _twice in range(2)
        ]  # fmt: skip
        assert carried[0].pk == carried[1].pk
        assert carried[0].carried_from_id == old.pk
        facts = quarter_facts(scope, world.school.pk, q4.calendar)
        assert [(row.state, row.reason) for row in facts.promised_before] == [("not_done", "Thiếu người")]
        assert [(row.state, row.carried_from) for row in facts.commitments] == [("open", "2026-Q3")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment._base_manager.filter(pk=old.pk).update(reason="")


# --- Pages --------------------------------------------------------------------------------------------------------


def send(client: Client, code: str, *, htmx: bool = False, **data: str) -> object:
    key = str(asked(code).pk)
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(
        reverse("reform.indicator.save", args=[key]),
        {"unit": "THCS-A", "quarter": "2026-Q3", "version": "0", "mutation_id": str(uuid.uuid4()), **data},
        headers=headers,
    )


@pytest.mark.usefixtures("calendar")
def test_the_page_saves_with_and_without_script(as_user: Callable[[str], Client]) -> None:
    client = as_user("teacher")
    page = client.get(reverse("reform.indicator.log"), {"quarter": "2026-Q3"})
    assert page.status_code == 200
    assert "Chưa ghi" in page.text
    assert send(client, "1.2-RA-SOAT", value="1").status_code == 302  # type: ignore[attr-defined]
    answer = send(client, "6.1-KY-SO", htmx=True, value="40", denominator="40")
    assert "100% (40/40)" in answer.text  # type: ignore[attr-defined]
    assert "log-sum" in answer.text  # type: ignore[attr-defined]
    wrong = send(client, "6.2-TRUC-TUYEN", htmx=True, value="41", denominator="40")
    assert "nhiều hơn tổng số" in wrong.text  # type: ignore[attr-defined]
    kept = send(client, "6.2-TRUC-TUYEN", value="41", denominator="40")
    assert kept.status_code == 422  # type: ignore[attr-defined]
    assert 'value="41"' in kept.text  # type: ignore[attr-defined]
    stale = send(client, "1.2-RA-SOAT", htmx=True, value="0")
    assert "vừa ghi" in stale.text  # type: ignore[attr-defined]
    missing = client.get(reverse("reform.indicator.log"), {"quarter": "2026-Q3", "show": "missing"}).text
    assert "6.1-KY-SO" not in missing
    assert client.post(reverse("reform.indicator.save", args=["0"]), {"unit": "THCS-A"}).status_code == 404


@pytest.mark.usefixtures("calendar")
def test_a_block_is_shown_with_all_faults_then_what_is_right_is_saved(as_user: Callable[[str], Client]) -> None:
    client = as_user("clerk")
    address = reverse("reform.indicator.paste")
    sent = {
        "unit": "THCS-A",
        "quarter": "2026-Q3",
        "mutation_id": str(uuid.uuid4()),
        "block": "1.1-VAN-BAN\t12\n6.2-TRUC-TUYEN\t12\t300\n\nKHONG-CO\t1\n"
        "2.4-GIAI-QUYET\t5\n6.1-KY-SO\t9\t8\n1.1-van-ban\t3",
    }
    assert "TextNode" not in client.get(address, {"unit": "THCS-A", "quarter": "2026-Q3"}).text
    assert "Những chỉ tiêu còn thiếu" in client.get(address, {"unit": "THCS-A", "quarter": "2026-Q3"}).text
    seen = client.post(address, {**sent, "step": "check"})
    assert seen.status_code == 200
    assert seen.text.count("Lưu được") == 2
    for words in ("Không có chỉ tiêu", "máy đếm", "nhiều hơn tổng số", "đã có ở dòng trên", "4% (12/300)"):
        assert words in seen.text
    assert not IndicatorValue._base_manager.exists(), "a preview saves nothing"
    for _twice in range(2):
        assert client.post(address, {**sent, "step": "save"}).status_code == 302
    assert IndicatorValue._base_manager.count() == 2
    assert client.post(address, {**sent, "block": ""}).status_code == 422
    assert client.post(address, {**sent, "block": "a\tb\n" * 201}).status_code == 422


@pytest.mark.usefixtures("calendar")
def test_the_page_costs_the_same_however_much_is_logged(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("reform.indicator.log"), {"quarter": "2026-Q3"})
        return len(captured)

    log(world, "1.1-VAN-BAN", "1", at=AT)
    cost()
    few = cost()
    for quarter in (Q3, Quarter(2026, 2), Quarter(2026, 1)):
        for code in ("6.2-TRUC-TUYEN", "6.1-KY-SO", "1.3-THE-THUC", "2.2-CONG-KHAI"):
            log(world, code, "1", "10", at=AT, quarter=quarter)
    assert cost() == few


@pytest.mark.usefixtures("calendar")
def test_forms_say_what_is_wrong_and_keep_what_was_typed(world: World, as_user: Callable[[str], Client]) -> None:
    made = log_something(world, AT)
    clerk = as_user("clerk")
    wrong = clerk.post(
        reverse("reform.system.add"), {"kind": "SMAS", "name": "smas", "use": "x", "since": "2026-13-40"}
    )
    assert wrong.status_code == 422
    assert 'value="smas"' in wrong.text
    right = {
        "version": "1",
        "kind": "SMAS",
        "name": "Sổ mới",
        "owner_name": "A",
        "use": "Sổ điểm",
        "since": "2025-09-01",
    }
    assert clerk.post(reverse("reform.system.edit", args=[made.system]), right).status_code == 302
    stale = clerk.post(reverse("reform.system.edit", args=[made.system]), {**right, "name": "Khác"})
    assert stale.status_code == 422
    assert 'name="version" value="2"' in stale.text
    assert clerk.post(reverse("reform.system.end", args=[made.system]), {"version": "2"}).status_code == 302
    assert "Đã ngừng dùng" in clerk.get(reverse("reform.system.list")).text
    mend = reverse("reform.inspection.mend", args=[made.inspection])
    assert clerk.post(mend, {"version": "1", "mended_on": "2026-09-28"}).status_code == 302
    assert "Xong 28/09/2026" in clerk.get(reverse("reform.inspection.list")).text
    officer = as_user("officer")
    asked_for = {
        "code": "X", "name": "Tỷ lệ mới", "place": "6.1", "kind": "percent", "aggregation": "sum", "direction": "up",
        "rhythm": "quarter", "valid_from": "2026-07-01",
    }  # fmt: skip
    assert officer.post(reverse("reform.indicator.define"), asked_for).status_code == 422
    assert officer.post(reverse("reform.indicator.define"), {**asked_for, "aggregation": "share"}).status_code == 302
    assert "UBND-1-X" in clerk.get(reverse("reform.indicator.catalogue")).text
    principal = as_user("principal")
    with opened(world.scope("principal", AT.date())) as scope:
        old = add_commitment(
            actor=scope, unit_id=world.school.pk, quarter=Q3, text="Rà soát quy trình tiếp nhận", owner_name="Văn thư",
            due_on=date(2026, 9, 30), at=AT,
        )  # fmt: skip
    q4 = {"unit": "THCS-A", "quarter": "2026-Q4"}
    assert "Chuyển tiếp" in principal.get(reverse("reform.commitment.list"), q4).text
    carry = reverse("reform.commitment.carry", args=[old.pk])
    assert principal.post(carry, {"version": "1", "reason": "", "due_on": "2026-12-31"}).status_code == 422
    assert principal.post(carry, {"version": "1", "reason": "Thiếu người", "due_on": "2026-12-31"}).status_code == 302
    assert "Thiếu người" in principal.get(reverse("reform.commitment.list"), {**q4, "quarter": "2026-Q3"}).text
