"""The calendar of record: seeded rows, working-day vectors, the command, the pages and who may change what."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from schooladmin.administration.actions.calendar import enter_day, open_year, take_out_day
from schooladmin.audit.models import AuditEntry
from schooladmin.calendars.actions import seed_years
from schooladmin.calendars.enums import DayKind, DayState, WindowKind
from schooladmin.calendars.models import CalendarDay, CalendarYear, OfficeHours
from schooladmin.calendars.queries import calendar_revision, window_for, work_calendar
from schooladmin.calendars.rules import CalendarGapError, SpecialDay, WorkCalendar, add_working_days, window
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

Login = Callable[[str], Client]
NOW = moment("2026-11-22 09:00")
ROOT = Path(__file__).parent.parent
VECTORS = [
    ("2025-12-31", 2, "2026-01-06"),
    ("2026-01-09", 1, "2026-01-10"),
    ("2026-02-12", 3, "2026-02-24"),
    ("2026-08-21", 5, "2026-08-27"),
    ("2026-11-20", 3, "2026-11-26"),
    ("2025-04-28", 3, "2025-05-06"),
]

pytestmark = pytest.mark.usefixtures("calendar")


def working_days(*arguments: str) -> str:
    out = StringIO()
    call_command("working_days", *arguments, stdout=out)
    return out.getvalue()


def enter(world: World, day: str, kind: DayKind = DayKind.SWAP_OFF, who: str = "admin", **more: str) -> CalendarDay:
    return enter_day(
        actor=world.scope(who),
        day=date.fromisoformat(day),
        kind=kind,
        name=more.get("name", "Nghỉ hoán đổi"),
        basis=more.get("basis", "TB 99/TB-BNV ngày 01/12/2026"),
        state=DayState.CONFIRMED,
        revision=int(more.get("revision", calendar_revision())),
        at=NOW,
    )


def trail(world: World) -> list[AuditEntry]:
    with opened(system(NOW.date(), "test")):
        return list(AuditEntry.objects.filter(unit=world.school).order_by("number"))


# --- what an installation begins with ------------------------------------------------------------------------------


def test_ten_years_are_in_the_calendar_from_the_start() -> None:
    assert set(CalendarYear.objects.values_list("year", flat=True)) >= set(range(2019, 2029))
    culture = CalendarDay.objects.get(date=date(2026, 11, 24))
    assert (culture.kind, culture.state) == (DayKind.HOLIDAY, DayState.CONFIRMED)
    assert "28/2026/QH16" in culture.basis
    assert CalendarDay.objects.get(date=date(2026, 1, 10)).kind == DayKind.MAKE_UP_WORK
    assert not CalendarDay.objects.filter(basis="").exists()
    hours = OfficeHours.objects.get()
    assert (f"{hours.opens:%H:%M}", f"{hours.lunch_from:%H:%M}") == ("07:00", "11:30")
    assert (f"{hours.lunch_to:%H:%M}", f"{hours.closes:%H:%M}") == ("13:30", "17:00")


def test_seeding_again_changes_nothing() -> None:
    before, revision = CalendarDay.objects.count(), calendar_revision()
    assert seed_years(first=2019, last=2028, at=NOW) == 0
    assert (CalendarDay.objects.count(), calendar_revision()) == (before, revision)


def test_a_quarter_stands_for_other_days_in_other_reports() -> None:
    outline = window_for("party_outline", Quarter(2026, 3))
    assert (outline.start, outline.end) == (date(2026, 7, 1), date(2026, 10, 1))
    reform = window_for("state_reform", Quarter(2026, 3))
    assert (reform.start, reform.end) == (date(2026, 6, 15), date(2026, 9, 15))
    assert date(2026, 9, 14) in reform
    assert date(2026, 9, 15) not in reform
    winter = window_for("state_reform", Quarter(2026, 1))
    assert (winter.start, winter.end) == (date(2025, 12, 15), date(2026, 3, 15))
    with pytest.raises(Refusal) as refused:
        window_for("unknown_report", Quarter(2026, 3))
    assert refused.value.code == "no-window"


@given(st.integers(2020, 2027), st.integers(1, 4))
def test_windows_of_one_kind_follow_each_other_without_gap(year: int, number: int) -> None:
    quarter = Quarter(year, number)
    for kind in WindowKind:
        assert window(quarter, kind).end == window(quarter.next(), kind).start


# --- arithmetic and the command ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "add", "due"), VECTORS)
def test_the_vectors_hold_in_the_command(start: str, add: int, due: str) -> None:
    answer = json.loads(working_days("--from", start, "--add", str(add), "--json"))
    assert (answer["from"], answer["add"], answer["due"]) == (start, add, due)
    assert sum(day["counted"] for day in answer["days"]) == add
    assert answer["days"][0] == {
        "date": start,
        "counted": False,
        "reason": "event-day",
        "detail": "",
        "basis": "",
    }
    assert answer["days"][-1]["date"] == due
    assert all(day["reason"] for day in answer["days"])


def test_the_command_tells_the_way_in_words() -> None:
    lines = working_days("--from", "2026-11-20", "--add", "3").splitlines()
    assert lines[0] == "26/11/2026"
    assert "thứ Ba 24/11/2026: nghỉ lễ: Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16, Điều 2)" in "\n".join(lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2026-11-20", "--add", "100000"), "Lịch nghỉ năm 2029 chưa được nhập"),
        (("--from", "9999-12-31", "--add", "1"), "Lịch nghỉ năm 9999 chưa được nhập"),
        (("--from", "2018-12-28", "--add", "1"), "Lịch nghỉ năm 2018 chưa được nhập"),
        (("--from", "2026-11-20", "--add", "-1"), "Số ngày phải từ 0 trở lên"),
        (("--from", "20/11/2026", "--add", "1"), "không phải là ngày dạng YYYY-MM-DD"),
        (("--from", "2026-02-30", "--add", "1"), "không phải là ngày dạng YYYY-MM-DD"),
    ],
)
def test_the_command_refuses_in_plain_words(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        working_days(*arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--from", "2026-11-20"), 2),
        (("--from", "hôm nay", "--add", "1"), 2),
    ],
)
def test_wrong_arguments_end_the_process_with_two(arguments: tuple[str, ...], code: int) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "working_days", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert "working_days: error:" in run.stderr


def test_refusals_carry_their_exit_code() -> None:
    for add, code in (("100000", 1), ("-1", 2)):
        with pytest.raises(CommandError) as refused:
            working_days("--from", "2026-11-20", "--add", add)
        assert refused.value.returncode == code


_DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    off = draw(st.sets(_DAYS, max_size=40))
    made_up = draw(st.sets(_DAYS.filter(lambda day: day.weekday() >= 5), max_size=10)) - off
    rows = {day: SpecialDay(DayKind.HOLIDAY, "nghỉ", "TB", True) for day in off}
    rows |= {day: SpecialDay(DayKind.MAKE_UP_WORK, "bù", "TB", True) for day in made_up}
    return WorkCalendar(rows, frozenset(range(2024, 2028)))


@given(calendars(), _DAYS, st.integers(1, 30))
def test_a_term_ends_on_the_nth_worked_day_after_the_event(calendar: WorkCalendar, start: date, add: int) -> None:
    term = add_working_days(calendar, start, add)
    assert calendar.is_working(term.due)
    assert calendar.working_days_between(start, term.due) == add
    days = [day.date for day in term.days]
    assert days == [start + timedelta(days=offset) for offset in range((term.due - start).days + 1)]
    assert not term.days[0].counted


@given(calendars(), _DAYS, st.integers(0, 20))
def test_a_longer_term_never_ends_earlier(calendar: WorkCalendar, start: date, add: int) -> None:
    assert add_working_days(calendar, start, add).due <= add_working_days(calendar, start, add + 1).due


def test_a_term_of_no_days_ends_at_once_or_on_the_next_worked_day() -> None:
    calendar = work_calendar()
    assert add_working_days(calendar, date(2026, 11, 20), 0).due == date(2026, 11, 20)
    assert add_working_days(calendar, date(2026, 11, 21), 0).due == date(2026, 11, 23)
    with pytest.raises(ValueError, match="negative"):
        add_working_days(calendar, date(2026, 11, 20), -1)
    with pytest.raises(CalendarGapError):
        add_working_days(calendar, date(2028, 12, 29), 5)


# --- pages ---------------------------------------------------------------------------------------------------------


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_year_is_shown_by_letter_colour_and_word(world: World, as_user: Login) -> None:
    with time_machine.travel(NOW):
        text = page(as_user("teacher"), "/calendar/")
    assert text.count('<table class="month">') == 12
    assert "Lịch làm việc năm 2026" in text
    culture_day = r'<td class="day-holiday"[^>]*>24<span class="day-letter"[^>]*>L</span><span[^>]*>: ([^<]*)'
    cell = re.search(culture_day, text)
    assert cell is not None
    assert cell[1] == "Ngày Văn hóa Việt Nam"
    assert "thứ Bảy 10/01/2026" in text
    assert "12729/VPCP-KGVX" in text
    assert "hôm nay" in text
    assert "Thêm ngày" not in text


def test_provisional_days_are_marked(world: World, as_user: Login) -> None:
    text = page(as_user("teacher"), "/calendar/2027/")
    assert "Còn ngày dự kiến, chờ thông báo" in text
    assert "day-provisional" in text
    assert "(dự kiến)" in text


@pytest.mark.parametrize("address", ["/calendar/1999/", "/calendar/99999999999/", "/calendar/2026-02-30/"])
def test_a_year_that_is_not_entered_is_not_found(world: World, as_user: Login, address: str) -> None:
    assert as_user("admin").get(address).status_code == 404


def test_the_year_page_asks_the_same_number_of_queries_for_a_fuller_year(world: World, as_user: Login) -> None:
    client, counts = as_user("admin"), []
    for extra in (0, 30):
        for number in range(extra):
            CalendarDay.objects.create(
                date=date(2026, 3, 1) + timedelta(days=number), kind=DayKind.SWAP_OFF, name="Nghỉ", basis="TB"
            )
        with CaptureQueriesContext(connection) as asked:
            page(client, "/calendar/2026/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_calculator_explains_the_way(world: World, as_user: Login) -> None:
    text = page(as_user("clerk"), "/calendar/working-days/?start=2026-11-20&add=3")
    assert "thứ Năm 26/11/2026" in text
    assert "nghỉ lễ: Ngày Văn hóa Việt Nam" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("start=2028-12-28&add=20", "Lịch nghỉ năm 2029 chưa được nhập"),
        ("start=2026-11-20&add=-1", "Số ngày từ 0 đến 500."),
        ("start=2026-11-20&add=100000", "Số ngày từ 0 đến 500."),
        ("start=2026-13-01&add=1", "ngày"),
        ("start=&add=", "bắt buộc"),
    ],
)
def test_the_calculator_says_what_it_cannot_compute(world: World, as_user: Login, query: str, words: str) -> None:
    text = page(as_user("clerk"), f"/calendar/working-days/?{query}")
    assert words in text
    assert 'id="due"' not in text


# --- changes -------------------------------------------------------------------------------------------------------


def post_day(client: Client, **change: str) -> tuple[int, str]:
    data = {
        "date": "2027-02-11",
        "kind": "SWAP_OFF",
        "name": "Nghỉ hoán đổi dịp Tết",
        "basis": "TB 1/TB-BNV ngày 10/12/2026",
        "state": "confirmed",
        "revision": str(calendar_revision()),
        **change,
    }
    answer = client.post("/calendar/2027/add/", data)
    return answer.status_code, answer.content.decode()


def test_an_administrator_enters_a_day_with_its_notice(world: World, as_user: Login) -> None:
    revision = calendar_revision()
    assert post_day(as_user("admin"))[0] == 302
    row = CalendarDay.objects.get(date=date(2027, 2, 11))
    assert (row.kind, row.basis) == ("SWAP_OFF", "TB 1/TB-BNV ngày 10/12/2026")
    assert calendar_revision() == revision + 1
    entry = trail(world)[-1]
    assert entry.verb == "calendars.day.add"
    assert entry.changes["basis"] == [None, "TB 1/TB-BNV ngày 10/12/2026"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "bắt buộc"),
        ({"basis": " "}, "bắt buộc"),
        ({"kind": "MAKE_UP_WORK"}, "Ngày làm bù phải là thứ Bảy hoặc Chủ nhật"),
        ({"date": "2031-01-01"}, "Lịch năm 2031 chưa được mở"),
        ({"date": "2027-02-06"}, "Ngày này đã có trong lịch"),
        ({"date": "2027-02-31"}, "Ngày"),
        ({"kind": "PARTY"}, "Loại"),
        ({"revision": "0"}, "Lịch vừa được người khác sửa"),
        ({"revision": ""}, "Chưa lưu được"),
    ],
)
def test_a_day_that_cannot_be_entered_says_why(
    world: World, as_user: Login, change: dict[str, str], words: str
) -> None:
    before, revision = CalendarDay.objects.count(), calendar_revision()
    status, text = post_day(as_user("admin"), **change)
    assert status == 422
    assert words in text
    assert (CalendarDay.objects.count(), calendar_revision()) == (before, revision)
    assert trail(world) == []


def test_two_people_on_the_calendar_and_a_form_sent_twice(world: World) -> None:
    seen = str(calendar_revision())
    enter(world, "2026-12-24", revision=seen)
    assert enter(world, "2026-12-24", revision=seen).date == date(2026, 12, 24)  # the same again: nothing to do
    with pytest.raises(Stale):
        enter(world, "2026-12-24", name="Tên khác", revision=seen)
    with pytest.raises(Stale):
        take_out_day(actor=world.scope("admin"), day=date(2026, 12, 24), revision=int(seen), at=NOW)
    assert len(trail(world)) == 1


def test_confirming_the_last_provisional_day_confirms_the_year(world: World) -> None:
    CalendarDay.objects.filter(date__year=2027).update(state=DayState.CONFIRMED)
    CalendarDay.objects.filter(date=date(2027, 1, 1)).update(state=DayState.PROVISIONAL)
    assert CalendarYear.objects.get(pk=2027).state == DayState.PROVISIONAL
    enter(world, "2027-01-01", DayKind.HOLIDAY, name="Tết Dương lịch")
    assert CalendarYear.objects.get(pk=2027).state == DayState.CONFIRMED


def test_a_day_is_corrected_and_taken_out_on_its_page(world: World, as_user: Login) -> None:
    client = as_user("admin")
    text = page(client, "/calendar/2026-11-24/")
    assert "Sửa ngày 24/11/2026" in text
    revision = str(calendar_revision())
    data = {"kind": "HOLIDAY", "name": "Ngày Văn hóa", "basis": "TB 5", "state": "confirmed", "revision": revision}
    assert client.post("/calendar/2026-11-24/", data)["Location"] == "/calendar/2026/"
    assert CalendarDay.objects.get(date=date(2026, 11, 24)).name == "Ngày Văn hóa"
    assert trail(world)[-1].changes["name"] == ["Ngày Văn hóa Việt Nam", "Ngày Văn hóa"]
    gone = client.post("/calendar/2026-11-24/remove/", {"revision": str(calendar_revision())}, follow=True)
    assert "Đã bỏ ngày 24/11/2026 khỏi lịch." in gone.content.decode()
    assert trail(world)[-1].verb == "calendars.day.remove"
    assert json.loads(working_days("--from", "2026-11-20", "--add", "3", "--json"))["due"] == "2026-11-25"
    again = client.post("/calendar/2026-11-24/remove/", {"revision": str(calendar_revision())})
    assert again.status_code == 409
    assert "Ngày này không có trong lịch" in again.content.decode()
    assert client.get("/calendar/2026-11-24/").status_code == 404


def test_the_next_year_is_opened_whole_and_once(world: World, as_user: Login) -> None:
    client = as_user("admin")
    opened_page = client.post("/calendar/2029/open/", follow=True).content.decode()
    assert "Đã mở lịch năm 2029" in opened_page
    days = CalendarDay.objects.filter(date__year=2029)
    assert days.count() >= 11
    assert days.filter(state=DayState.PROVISIONAL).exists()
    assert open_year(actor=world.scope("admin"), year=2029, at=NOW) == 0
    assert [entry.verb for entry in trail(world)] == ["calendars.year.open"]
    with pytest.raises(Refusal) as refused:
        open_year(actor=world.scope("admin"), year=2040, at=NOW)
    assert refused.value.code == "year-not-next"


@pytest.mark.parametrize("who", ["principal", "clerk", "teacher", "officer", "head", "auditor", "other_officer"])
def test_only_administrators_change_the_calendar(world: World, as_user: Login, who: str) -> None:
    client = as_user(who)
    assert client.get("/calendar/").status_code == 200
    for address in ("/calendar/2027/add/", "/calendar/2026-11-24/"):
        assert client.get(address).status_code == 403
    for address in ("/calendar/2026-11-24/remove/", "/calendar/2029/open/"):
        assert client.post(address).status_code == 403
    with pytest.raises(Forbidden):
        enter(world, "2026-12-24", who=who)
    assert CalendarDay.objects.filter(date=date(2026, 11, 24)).exists()


def test_a_stranger_is_sent_to_the_login(world: World, client: Client) -> None:
    assert client.get("/calendar/")["Location"] == "/login/?next=/calendar/"
