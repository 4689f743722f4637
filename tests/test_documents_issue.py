"""Issuing: a version, a code and a number in one transaction; the book keeps what was given, voided and left out."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.documents.enums import RegimeChoice
from schooladmin.documents.issuing.actions import (
    PaperFacts,
    give_number,
    issue_paper,
    void_number,
    withdraw_issue,
)
from schooladmin.documents.issuing.marks import mark_of, stamped
from schooladmin.documents.issuing.queries import current_issue, series_for
from schooladmin.documents.issuing.rules import ALPHABET, code_in, gaps, new_code, read_code, shown
from schooladmin.documents.issuing.series import open_series
from schooladmin.documents.models import BookNumber, Issue, NumberSeries
from schooladmin.documents.tree import Kind, Signature
from schooladmin.documents.writers.css import MARK_SIZE
from schooladmin.units.scope import Scope, opened
from tests.factory import World, make_world, moment
from tests.papers import paper

NOW = moment("2026-11-20 09:00")
DAY = date(2026, 11, 20)
FACTS = PaperFacts(
    kind=Kind.STATE_REPORT,
    source_key="reports.report:1:state",
    snapshot_hash="a" * 64,
    day=DAY,
    url="/reports/1/",
    sign="THCS",
    signature=Signature("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Phạm Thị Phó"),
    period="Quý IV/2026",
)
OUTLINE = replace(FACTS, kind=Kind.OUTLINE, source_key="reports.report:1", sign="CB")


@pytest.fixture
def principal(world: World) -> Iterator[Scope]:
    with opened(world.scope("principal", DAY)) as scope:
        yield scope


def issue(scope: Scope, world: World, **changed: object) -> Issue:
    """The state report of the school, or what ``changed`` says instead; read again with its number."""
    facts = replace(FACTS, **changed)  # type: ignore[arg-type]
    issue_paper(actor=scope, unit_id=world.school.pk, paper=facts, at=NOW)
    found = current_issue(world.school.pk, facts.source_key)
    assert found is not None
    return found


# --- Codes --------------------------------------------------------------------------------------------------------

CODES = st.randoms(use_true_random=False).map(lambda dice: new_code(dice.choice))


@given(CODES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_a_code_with_one_wrong_sign_is_never_another_paper(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(CODES)
def test_a_code_is_read_however_it_is_typed_or_scanned(code: str) -> None:
    for typed in (
        code,
        code.lower(),
        shown(code),
        f" {code[:4]} {code[4:]} ",
        code.replace("1", "I").replace("0", "o"),
    ):
        assert read_code(typed) == code
    for base in ("", "https://truong.example.vn", "http://127.0.0.1:8000", "https://so.example.vn/cchc"):
        assert code_in(mark_of(code, 1, base).data) == code
    assert read_code(code[:-1]) is None
    assert read_code(f"{code}0") is None
    assert code_in(f"https://khac.example.vn/ho-so/{code}") is None


def test_the_mark_is_small_dense_and_says_its_version(db: None) -> None:
    mark = mark_of("7K2M9PQX", 2, "https://truong.example.vn")
    assert (mark.data, mark.text) == ("HTTPS://TRUONG.EXAMPLE.VN/V/7K2M9PQX", "7K2M-9PQX · Bản 2")
    assert mark.size_mm == MARK_SIZE == 14
    assert mark_of("7K2M9PQX", 1, "https://so.vn/cchc").data == "HTTPS://SO.VN/cchc/V/7K2M9PQX"  # paths have cases


# --- Versions -----------------------------------------------------------------------------------------------------


def test_a_paper_is_issued_with_a_number_and_the_name_that_it_prints(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    assert (row.version, row.is_current, row.number and str(row.number)) == (1, True, "01/BC-THCS")
    assert (row.signer_position, row.signer_name) == ("KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG", "Phạm Thị Phó")
    document = stamped(paper(), row, "https://truong.example.vn")
    assert document.head.number == "01/BC-THCS"
    assert document.mark == mark_of(row.public_code, 1, "https://truong.example.vn")
    entry = AuditEntry.objects.get(verb="documents.issue.make")
    assert entry.changes["number"] == "01/BC-THCS"


def test_what_says_the_same_keeps_its_version_and_what_changed_replaces_it(principal: Scope, world: World) -> None:
    first = issue(principal, world)
    assert issue(principal, world) == first
    second = issue(principal, world, snapshot_hash="b" * 64)
    assert (second.version, second.replaces, second.public_code != first.public_code) == (2, first, True)
    assert str(second.number) == "02/BC-THCS"  # what is replaced is replaced by a paper of its own number
    first.refresh_from_db()
    assert not first.is_current
    assert BookNumber.objects.count() == 2


def test_an_outline_carries_no_number_unless_it_is_given_one(principal: Scope, world: World) -> None:
    row = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:1", sign="CB")
    assert row.number is None
    assert stamped(paper(), row, "").head.number == paper().head.number
    with pytest.raises(Refusal) as refused:
        give_number(actor=principal, issue_id=row.pk, number=None, at=NOW)
    assert refused.value.code == "series-missing"
    open_term(principal, world)
    assert str(give_number(actor=principal, issue_id=row.pk, number=12, at=NOW)) == "12-ĐC/CB"
    again = current_issue(world.school.pk, row.source_key)
    assert again is not None
    assert stamped(paper(), again, "").head.number == paper().head.number  # the sheet was printed without it


def test_a_replaced_version_is_entered_under_the_number_it_had_and_no_other(principal: Scope, world: World) -> None:
    open_term(principal, world)
    facts = {"kind": Kind.OUTLINE, "source_key": "reports.report:1", "sign": "CB"}
    first = issue(principal, world, **facts)
    second = issue(principal, world, snapshot_hash="b" * 64, **facts)
    with pytest.raises(Refusal) as refused:
        give_number(actor=principal, issue_id=first.pk, number=None, at=NOW)
    assert (refused.value.code, refused.value.field) == ("issue-replaced", "number")
    assert str(give_number(actor=principal, issue_id=first.pk, number=10, at=NOW)) == "10-ĐC/CB"
    assert str(give_number(actor=principal, issue_id=second.pk, number=None, at=NOW)) == "11-ĐC/CB"


def open_term(scope: Scope, world: World, begins: date = date(2025, 6, 1), first: int = 10) -> NumberSeries:
    return open_series(
        actor=scope,
        unit_id=world.school.pk,
        regime=RegimeChoice.PARTY,
        code="đc",
        suffix="-ĐC/CB",
        begins=begins,
        first_number=first,
        at=NOW,
    )


def test_a_paper_of_another_school_cannot_be_taken_over(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    with opened(world.scope("sister_principal", DAY)) as sister:
        with pytest.raises(OutOfScope):
            issue_paper(actor=sister, unit_id=world.school.pk, paper=FACTS, at=NOW)
        with pytest.raises(Stale):  # the key of the paper is taken, and its row is not theirs to see
            issue_paper(actor=sister, unit_id=world.sister.pk, paper=FACTS, at=NOW)
        with pytest.raises(OutOfScope):
            withdraw_issue(actor=sister, issue_id=row.pk, reason="Không phải của tôi", at=NOW)


def test_withdrawing_needs_a_leader_and_a_reason_and_the_number_stays(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    with opened(world.scope("clerk", DAY)) as clerk, pytest.raises(Forbidden):
        withdraw_issue(actor=clerk, issue_id=row.pk, reason="Sai mẫu", at=NOW)
    with pytest.raises(Refusal) as refused:
        withdraw_issue(actor=principal, issue_id=row.pk, reason="  ", at=NOW)
    assert refused.value.field == "withdrawn_reason"
    withdraw_issue(actor=principal, issue_id=row.pk, reason="Sai mẫu", at=NOW)
    withdraw_issue(actor=principal, issue_id=row.pk, reason="Bấm hai lần", at=NOW)
    row.refresh_from_db()
    assert (row.withdrawn_reason, str(row.number)) == ("Sai mẫu", "01/BC-THCS")
    after = issue(principal, world)  # the same words, issued again, are a version of their own
    assert (after.version, after.replaces, str(after.number)) == (2, row, "02/BC-THCS")
    with pytest.raises(Refusal) as late:
        give_number(actor=principal, issue_id=row.pk, number=None, at=NOW)
    assert late.value.code == "issue-withdrawn"


# --- Numbers ------------------------------------------------------------------------------------------------------


def test_a_number_typed_from_the_book_is_taken_once_and_a_wrong_one_is_voided(principal: Scope, world: World) -> None:
    open_term(principal, world, first=1)
    rows = [
        issue(principal, world, kind=Kind.OUTLINE, source_key=f"reports.report:{place}", sign="CB")
        for place in range(4)
    ]
    give_number(actor=principal, issue_id=rows[0].pk, number=7, at=NOW)
    for wrong, code in ((7, "number-taken"), (0, "number-before-series"), (9_000, "number-too-far")):
        with pytest.raises(Refusal) as refused:
            give_number(actor=principal, issue_id=rows[1].pk, number=wrong, at=NOW)
        assert (refused.value.code, refused.value.field) == (code, "number")
    with pytest.raises(Refusal) as twice:
        give_number(actor=principal, issue_id=rows[0].pk, number=None, at=NOW)
    assert twice.value.code == "issue-has-number"
    assert give_number(actor=principal, issue_id=rows[1].pk, number=None, at=NOW).number == 8  # a gap is never filled
    assert give_number(actor=principal, issue_id=rows[2].pk, number=3, at=NOW).number == 3  # but by hand, on purpose
    with pytest.raises(Refusal) as empty:
        void_number(actor=principal, issue_id=rows[0].pk, reason=" ", at=NOW)
    assert empty.value.field == "void_reason"
    void_number(actor=principal, issue_id=rows[0].pk, reason="Ghi nhầm dòng", at=NOW)
    with pytest.raises(Refusal) as gone:
        give_number(actor=principal, issue_id=rows[3].pk, number=7, at=NOW)
    assert gone.value.code == "number-voided"
    assert give_number(actor=principal, issue_id=rows[0].pk, number=None, at=NOW).number == 9
    line = next(line for line in series_for(principal) if line.row.code == "ĐC")
    assert (line.given, [n.void_reason for n in line.voided]) == (3, ["Ghi nhầm dòng"])
    assert line.gaps == ((1, 2), (4, 6))


def test_a_slip_far_ahead_leaves_no_gap_once_it_is_voided(principal: Scope, world: World) -> None:
    open_term(principal, world, first=1)
    row = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:1", sign="CB")
    give_number(actor=principal, issue_id=row.pk, number=217, at=NOW)
    void_number(actor=principal, issue_id=row.pk, reason="Gõ nhầm 21 thành 217", at=NOW)
    assert give_number(actor=principal, issue_id=row.pk, number=None, at=NOW).number == 1


def test_a_number_on_the_sheet_is_not_voided_alone(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    with pytest.raises(Refusal) as refused:
        void_number(actor=principal, issue_id=row.pk, reason="Sai", at=NOW)
    assert refused.value.code == "number-printed"


def test_numbers_begin_again_with_the_year_and_with_the_term(principal: Scope, world: World) -> None:
    assert str(issue(principal, world).number) == "01/BC-THCS"
    later = issue(principal, world, source_key="reports.report:2:state", day=date(2027, 1, 4))
    assert str(later.number) == "01/BC-THCS"
    open_term(principal, world)
    assert open_term(principal, world).pk  # sent twice
    with pytest.raises(Refusal) as early:
        open_term(principal, world, begins=date(2020, 1, 1))
    assert early.value.code == "series-too-early"
    row = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:9", sign="CB")
    give_number(actor=principal, issue_id=row.pk, number=None, at=NOW)
    with pytest.raises(Refusal) as used:
        open_term(principal, world, begins=DAY, first=1)
    assert used.value.code == "series-in-use"
    second = open_term(principal, world, begins=date(2026, 12, 1), first=1)
    other = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:10", sign="CB", day=date(2026, 12, 2))
    assert give_number(actor=principal, issue_id=other.pk, number=None, at=NOW).series == second
    assert NumberSeries.objects.get(code="ĐC", begins=date(2025, 6, 1)).ends == date(2026, 12, 1)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["next", "hand", "void", "fail"]), st.integers(1, 30)), max_size=25))
def test_no_number_is_ever_given_twice_nor_skipped_in_silence(
    principal: Scope, world: World, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        open_term(principal, world, first=1)
        rows = [
            issue(principal, world, kind=Kind.OUTLINE, source_key=f"reports.report:{place}", sign="CB")
            for place in range(5)
        ]
        for place, (step, number) in enumerate(steps):
            row = rows[place % len(rows)]
            try:
                if step == "fail":  # an action that is rolled back takes its number back
                    with transaction.atomic():
                        give_number(actor=principal, issue_id=row.pk, number=None, at=NOW)
                        raise Refusal("roll back", code="test")
                if step == "void":
                    void_number(actor=principal, issue_id=row.pk, reason="Sai", at=NOW)
                else:
                    give_number(actor=principal, issue_id=row.pk, number=number if step == "hand" else None, at=NOW)
            except (Refusal, Stale):
                continue
        line = next(line for line in series_for(principal) if line.row.code == "ĐC")
        given = list(BookNumber.objects.filter(series=line.row).values_list("number", flat=True))
        assert len(given) == len(set(given))
        missing = {number for first, last in line.gaps for number in range(first, last + 1)}
        below = {number for number in given if number < line.row.next_number}
        assert missing | below == set(range(1, line.row.next_number))
        assert not missing & set(given)
        transaction.set_rollback(True)


@given(st.integers(1, 30), st.integers(0, 40), st.sets(st.integers(1, 80)))
def test_gaps_are_what_is_missing_and_nothing_else(first: int, length: int, taken: set[int]) -> None:
    found = gaps(first, first + length, taken)
    flat = [number for begin, end in found for number in range(begin, end + 1)]
    assert set(flat) == set(range(first, first + length)) - taken
    assert flat == sorted(flat)


def test_the_database_itself_refuses_a_second_number(principal: Scope, world: World) -> None:
    number = issue(principal, world).number
    assert number is not None
    other = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:1", sign="CB")
    with pytest.raises(IntegrityError), transaction.atomic():
        BookNumber.objects.create(
            unit_id=world.school.pk,
            series=number.series,
            issue=other,
            number=number.number,
            is_printed=False,
            is_by_hand=True,
            given_at=NOW,
            given_by_label="thử",
        )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time")
def test_clerks_at_the_same_moment_get_numbers_of_their_own() -> None:
    world = make_world()
    start, failures = threading.Barrier(6), []

    def work(place: int) -> None:
        try:
            with opened(world.scope("principal", DAY)) as scope:
                start.wait()
                issue_paper(
                    actor=scope,
                    unit_id=world.school.pk,
                    paper=replace(FACTS, source_key=f"reports.report:{place}:state"),
                    at=NOW,
                )
        except Exception as failed:
            failures.append(failed)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(BookNumber._base_manager.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
