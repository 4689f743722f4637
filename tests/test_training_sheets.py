"""The two sheets of a school: who was there, and the essays. All rows are saved or none, and nothing typed is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Person
from schooladmin.units.scope import opened
from tests.factory import LONG_AGO, World, make_person, moment
from tests.test_training_classes import (
    AFTER,
    BEFORE,
    NOW,
    START,
    be_present,
    make_class,
    person_of,
    trail,
)  # fmt: skip
from training import actions
from training.actions import AttendanceRow, EssayRow, SheetRefusal
from training.enums import AttendanceStatus, ClassState, EssayResult, EssayState, Scale
from training.models import Attendance, ClassSchool, TrainingClass

PRESENT, PARTIAL, ABSENT, EXCUSED = (
    AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL, AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED,
)  # fmt: skip


def rows_of(world: World, who: str = "officer") -> dict[int, Attendance]:
    with opened(world.scope(who)):
        return {row.person_id: row for row in Attendance.objects.all()}


def record(world: World, row: TrainingClass, *lines: AttendanceRow, who: str = "clerk", **more: Any) -> int:
    options: dict[str, Any] = {"school_id": world.school.pk, "at": AFTER} | more
    return actions.record_attendance(actor=world.scope(who), class_id=row.pk, rows=lines, **options)


def refused_rows(world: World, row: TrainingClass, *lines: AttendanceRow, **more: Any) -> dict[int, str]:
    with pytest.raises(SheetRefusal) as refused:
        record(world, row, *lines, **more)
    assert not rows_of(world)
    return {person: problem.code for person, problem in refused.value.rows.items()}


def sheet_data(place: ClassSchool, **statuses: str) -> dict[str, Any]:
    return {"version": place.attendance_version, **statuses}


# --- Attendance: the action ----------------------------------------------------------------------------------------


def test_recording_opens_the_class_and_leaves_one_entry_in_the_trail(world: World) -> None:
    row = make_class(world)
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    lines = (AttendanceRow(teacher, PARTIAL, 90, "về sớm"), AttendanceRow(deputy, EXCUSED))
    assert record(world, row, *lines) == 2
    row.refresh_from_db()
    assert row.state == ClassState.OPEN
    entry = trail("training.attendance.record").get()
    assert entry.unit_id == world.school.pk
    assert entry.changes == {
        str(teacher): [None, ["partial", 90, "về sớm"]],
        str(deputy): [None, ["excused", None, ""]],
    }
    assert record(world, row, *lines) == 0, "saving the same again changes nothing"
    assert trail("training.attendance.record").count() == 1


def test_a_person_is_taken_off_the_list_again(world: World) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "deputy")
    record(world, row, AttendanceRow(person_of(world, "teacher"), None))
    assert set(rows_of(world)) == {person_of(world, "deputy")}


def test_only_people_of_the_school_on_the_day_of_the_class(world: World) -> None:
    row = make_class(world)
    left = make_person(world.school, Role.TEACHER, "Đã Chuyển Đi")
    Membership.objects.filter(person=left).update(valid_to=START.date())
    came = make_person(world.school, Role.TEACHER, "Mới Chuyển Đến")
    Membership.objects.filter(person=came).update(valid_from=START.date() + timedelta(days=1))
    sister, unknown = person_of(world, "sister_clerk"), 10**9
    lines = [AttendanceRow(pk, PRESENT) for pk in (left.pk, came.pk, sister, unknown, person_of(world, "teacher"))]
    assert refused_rows(world, row, *lines) == dict.fromkeys((left.pk, came.pk, sister, unknown), "not-a-member")
    stayed = make_person(world.school, Role.TEACHER, "Còn Đến Hôm Sau")
    Membership.objects.filter(person=stayed).update(valid_to=START.date() + timedelta(days=1))
    assert record(world, row, AttendanceRow(stayed.pk, PRESENT)) == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((PRESENT, 0), "minutes-absurd"),
        ((PARTIAL, -30), "minutes-absurd"),
        ((PARTIAL, 241), "minutes-too-many"),
        ((PARTIAL, 10**12), "minutes-too-many"),
        ((ABSENT, 30), "minutes-of-absent"),
    ],
)
def test_absurd_minutes_are_told_at_the_row(world: World, line: tuple[AttendanceStatus, int], code: str) -> None:
    row = make_class(world)
    teacher = person_of(world, "teacher")
    others = AttendanceRow(person_of(world, "deputy"), PRESENT, 240)
    assert refused_rows(world, row, AttendanceRow(teacher, *line), others) == {teacher: code}


def test_one_person_twice_in_a_sheet_is_refused(world: World) -> None:
    row, teacher = make_class(world), person_of(world, "teacher")
    assert refused_rows(world, row, AttendanceRow(teacher, PRESENT), AttendanceRow(teacher, ABSENT)) == {
        teacher: "person-twice"
    }


def test_a_person_of_two_schools_is_counted_in_one(world: World) -> None:
    row = make_class(world)
    teacher = Person.objects.get(pk=person_of(world, "teacher"))
    appoint(person=teacher, unit=world.sister, role=Role.TEACHER, valid_from=LONG_AGO)
    be_present(world, row, "teacher")
    with pytest.raises(SheetRefusal) as refused:
        record(world, row, AttendanceRow(teacher.pk, PRESENT), who="sister_clerk", school_id=world.sister.pk)
    assert refused.value.rows[teacher.pk].code == "recorded-elsewhere"


def test_before_the_class_only_an_excuse_can_be_known(world: World) -> None:
    row = make_class(world)
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    assert refused_rows(world, row, AttendanceRow(teacher, PRESENT), at=BEFORE) == {teacher: "class-not-begun"}
    assert record(world, row, AttendanceRow(deputy, EXCUSED, note="ốm"), at=BEFORE) == 1
    row.refresh_from_db()
    assert row.state == ClassState.PLANNED


def test_who_handed_in_an_essay_cannot_have_been_away(world: World) -> None:
    row, teacher = make_class(world), person_of(world, "teacher")
    be_present(world, row, "teacher")
    grade(world, row, EssayRow(teacher, date(2026, 9, 20)))
    for status in (ABSENT, None):
        with pytest.raises(SheetRefusal) as refused:
            record(world, row, AttendanceRow(teacher, status))
        assert refused.value.rows[teacher].code == "has-essay"


@pytest.mark.parametrize(
    ("who", "school", "error"),
    [
        ("clerk", "sister", OutOfScope),
        ("clerk", "foreign", OutOfScope),
        ("officer", "foreign", OutOfScope),
        ("foreign_clerk", "foreign", OutOfScope),
        ("teacher", "school", Forbidden),
        ("head", "school", Forbidden),
        ("auditor", "school", Forbidden),
        ("department_officer", "school", Forbidden),
    ],
)
def test_who_may_not_record(world: World, who: str, school: str, error: type[Exception]) -> None:
    row = make_class(world)
    with pytest.raises(error):
        record(world, row, who=who, school_id=getattr(world, school).pk)


def test_a_school_that_takes_no_part_has_no_sheet(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world, world.school.pk)
    with pytest.raises(OutOfScope):
        record(world, row, who="officer", school_id=world.sister.pk)
    for name in ("training.attendance.read", "training.attendance.record", "training.essay.grade"):
        assert as_user("officer").get(reverse(name, args=[row.pk, world.sister.pk])).status_code == 404


def test_an_old_version_of_the_sheet_changes_nothing(world: World) -> None:
    row = make_class(world)
    record(world, row, AttendanceRow(person_of(world, "teacher"), PRESENT), version=1)
    with pytest.raises(Stale):
        record(world, row, AttendanceRow(person_of(world, "deputy"), PRESENT), version=1)
    assert set(rows_of(world)) == {person_of(world, "teacher")}


def test_the_database_refuses_what_an_action_would(world: World) -> None:
    row, teacher = make_class(world), person_of(world, "teacher")
    base: dict[str, Any] = {"unit": world.school, "training_class": row, "person_id": teacher, "status": PRESENT}
    with opened(world.scope("officer")):
        for wrong in (
            {"status": ABSENT, "minutes": 5},
            {"minutes": 0},
            {"essay_state": EssayState.SUBMITTED},
            {"essay_submitted_on": date(2026, 9, 20)},
            {"essay_result": EssayResult.PASSED},
            {"essay_state": EssayState.LATE, "essay_submitted_on": date(2026, 9, 20), "essay_score": Decimal(11)},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Attendance.objects.create(**base | wrong)
        Attendance.objects.create(**base)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(**base | {"unit": world.sister})


# --- Attendance: the page ------------------------------------------------------------------------------------------


def _place(world: World, row: TrainingClass) -> ClassSchool:
    return ClassSchool.objects.get(training_class=row, school=world.school)


def _record_url(world: World, row: TrainingClass) -> str:
    return reverse("training.attendance.record", args=[row.pk, world.school.pk])


@time_machine.travel(NOW, tick=False)
def test_clerk_ticks_everybody_in_one_go(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    people = [make_person(world.school, Role.TEACHER, f"Giáo Viên {number}").pk for number in range(60)]
    data = sheet_data(_place(world, row)) | {f"{pk}-status": "present" for pk in people}
    data |= {f"{people[0]}-status": "partial", f"{people[0]}-minutes": "95", f"{people[0]}-note": "  mất   mạng "}
    client = as_user("clerk")
    page = client.get(_record_url(world, row)).content.decode()
    assert "Giáo Viên 59" in page
    answer = client.post(_record_url(world, row), data)
    assert answer["Location"] == reverse("training.attendance.read", args=[row.pk, world.school.pk])
    stored = rows_of(world)
    assert len(stored) == 60
    assert (stored[people[0]].status, stored[people[0]].minutes, stored[people[0]].note) == ("partial", 95, "mất mạng")
    assert "40%" in client.get(answer["Location"]).content.decode()


@time_machine.travel(NOW, tick=False)
def test_sheet_asks_as_often_for_sixty_as_for_one(world: World, as_user: Callable[[str], Client]) -> None:
    officer = as_user("officer")
    row = make_class(world)
    addresses = [
        reverse(name, args=[row.pk, world.school.pk])
        for name in ("training.attendance.record", "training.attendance.read", "training.essay.grade")
    ] + [reverse("training.attendance.list")]
    be_present(world, row, "teacher")
    few = [_queries(partial(officer.get, url)) for url in addresses]
    save_one = _queries(lambda: _tick(officer, world, row, [person_of(world, "deputy")]))
    people = [make_person(world.school, Role.TEACHER, f"Giáo Viên {number}").pk for number in range(60)]
    save_many = _queries(lambda: _tick(officer, world, row, people))
    assert save_many == save_one
    assert [_queries(partial(officer.get, url)) for url in addresses] == few


def _tick(client: Client, world: World, row: TrainingClass, people: list[int]) -> Any:
    # Blank rows of people who were recorded before would take them off: the browser sends those as they stand.
    kept = {f"{pk}-status": "present" for pk in [*rows_of(world), *people]}
    return client.post(_record_url(world, row), sheet_data(_place(world, row)) | kept)


def _queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        assert ask().status_code in (200, 302)
    return len(found)


@time_machine.travel(NOW, tick=False)
def test_a_mistake_in_one_row_is_shown_there_and_the_rest_stays_on_the_screen(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = make_class(world)
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    data = sheet_data(_place(world, row)) | {f"{teacher}-status": "partial"}
    data |= {f"{deputy}-status": "absent", f"{deputy}-note": "đi họp"}
    for minutes, words in (("999", "Lớp chỉ kéo dài 240 phút"), ("nửa buổi", "Số phút"), ("-1", "lớn hơn 0")):
        answer = as_user("clerk").post(_record_url(world, row), data | {f"{teacher}-minutes": minutes})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert f'value="{minutes}"' in text
        assert 'value="đi họp"' in text
        assert f'name="{deputy}-status" value="absent" checked' in text
    odd = as_user("clerk").post(_record_url(world, row), data | {f"{teacher}-status": "dancing"})
    assert odd.status_code == 422
    assert not rows_of(world)


@time_machine.travel(NOW, tick=False)
def test_two_people_save_one_sheet_and_nothing_typed_is_lost(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    shown = sheet_data(_place(world, row))
    assert as_user("deputy").post(_record_url(world, row), shown | {f"{teacher}-status": "absent"}).status_code == 302
    mine = shown | {f"{teacher}-status": "partial", f"{teacher}-minutes": "100", f"{deputy}-status": "present"}
    answer = as_user("clerk").post(_record_url(world, row), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Có người vừa lưu danh sách này" in text
    assert "Đang lưu: Vắng không phép" in text
    assert f'name="{teacher}-status" value="partial" checked' in text
    assert 'value="100"' in text
    assert rows_of(world)[teacher].status == ABSENT
    assert set(rows_of(world)) == {teacher}
    version = _place(world, row).attendance_version
    assert f'name="version" value="{version}"' in text
    assert as_user("clerk").post(_record_url(world, row), mine | {"version": version}).status_code == 302
    assert {pk: entry.status for pk, entry in rows_of(world).items()} == {teacher: PARTIAL, deputy: PRESENT}


@time_machine.travel(NOW, tick=False)
def test_a_double_click_saves_once_and_a_form_without_version_saves_nothing(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = make_class(world)
    data = sheet_data(_place(world, row)) | {f"{person_of(world, 'teacher')}-status": "present"}
    client = as_user("clerk")
    assert client.post(_record_url(world, row), {**data, "version": "x"}).status_code == 409
    answers = [client.post(_record_url(world, row), data).status_code for _ in range(2)]
    assert answers[0] == 302
    assert len(rows_of(world)) == 1
    assert trail("training.attendance.record").count() == 1


@time_machine.travel(NOW, tick=False)
def test_filling_in_present_saves_nothing_by_itself(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    data = sheet_data(_place(world, row)) | {f"{teacher}-status": "absent", f"{deputy}-status": "", "fill": "present"}
    text = as_user("clerk").post(_record_url(world, row), data).content.decode()
    assert f'name="{teacher}-status" value="absent" checked' in text
    assert f'name="{deputy}-status" value="present" checked' in text
    assert not rows_of(world)


@pytest.mark.parametrize(
    ("who", "read", "tick", "essays"),
    [
        ("officer", 200, 200, 200), ("head", 200, 403, 200), ("auditor", 200, 403, 403), ("principal", 200, 200, 403),
        ("deputy", 200, 200, 403), ("clerk", 200, 200, 403), ("school_auditor", 200, 403, 403),
        ("teacher", 403, 403, 403), ("party_secretary", 403, 403, 403), ("admin", 403, 403, 403),
        ("sister_clerk", 404, 404, 404), ("other_officer", 404, 404, 404), ("foreign_clerk", 404, 404, 404),
        ("department_officer", 200, 403, 403), ("party_officer", 200, 403, 403),
    ],
)  # fmt: skip
def test_who_opens_the_sheets_of_a_school(
    world: World, as_user: Callable[[str], Client], who: str, read: int, tick: int, essays: int
) -> None:
    row, client = make_class(world), as_user(who)
    asked = {"training.attendance.read": read, "training.attendance.record": tick, "training.essay.grade": essays}
    for name, status in asked.items():
        assert client.get(reverse(name, args=[row.pk, world.school.pk])).status_code == status
        if status != 200 and name != "training.attendance.read":
            assert client.post(reverse(name, args=[row.pk, world.school.pk])).status_code == status


# --- Essays --------------------------------------------------------------------------------------------------------


def grade(world: World, row: TrainingClass, *lines: EssayRow, who: str = "officer", **more: Any) -> int:
    options: dict[str, Any] = {"school_id": world.school.pk, "at": NOW} | more
    return actions.record_essays(actor=world.scope(who), class_id=row.pk, rows=lines, **options)


def test_result_follows_the_score_and_late_follows_the_day(world: World) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "clerk", "deputy", "principal")
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 9, 12), date(2026, 9, 13))
    scores = (Decimal(5), Decimal("4.75"), None, Decimal(10))
    people = [person_of(world, who) for who in ("teacher", "clerk", "deputy", "principal")]
    grade(world, row, *(EssayRow(*line) for line in zip(people, days, scores, strict=True)))
    stored = rows_of(world)
    assert [stored[pk].essay_state for pk in people] == ["submitted", "late", "submitted", "submitted"]
    assert [stored[pk].essay_result for pk in people] == ["pass", "fail", "pending", "pass"]
    assert grade(world, row, EssayRow(people[1], days[1], Decimal("4.750"))) == 0
    assert grade(world, row, EssayRow(people[1])) == 1
    assert rows_of(world)[people[1]].essay_result == EssayResult.PENDING


@pytest.mark.parametrize(
    ("scale", "pass_mark", "line", "result"),
    [
        (Scale.PASS_FAIL, None, {"result": EssayResult.PASSED}, "pass"),
        (Scale.PASS_FAIL, None, {"result": EssayResult.FAILED}, "fail"),
        (Scale.FOUR_LEVEL, Decimal(3), {"score": Decimal(2)}, "fail"),
        (Scale.FOUR_LEVEL, Decimal(3), {"score": Decimal(3)}, "pass"),
        (Scale.TEN_POINT, Decimal("6.5"), {"score": Decimal("6.49"), "result": EssayResult.PASSED}, "fail"),
    ],
)
def test_each_class_has_its_own_scale(
    world: World, scale: Scale, pass_mark: Decimal | None, line: dict[str, Any], result: str
) -> None:
    row = make_class(world, scale=scale, pass_mark=pass_mark)
    be_present(world, row, "teacher")
    grade(world, row, EssayRow(person_of(world, "teacher"), date(2026, 9, 20), **line))
    assert rows_of(world)[person_of(world, "teacher")].essay_result == result


@pytest.mark.parametrize(
    ("scale", "line", "code"),
    [
        (Scale.TEN_POINT, {"submitted_on": date(2026, 9, 20), "score": Decimal("10.01")}, "score-off-scale"),
        (Scale.TEN_POINT, {"submitted_on": date(2026, 9, 20), "score": Decimal(-1)}, "score-off-scale"),
        (Scale.FOUR_LEVEL, {"submitted_on": date(2026, 9, 20), "score": Decimal(5)}, "score-off-scale"),
        (Scale.FOUR_LEVEL, {"submitted_on": date(2026, 9, 20), "score": Decimal("2.5")}, "score-off-scale"),
        (Scale.PASS_FAIL, {"submitted_on": date(2026, 9, 20), "score": Decimal(5)}, "score-off-scale"),
        (Scale.PASS_FAIL, {"result": EssayResult.PASSED}, "not-handed-in"),
        (Scale.TEN_POINT, {"score": Decimal(9)}, "not-handed-in"),
        (Scale.TEN_POINT, {"submitted_on": date(2026, 11, 23)}, "handed-in-later"),
        (Scale.TEN_POINT, {"submitted_on": date(2026, 9, 11)}, "handed-in-before"),
    ],
)
def test_absurd_essays_are_told_at_the_row(world: World, scale: Scale, line: dict[str, Any], code: str) -> None:
    mark = {Scale.TEN_POINT: Decimal(5), Scale.FOUR_LEVEL: Decimal(2), Scale.PASS_FAIL: None}[scale]
    row = make_class(world, scale=scale, pass_mark=mark)
    be_present(world, row, "teacher", "deputy")
    good = EssayRow(person_of(world, "deputy"), date(2026, 9, 20))
    with pytest.raises(SheetRefusal) as refused:
        grade(world, row, EssayRow(person_of(world, "teacher"), **line), good)
    assert {pk: problem.code for pk, problem in refused.value.rows.items()} == {person_of(world, "teacher"): code}
    assert {entry.essay_state for entry in rows_of(world).values()} == {EssayState.NONE}


def test_no_essay_of_those_who_were_away_or_in_a_class_without_topic(world: World) -> None:
    row = make_class(world)
    teacher = person_of(world, "teacher")
    record(world, row, AttendanceRow(teacher, ABSENT))
    for person in (teacher, person_of(world, "deputy"), person_of(world, "sister_clerk")):
        with pytest.raises(SheetRefusal) as refused:
            grade(world, row, EssayRow(person, date(2026, 9, 20)))
        assert refused.value.rows[person].code == "did-not-attend"
    plain = make_class(world, essay_topic="", essay_due=None)
    with pytest.raises(Refusal) as none:
        grade(world, plain)
    assert none.value.code == "no-essay"


@pytest.mark.parametrize("who", ["principal", "clerk", "auditor", "department_officer", "teacher"])
def test_essays_are_judged_by_the_unit_that_owns_the_class(world: World, who: str) -> None:
    row = make_class(world)
    with pytest.raises(Forbidden):
        grade(world, row, who=who)


@time_machine.travel(NOW, tick=False)
def test_essay_page_takes_commas_and_keeps_what_was_typed(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "deputy")
    teacher, deputy = person_of(world, "teacher"), person_of(world, "deputy")
    address = reverse("training.essay.grade", args=[row.pk, world.school.pk])
    place = _place(world, row)
    data = {"version": place.essay_version, f"{teacher}-submitted_on": "2026-09-20", f"{teacher}-score": "7,25"}
    client = as_user("officer")
    wrong = client.post(address, data | {f"{deputy}-submitted_on": "2026-09-21", f"{deputy}-score": "75"})
    assert wrong.status_code == 422
    assert 'value="7,25"' in wrong.content.decode()
    assert "Điểm không có trong thang" in wrong.content.decode()
    assert client.post(address, data).status_code == 302
    assert rows_of(world)[teacher].essay_score == Decimal("7.25")
    stale = client.post(address, data | {f"{teacher}-score": "9"})
    assert stale.status_code == 409
    assert "Đang lưu: 20/09/2026, 7,25" in stale.content.decode()
    assert 'value="9"' in stale.content.decode()
    assert rows_of(world)[teacher].essay_score == Decimal("7.25")
    assert 'value="7,25"' in client.get(address).content.decode()


@time_machine.travel(moment("2026-09-01 09:00"), tick=False)
def test_page_says_that_the_class_has_not_begun(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    assert "Lớp chưa bắt đầu" in as_user("clerk").get(_record_url(world, row)).content.decode()
