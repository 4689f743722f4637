"""The register of acts: numbers as people type them, validity by day, pages for every role."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from schooladmin.legal.catalogue import ACTS
from schooladmin.legal.models import LegalDocument
from schooladmin.legal.queries import citations_not_in_force, find, in_force, resolve
from schooladmin.legal.rules import matches, nearest, normalise_number, parse_number, split_numbers
from tests.factory import World

KNOWN = [act.number for act in ACTS]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("27- NQ/TW", "27-NQ/TW"),
        (" 30 / 2020 / NĐ – CP ", "30/2020/NĐ-CP"),
        ("4725/QĐ\u2011BGDĐT", "4725/QĐ-BGDĐT"),
        ("30/2020/NĐ-CP", "30/2020/NĐ-CP"),
    ],
)
def test_numbers_are_written_one_way(typed: str, written: str) -> None:
    assert normalise_number(typed) == written


@given(st.text(alphabet="0123456789/- –NQĐTWnqđ\u0301 ", max_size=25))
def test_writing_a_number_twice_changes_nothing_more(text: str) -> None:
    once = normalise_number(text)
    assert normalise_number(once) == once


@given(st.sampled_from(KNOWN), st.sampled_from(["", "số ", "Số: "]), st.sampled_from(["", " "]))
def test_every_registered_number_is_found_as_it_is_written(number: str, before: str, gap: str) -> None:
    typed = before + number.replace("-", f"-{gap}").lower()
    assert matches(typed, KNOWN) == [number]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Nghị định số 30/2020/NĐ-CP", ["30/2020/NĐ-CP"]),
        ("nđ 30/2020", ["30/2020/NĐ-CP"]),
        ("30/2020/nd-cp", ["30/2020/NĐ-CP"]),
        ("Luật 148/2025/QH15", ["148/2025/QH15"]),
        ("NQ 76", ["76/NQ-CP"]),
        ("HD 5-HD/VPTW", ["05-HD/VPTW"]),
        ("131", ["131/NQ-CP", "131/QĐ-TTg"]),
        ("30/2021/NĐ-CP", []),
        ("không phải số", []),
    ],
)
def test_shortened_numbers(typed: str, found: list[str]) -> None:
    assert matches(typed, KNOWN) == found


def test_parts_of_a_number() -> None:
    parsed = parse_number("05-HD/VPTW")
    assert parsed is not None
    assert (parsed.serial, parsed.year, parsed.code) == ("5", "", "hd/vptw")
    assert parse_number("chưa rõ") is None


def test_several_numbers_in_one_box() -> None:
    assert split_numbers("30/2020/NĐ-CP, 27- NQ/TW;\n\n30/2020/NĐ-CP.\n") == ["30/2020/NĐ-CP", "27-NQ/TW"]


def test_a_slip_of_the_finger_gets_a_suggestion() -> None:
    assert nearest("30/2020/NĐ-PC", KNOWN) == "30/2020/NĐ-CP"
    assert nearest("hoàn toàn khác", KNOWN) == ""


@pytest.mark.django_db
def test_in_force_is_asked_for_a_day() -> None:
    assert in_force("115/2020/NĐ-CP", date(2024, 8, 20)) is not None
    assert in_force("115/2020/NĐ-CP", date(2026, 6, 30)) is not None
    assert in_force("115/2020/NĐ-CP", date(2026, 7, 1)) is None
    assert in_force("259/2026/NĐ-CP", date(2026, 6, 30)) is None
    assert in_force("9999/NĐ-CP", date(2026, 7, 1)) is None


@pytest.mark.django_db
def test_an_ended_act_names_its_successor() -> None:
    cited = resolve(["36-HD/VPTW", "30/2020/NĐ-CP", "36- HD/VPTW"]).documents
    assert [row.number for row in cited] == ["36-HD/VPTW", "30/2020/NĐ-CP"]
    (warning,) = citations_not_in_force(cited, date(2026, 9, 1))
    assert warning.document.number == "36-HD/VPTW"
    assert "05-HD/VPTW" in warning.reason
    (early,) = citations_not_in_force(resolve(["05-HD/VPTW"]).documents, date(2024, 9, 1))
    assert "27/05/2026" in early.reason


@pytest.mark.django_db
def test_an_ambiguous_number_is_not_guessed() -> None:
    result = resolve(["131"])
    assert result.documents == ()
    assert result.unknown[0].suggestion == "131/NQ-CP"


@pytest.mark.django_db
def test_search_ignores_tone_marks() -> None:
    assert "112/2020/NĐ-CP" in {row.number for row in find("xu ly ky luat")}
    assert [row.number for row in find("27- NQ/TW")] == ["27-NQ/TW"]


def test_the_catalogue_holds_together() -> None:
    numbers = set(KNOWN)
    assert len(numbers) == len(KNOWN)
    for act in ACTS:
        assert act.valid_to is None or act.valid_to > act.valid_from, act.number
        assert not act.replaced_by or (act.replaced_by in numbers and act.valid_to), act.number
        assert parse_number(act.number) is not None, act.number


@pytest.mark.django_db
def test_the_seed_can_be_taken_back_and_given_again() -> None:
    seed = import_module("schooladmin.legal.migrations.0002_register")
    seed.empty(apps, None)
    assert not LegalDocument.objects.exists()
    seed.fill(apps, None)
    assert LegalDocument.objects.count() == len(ACTS)
    assert LegalDocument.objects.get(number="90/2020/NĐ-CP").replaced_by is not None


@pytest.mark.parametrize("who", ["principal", "teacher", "clerk", "officer", "auditor", "admin"])
def test_every_role_reads_the_register(as_user: Callable[[str], Client], who: str) -> None:
    client = as_user(who)
    assert client.get("/legal/").status_code == 200
    page = client.get("/legal/", {"q": "luat chuyen doi so", "on": "2026-08-01"}).content.decode()
    assert "148/2025/QH15" in page
    assert "30/2020/NĐ-CP" not in page


def test_the_day_filter_leaves_out_what_ended(as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    listed = client.get("/legal/", {"q": "tuyen dung vien chuc", "on": "2026-08-01"}).content.decode()
    assert "259/2026/NĐ-CP" in listed
    assert "115/2020/NĐ-CP" not in listed
    assert client.get("/legal/", {"on": "31/31/2026"}).status_code == 200


def test_detail_shows_both_directions(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("clerk")
    old = LegalDocument.objects.get(number="61/2018/NĐ-CP")
    new = LegalDocument.objects.get(number="118/2025/NĐ-CP")
    assert "118/2025/NĐ-CP" in client.get(f"/legal/{old.pk}/").content.decode()
    page = client.get(f"/legal/{new.pk}/").content.decode()
    assert "61/2018/NĐ-CP" in page
    assert "107/2021/NĐ-CP" in page
    assert client.get("/legal/999999/").status_code == 404
    assert Client().get("/legal/").status_code == 302
