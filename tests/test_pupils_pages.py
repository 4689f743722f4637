"""The pages of the register as people of the school use them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pupils.actions import PupilData, add_pupil, mark_left
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

NOW = moment("2026-10-12 09:00")
NUMBER = "000215123456"
Login = Callable[[str], Client]


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def add(unit: Unit, name: str = "Nguyễn Văn Con", **more: Any) -> Pupil:
    scope = system(NOW.date(), "test")
    data = PupilData(full_name=name, **{"birth_date": date(2014, 12, 5), "class_name": "7A", **more})
    with opened(scope):
        return add_pupil(actor=scope, unit_id=unit.pk, data=data, at=NOW, confirmed=True)


def entry(world: World, **more: Any) -> dict[str, Any]:
    return {
        "unit": world.school.pk,
        "full_name": "Trần Thị Hoa",
        "birth_date": "05/12/2014",
        "class_name": "7A",
        "school_year": "2026",
        "identifier": NUMBER,
        **more,
    }


def fresh(pupil: Pupil) -> Pupil:
    return Pupil._base_manager.get(pk=pupil.pk)


def count() -> int:
    return Pupil._base_manager.count()


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_clerk_adds_a_pupil_and_twice_is_once(world: World, as_user: Login) -> None:
    clerk = as_user("clerk")
    assert "2026" in text(clerk.get(reverse("pupils.pupil.add")))
    first = clerk.post(reverse("pupils.pupil.add"), entry(world))
    pupil = Pupil._base_manager.get()
    assert first.status_code == 302
    assert first["Location"] == reverse("pupils.pupil.read", args=[pupil.pk])
    assert (pupil.full_name, pupil.birth_date, pupil.identifier) == ("Trần Thị Hoa", date(2014, 12, 5), NUMBER)
    again = clerk.post(reverse("pupils.pupil.add"), entry(world))
    assert again["Location"] == first["Location"]
    assert count() == 1
    assert AuditEntry._base_manager.filter(verb="pupils.pupil.add").count() == 1


def test_a_second_pupil_of_one_name_is_asked_about_first(world: World, as_user: Login) -> None:
    there = add(world.school, "TRẦN THỊ HÒA")
    clerk = as_user("clerk")
    asked = clerk.post(reverse("pupils.pupil.add"), entry(world))
    assert asked.status_code == 422
    assert reverse("pupils.pupil.read", args=[there.pk]) in text(asked)
    assert 'value="Trần Thị Hoa"' in text(asked)
    assert count() == 1
    assert clerk.post(reverse("pupils.pupil.add"), entry(world, confirmed="on")).status_code == 302
    assert count() == 2


def test_another_school_does_not_count_as_the_same_name(world: World, as_user: Login) -> None:
    add(world.sister, "Trần Thị Hoa", identifier=NUMBER)
    assert as_user("clerk").post(reverse("pupils.pupil.add"), entry(world)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("full_name", "", "full_name"),
        ("full_name", " - ", "Hãy ghi họ và tên"),
        ("birth_date", "31/02/2014", "Hãy ghi ngày theo dạng"),
        ("birth_date", "05/12/2027", "không sau hôm nay"),
        ("birth_date", "05/12/1899", "từ năm 1900"),
        ("identifier", "12-34", "Số định danh chỉ gồm"),
        ("identifier", "không có", "Số định danh chỉ gồm"),
        ("school_year", "26", "school_year"),
        ("code", "HS1", "là của em"),
        ("identifier", "0002 1599 9999", "đã ghi cho em"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    world: World, as_user: Login, field: str, value: str, said: str
) -> None:
    add(world.school, "Lê Văn Có", code="HS1", identifier="000215999999")
    answer = as_user("clerk").post(reverse("pupils.pupil.add"), entry(world, guardian_name="Bà Nội", **{field: value}))
    assert answer.status_code == 422
    assert said in text(answer)
    assert field in answer.context["form"].errors
    assert 'value="Bà Nội"' in text(answer)
    assert count() == 1


def test_a_clerk_of_another_school_cannot_add_here(world: World, as_user: Login) -> None:
    answer = as_user("sister_clerk").post(reverse("pupils.pupil.add"), entry(world))
    assert answer.status_code == 422
    assert count() == 0


def test_an_edit_keeps_the_identifier_unless_told_otherwise(world: World, as_user: Login) -> None:
    pupil = add(world.school, identifier=NUMBER)
    clerk, address = as_user("clerk"), reverse("pupils.pupil.edit", args=[pupil.pk])
    page = text(clerk.get(address))
    assert NUMBER not in page
    assert "•••• •••• 3456" in page
    data = entry(world, full_name="Nguyễn Văn Con", identifier="", class_name="7B", lock_version=1)
    assert clerk.post(address, data).status_code == 302
    assert (fresh(pupil).class_name, fresh(pupil).identifier, fresh(pupil).lock_version) == ("7B", NUMBER, 2)
    changes = AuditEntry._base_manager.get(verb="pupils.pupil.edit").changes
    assert changes == {"class_name": ["7A", "7B"], "school_year": ["", 2026]}
    data |= {"lock_version": 2, "clear_identifier": "on"}
    assert clerk.post(address, data).status_code == 302
    assert (fresh(pupil).identifier, fresh(pupil).identifier_key) == ("", "")


def test_two_people_on_one_pupil(world: World, as_user: Login) -> None:
    pupil = add(world.school)
    address = reverse("pupils.pupil.edit", args=[pupil.pk])
    first, second = as_user("clerk"), as_user("principal")
    assert first.post(address, entry(world, class_name="7B", lock_version=1)).status_code == 302
    late = second.post(address, entry(world, class_name="7C", lock_version=1))
    assert late.status_code == 422
    assert "Người khác vừa sửa em này" in text(late)
    assert 'value="7C"' in text(late)
    assert fresh(pupil).class_name == "7B"


def test_an_edit_without_a_change_leaves_no_trace(world: World, as_user: Login) -> None:
    pupil = add(world.school)
    data = entry(world, full_name=pupil.full_name, school_year="", identifier="", lock_version=1)
    assert as_user("clerk").post(reverse("pupils.pupil.edit", args=[pupil.pk]), data).status_code == 302
    assert fresh(pupil).lock_version == 1
    assert not AuditEntry._base_manager.filter(verb="pupils.pupil.edit").exists()


def test_the_identifier_is_shown_once_on_request_and_that_is_written_down(world: World, as_user: Login) -> None:
    pupil = add(world.school, identifier=NUMBER)
    principal, address = as_user("principal"), reverse("pupils.pupil.reveal", args=[pupil.pk])
    page = reverse("pupils.pupil.read", args=[pupil.pk])
    assert NUMBER not in text(principal.get(page))
    assert principal.get(address).status_code == 405
    shown = principal.post(address)
    assert NUMBER in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert NUMBER not in text(principal.get(page))
    seen = AuditEntry._base_manager.get(verb="pupils.pupil.reveal")
    assert (seen.actor_label, seen.object_id, seen.changes) == ("Lê Văn Hiệu", str(pupil.pk), {})


def test_an_auditor_reads_what_is_masked_and_changes_nothing(world: World, as_user: Login) -> None:
    pupil = add(world.school, identifier=NUMBER)
    auditor = as_user("school_auditor")
    page = text(auditor.get(reverse("pupils.pupil.read", args=[pupil.pk])))
    assert "3456" in page
    assert reverse("pupils.pupil.reveal", args=[pupil.pk]) not in page
    assert auditor.post(reverse("pupils.pupil.reveal", args=[pupil.pk])).status_code == 403
    assert reverse("pupils.pupil.add") not in text(auditor.get(reverse("pupils.pupil.list")))


def test_a_lost_key_hides_the_number_and_nothing_else(world: World, as_user: Login, settings: Any) -> None:
    settings.FIELD_KEYS = ["a" * 40]
    pupil = add(world.school, identifier=NUMBER)
    settings.FIELD_KEYS = ["b" * 40]
    clerk = as_user("clerk")
    assert pupil.full_name in text(clerk.get(reverse("pupils.pupil.list")))
    page = clerk.get(reverse("pupils.pupil.read", args=[pupil.pk]))
    assert page.status_code == 200
    assert "máy chủ thiếu khóa" in text(page)
    refused = clerk.post(reverse("pupils.pupil.reveal", args=[pupil.pk]))
    assert refused.status_code == 409
    data = entry(world, full_name=pupil.full_name, identifier="", class_name="8A", lock_version=1)
    assert clerk.post(reverse("pupils.pupil.edit", args=[pupil.pk]), data).status_code == 302
    settings.FIELD_KEYS = ["a" * 40]
    assert (fresh(pupil).class_name, fresh(pupil).identifier) == ("8A", NUMBER)


def test_a_pupil_leaves_graduates_and_comes_back(world: World, as_user: Login) -> None:
    pupil = add(world.school)
    clerk, leave = as_user("clerk"), reverse("pupils.pupil.leave", args=[pupil.pk])
    assert "Ghi rời trường" in text(clerk.get(leave))
    missing = clerk.post(leave, {"status": "graduated", "lock_version": 1})
    assert missing.status_code == 422
    assert "graduation_year" in missing.context["form"].errors
    early = clerk.post(leave, {"status": "left", "left_on": "13/10/2026", "lock_version": 1})
    assert "left_on" in early.context["form"].errors
    assert clerk.post(leave, {"status": "left", "left_on": "01/10/2026", "lock_version": 1}).status_code == 302
    assert (fresh(pupil).status, fresh(pupil).left_on) == (PupilStatus.LEFT, date(2026, 10, 1))
    assert clerk.post(leave, {"status": "left", "lock_version": 2}).status_code == 422

    back = reverse("pupils.pupil.return", args=[pupil.pk])
    assert clerk.post(back).status_code == 409
    assert clerk.post(back, {"lock_version": 1}).status_code == 409
    assert clerk.post(back, {"lock_version": 2}).status_code == 302
    assert (fresh(pupil).status, fresh(pupil).left_on) == (PupilStatus.STUDYING, None)
    done = {"status": "graduated", "graduation_year": "2026", "left_on": "", "lock_version": 3}
    assert clerk.post(leave, done).status_code == 302
    assert (fresh(pupil).status, fresh(pupil).graduation_year) == (PupilStatus.GRADUATED, 2026)
    verbs = list(AuditEntry._base_manager.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["pupils.pupil.leave", "pupils.pupil.return", "pupils.pupil.leave"]


def test_a_graduate_keeps_a_year(world: World, as_user: Login) -> None:
    pupil = add(world.school)
    scope = system(NOW.date(), "test")
    with opened(scope):
        mark_left(
            actor=scope, pupil_id=pupil.pk, status=PupilStatus.GRADUATED, left_on=None, graduation_year=2025,
            lock_version=1, at=NOW,
        )  # fmt: skip
    address = reverse("pupils.pupil.edit", args=[pupil.pk])
    data = entry(world, full_name=pupil.full_name, identifier="", lock_version=2)
    refused = as_user("clerk").post(address, data)
    assert "graduation_year" in refused.context["form"].errors
    assert as_user("clerk").post(address, data | {"graduation_year": "2024"}).status_code == 302
    assert fresh(pupil).graduation_year == 2024


def test_the_list_is_narrowed_and_says_what_to_do_when_empty(world: World, as_user: Login) -> None:
    clerk, address = as_user("clerk"), reverse("pupils.pupil.list")
    assert "Sổ chưa có học sinh nào" in text(clerk.get(address))
    add(world.school, "Nguyễn Mạnh Anh", class_name="8A1", school_year=2026)
    add(world.school, "Đào Thị Ánh", class_name="6B", school_year=2025)
    add(world.sister, "Nguyễn Mạnh Anh", class_name="8A1")

    def shown(**query: Any) -> list[str]:
        response = clerk.get(address, query)
        assert response.status_code == 200
        return [pupil.full_name for pupil, _unit in response.context["pupils"]]

    assert shown() == ["Nguyễn Mạnh Anh", "Đào Thị Ánh"]
    assert shown(q="dao anh") == ["Đào Thị Ánh"]
    assert shown(q="nmanh") == ["Nguyễn Mạnh Anh"]
    assert shown(class_name="6B") == ["Đào Thị Ánh"]
    assert shown(school_year="2026") == ["Nguyễn Mạnh Anh"]
    assert shown(status="left") == []
    assert shown(school_year="năm nay", page="x") == ["Nguyễn Mạnh Anh", "Đào Thị Ánh"]
    assert "Không có em nào khớp" in text(clerk.get(address, {"q": "zzz"}))


@pytest.mark.parametrize("who", ["officer", "head", "auditor", "department_officer", "party_officer"])
def test_nobody_above_the_school_reads_the_register(world: World, as_user: Login, who: str) -> None:
    pupil = add(world.school)
    client = as_user(who)
    assert client.get(reverse("pupils.pupil.list")).status_code == 403
    assert client.get(reverse("pupils.pupil.read", args=[pupil.pk])).status_code == 403
    assert client.post(reverse("pupils.pupil.reveal", args=[pupil.pk])).status_code == 403


def test_pages_ask_as_often_for_one_pupil_as_for_thirty(world: World, as_user: Login) -> None:
    clerk, address = as_user("clerk"), reverse("pupils.pupil.list")
    add(world.school, identifier=NUMBER)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(address, {"q": "con"}).status_code == 200
        assert not any('"pupils_pupil"."identifier",' in query["sql"] for query in queries)
        return len(queries)

    one = asked()
    for number in range(29):
        add(world.school, f"Nguyễn Văn {chr(65 + number % 26)}on{number} Con")
    assert asked() == one
