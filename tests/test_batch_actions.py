"""Handing papers out by a list: one request a line, whatever is scanned twice, and counted when they come."""

import itertools
import threading
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import reopen_request
from procedures.actions.work import withdraw_request
from procedures.batch.handing import Handed, Taker, hand_over_line, undo_line
from procedures.batch.lists import Plan, attach_scan, carry_batch, close_batch, create_batch, reopen_batch
from procedures.batch.queries import (
    Line,
    Standing,
    batches_for,
    candidates,
    in_class_order,
    lines_of,
    progress_of,
    scanned_line,
    unfinished_lists,
)
from procedures.batch.rules import line_code, read_line_code, resembles_line_code
from procedures.enums import Channel, Count, Entry, Relation, State
from procedures.models import Batch, BatchLine, BatchScan, Procedure, Request, RequestEvent
from procedures.queries.register import register, rows_of
from pupils.actions import PupilData, add_pupil, mark_left
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Period
from schooladmin.units.scope import opened
from tests.factory import World, make_world, moment
from tests.stage import PDF

pytestmark = pytest.mark.usefixtures("calendar")

JUNE = moment("2026-06-08 08:00")
NAMES = ("An", "Bình", "Châu", "Dũng", "Đào", "Giang", "Hà", "Khôi", "Lan", "Minh")


def add(world: World, name: str, *, year: int | None = None, who: str = "clerk", **known: Any) -> Pupil:
    """A pupil; with ``year`` graduated in it."""
    at = JUNE - timedelta(days=30)
    scope = world.scope(who, at.date())
    unit = {"clerk": world.school, "sister_clerk": world.sister}[who]
    with opened(scope):
        details: dict[str, Any] = {"birth_date": date(2011, 5, 6), "class_name": "9A1", **known}
        pupil = add_pupil(
            actor=scope,
            unit_id=unit.pk,
            data=PupilData(full_name=name, guardian_name="Trần Thị Mẹ", guardian_phone="0912345678", **details)
            if "guardian_name" not in known
            else PupilData(full_name=name, **details),
            at=at,
        )
        if year is None:
            return pupil
        return mark_left(
            actor=scope,
            pupil_id=pupil.pk,
            status=PupilStatus.GRADUATED,
            left_on=None,
            graduation_year=year,
            lock_version=pupil.lock_version,
            at=at,
        )


def graduates(world: World, count: int, year: int = 2025) -> list[Pupil]:
    names = itertools.product(("Nguyễn Văn", "Lê Thị", "Trần Minh", "Phạm Đức", "Hồ Gia"), NAMES)
    return [add(world, " ".join(name), year=year) for name in itertools.islice(names, count)]


def make(
    world: World,
    pupils: list[Pupil],
    *,
    procedure: str = "RUT-BANG",
    at: datetime = JUNE,
    who: str = "clerk",
    **more: Any,
) -> Batch:
    scope = world.scope(who, at.date())
    unit = {"clerk": world.school, "sister_clerk": world.sister}[who]
    with opened(scope):
        plan = Plan(procedure, "Bằng khóa 2025, lớp 9A1", [pupil.pk for pupil in pupils], "9A1", 2025)
        return create_batch(
            actor=scope, unit_id=unit.pk, plan=plan, at=at, mutation_id=more.get("mutation_id") or uuid.uuid4()
        )


def lines(batch: Batch) -> list[BatchLine]:
    return list(BatchLine._base_manager.filter(batch=batch).order_by("order"))


def give(world: World, row: BatchLine, at: datetime = JUNE, who: str = "clerk", **more: Any) -> Handed:
    scope = world.scope(who, at.date())
    with opened(scope):
        return hand_over_line(actor=scope, line_id=row.pk, at=at, **more)


def seen(world: World, batch: Batch) -> list[Line]:
    with opened(world.scope("clerk", JUNE.date())):
        return lines_of(batch)


