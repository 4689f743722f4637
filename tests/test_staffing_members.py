"""Managing the people of a unit: who may, what it does to rights, logins and the trail, and what is refused."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schooladmin.administration.actions.members import add_member, end_member, reset_password
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Person, Unit, User
from schooladmin.units.scope import opened, scope_of, system
from tests.factory import PASSWORD, World, make_user, moment

Login = Callable[[str], Client]
NOW = moment("2026-11-22 09:00")
TODAY = date(2026, 11, 22)
ADD = "/staff/THCS-A/add/"


def new_person(**more: str) -> dict[str, str]:
    return {"full_name": "Trần Văn Mới", "role": "teacher", "valid_from": "2026-11-22", **more}


def membership_of(world: World, who: str) -> Membership:
    return Membership.objects.get(person__user=world.users[who])


def trail(unit: Unit) -> list[AuditEntry]:
    with opened(system(TODAY, "test")):
        return list(AuditEntry.objects.filter(unit=unit).order_by("number"))


def shown_password(page: str) -> str:
    found = re.search(r">([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})<", page)
    assert found is not None
    return found[1]


def test_a_principal_takes_somebody_in_with_a_login_that_works(world: World, as_user: Login, client: Client) -> None:
    answer = as_user("principal").post(ADD, new_person(username="Tran.Van.Moi"))
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "tran.van.moi" in page
    password = shown_password(page)
    client.post("/login/", {"login": "tran.van.moi", "password": password})
    assert "Trần Văn Mới" in client.get("/").content.decode()
    entry = trail(world.school)[-1]
    assert (entry.verb, entry.object_label, entry.actor_label) == ("staffing.member.add", "Trần Văn Mới", "Lê Văn Hiệu")
    assert entry.changes["role"] == [None, "teacher"]
    assert password not in str(entry.changes)
    assert password not in as_user("principal").get("/staff/").content.decode()


def test_a_person_without_login_is_taken_in_and_gets_one_later(world: World, as_user: Login) -> None:
    client = as_user("principal")
    assert client.post(ADD, new_person())["Location"] == "/staff/?unit=THCS-A"
    row = Membership.objects.get(person__full_name="Trần Văn Mới")
    assert "Cấp tên đăng nhập" in client.get(f"/staff/{row.pk}/password/").content.decode()
    refused = client.post(f"/staff/{row.pk}/password/", {"username": "clerk"})
    assert refused.status_code == 422
    assert "đã có người dùng" in refused.content.decode()
    shown_password(client.post(f"/staff/{row.pk}/password/", {"username": "moi.tran"}).content.decode())
    assert User.objects.get(person=row.person).username == "moi.tran"


def test_a_form_sent_twice_takes_nobody_in_twice(world: World, as_user: Login) -> None:
    client = as_user("principal")
    client.post(ADD, new_person())
    again = client.post(ADD, new_person(full_name="trần  văn mới"))
    assert again.status_code == 422
    assert "Người khác, trùng tên" in again.content.decode()
    assert Person.objects.filter(full_name__iendswith="Mới").count() == 1
    client.post(ADD, new_person(is_namesake="on"))
    assert Person.objects.filter(full_name="Trần Văn Mới").count() == 2


def test_a_further_role_goes_to_the_same_person(world: World, as_user: Login) -> None:
    person = world.users["principal"].person
    client = as_user("admin")
    page = client.get(f"{ADD}?person={person.pk}").content.decode()
    assert "Thêm vai trò cho Lê Văn Hiệu" in page
    assert 'name="full_name"' not in page
    further = {"role": "party_secretary", "valid_from": "2026-11-22"}
    assert client.post(f"{ADD}?person={person.pk}", further).status_code == 302
    assert scope_of(world.users["principal"], TODAY).roles == {Role.PRINCIPAL, Role.PARTY_SECRETARY}
    twice = client.post(f"{ADD}?person={person.pk}", further)
    assert "đã có vai trò này" in twice.content.decode()


def test_people_of_another_unit_cannot_be_drawn_in(world: World, as_user: Login) -> None:
    stranger = world.users["sister_clerk"].person
    assert as_user("principal").get(f"{ADD}?person={stranger.pk}").status_code == 404
    with pytest.raises(OutOfScope):
        add_member(
            actor=world.scope("principal"),
            unit_id=world.school.pk,
            role=Role.TEACHER,
            valid_from=TODAY,
            at=NOW,
            person_id=stranger.pk,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"full_name": ""}, "Họ và tên"),
        ({"role": ""}, "Vai trò"),
        ({"role": "head"}, "Vai trò"),
        ({"valid_from": "2026-02-30"}, "Từ ngày"),
        ({"valid_from": "1900-01-01"}, "không hoạt động vào ngày 01/01/1900"),
        ({"username": "Đỗ Thị"}, "3–40 chữ thường không dấu"),
        ({"username": "CLERK"}, "đã có người dùng"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(
    world: World, as_user: Login, change: dict[str, str], words: str
) -> None:
    before = Person.objects.count()
    answer = as_user("principal").post(ADD, new_person(**{"basis": "QĐ 77/QĐ-UBND", **change}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "QĐ 77/QĐ-UBND" in page
    assert Person.objects.count() == before


def test_a_principal_makes_no_administrator(world: World, as_user: Login) -> None:
    assert 'value="admin"' not in as_user("principal").get(ADD).content.decode()
    assert 'value="admin"' in as_user("admin").get(ADD).content.decode()
    with pytest.raises(Refusal) as refused:
        add_member(
            actor=world.scope("principal"),
            unit_id=world.school.pk,
            role=Role.ADMIN,
            valid_from=TODAY,
            at=NOW,
            full_name="Ai Đó",
        )
    assert refused.value.code == "admin-by-admin"


def test_who_left_loses_the_rights_on_that_day(world: World, as_user: Login) -> None:
    row = membership_of(world, "clerk")
    with time_machine.travel(NOW):
        answer = as_user("principal").post(f"/staff/{row.pk}/end/", {"on": "2026-12-01"}, follow=True)
        assert "thôi vai trò Nhân viên văn thư từ ngày 01/12/2026" in answer.content.decode()
    with time_machine.travel(moment("2026-11-30 23:59")):
        assert as_user("clerk").get("/units/THCS-A/").status_code == 200
    with time_machine.travel(moment("2026-12-01 00:00")):
        assert as_user("clerk").get("/units/THCS-A/").status_code == 404
        assert as_user("clerk").get("/").status_code == 200
        assert "Đỗ Thị Văn Thư" not in as_user("principal").get("/staff/").content.decode()
        assert "Đỗ Thị Văn Thư" in as_user("principal").get("/staff/?left=1").content.decode()
    entry = trail(world.school)[-1]
    assert (entry.verb, entry.changes["valid_to"]) == ("staffing.member.end", [None, "2026-12-01"])


def test_a_role_given_by_mistake_is_taken_back_at_once(world: World) -> None:
    done = add_member(
        actor=world.scope("principal"),
        unit_id=world.school.pk,
        role=Role.CLERK,
        valid_from=TODAY,
        at=NOW,
        full_name="Nhầm Văn Lẫn",
    )
    pk = done.membership.pk
    end_member(actor=world.scope("principal"), membership_id=pk, on=TODAY, at=NOW)
    assert not Membership.objects.filter(pk=pk).exists()
    assert [(entry.verb, entry.object_id) for entry in trail(world.school)] == [
        ("staffing.member.add", str(pk)),
        ("staffing.member.end", str(pk)),
    ]


@pytest.mark.parametrize("on", ["2015-01-01", "2014-12-31"])
def test_a_role_does_not_end_before_it_began(world: World, as_user: Login, on: str) -> None:
    row = membership_of(world, "clerk")
    answer = as_user("principal").post(f"/staff/{row.pk}/end/", {"on": on})
    assert "Ngày thôi phải sau ngày bắt đầu" in answer.content.decode()
    row.refresh_from_db()
    assert row.valid_to is None


def test_an_ended_role_does_not_end_again(world: World) -> None:
    row = membership_of(world, "clerk")
    end_member(actor=world.scope("principal"), membership_id=row.pk, on=date(2026, 11, 1), at=NOW)
    with pytest.raises(Refusal) as refused:
        end_member(actor=world.scope("principal"), membership_id=row.pk, on=date(2026, 11, 20), at=NOW)
    assert refused.value.code == "already-ended"


def test_nobody_ends_their_own_last_role(world: World, as_user: Login) -> None:
    row = membership_of(world, "principal")
    answer = as_user("principal").post(f"/staff/{row.pk}/end/", {"on": "2026-11-22"})
    assert "không tự kết thúc vai trò cuối cùng" in answer.content.decode()
    row.refresh_from_db()
    assert row.valid_to is None
    assert trail(world.school) == []


def test_a_unit_keeps_somebody_who_manages_its_people(world: World) -> None:
    principal = world.users["principal"].person
    appoint(person=principal, unit=world.school, role=Role.TEACHER, valid_from=date(2020, 1, 1))
    end_member(
        actor=world.scope("admin"), membership_id=membership_of(world, "deputy").pk, on=TODAY, at=NOW
    )  # a deputy manages nobody
    commune_head = world.scope("head")
    end_member(actor=commune_head, membership_id=membership_of(world, "admin").pk, on=TODAY, at=NOW)
    headship = Membership.objects.get(person=principal, role=Role.PRINCIPAL)
    with pytest.raises(Refusal) as refused:
        end_member(actor=world.scope("principal"), membership_id=headship.pk, on=TODAY, at=NOW)
    assert refused.value.code == "last-manager"
    end_member(actor=commune_head, membership_id=headship.pk, on=TODAY, at=NOW)  # the commune names the next one


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("principal", 200),
        ("admin", 200),
        ("head", 200),
        ("deputy", 403),
        ("clerk", 403),
        ("teacher", 403),
        ("school_auditor", 403),
        ("officer", 403),
        ("auditor", 403),
        ("party_officer", 403),
        ("department_officer", 403),
        ("sister_principal", 404),
        ("foreign_principal", 404),
        ("other_officer", 404),
    ],
)
@pytest.mark.parametrize("page", ["add", "end", "password"])
def test_who_may_manage_the_people_of_a_school(world: World, as_user: Login, page: str, who: str, status: int) -> None:
    row = membership_of(world, "teacher")
    address = ADD if page == "add" else f"/staff/{row.pk}/{page}/"
    assert as_user(who).get(address).status_code == status
    if status != 200:
        assert as_user(who).post(address, new_person(on="2026-11-22")).status_code == status
        row.refresh_from_db()
        assert row.valid_to is None


def test_the_list_is_of_the_own_unit_unless_one_below_is_asked_for(world: World, as_user: Login) -> None:
    own = as_user("head").get("/staff/").content.decode()
    assert "UBND xã Sơn Lam" in own
    assert "Đặng Thị Viên" in own
    assert "Đỗ Thị Văn Thư" not in own
    assert "Đỗ Thị Văn Thư" in as_user("head").get("/staff/?unit=THCS-A").content.decode()
    assert as_user("principal").get("/staff/?unit=THCS-B").status_code == 404
    assert as_user("teacher").get("/staff/").status_code == 403


def test_people_are_found_without_tone_marks_in_the_order_of_given_names(world: World, as_user: Login) -> None:
    client = as_user("principal")
    found = client.get("/staff/?q=do thi").content.decode()
    assert "Đỗ Thị Văn Thư" in found
    assert "Vũ Thị Giáo" not in found
    assert "thử tên khác" in client.get("/staff/?q=khong ai ca").content.decode()
    everybody = client.get("/staff/").content.decode()
    names = ["Ngô Văn Bí", "Vũ Thị Giáo", "Phạm Thị Phó", "Trịnh Văn Tra", "Hồ Văn Trị"]
    places = [everybody.index(f">{name}</th>") for name in names]
    assert places == sorted(places)


def test_the_list_asks_the_same_number_of_queries_for_few_and_for_thirty(world: World, as_user: Login) -> None:
    client = as_user("principal")
    counts = []
    for extra in (0, 30):
        for number in range(extra):
            make_user(world.school, Role.TEACHER, f"gv{number}", f"Nguyễn Văn {number}")
        with CaptureQueriesContext(connection) as asked:
            client.get("/staff/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reset_password_replaces_the_old_one_and_ends_the_sessions(
    world: World, as_user: Login, client: Client
) -> None:
    theirs, row = as_user("clerk"), membership_of(world, "clerk")
    answer = as_user("principal").post(f"/staff/{row.pk}/password/")
    assert "no-store" in answer["Cache-Control"]
    assert theirs.get("/").status_code == 302
    client.post("/login/", {"login": "clerk", "password": PASSWORD})
    assert client.get("/").status_code == 302
    client.post("/login/", {"login": "clerk", "password": shown_password(answer.content.decode())})
    assert client.get("/").status_code == 200
    entry = trail(world.school)[-1]
    assert (entry.verb, entry.object_label) == ("staffing.member.reset_password", "Đỗ Thị Văn Thư")


def test_a_password_is_not_a_way_to_rights_elsewhere(world: World) -> None:
    officer = world.users["officer"].person
    row = appoint(person=officer, unit=world.school, role=Role.TEACHER, valid_from=date(2020, 1, 1))
    administrator = membership_of(world, "admin")
    own = membership_of(world, "principal")
    for pk, code in ((row.pk, "member-elsewhere"), (administrator.pk, "admin-by-admin"), (own.pk, "own-password")):
        with pytest.raises(Refusal) as refused:
            reset_password(actor=world.scope("principal"), membership_id=pk, at=NOW)
        assert refused.value.code == code
    assert User.objects.get(person=officer).check_password(PASSWORD)
    reset_password(actor=world.scope("head"), membership_id=row.pk, at=NOW)
    assert not User.objects.get(person=officer).check_password(PASSWORD)


def test_who_left_gets_no_password_from_the_old_unit(world: World) -> None:
    row = membership_of(world, "clerk")
    end_member(actor=world.scope("principal"), membership_id=row.pk, on=date(2026, 11, 1), at=NOW)
    with pytest.raises(Refusal) as refused:
        reset_password(actor=world.scope("principal"), membership_id=row.pk, at=NOW)
    assert refused.value.code == "not-a-member"


def test_an_action_without_the_right_leaves_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        end_member(actor=world.scope("clerk"), membership_id=membership_of(world, "teacher").pk, on=TODAY, at=NOW)
    with pytest.raises(Forbidden):
        add_member(
            actor=world.scope("clerk"),
            unit_id=world.school.pk,
            role=Role.TEACHER,
            valid_from=TODAY,
            at=NOW,
            full_name="Ai Đó",
        )
    assert trail(world.school) == []
    assert not Person.objects.filter(full_name="Ai Đó").exists()


def test_a_user_name_that_is_taken_takes_the_whole_step_back(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        add_member(
            actor=world.scope("principal"),
            unit_id=world.school.pk,
            role=Role.TEACHER,
            valid_from=TODAY,
            at=NOW,
            full_name="Ai Đó",
            username="clerk",
        )
    assert refused.value.code == "username-taken"
    assert not Person.objects.filter(full_name="Ai Đó").exists()
    assert trail(world.school) == []
