"""The pages about units: what is shown of them, to whom, and on which day."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schooladmin.units.actions import appoint, end_unit, rename_unit, succeed, supervise
from schooladmin.units.enums import Role, SuccessionKind, SupervisionKind, UnitKind
from schooladmin.units.models import Supervision
from tests.factory import World, make_organ, make_person, make_school, moment, put_above

Login = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_the_own_unit_and_those_below_only(world: World, as_user: Login) -> None:
    mine = page(as_user("teacher"), "/units/")
    assert "Trường THCS Bình An" in mine
    assert "Trường THCS Hòa Bình" not in mine
    theirs = page(as_user("officer"), "/units/")
    assert all(name in theirs for name in ("UBND xã Sơn Lam", "Trường THCS Bình An", "Trường THCS Hòa Bình"))
    assert "Xa Lạ" not in theirs


@pytest.mark.parametrize("text", ["hoa binh", "HÒA BÌNH", "thb", "THCS-B"])
def test_a_unit_is_found_without_tone_marks_by_initials_and_by_code(world: World, as_user: Login, text: str) -> None:
    found = page(as_user("officer"), f"/units/?q={text}")
    assert "Trường THCS Hòa Bình" in found
    assert "UBND xã Sơn Lam</a>" not in found


def test_the_list_filters_by_kind_and_says_what_to_do_when_nothing_is_found(world: World, as_user: Login) -> None:
    schools = page(as_user("officer"), "/units/?kind=school")
    assert "Trường THCS Bình An" in schools
    assert "UBND xã Sơn Lam</a>" not in schools
    assert "bỏ bớt điều kiện lọc" in page(as_user("officer"), "/units/?q=khong-co-dau-het")


def test_an_ended_unit_leaves_the_list_but_is_still_found(world: World, as_user: Login) -> None:
    world.commune.valid_to = date(2026, 10, 1)
    world.commune.save()
    with time_machine.travel(moment("2026-11-22 09:00")):
        client = as_user("officer")
        assert "UBND-1" not in page(client, "/units/")
        assert "Đã kết thúc" in page(client, "/units/?ended=1")


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("teacher", "THCS-A", 200),
        ("teacher", "THCS-B", 404),
        ("teacher", "UBND-1", 404),
        ("officer", "THCS-B", 200),
        ("officer", "THCS-Z", 404),
        ("other_officer", "THCS-A", 404),
        ("auditor", "THCS-A", 200),
        ("teacher", "KHONG-CO", 404),
    ],
)
def test_a_unit_outside_the_scope_does_not_exist(
    world: World, as_user: Login, who: str, code: str, status: int
) -> None:
    assert as_user(who).get(f"/units/{code}/").status_code == status


def test_people_are_shown_to_those_who_may_see_them(world: World, as_user: Login) -> None:
    for who in ("principal", "deputy", "clerk", "admin", "school_auditor", "officer", "head", "auditor"):
        assert "Vũ Thị Giáo" in page(as_user(who), "/units/THCS-A/"), who
    for who in ("teacher", "party_secretary"):
        assert "Lê Văn Hiệu" not in page(as_user(who), "/units/THCS-A/"), who
        assert "Người của đơn vị hôm nay" not in page(as_user(who), "/units/THCS-A/"), who


def test_a_person_with_two_roles_is_one_line(world: World, as_user: Login) -> None:
    person = world.users["principal"].person
    appoint(person=person, unit=world.school, role=Role.PARTY_SECRETARY, valid_from=date(2020, 1, 1))
    text = page(as_user("clerk"), "/units/THCS-A/")
    assert text.count("Lê Văn Hiệu") == 1
    assert "Hiệu trưởng, Bí thư chi bộ" in text


def test_the_page_tells_names_supervision_and_succession_with_days_and_basis(world: World, as_user: Login) -> None:
    old = make_organ("PGD-1", UnitKind.DISTRICT_OFFICE, "Phòng GD&ĐT huyện Sơn Hải")
    rename_unit(
        unit=old,
        name="Phòng Giáo dục và Đào tạo Sơn Hải",
        short_name="PGD",
        place="Sơn Hải",
        on=date(2020, 1, 1),
        basis="QĐ đổi tên",
        cell_name="",
    )
    Supervision.objects.filter(unit=world.school, kind=SupervisionKind.ADMINISTRATIVE).update(
        valid_from=date(2025, 7, 1), basis="Luật 72/2025/QH15"
    )
    supervise(
        unit=world.school,
        supervisor=old,
        kind=SupervisionKind.ADMINISTRATIVE,
        valid_from=date(2015, 1, 1),
        valid_to=date(2025, 7, 1),
        basis="NĐ 127/2018/NĐ-CP",
    )
    rename_unit(
        unit=world.school,
        name="Trường THCS Bình An Mới",
        short_name="BA",
        place="Bình An",
        on=date(2024, 9, 1),
        basis="QĐ 15/QĐ-UBND",
        cell_name="",
    )
    merged = make_school("THCS-CU", "Trường THCS Cũ")
    succeed(old=merged, new=world.school, kind=SuccessionKind.MERGE, on=date(2022, 8, 1), basis="QĐ 9/QĐ-UBND")
    text = page(as_user("clerk"), "/units/THCS-A/")
    for words in (
        "<h1>Trường THCS Bình An Mới</h1>",
        "Trường THCS Bình An</th>",
        "QĐ 15/QĐ-UBND",
        "Phòng Giáo dục và Đào tạo Sơn Hải",
        "01/07/2025",
        "NĐ 127/2018/NĐ-CP",
        "Luật 72/2025/QH15",
        "01/08/2022: Hợp nhất, sáp nhập từ Trường THCS Cũ",
    ):
        assert words in text, words
    for kind in SupervisionKind:
        assert str(kind.label) in text


def test_a_school_without_a_supervisor_of_some_kind_says_so(world: World, as_user: Login) -> None:
    assert "Hiện chưa có đơn vị cấp trên" not in page(as_user("clerk"), "/units/THCS-A/")
    Supervision.objects.filter(unit=world.school, kind=SupervisionKind.PARTY).delete()
    text = page(as_user("clerk"), "/units/THCS-A/")
    assert "Hiện chưa có đơn vị cấp trên về:" in text


def test_schools_below_are_listed_for_the_supervisor_and_end_with_the_supervision(world: World, as_user: Login) -> None:
    assert "2 đơn vị cấp dưới" in page(as_user("officer"), "/units/UBND-1/")
    with time_machine.travel(moment("2026-11-22 09:00")):
        end_unit(unit=world.sister, on=date(2026, 11, 22), basis="QĐ giải thể")
        assert "1 đơn vị cấp dưới" in page(as_user("officer"), "/units/UBND-1/")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, address)
    return len(asked)


@pytest.mark.parametrize("address", ["/units/", "/units/UBND-1/", "/units/THCS-A/"])
def test_pages_ask_the_same_number_of_queries_for_few_and_for_thirty(
    world: World, as_user: Login, address: str
) -> None:
    client = as_user("officer")
    few = queries(client, address)
    for number in range(30):
        put_above(make_school(f"T-{number}", f"Trường số {number}"), world.commune, SupervisionKind.PARTY)
        make_person(world.school, Role.TEACHER, f"Nguyễn Văn {number}")
    assert queries(client, address) == few
