"""``manage.py due_date``: what it prints, its exit codes, and the catalogue as it stood on a day."""

import json
from datetime import date
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from procedures.catalogue import CATALOGUE
from procedures.management.commands.due_date import Command
from procedures.models import Procedure
from procedures.queries.catalogue import versions_on

pytestmark = pytest.mark.usefixtures("calendar")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("due_date", *arguments, stdout=out)
    return out.getvalue()


def answer(*arguments: str) -> dict[str, Any]:
    return dict(json.loads(run(*arguments, "--json")))


def test_the_example_of_the_handbook() -> None:
    said = answer(
        *("--procedure", "CHUYEN-DI", "--received", "2026-11-20T10:00"),
        *("--pause", "2026-11-23T09:00/2026-11-25T08:00"),
    )
    assert said["due"] == "2026-11-27"
    assert said["received"] == "2026-11-20T10:00:00+07:00"
    assert [day["date"] for day in said["days"] if day["counted"]] == ["2026-11-25", "2026-11-26", "2026-11-27"]
    assert {day["date"]: day["reason"] for day in said["days"]}["2026-11-24"] == "holiday"
    assert said["version"]["basis"] == "Thông tư 15/2026/TT-BGDĐT"
    assert "27/11/2026" in said["explanation"]


def test_pauses_may_be_repeated_or_follow_one_flag() -> None:
    first, second = "2026-11-23T07:00/2026-11-23T17:00", "2026-11-25T07:00/2026-11-25T17:00"
    start = ("--procedure", "RUT-BANG", "--received", "2026-11-20T10:00")
    assert answer(*start, "--pause", first, second) == answer(*start, "--pause", first, "--pause", second)
    assert answer(*start, "--pause", first, second)["due"] == "2026-11-26"


def test_another_zone_is_read_as_that_moment() -> None:
    start = ("--procedure", "RUT-BANG", "--received")
    assert answer(*start, "2026-11-19T18:00+00:00")["received"] == "2026-11-20T01:00:00+07:00"


def test_an_open_pause_says_that_the_clock_stands() -> None:
    said = answer("--procedure", "RUT-BANG", "--received", "2026-11-20T10:00", "--pause", "2026-11-20T11:00/")
    assert said["paused"] is True
    assert "tạm dừng" in said["explanation"]


def test_the_plain_answer_lists_the_days() -> None:
    lines = run("--procedure", "BAN-SAO", "--received", "2026-11-20T15:30").splitlines()
    assert lines[0].startswith("Hẹn thứ Hai 23/11/2026")
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--procedure", "KHONG-CO", "--received", "2026-11-20T10:00"], 2, "Không có thủ tục"),
        (["--procedure", "RUT-BANG"], 2, "--received"),
        (["--procedure", "RUT-BANG", "--received", "20/11/2026"], 2, "Không đọc được"),
        (["--procedure", "RUT-BANG", "--received", "2026-11-20"], 2, "thiếu giờ"),
        (["--procedure", "CHUYEN-DEN", "--received", "2026-11-20T10:00"], 2, "theo tuyến"),
        (["--procedure", "RUT-BANG", "--received", "2026-11-20T10:00", "--route", "sao-hoa"], 2, "Không có tuyến"),
        (["--procedure", "RUT-BANG", "--received", "2026-11-20T10:00", "--pause", "2026-11-23"], 2, "dạng"),
        (
            [
                "--procedure",
                "RUT-BANG",
                "--received",
                "2026-11-20T10:00",
                "--pause",
                "2026-11-24T08:00/2026-11-23T08:00",
            ],
            2,
            "kết thúc trước khi bắt đầu",
        ),
        (["--procedure", "XAC-NHAN-THCS", "--received", "2025-12-31T10:00"], 1, "31/12/2025"),
        (["--procedure", "BAN-SAO", "--received", "2044-11-20T10:00"], 1, "2044"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese_with_its_exit_code(arguments: list[str], code: int, words: str) -> None:
    with pytest.raises(CommandError, match=words) as caught:
        call_command("due_date", *arguments)
    assert caught.value.returncode == code


def test_an_unknown_option_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    command: BaseCommand = Command()
    with pytest.raises(SystemExit) as caught:
        command.run_from_argv(["manage.py", "due_date", "--la", "x"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2024, 9, 15), "RUT-HOC-BA RUT-BANG CHUYEN-LOP CHUYEN-DEN CHUYEN-DI BAN-SAO"),
        (date(2026, 9, 15), "RUT-HOC-BA RUT-BANG XAC-NHAN-THCS CHUYEN-LOP CHUYEN-DEN CHUYEN-DI BAN-SAO"),
    ],
)
def test_the_catalogue_answers_for_a_day(day: date, codes: str) -> None:
    assert [version.procedure.code for version in versions_on(day)] == codes.split()


def test_versions_of_a_procedure_follow_one_another() -> None:
    for procedure in Procedure.objects.all():
        rows = list(procedure.versions.order_by("valid_from"))
        assert all(a.valid_to == b.valid_from for a, b in pairwise(rows)), procedure.code
        assert rows[-1].valid_to is None


def test_transfers_follow_the_act_of_their_day() -> None:
    routes = ("in_province", "other_province")
    start = ("--procedure", "CHUYEN-DEN", "--received", "2026-05-11T09:00", "--route")
    counted = [sum(day["counted"] for day in answer(*start, route)["days"]) for route in routes]
    assert counted == [5, 8]
    before = answer("--procedure", "CHUYEN-DEN", "--received", "2026-05-08T09:00", "--route", "in_province")
    assert before["version"]["certainty"] == "internal"


def test_the_shipped_catalogue_is_in_the_database() -> None:
    assert list(Procedure.objects.values_list("code", flat=True)) == [entry.code for entry in CATALOGUE]
    outline = Procedure.objects.filter(outline_order__isnull=False).values_list("outline_order", "code")
    assert sorted(outline) == [
        (1, "RUT-HOC-BA"),
        (2, "RUT-BANG"),
        (2, "XAC-NHAN-THCS"),
        (3, "CHUYEN-LOP"),
        (4, "CHUYEN-DEN"),
        (5, "CHUYEN-DI"),
    ]
