"""``manage.py demo`` and ``manage.py render_report``, as a new installation uses them."""

import json
import subprocess
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from procedures.batch.queries import unfinished_progress
from procedures.enums import State
from procedures.models import (
    CodeBlock,
    Delegation,
    Extension,
    Procedure,
    Rating,
    Request,
    RequestComponent,
    RequestEvent,
    Submission,
    SubmissionPhoto,
    Transfer,
    TransferEvent,
    TransferLetter,
)
from procedures.models.online import SubmissionState
from procedures.queries.on_the_way import sides_on_the_way, travellers
from procedures.transfers.enums import TransferState
from pupils.imports.enums import ImportState
from pupils.imports.models import PupilImport
from pupils.models import Pupil
from reform.models import ResultEvidence
from reform.queries.quarter_log import quarter_log
from reports.models import Report
from schooladmin.audit.queries import breaks
from schooladmin.calendars.models import CalendarDay
from schooladmin.core.periods import Quarter, local_date
from schooladmin.demo.units import LOGINS, PASSWORD
from schooladmin.documents.models import RenderedFile
from schooladmin.units.models import Person, Unit, User
from schooladmin.units.scope import Scope, opened, scope_of, system
from tests.factory import World, moment

# A Monday before the first stroke of work, and a Sunday.
EARLY, SUNDAY = moment("2026-11-23 04:10"), moment("2026-11-15 16:00")


def demo(*args: str) -> str:
    out = StringIO()
    call_command("demo", *args, stdout=out)
    return out.getvalue()


def rows() -> tuple[int, ...]:
    models = (Unit, Person, User, Request, Report)
    return tuple(model._base_manager.count() for model in models)


@pytest.mark.django_db
def test_loading_twice_loads_once_and_a_reset_leaves_others_alone(world: World) -> None:
    before = rows()
    assert demo("--stage", "requests") == "units: đã nạp.\npupils: đã nạp.\nrequests: đã nạp.\n"
    loaded = rows()
    assert loaded > before
    assert demo("--stage", "requests") == "units: đã có.\npupils: đã có.\nrequests: đã có.\n"
    assert rows() == loaded

    catalogue = (Procedure.objects.count(), CalendarDay.objects.count())
    assert "Đã xóa 10 đơn vị trình diễn" in demo("--reset", "--stage", "units")
    assert Request._base_manager.count() == 0
    assert Unit.objects.filter(code="THCS-A").exists()
    assert User.objects.filter(username="principal").exists()
    assert (Procedure.objects.count(), CalendarDay.objects.count()) == catalogue