def at_the_counter(world: World, pupil: Pupil, at: datetime, **changes: Any) -> Request:
    scope = world.scope("clerk", at.date())
    details: dict[str, Any] = {
        "procedure": "RUT-BANG",
        "channel": Channel.DIRECT,
        "applicant_name": "Trần Thị Mẹ",
        "applicant_phone": "0912345678",
        "relation": Relation.PARENT,
        "pupil_name": pupil.full_name,
        "pupil_birth_date": pupil.birth_date,
        "graduation_year": 2025,
        "pupil_id": pupil.pk,
        "received_at": at,
    }
    with opened(scope):
        application = Application(**{**details, **changes})
        return accept_request(actor=scope, unit_id=world.school.pk, application=application, at=at)


def requests() -> list[Request]:
    return list(Request._base_manager.order_by("pk"))


def test_a_list_counts_nothing_until_a_family_comes(world: World) -> None:
    batch = make(world, graduates(world, 3))
    assert requests() == []
    assert [line.order for line in lines(batch)] == [1, 2, 3]
    assert [line.standing for line in seen(world, batch)] == [Standing.WAITING] * 3


def test_a_hand_over_is_received_solved_and_returned_at_once(world: World) -> None:
    row = lines(make(world, graduates(world, 2)))[1]
    handed = give(world, row, JUNE + timedelta(hours=1))
    assert handed.is_new
    [request] = requests()
    assert (request.state, request.entry, request.channel) == (State.RETURNED, Entry.BATCH, Channel.DIRECT)
    assert request.received_at == request.solved_at == request.returned_at == JUNE + timedelta(hours=1)
    assert (request.pupil_id, request.graduation_year, request.pupil_class) == (row.pupil_id, 2025, "9A1")
    row.refresh_from_db()
    assert (row.request_id, row.taker_name, row.relation) == (request.pk, row.pupil.full_name, Relation.SELF)
    assert row.handed_at == JUNE + timedelta(hours=1)
    entry = AuditEntry._base_manager.filter(verb="procedures.batch.hand_over").get()
    assert request.applicant_name not in str(entry.changes)


def test_forty_diplomas_give_forty_requests_solved_early_and_counted_once(world: World) -> None:
    batch = make(world, graduates(world, 40))
    for minute, row in enumerate(lines(batch)):
        give(world, row, JUNE + timedelta(seconds=20 * minute))
    assert len(requests()) == 40
    scope = world.scope("principal", date(2026, 7, 1))
    with opened(scope):
        june = Period(date(2026, 6, 1), date(2026, 7, 1))
        counted = register(scope.units_for("procedures.request.read"), june, scope.at)
        assert rows_of(counted, Count.RECEIVED).count() == 40
        assert rows_of(counted, Count.SOLVED_EARLY).count() == 40
        [progress] = progress_of(list(batches_for(scope)))
        assert (progress.done, progress.total, progress.rest) == (40, 40, 0)
        assert unfinished_lists(scope) == 0


