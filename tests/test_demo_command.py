"""``manage.py demo`` and ``manage.py render_report``, as a new installation uses them."""

import json
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.models import Procedure, Request
from reports.models import Report
from schooladmin.calendars.models import CalendarDay
from schooladmin.demo.units import LOGINS, PASSWORD
from schooladmin.documents.models import RenderedFile
from schooladmin.units.models import Person, Unit, User
from tests.factory import World


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
