"""Classes: who sees them, entering, changing and closing one, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.units.enums import Role
from schooladmin.units.scope import opened
from tests.factory import World, make_school, make_user, moment, put_above, scope_for
from training import actions
from training.actions import AttendanceRow, ClassPlan, EssayRow, Organiser, Part, SchoolPlace
from training.enums import AttendanceStatus, ClassMode, ClassState, EssayState, Scale
from training.models import Attendance, ClassSchool, TrainingClass
from training.queries import classes_for, filtered, plan_of

START = moment("2026-09-12 07:30")
BEFORE = moment("2026-09-01 08:00")
AFTER = moment("2026-09-12 17:00")
NOW = moment("2026-11-22 09:00")


def make_plan(*school_ids: int, **changes: Any) -> ClassPlan:
    plan = ClassPlan(
        title="Lớp bồi dưỡng về chuyển đổi số",
        starts_at=START,
        ends_at=START + timedelta(hours=4),
        mode=ClassMode.ONLINE,
        platform="Zoom",
        speaker_name="Trịnh Thị Nguyệt",
        hours=Decimal(5),
        organisers=(Organiser("UBND xã Sơn Lam"), Organiser("Trung tâm Chính trị")),
        parts=(Part("Chính quyền hai cấp", 90), Part("Dữ liệu và nhà trường", 90)),
        schools=tuple(SchoolPlace(pk) for pk in school_ids),
        essay_topic="Một việc sẽ làm khác đi",
        essay_due=date(2026, 9, 30),
        scale=Scale.TEN_POINT,
        pass_mark=Decimal(5),
        basis="Kế hoạch 41/KH-UBND",
    )
    return replace(plan, **changes)


def make_class(world: World, *school_ids: int, **changes: Any) -> TrainingClass:
    """A class that the commune keeps, for both schools below it unless others are named."""
    return actions.create_class(
        actor=world.scope("officer"),
        unit_id=world.commune.pk,
        mutation_id=uuid4(),
        plan=make_plan(*(school_ids or (world.school.pk, world.sister.pk)), **changes),
        at=BEFORE,
    )


def person_of(world: World, who: str) -> int:
    return world.users[who].person_id


def be_present(world: World, row: TrainingClass, *who: str) -> None:
    actions.record_attendance(
        actor=world.scope("clerk"),
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[AttendanceRow(person_of(world, name), AttendanceStatus.PRESENT) for name in who],
        at=AFTER,
    )


def trail(verb: str) -> QuerySet[AuditEntry]:
    """What the audit trail holds of a verb, in every unit."""
    return AuditEntry._base_manager.filter(verb=verb)


def form_data(row: TrainingClass | None, world: World, **changes: Any) -> dict[str, Any]:
    """What the browser sends for ``make_plan``."""
    data: dict[str, Any] = {
        "title": "Lớp bồi dưỡng về chuyển đổi số",
        "starts_at": "2026-09-12T07:30",
        "ends_at": "2026-09-12T11:30",
        "mode": "online",
        "platform": "Zoom",
        "hours": "5",
        "essay_topic": "Một việc sẽ làm khác đi",
        "essay_due": "2026-09-30",
        "scale": "ten_point",
        "pass_mark": "5,0",
        "organiser-rows": "2",
        "organiser-0-name": "UBND xã Sơn Lam",
        "organiser-0-organ": str(world.commune.pk),
        "part-rows": "2",
        "part-0-title": "Chính quyền hai cấp",
        "part-0-minutes": "90",
        f"school-{world.school.pk}-takes_part": "on",
        f"school-{world.school.pk}-quota": "60",
    }
    data |= {"version": row.version} if row else {"mutation_id": str(uuid4()), "unit": str(world.commune.pk)}
    return data | changes


# --- Who sees a class ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200), ("head", 200), ("auditor", 200), ("principal", 200), ("deputy", 200), ("clerk", 200),
        ("teacher", 200), ("party_secretary", 200), ("school_auditor", 200), ("sister_principal", 404),
        ("department_officer", 200), ("party_officer", 200), ("admin", 403), ("other_officer", 404),
        ("foreign_principal", 404),
    ],
)  # fmt: skip
def test_page_of_a_class_is_open_to_owner_supervisors_and_schools_that_take_part(
    world: World, as_user: Callable[[str], Client], who: str, status: int
) -> None:
    row = make_class(world, world.school.pk)
    assert as_user(who).get(reverse("training.class.read", args=[row.pk])).status_code == status
    assert classes_for(world.scope(who)).filter(pk=row.pk).exists() == (status == 200)


def test_a_school_sees_only_its_own_numbers_and_the_owner_all(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "clerk", "deputy")
    address = reverse("training.class.read", args=[row.pk])
    owner, school, sister = (as_user(who).get(address).content.decode() for who in ("officer", "clerk", "sister_clerk"))
    assert "Trường THCS Bình An" in owner
    assert "Trường THCS Hòa Bình" in owner
    assert "Trường THCS Hòa Bình" not in school
    assert "Trường THCS Bình An" not in sister
    assert '<div class="tile-figure">3</div>' in owner
    assert '<div class="tile-figure">3</div>' not in sister


def test_a_teacher_sees_the_own_row_and_no_list_of_names(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "deputy")
    teacher = as_user("teacher")
    page = teacher.get(reverse("training.class.read", args=[row.pk])).content.decode()
    assert "Của thầy, cô" in page
    assert "Phạm Thị Phó" not in page
    assert teacher.get(reverse("training.attendance.read", args=[row.pk, world.school.pk])).status_code == 403
    assert "Của thầy, cô" not in as_user("clerk").get(reverse("training.class.read", args=[row.pk])).content.decode()


def test_a_school_keeps_its_own_class_and_the_supervisor_reads_it(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = actions.create_class(
        actor=world.scope("principal"),
        unit_id=world.school.pk,
        mutation_id=uuid4(),
        plan=make_plan(world.school.pk),
        at=BEFORE,
    )
    assert as_user("officer").get(reverse("training.class.read", args=[row.pk])).status_code == 200
    assert as_user("officer").get(reverse("training.class.edit", args=[row.pk])).status_code == 403
    assert as_user("deputy").get(reverse("training.class.edit", args=[row.pk])).status_code == 200
    assert as_user("sister_principal").get(reverse("training.class.read", args=[row.pk])).status_code == 404


def test_who_is_below_the_list_has_no_list_and_the_anonymous_log_in(
    world: World, as_user: Callable[[str], Client]
) -> None:
    assert as_user("admin").get(reverse("training.classes")).status_code == 403
    assert Client().get(reverse("training.classes")).status_code == 302


# --- The list ------------------------------------------------------------------------------------------------------


def test_list_is_found_without_tone_marks_and_by_quarter_and_state(
    world: World, as_user: Callable[[str], Client]
) -> None:
    make_class(world, title="Tập huấn an toàn thông tin")
    make_class(
        world,
        title="Học kỳ trước",
        starts_at=moment("2026-03-31 20:00"),
        ends_at=moment("2026-03-31 22:00"),
        essay_topic="",
        essay_due=None,
        parts=(),
    )
    client, address = as_user("clerk"), reverse("training.classes")

    def found(query: str) -> tuple[bool, bool]:
        page = client.get(f"{address}?{query}").content.decode()
        return "Tập huấn an toàn" in page, "Học kỳ trước" in page

    assert found("") == (True, True)
    assert found("q=an+toan+tap+huan") == (True, False)
    assert found("q=nguyet") == (True, True)
    assert found("year=2026&quarter=1") == (False, True)
    assert found("year=2026&quarter=3") == (True, False)
    assert found("year=2025") == (False, False)
    assert found("state=closed") == (False, False)
    assert found("year=abc&quarter=9&page=zz&unit=999999999999999999999&from=x") == (True, True)
    assert client.get(f"{address}?unit={world.foreign.pk}").status_code == 404


def test_evening_of_the_last_day_belongs_to_its_quarter_in_vietnam(world: World) -> None:
    # 23:30 in Vietnam is still the day before in UTC's next quarter: days are Vietnam's days.
    row = make_class(
        world, starts_at=moment("2026-07-01 00:10"), ends_at=moment("2026-07-01 02:10"), parts=(), essay_due=None
    )
    rows = classes_for(world.scope("clerk"))
    assert list(filtered(rows, period=Quarter(2026, 3).calendar)) == [row]
    assert not filtered(rows, period=Quarter(2026, 2).calendar).exists()


def test_list_and_page_ask_as_often_for_many_as_for_one(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    be_present(world, row, "teacher")
    client = as_user("officer")
    addresses = [reverse("training.classes"), reverse("training.class.read", args=[row.pk])]
    few = [_queries(client, address) for address in addresses]
    more = [make_school(f"M{number}", f"Trường mới {number}") for number in range(30)]
    for school in more:
        put_above(school, world.commune)
    for _number in range(30):
        make_class(world, *(school.pk for school in more[:3]))
    actions.edit_class(
        actor=world.scope("officer"),
        class_id=row.pk,
        plan=make_plan(world.school.pk, world.sister.pk, *(school.pk for school in more)),
        at=BEFORE,
    )
    assert [_queries(client, address) for address in addresses] == few


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- Entering ------------------------------------------------------------------------------------------------------


@time_machine.travel(BEFORE, tick=False)
def test_officer_enters_a_class_in_the_browser(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("officer")
    assert client.get(reverse("training.class.create")).status_code == 200
    answer = client.post(reverse("training.class.create"), form_data(None, world))
    row = TrainingClass.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("training.class.read", args=[row.pk])
    assert plan_of(row).organisers == (Organiser("UBND xã Sơn Lam", world.commune.pk),)
    assert plan_of(row).schools == (SchoolPlace(world.school.pk, 60),)
    assert (row.unit_id, row.pass_mark, row.state) == (world.commune.pk, Decimal(5), ClassState.PLANNED)
    entry = trail("training.class.create").get()
    assert (entry.unit_id, entry.object_id) == (world.commune.pk, str(row.pk))


def test_a_double_click_makes_one_class(world: World, as_user: Callable[[str], Client]) -> None:
    client, data = as_user("officer"), form_data(None, world)
    answers = [client.post(reverse("training.class.create"), data) for _ in range(2)]
    assert TrainingClass.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]
    assert trail("training.class.create").count() == 1


def test_two_units_may_send_the_same_mutation_id(world: World) -> None:
    same = UUID(int=7)
    made = [
        actions.create_class(
            actor=world.scope(who), unit_id=unit.pk, mutation_id=same, plan=make_plan(world.school.pk), at=BEFORE
        )
        for who, unit in (("officer", world.commune), ("principal", world.school))
    ]
    assert made[0].pk != made[1].pk


def test_adding_a_row_keeps_what_was_typed_and_complains_about_nothing(
    world: World, as_user: Callable[[str], Client]
) -> None:
    data = form_data(None, world, title="", add_part="1", **{"part-1-title": "Phần gõ dở"})
    page = as_user("officer").post(reverse("training.class.create"), data)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="part-2-title"' in text
    assert "Phần gõ dở" in text
    assert data["mutation_id"] in text
    assert 'value="2026-09-12T07:30"' in text
    assert "invalid-feedback" not in text
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": "  "}, "title-empty", "title"),
        ({"ends_at": START}, "ends-before-start", "ends_at"),
        ({"ends_at": START - timedelta(hours=1)}, "ends-before-start", "ends_at"),
        ({"ends_at": START + timedelta(days=400)}, "too-long", "ends_at"),
        ({"essay_due": date(2026, 9, 11)}, "due-before-class", "essay_due"),
        ({"essay_topic": " "}, "due-without-topic", "essay_topic"),
        ({"mode": ClassMode.HYBRID}, "no-place", "place"),
        ({"platform": " "}, "no-platform", "platform"),
        ({"hours": Decimal(0)}, "hours-absurd", "hours"),
        ({"hours": Decimal(-3)}, "hours-absurd", "hours"),
        ({"parts": (Part("Cả ngày", 241),)}, "parts-too-long", "parts"),
        ({"parts": (Part("Ngược", -5),)}, "part-incomplete", "parts"),
        ({"organisers": ()}, "no-organiser", "organisers"),
        ({"organisers": (Organiser("UBND xã"), Organiser("ubnd xa"))}, "organiser-twice", "organisers"),
        ({"schools": ()}, "no-school", "schools"),
        ({"pass_mark": Decimal(11)}, "pass-mark-off-scale", "pass_mark"),
        ({"pass_mark": None}, "pass-mark-off-scale", "pass_mark"),
        ({"scale": Scale.PASS_FAIL}, "pass-mark-off-scale", "pass_mark"),
        ({"scale": Scale.FOUR_LEVEL, "pass_mark": Decimal("2.5")}, "pass-mark-off-scale", "pass_mark"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(
    world: World, changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        make_class(world, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not TrainingClass.objects.exists()


@pytest.mark.parametrize("quota", [0, -1])
def test_quota_is_a_number_of_people(world: World, quota: int) -> None:
    with pytest.raises(Refusal, match="phân bổ"):
        make_class(world, schools=(SchoolPlace(world.school.pk, quota),))


def test_schools_and_organs_outside_the_reach_are_refused(world: World) -> None:
    for changes, code in (
        ({"schools": (SchoolPlace(world.foreign.pk),)}, "school-outside"),
        ({"schools": (SchoolPlace(world.commune.pk),)}, "school-outside"),
        ({"organisers": (Organiser("Nơi khác", world.other_commune.pk),)}, "organ-outside"),
    ):
        with pytest.raises(Refusal) as refused:
            make_class(world, **changes)
        assert refused.value.code == code


@pytest.mark.parametrize("who", ["clerk", "teacher", "auditor", "other_officer", "department_officer"])
def test_only_those_of_the_owning_unit_with_the_right_enter_a_class(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.create_class(
            actor=world.scope(who),
            unit_id=world.commune.pk,
            mutation_id=uuid4(),
            plan=make_plan(world.school.pk),
            at=BEFORE,
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": "2026-09-12T06:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"essay_due": "2026-09-01"}, "Hạn nộp bài thu hoạch phải từ ngày học cuối cùng"),
        ({"part-0-minutes": "-90"}, "số phút lớn hơn 0"),
        ({"part-0-minutes": "chín mươi"}, "Số phút"),
        ({"part-0-minutes": ""}, "Hãy ghi cả nội dung và số phút"),
        ({"hours": "1e9"}, "Số tiết"),
        ({"unit": "999999"}, "Đơn vị quản lý lớp"),
        ({"organiser-0-organ": "999999"}, "Là đơn vị trong hệ thống"),
        ({"organiser-rows": "99999999999"}, ""),
        ({"mutation_id": "not-a-uuid"}, "Mã biểu mẫu"),
    ],
)
def test_bad_input_in_the_browser_is_told_and_what_was_typed_stays(
    world: World, as_user: Callable[[str], Client], changes: dict[str, str], words: str
) -> None:
    answer = as_user("officer").post(
        reverse("training.class.create"), form_data(None, world, title="Tên đã gõ", **changes)
    )
    text = answer.content.decode()
    if not words:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert words.lower() in text.lower()
    assert "Tên đã gõ" in text
    assert not TrainingClass.objects.exists()


# --- Changing and closing ------------------------------------------------------------------------------------------


def test_two_people_edit_and_the_second_is_told_and_loses_nothing(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = make_class(world, world.school.pk)
    address = reverse("training.class.edit", args=[row.pk])
    mine, theirs = form_data(row, world, title="Tên của tôi"), form_data(row, world, title="Tên của người kia")
    assert as_user("head").post(address, theirs).status_code == 302
    answer = as_user("officer").post(address, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Có người vừa sửa lớp này" in text
    assert 'value="Tên của tôi"' in text
    row.refresh_from_db()
    assert row.title == "Tên của người kia"
    again = as_user("officer").post(address, mine | {"version": row.version})
    assert again.status_code == 302
    row.refresh_from_db()
    assert row.title == "Tên của tôi"
    assert f'name="version" value="{row.version - 1}"' in text


def test_edit_shows_what_is_stored_and_saves_it_unchanged(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    before = plan_of(row)
    page = as_user("officer").get(reverse("training.class.edit", args=[row.pk])).content.decode()
    for shown in (
        "2026-09-12T07:30",
        "Trung tâm Chính trị",
        "Dữ liệu và nhà trường",
        "Một việc sẽ làm khác đi",
        "2026-09-30",
    ):
        assert shown in page
    actions.edit_class(actor=world.scope("officer"), class_id=row.pk, plan=before, at=BEFORE)
    assert plan_of(row) == before
    assert trail("training.class.edit").get().changes == {}


def test_a_new_due_day_decides_anew_who_was_late(world: World) -> None:
    row = make_class(world)
    be_present(world, row, "teacher", "clerk")
    days = {"teacher": date(2026, 9, 20), "clerk": date(2026, 10, 2)}
    actions.record_essays(
        actor=world.scope("officer"),
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[EssayRow(person_of(world, who), day) for who, day in days.items()],
        at=NOW,
    )

    def states() -> dict[int, str]:
        with opened(world.scope("officer")):
            return dict(Attendance.objects.values_list("person_id", "essay_state"))

    teacher, clerk = person_of(world, "teacher"), person_of(world, "clerk")
    assert states() == {teacher: EssayState.SUBMITTED, clerk: EssayState.LATE}
    again = {date(2026, 10, 2): EssayState.SUBMITTED, date(2026, 9, 15): EssayState.LATE, None: EssayState.SUBMITTED}
    for due, expected in again.items():
        plan = replace(plan_of(row), essay_due=due)
        row = actions.edit_class(actor=world.scope("officer"), class_id=row.pk, plan=plan, at=NOW)
        assert states()[teacher] == expected


def test_an_edit_that_contradicts_what_was_recorded_is_refused(world: World) -> None:
    row = make_class(world)
    officer = world.scope("officer")
    actions.record_attendance(
        actor=officer,
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[AttendanceRow(person_of(world, "teacher"), AttendanceStatus.PRESENT, minutes=230)],
        at=AFTER,
    )
    actions.record_essays(
        actor=officer,
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[EssayRow(person_of(world, "teacher"), date(2026, 9, 20), Decimal(8))],
        at=NOW,
    )
    stored = plan_of(row)
    for changes, code in (
        ({"schools": (SchoolPlace(world.sister.pk),)}, "school-has-people"),
        ({"ends_at": START + timedelta(hours=3)}, "shorter-than-recorded"),
        ({"pass_mark": Decimal(6)}, "results-exist"),
        ({"essay_topic": "", "essay_due": None}, "essays-exist"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.edit_class(actor=officer, class_id=row.pk, plan=replace(stored, **changes), at=NOW)
        assert refused.value.code == code
    assert plan_of(TrainingClass.objects.get()) == stored


def test_an_edit_leaves_schools_that_the_editor_no_longer_reaches(world: World) -> None:
    row = make_class(world)
    lone = make_user(world.commune, Role.OFFICER, "lone")
    ClassSchool.objects.create(unit=world.commune, training_class=row, school=world.foreign)
    plan = replace(plan_of(row), schools=(SchoolPlace(world.school.pk, 5),))
    actions.edit_class(actor=scope_for(lone), class_id=row.pk, plan=plan, at=BEFORE)
    left = set(ClassSchool.objects.values_list("school_id", "quota"))
    assert left == {(world.school.pk, 5), (world.foreign.pk, None)}


def test_an_old_version_is_refused_by_the_action(world: World) -> None:
    row = make_class(world)
    plan = plan_of(row)
    actions.edit_class(actor=world.scope("officer"), class_id=row.pk, plan=plan, at=BEFORE, version=1)
    with pytest.raises(Stale):
        actions.edit_class(actor=world.scope("officer"), class_id=row.pk, plan=plan, at=BEFORE, version=1)


@time_machine.travel(NOW, tick=False)
def test_closing_twice_says_so_and_a_closed_class_stays_as_it_is(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = make_class(world)
    be_present(world, row, "teacher")
    client, address = as_user("officer"), reverse("training.class.close", args=[row.pk])
    assert "Đã kết thúc lớp" in client.post(address, follow=True).content.decode()
    assert "đã kết thúc, không thay đổi được nữa" in client.post(address, follow=True).content.decode()
    assert trail("training.class.close").count() == 1
    assert client.get(reverse("training.class.edit", args=[row.pk])).status_code == 302
    officer = world.scope("officer")
    for late in (
        lambda: actions.edit_class(actor=officer, class_id=row.pk, plan=plan_of(row), at=NOW),
        lambda: actions.close_class(actor=officer, class_id=row.pk, at=NOW),
        lambda: be_present(world, row, "clerk"),
        lambda: actions.record_essays(actor=officer, class_id=row.pk, school_id=world.school.pk, rows=[], at=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            late()
        assert refused.value.code == "class-closed"


def test_a_class_is_closed_after_it_is_over_and_by_its_owner(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    with pytest.raises(Refusal) as refused:
        actions.close_class(actor=world.scope("officer"), class_id=row.pk, at=START)
    assert refused.value.code == "class-not-over"
    with pytest.raises(OutOfScope):
        actions.close_class(actor=world.scope("officer"), class_id=row.pk + 1, at=NOW)
    address = reverse("training.class.close", args=[row.pk])
    assert as_user("principal").post(address).status_code == 403
    assert as_user("foreign_principal").post(address).status_code == 404
    assert as_user("officer").get(address).status_code == 405