def test_a_line_scanned_twice_makes_one_request(world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    first = give(world, row)
    again = give(world, row, JUNE + timedelta(minutes=1), "principal")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.line.standing == Standing.HANDED
    assert len(requests()) == 1
    row.refresh_from_db()
    assert row.handed_at == JUNE


def test_the_same_form_sent_twice_makes_one_list(world: World) -> None:
    pupils = graduates(world, 2)
    key = uuid.uuid4()
    assert make(world, pupils, mutation_id=key) == make(world, pupils, mutation_id=key)
    assert BatchLine._base_manager.count() == 2


def test_another_taker_is_written_down(world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    give(world, row, taker=Taker("Ngô Thị Dì", Relation.PROXY, "0987 654 321"), note="Giấy ủy quyền ngày 01/6/2026")
    [request] = requests()
    assert (request.applicant_name, request.relation, request.applicant_phone) == ("Ngô Thị Dì", "proxy", "0987654321")
    assert "Giấy ủy quyền ngày 01/6/2026" in request.result_note


def test_the_guardian_takes_a_transcript_of_a_pupil_without_birth_date(world: World) -> None:
    pupil = add(world, "Lý Thị Không Ngày", birth_date=None)
    batch = make(world, [pupil], procedure="RUT-HOC-BA")
    give(world, lines(batch)[0])
    [request] = requests()
    assert (request.applicant_name, request.relation, request.pupil_birth_date) == ("Trần Thị Mẹ", "parent", None)


@pytest.mark.parametrize("phone", ["", "không có"])
def test_a_register_without_a_telephone_stops_nobody(phone: str, world: World) -> None:
    pupil = add(world, "Lý Thị Không Số", year=2025, guardian_name="Trần Thị Mẹ", guardian_phone=phone)
    assert give(world, lines(make(world, [pupil]))[0]).is_new
    assert requests()[0].applicant_phone == ""


def test_a_wrong_number_typed_for_the_taker_is_refused(world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    with pytest.raises(Refusal) as refused:
        give(world, row, taker=Taker("Ngô Thị Dì", Relation.PROXY, "12"))
    assert refused.value.code == "phone-wrong"
    assert requests() == []


def test_a_cohort_after_the_last_diplomas_is_refused_and_the_others_go_on(world: World) -> None:
    late = add(world, "Nguyễn Văn Muộn", year=2026)
    batch = make(world, [*graduates(world, 1), late])
    rows = {row.pupil_id: row for row in lines(batch)}
    with pytest.raises(Refusal) as refused:
        give(world, rows[late.pk])
    assert refused.value.code == "graduation-year-too-late"
    assert [give(world, row).is_new for key, row in rows.items() if key != late.pk] == [True]
    assert len(requests()) == 1


def test_a_request_made_at_the_counter_meanwhile_stands_in_the_line(world: World) -> None:
    one, two, three = graduates(world, 3)
    batch = make(world, [one, two, three])
    open_one = at_the_counter(world, one, JUNE + timedelta(hours=1))
    fetched = at_the_counter(world, two, JUNE + timedelta(hours=1), ready=True, pupil_id=None)
    by_pupil = {row.pupil_id: row for row in lines(batch)}
    for pupil, standing, request in ((one, Standing.ELSEWHERE, open_one), (two, Standing.FETCHED, fetched)):
        handed = give(world, by_pupil[pupil.pk], JUNE + timedelta(hours=2))
        assert (handed.is_new, handed.line.standing, handed.line.request) == (False, standing, request)
    assert len(requests()) == 2
    assert [line.is_done for line in seen(world, batch)].count(True) == 1
    with opened(world.scope("clerk", JUNE.date())):
        assert progress_of([batch])[0].done == 1


def test_a_slip_that_was_withdrawn_can_be_handed_over_again(world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    request = give(world, row).line.request
    assert request is not None
    later = JUNE + timedelta(minutes=5)
    scope = world.scope("principal", later.date())
    with opened(scope):
        reopen_request(actor=scope, request_id=request.pk, at=later, note="Trả nhầm người")
    back = give(world, row, later)
    assert (back.is_new, back.line.standing) == (False, Standing.TAKEN_BACK)
    with opened(scope):
        withdraw_request(actor=scope, request_id=request.pk, at=later, note="Trả nhầm người")
    assert give(world, row, later + timedelta(minutes=1)).is_new
    assert [one.state for one in requests()] == [State.WITHDRAWN, State.RETURNED]
    row.refresh_from_db()
    assert row.request_id == requests()[1].pk


def undo(world: World, row: BatchLine, at: datetime, who: str = "clerk", reason: str = "Quét nhầm dòng") -> Line:
    scope = world.scope(who, at.date())
    with opened(scope):
        return undo_line(actor=scope, line_id=row.pk, at=at, reason=reason)


def test_the_clerk_alone_undoes_a_slip_on_its_day(world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    give(world, row)
    evening = moment("2026-06-08 23:59")
    with pytest.raises(Refusal) as refused:
        undo(world, row, evening, reason="  ")
    assert (refused.value.code, refused.value.field) == ("note-missing", "reason")
    for _time in range(2):  # an impatient finger
        assert undo(world, row, evening).standing == Standing.WAITING
    [request] = requests()
    assert (request.state, request.closed_at, request.closed_reason) == (State.WITHDRAWN, evening, "Quét nhầm dòng")
    assert (request.solved_at, request.returned_at) == (None, None)
    [event] = RequestEvent._base_manager.filter(verb="procedures.batch.undo")
    assert (event.actor_label, event.from_state, event.note) == ("Đỗ Thị Văn Thư", "returned", "Quét nhầm dòng")
    assert AuditEntry._base_manager.filter(verb="procedures.batch.undo").count() == 1
    [line] = seen(world, row.batch)
    assert (line.standing, line.slip, line.by) == (Standing.WAITING, request, "Đỗ Thị Văn Thư")
    scope = world.scope("principal", date(2026, 7, 1))
    with opened(scope):
        june = Period(date(2026, 6, 1), date(2026, 7, 1))
        counted = register(scope.units_for("procedures.request.read"), june, scope.at)
        for count, number in ((Count.RECEIVED, 1), (Count.WITHDRAWN, 1), (Count.SOLVED_EARLY, 0)):
            assert rows_of(counted, count).count() == number
    assert give(world, row, moment("2026-06-09 08:00")).is_new
    [line] = seen(world, row.batch)
    assert (line.standing, line.slip, line.by) == (Standing.HANDED, None, "Đỗ Thị Văn Thư")


def test_a_slip_is_nowhere_called_a_withdrawal_by_the_applicant(world: World, as_user: Callable[[str], Client]) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    give(world, row)
    undo(world, row, JUNE)
    [request] = requests()
    with time_machine.travel(JUNE, tick=False):
        clerk = as_user("clerk")
        page = clerk.get(reverse("procedures.request.read", args=[request.pk])).content.decode()
        assert "Ghi nhầm, đã hủy" in page
        assert reverse("procedures.paper.print", args=[request.pk, "receipt"]) in page
        assert reverse("procedures.paper.print", args=[request.pk, "stop"]) not in page
        book = clerk.get(
            reverse("procedures.book.print"), {"unit": world.school.code, "from": "2026-04-01", "to": "2026-06-30"}
        ).content.decode()
        assert "Ghi nhầm, đã hủy" in book
        told = Client().get(reverse("public.request.read", args=[request.public_token])).content.decode()
    assert "Nhà trường ghi nhầm hồ sơ này và đã hủy ngày 08/06/2026." in told
    for text in (page, book, told):
        assert "gười nộp rút" not in text
        assert "gười nộp đã rút" not in text


def test_after_its_day_only_the_principal_undoes_a_slip(world: World) -> None:
    first, second = lines(make(world, graduates(world, 2)))
    give(world, first, who="principal")
    morning = moment("2026-06-09 00:00")
    for who in ("clerk", "deputy"):
        with pytest.raises(Refusal) as refused:
            undo(world, first, morning, who)
        assert refused.value.code == "undo-too-late"
    assert undo(world, first, morning, "principal").by == "Lê Văn Hiệu"
    with pytest.raises(Refusal) as refused:
        undo(world, second, JUNE)
    assert refused.value.code == "nothing-to-undo"
    give(world, second)
    with pytest.raises(Forbidden):
        undo(world, second, JUNE, "school_auditor")
    with pytest.raises(OutOfScope):
        undo(world, second, JUNE, "sister_clerk")


def test_a_line_costs_the_same_in_a_list_of_one_and_of_forty(world: World) -> None:
    pupils = graduates(world, 42)
    give(world, lines(make(world, pupils[:1]))[0])  # the first request of a year also makes the year's sequence
    counts = []
    for members in (pupils[1:2], pupils[2:]):
        row = lines(make(world, members))[0]
        with CaptureQueriesContext(connection) as queries:
            give(world, row, JUNE + timedelta(minutes=1))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_code_of_another_school_is_unknown_and_one_of_another_list_is_named(world: World) -> None:
    batch, other = make(world, graduates(world, 1)), make(world, [add(world, "Đỗ Văn Khác", year=2025)])
    foreign = make(world, [add(world, "Vũ Thị Xa", year=2025, who="sister_clerk")], who="sister_clerk")
    scope = world.scope("clerk", JUNE.date())
    with opened(scope):
        assert scanned_line(scope, batch, lines(batch)[0].code).pk == lines(batch)[0].pk
        for wrong, code in (
            (lines(foreign)[0].code, "code-unknown"),
            (line_code(batch.pk, 77), "code-unknown"),
            (lines(other)[0].code, "code-of-another-list"),
            (lines(batch)[0].code[:-1] + "x", "code-wrong"),
        ):
            with pytest.raises(Refusal) as refused:
                scanned_line(scope, batch, wrong)
            assert refused.value.code == code
        with pytest.raises(OutOfScope):
            hand_over_line(actor=scope, line_id=lines(foreign)[0].pk, at=JUNE)
    assert requests() == []


@pytest.mark.parametrize("who", ["school_auditor", "teacher"])
def test_who_only_reads_hands_nothing_over(who: str, world: World) -> None:
    row = lines(make(world, graduates(world, 1)))[0]
    with pytest.raises(Forbidden):
        give(world, row, who=who)


def test_a_list_takes_pupils_of_its_school_for_papers_that_lie_ready(world: World) -> None:
    mine, foreign = graduates(world, 1)[0], add(world, "Vũ Thị Xa", year=2025, who="sister_clerk")
    for members, procedure, code in (
        ([mine, foreign], "RUT-BANG", "pupil-unknown"),
        ([], "RUT-BANG", "no-pupils"),
        ([mine], "CHUYEN-LOP", "not-ready"),
        ([mine], "KHONG-CO", "procedure-unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            make(world, members, procedure=procedure)
        assert refused.value.code == code
    assert Batch._base_manager.count() == 0


def test_whom_something_speaks_against_is_told_before_the_list_is_made(world: World) -> None:
    one, two, three = graduates(world, 3)
    request = at_the_counter(world, one, JUNE)
    batch = make(world, [two])
    scope = world.scope("clerk", JUNE.date())
    with opened(scope):
        procedure = Procedure.objects.get(code="RUT-BANG").pk
        found = {row.pupil.pk: row for row in candidates(scope, world.school.pk, procedure, [one, two, three])}
    assert (found[one.pk].request, found[two.pk].batch) == (request, batch)
    assert [found[pupil.pk].is_ticked for pupil in (one, two, three)] == [False, False, True]


def test_classes_stand_in_the_order_of_their_numbers() -> None:
    pupils = [Pupil(full_name=name, class_name=group) for name, group in (("B", "9A10"), ("C", "9A2"), ("A", "9A10"))]
    for pupil in pupils:
        pupil.set_keys()
    assert [(pupil.class_name, pupil.full_name) for pupil in in_class_order(pupils)] == [
        ("9A2", "C"),
        ("9A10", "A"),
        ("9A10", "B"),
    ]


def test_a_closed_list_hands_nothing_over_until_it_is_opened_again(world: World) -> None:
    batch = make(world, graduates(world, 2))
    first, second = lines(batch)
    give(world, first)
    scope = world.scope("clerk", JUNE.date())
    with opened(scope):
        close_batch(actor=scope, batch_id=batch.pk, at=JUNE)
        with pytest.raises(Stale):
            close_batch(actor=scope, batch_id=batch.pk, at=JUNE)
    with pytest.raises(Refusal) as refused:
        give(world, second)
    assert refused.value.code == "batch-closed"
    assert not give(world, first).is_new  # scanned again it is answered, not refused
    with opened(scope):
        reopen_batch(actor=scope, batch_id=batch.pk, at=JUNE)
    assert give(world, second).is_new


def test_the_rest_is_carried_into_a_new_list_once(world: World) -> None:
    batch = make(world, graduates(world, 3))
    give(world, lines(batch)[0])
    scope = world.scope("clerk", JUNE.date())
    with opened(scope):
        keys: dict[str, Any] = {"actor": scope, "batch_id": batch.pk, "title": "Bằng khóa 2025 (tiếp)", "at": JUNE}
        later = carry_batch(**keys, mutation_id=uuid.uuid4())
        assert carry_batch(**keys, mutation_id=uuid.uuid4()) == later
        batch.refresh_from_db()
        assert (batch.state, later.state, later.carried_from) == ("closed", "open", batch)
        with pytest.raises(Refusal) as refused:
            reopen_batch(actor=scope, batch_id=batch.pk, at=JUNE)
        assert refused.value.code == "batch-carried"
    assert {row.pupil_id for row in lines(later)} == {row.pupil_id for row in lines(batch)[1:]}
    for row in lines(later):
        give(world, row)
    with opened(scope), pytest.raises(Refusal) as refused:
        carry_batch(actor=scope, batch_id=later.pk, title="Nữa", at=JUNE, mutation_id=uuid.uuid4())
    assert refused.value.code == "nobody-left"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("danh-sach.docx", PDF, "sheet-type"),
        ("danh-sach.jpg", PDF, "evidence-not-as-named"),
        ("danh-sach.pdf", b"<script>alert(1)</script>", "evidence-not-as-named"),
    ],
)
def test_a_sheet_that_lies_about_its_type_is_refused(name: str, content: bytes, code: str, world: World) -> None:
    batch = make(world, graduates(world, 1))
    scope = world.scope("clerk", JUNE.date())
    with opened(scope), pytest.raises(Refusal) as refused:
        attach_scan(actor=scope, batch_id=batch.pk, upload=ContentFile(content, name=name), at=JUNE)
    assert (refused.value.code, refused.value.field) == (code, "upload")
    assert BatchScan._base_manager.count() == 0


def test_the_signed_sheet_is_kept_once(world: World) -> None:
    batch = make(world, graduates(world, 1))
    scope = world.scope("clerk", JUNE.date())
    with opened(scope):
        for _time in range(2):
            attach_scan(actor=scope, batch_id=batch.pk, upload=ContentFile(PDF, name="ky.pdf"), at=JUNE)
    scan = BatchScan._base_manager.get()
    assert (scan.evidence.name, scan.evidence.title, scan.actor_label) == ("ky.pdf", batch.title, "Đỗ Thị Văn Thư")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clerks_on_one_line_make_one_request() -> None:
    world = make_world()
    row = lines(make(world, graduates(world, 1)))[0]
    start = threading.Barrier(2)
    outcomes: list[bool] = []
    faults: list[BaseException] = []

    def work(who: str) -> None:
        try:
            start.wait(timeout=20)
            outcomes.append(give(world, row, who=who).is_new)
        except BaseException as fault:
            faults.append(fault)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("clerk", "principal")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert sorted(outcomes) == [False, True]
    assert len(requests()) == 1


@given(st.integers(1, 10**9), st.integers(1, 999), st.integers(0, 12), st.integers(1, 9))
def test_a_code_reads_back_and_a_wrong_digit_is_caught(batch: int, order: int, place: int, shift: int) -> None:
    code = line_code(batch, order)
    found = read_line_code(f" {code.replace('-', '')} ")
    assert found is not None
    assert (found.batch_id, found.order) == (batch, order)
    digits = code.replace("-", "")
    place %= len(digits)
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert read_line_code(wrong) is None
    assert resembles_line_code(wrong)
    assert not resembles_line_code("Nguyễn Văn An 9A1")