@pytest.mark.django_db
@pytest.mark.parametrize("when", [EARLY, SUNDAY], ids=["early", "sunday"])
def test_the_counter_shows_each_kind_of_work_on_the_day_of_the_load(
    when: datetime, settings: Settings, tmp_path: Path
) -> None:
    """Whatever the day and the hour: everything lies before it, and what waits does wait."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(when, tick=False):
        demo("--stage", "counter")
        [progress] = _seen("vanthu.ab", lambda scope: unfinished_progress(scope, 9)[0])
        assert (progress.done, progress.total) == (6, 12)
        assert RequestEvent._base_manager.filter(verb="procedures.batch.undo").count() == 1
        asked, late = Transfer._base_manager.order_by("-asked_at")
        assert (asked.state, asked.receiving.code) == (TransferState.ASKED, "THCS-AB")
        assert (late.state, late.receiving.code) == (TransferState.RELEASED, "THCS-DT")
        [traveller] = _seen("vanthu.ab", lambda scope: travellers(scope, sides_on_the_way(scope)))
        assert traveller.is_late
        assert TransferLetter._base_manager.get().confirmed_at is None
        sent = Submission._base_manager.get()
        assert sent.state == SubmissionState.SENT
        photos = SubmissionPhoto._base_manager.filter(submission=sent)
        assert photos.count() >= 2
        assert all((tmp_path / photo.path).is_file() for photo in photos)
        assert CodeBlock._base_manager.filter(device__unit__code="THCS-AB").exists()
        assert Extension._base_manager.exists()
        assert RequestComponent._base_manager.filter(request__state=State.PAUSED, asked_in__isnull=False).exists()
        assert {row.valid_to is None for row in Delegation._base_manager.all()} == {True, False}
        assert PupilImport._base_manager.get().state == ImportState.DONE
        assert Pupil._base_manager.filter(unit__code="THCS-AB", class_name="6C").count() == 16
        assert len(set(Rating._base_manager.values_list("score", flat=True))) > 1
        now = timezone.now()
        for rows in (RequestEvent, TransferEvent):
            assert not rows._base_manager.filter(at__gt=now).exists()
        assert "counter: đã có." in demo("--stage", "counter")
        with opened(system(local_date(now), "test")) as root:
            assert not list(breaks(root.units()))
    demo("--reset", "--stage", "units")
    assert not Transfer._base_manager.exists()


def _seen(username: str, ask: Callable[[Scope], Iterable[Any]]) -> list[Any]:
    """What a person of the demonstration is answered today."""
    with opened(scope_of(User.objects.get(username=username), local_date(timezone.now()))) as scope:
        return list(ask(scope))


@pytest.mark.django_db
def test_every_demonstration_login_works() -> None:
    demo("--stage", "units")
    assert {user.username for user in User.objects.all()} == {login.username for login in LOGINS}
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    printed = demo("--logins")
    assert all(login.username in printed for login in LOGINS)
    assert demo("--unit-code") == "THCS-AB\n"


@pytest.mark.django_db
def test_the_outline_of_each_quarter_is_of_its_time(tmp_path: Path) -> None:
    """One load, two quarters: other organs, other forms, other procedures."""
    demo()
    texts = {}
    for unit, quarter in (("THCS-AB", "2024-Q3"), ("THCS-HM", "2026-Q3")):
        out = tmp_path / f"{quarter}.pdf"
        printed = StringIO()
        call_command("render_report", unit=unit, period=quarter, out=out, inline=True, as_json=True, stdout=printed)
        answer = json.loads(printed.getvalue())
        assert answer["path"] == str(out)
        assert answer["pages"] > 3
        shown = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, check=True)
        texts[quarter] = shown.stdout.decode()
    old, new = texts["2024-Q3"], texts["2026-Q3"]
    assert "ĐẢNG ỦY GIÁO DỤC HÒN SƠN" in old
    assert "ĐẢNG ỦY ĐẶC KHU HÒN SƠN" in new
    assert "Hòn Sơn, ngày 15 tháng 10 năm 2024" in old
    for line in ("Rút học bạ: 12 hồ sơ", "Rút bằng tốt nghiệp: 12 hồ sơ", "Đơn xin chuyển lớp: 4 hồ sơ"):
        assert line in old
    assert "Học sinh chuyển đến: 4 hồ sơ" in old
    assert "Học sinh chuyển đi: 5 hồ sơ" in old
    assert "Xác nhận hoàn thành chương trình" in new
    assert "Xác nhận hoàn thành chương trình" not in old
    assert RenderedFile._base_manager.filter(is_current=True).count() == 2

    # Again: the older file stays, one is current.
    call_command(
        "render_report", unit="THCS-AB", period="2024-Q3", out=tmp_path / "again.pdf", inline=True, stdout=StringIO()
    )
    files = RenderedFile._base_manager.filter(unit__code="THCS-AB")
    assert (files.count(), files.filter(is_current=True).count()) == (2, 1)

    # What the quarter tells is proven by work that was done, without one uploaded file.
    ResultEvidence._base_manager.all().delete()
    with opened(system(date(2026, 11, 22), "test")) as root:
        log = quarter_log(root, Unit.objects.get(code="THCS-AB").pk, Quarter(2026, 3))
    assert log.coverage.percent >= 70


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "period", "out", "code", "words"),
    [
        ("KHONG-CO", "2024-Q3", "a.pdf", 2, "Không có đơn vị nào mang mã"),
        ("THCS-A", "2024Q3", "a.pdf", 2, "không đọc được"),
        ("THCS-A", "2024-Q5", "a.pdf", 2, "không đọc được"),
        ("THCS-A", "2024-Q3", "khong-co/a.pdf", 2, "không có"),
        ("THCS-A", "2023-Q3", "a.pdf", 1, "Chưa mở đợt báo cáo Quý III/2023"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(
    world: World, tmp_path: Path, unit: str, period: str, out: str, code: int, words: str
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("render_report", unit=unit, period=period, out=tmp_path / out)
    assert refused.value.returncode == code
    assert words in str(refused.value)
    assert not list(tmp_path.iterdir())
