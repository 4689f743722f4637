"""The two-minute month, reminders that name only what is missing, and figures at cut-off."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.actions.rounds import open_round
from reports.actions.snapshots import take
from reports.enums import ReportState
from reports.gather import gather
from reports.models import CutoffFigures, MonthlyLook, ReminderRule, ReminderSnooze, Report
from reports.month.actions.looks import MONTH
from reports.month.actions.office import set_cutoff
from reports.month.actions.reminders import REMINDER
from reports.month.queries.figures import figure_table, offices_watching
from reports.month.rules import look_day, office_text, read_offsets, reminder_day
from reports.tasks import remind_schools, take_figures_at_cutoff
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.periods import Quarter, local_date
from schooladmin.documents.tree import Regime
from schooladmin.notices.models import Notice
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.factory import World, make_school, make_user, moment, put_above
from tests.stage import NOW, QUARTER, Stage, add_request, set_stage

pytestmark = pytest.mark.usefixtures("calendar")
DUE = date(2026, 10, 15)
OFFSETS = [-10, -3, -1, 0, 1]
UNSIGNED = "số liệu hệ thống, chưa ký"


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


def sign(report: Report, at: datetime) -> None:
    """The report is submitted as it stands."""
    with opened(system(local_date(at), "test")) as scope:
        row = Report.objects.select_related("round__theme", "round__template", "unit").get(pk=report.pk)
        take(actor=scope, report=row, papers={Regime.PARTY: gather(row, scope.at)}, at=at)
        row.state, row.submitted_at, row.receipt_code = ReportState.SUBMITTED, at, f"BC-{row.pk}"
        row.save()


def remind_at(text: str) -> None:
    with time_machine.travel(moment(text), tick=False):
        remind_schools()


def reminders(world: World, who: str = "principal") -> list[str]:
    rows = Notice._base_manager.filter(person=world.users[who].person, kind=REMINDER, closed_at__isnull=True)
    return [row.text for row in rows]


# Days


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.lists(st.integers(-60, 60), max_size=4), st.integers(-90, 90))
def test_the_reminder_of_a_day_is_the_last_that_has_come(due: date, offsets: list[int], later: int) -> None:
    today = due + timedelta(days=later)
    found = reminder_day(due, offsets, today)
    come = [due + timedelta(days=offset) for offset in offsets if offset <= later]
    assert found == (max(come) if come and today < max(come) + timedelta(days=31) else None)


def test_days_are_read_as_people_write_them() -> None:
    assert read_offsets("-10, −3;-1 , 0,+1, 0") == OFFSETS
    for text in ("", "mai", "1.5", "99"):
        with pytest.raises(ValueError, match=r".*"):
            read_offsets(text)


def test_the_fifth_moves_to_the_next_working_day() -> None:
    calendar = work_calendar()
    assert look_day(date(2026, 11, 1), 5, calendar) == date(2026, 11, 5)
    assert look_day(date(2026, 12, 1), 5, calendar) == date(2026, 12, 7)  # a Saturday


def test_the_installation_ships_its_days(db: None) -> None:
    row = ReminderRule.objects.get(organ__isnull=True)
    assert (row.offsets, row.month_day) == (OFFSETS, 5)


# Reminders


def test_a_reminder_comes_on_its_days_names_what_is_missing_and_is_one_a_day(stage: Stage) -> None:
    world = stage.world
    remind_at("2026-10-04 07:25")
    assert reminders(world) == []
    remind_at("2026-10-05 07:25")
    (said,) = reminders(world)
    assert "quý III năm 2026" in said
    assert "15/10/2026" in said
    assert "«Cải cách thủ tục hành chính»" in said
    assert "«Cải cách thể chế»" not in said  # it has a result
    assert "ký và nộp" in said
    remind_at("2026-10-05 08:25")
    remind_at("2026-10-06 08:25")
    assert len(reminders(world)) == 1
    remind_at("2026-10-12 07:25")
    assert len(reminders(world)) == 1  # the older one has gone
    assert Notice._base_manager.filter(person=world.users["principal"].person, kind=REMINDER).count() == 2
    assert reminders(world, "party_secretary")
    assert not reminders(world, "clerk")
    assert not reminders(world, "teacher")


def test_who_has_submitted_is_never_reminded(stage: Stage) -> None:
    remind_at("2026-10-05 07:25")
    assert reminders(stage.world)
    sign(stage.report, moment("2026-10-11 09:00"))
    for day in ("2026-10-11", "2026-10-12", "2026-10-15", "2026-10-16"):
        remind_at(f"{day} 07:25")
        assert reminders(stage.world) == []
    assert reminders(stage.world, "sister_principal")


def test_one_person_of_two_schools_gets_one_digest(stage: Stage) -> None:
    world = stage.world
    Membership.objects.create(
        person=world.users["principal"].person, unit=world.sister, role=Role.PRINCIPAL, valid_from=date(2026, 1, 1)
    )
    remind_at("2026-10-12 07:25")
    (said,) = reminders(world)
    assert said.startswith("2 báo cáo chưa nộp")
    assert "THCS-A" in said
    assert "THCS-B" in said


def test_a_snooze_lasts_until_its_day(stage: Stage, as_user: Callable[[str], Client]) -> None:
    world, url = stage.world, reverse("reports.reminder.snooze", args=[stage.report.pk])
    with time_machine.travel(moment("2026-10-12 06:00"), tick=False):
        client = as_user("principal")
        assert client.post(url, {"until": "2026-10-12"}).status_code == 422
        assert client.post(url, {"until": "2026-10-14"}).status_code == 302
    remind_at("2026-10-12 07:25")
    remind_at("2026-10-13 07:25")
    assert reminders(world) == []
    assert reminders(world, "party_secretary")
    remind_at("2026-10-14 07:25")
    assert reminders(world)
    assert ReminderSnooze._base_manager.count() == 1


def test_an_organ_enters_its_own_days(stage: Stage, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(moment("2026-10-01 08:00"), tick=False):
        client = as_user("party_officer")
        said = {
            "days-organ": stage.world.party.pk, "days-valid_from": "2026-10-01", "days-offsets": "-2, 0",
            "days-month_day": "10", "days-basis": "Công văn 5-CV/ĐU",
        }  # fmt: skip
        assert client.post(reverse("reports.reminder.set"), said).status_code == 302
        bad = client.post(reverse("reports.reminder.set"), {**said, "days-offsets": "ngày mai"})
        assert bad.status_code == 422
        assert "ngày mai" in bad.content.decode()
        past = client.post(reverse("reports.reminder.set"), {**said, "days-valid_from": "2026-09-30"})
        assert past.status_code == 422
    remind_at("2026-10-12 07:25")
    assert reminders(stage.world) == []
    remind_at("2026-10-13 07:25")
    assert reminders(stage.world)


def test_the_chat_texts_name_schools_what_is_missing_and_the_link(
    stage: Stage, as_user: Callable[[str], Client]
) -> None:
    with time_machine.travel(moment("2026-10-16 08:00"), tick=False):
        office = as_user("party_officer").get(reverse("reports.reminder.read"), {"quarter": "2026-Q3"})
        month = as_user("principal").get(reverse("reports.month.read"))
    text = office.context["chat"]
    assert "Trường THCS Bình An" in text
    assert "Trường THCS Hòa Bình" in text
    assert "đã quá hạn 15/10/2026" in text
    assert reverse("reports.list") in text
    assert "Cải cách thủ tục hành chính" in month.context["chat"]
    assert reverse("reports.report.read", args=[stage.report.pk]) in month.context["chat"]
    sign(stage.report, moment("2026-10-16 09:00"))
    with time_machine.travel(moment("2026-10-16 10:00"), tick=False):
        after = as_user("party_officer").get(reverse("reports.reminder.read"), {"quarter": "2026-Q3"}).context["chat"]
    assert "Bình An" not in after
    assert "Còn 1 trường" in office_text("quý III", DUE, DUE, ["A"], "x")


# The month


def test_the_month_is_told_once_row_first_and_ends_with_a_look(stage: Stage, as_user: Callable[[str], Client]) -> None:
    world = stage.world
    mine = Notice._base_manager.filter(person=world.users["principal"].person, kind=MONTH)
    remind_at("2026-12-05 08:25")  # a Saturday
    assert not mine.exists()
    for hour in ("08:25", "09:25"):
        remind_at(f"2026-12-07 {hour}")
    assert mine.filter(closed_at__isnull=True).count() == 1
    assert MonthlyLook._base_manager.filter(unit=world.school, told_at__isnull=False).count() == 1
    with time_machine.travel(moment("2026-12-07 20:00"), tick=False):
        client = as_user("principal")
        assert client.get(mine.get().url).status_code == 200
        for _time in range(2):
            assert client.post(reverse("reports.month.confirm"), {"unit": world.school.code}).status_code == 302
    assert not mine.filter(closed_at__isnull=True).exists()
    row = MonthlyLook._base_manager.get(unit=world.school)
    assert row.looked_by_label == "Lê Văn Hiệu"


def test_the_month_says_what_came_in_what_presses_and_how_far_the_draft_is(
    stage: Stage, as_user: Callable[[str], Client]
) -> None:
    with opened(system(NOW.date(), "test")):
        add_request(stage.world.school, moment("2026-10-08 08:00"))
    with time_machine.travel(moment("2026-10-12 20:00"), tick=False):
        page = as_user("principal").get(reverse("reports.month.read")).context["page"]
    assert (page.received, page.received_before) == (1, 1)
    assert page.pressing >= 1
    assert len(page.unlogged) == 8  # nothing of the new quarter yet
    assert page.report == stage.report
    # One field of eight has a result, one task is promised, no limitations: two of ten.
    assert page.percent == 20


def test_the_month_of_another_school_does_not_exist(stage: Stage, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = as_user("principal").get(reverse("reports.month.read"), {"unit": stage.world.sister.code})
    assert answer.status_code == 404


# Figures at cut-off


def sixty(stage: Stage) -> None:
    """Sixty schools below the Party organ, all with a report."""
    for number in range(58):
        put_above(
            make_school(f"TH-{number:02}", f"Trường Tiểu học số {number}"), stage.world.party, SupervisionKind.PARTY
        )
    rebuild_reach()
    with opened(system(date(2026, 10, 1), "test")) as scope:
        open_round(actor=scope, theme_id=stage.theme.pk, due_on=DUE, at=moment("2026-10-01 08:00"))


def switch(stage: Stage, *, is_on: bool, at: str) -> None:
    with opened(stage.world.scope("party_officer", moment(at).date())) as scope:
        set_cutoff(
            actor=scope,
            organ_id=stage.world.party.pk,
            valid_from=scope.at,
            is_on=is_on,
            basis="Công văn 7-CV/ĐU",
            at=moment(at),
        )


def take_at(text: str) -> dict[str, int]:
    with time_machine.travel(moment(text), tick=False):
        return take_figures_at_cutoff()


def test_nobody_acts_and_the_office_still_has_every_row_marked(stage: Stage, as_user: Callable[[str], Client]) -> None:
    sixty(stage)
    switch(stage, is_on=True, at="2026-10-10 08:00")
    assert take_at("2026-10-15 23:05") == {"taken": 0, "blocked": 0}
    assert take_at("2026-10-16 00:05") == {"taken": 60, "blocked": 0}
    assert take_at("2026-10-16 01:05") == {"taken": 0, "blocked": 0}
    with opened(system(NOW.date(), "test")):  # entered afterwards: what was taken stays
        add_request(stage.world.school, moment("2026-09-29 08:00"))
    with time_machine.travel(moment("2026-10-16 08:00"), tick=False):
        client = as_user("party_officer")
        answer = client.get(reverse("reports.figures.download"), {"quarter": "2026-Q3"})
        page = client.get(reverse("reports.figures.read"), {"quarter": "2026-Q3"}).content.decode()
        board = client.get(reverse("reports.board.read"), {"quarter": "2026-Q3"}).content.decode()
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if str(row[0]).startswith("Trường")]
    assert len(rows) == 60
    assert {row[-1] for row in rows} == {UNSIGNED}
    (own,) = (row for row in rows if row[0] == "Trường THCS Bình An")
    assert own[2] == 1
    assert page.count("state-wait") == 60
    assert board.count(UNSIGNED) == 60
    last = [str(sheet.cell(sheet.max_row - place, 1).value) for place in (1, 0)]
    assert last == [
        f"Độ phủ số liệu: 60/60 trường; đã ký: 0; {UNSIGNED}: 60.",
        "Không có số điền tay, chưa đính chính.",
    ]


def test_off_by_default_nothing_unsigned_is_seen(stage: Stage, as_user: Callable[[str], Client]) -> None:
    assert take_at("2026-10-16 00:05") == {"taken": 0, "blocked": 0}
    with opened(stage.world.scope("party_officer", date(2026, 10, 16))) as scope:
        table = figure_table(scope, QUARTER)
    assert not table.known
    assert len(table.missing) == 2
    switch(stage, is_on=True, at="2026-10-16 08:00")
    assert take_at("2026-10-16 09:05")["taken"] == 2
    switch(stage, is_on=False, at="2026-10-17 08:00")
    with opened(stage.world.scope("party_officer", date(2026, 10, 17))) as scope:
        assert not figure_table(scope, QUARTER).known
    with opened(stage.world.scope("officer", date(2026, 10, 16))) as scope:  # another office, which did not ask
        assert not figure_table(scope, QUARTER).known
    assert CutoffFigures._base_manager.count() == 2
    with time_machine.travel(moment("2026-10-17 09:00"), tick=False):
        assert UNSIGNED not in as_user("party_officer").get(reverse("reports.board.read")).content.decode()


def test_a_signature_takes_the_mark_away_and_lateness_counts_by_it(stage: Stage) -> None:
    switch(stage, is_on=True, at="2026-10-10 08:00")
    take_at("2026-10-16 00:05")
    sign(stage.report, moment("2026-10-20 09:00"))
    with opened(stage.world.scope("party_officer", date(2026, 10, 20))) as scope:
        table = figure_table(scope, QUARTER)
    rows = {row.code: row for row in table.rows}
    assert rows["THCS-A"].is_signed
    assert rows["THCS-A"].is_late
    assert not rows["THCS-B"].is_signed
    assert table.unsigned == 1


def test_every_school_reads_who_sees_its_unsigned_figures(stage: Stage, as_user: Callable[[str], Client]) -> None:
    with opened(stage.world.scope("principal", date(2026, 10, 12))):
        assert offices_watching(stage.world.school.pk, date(2026, 10, 12)) == ()
    switch(stage, is_on=True, at="2026-10-12 08:00")
    with time_machine.travel(NOW, tick=False):
        client = as_user("principal")
        for url in (reverse("reports.report.read", args=[stage.report.pk]), reverse("reports.month.read")):
            assert "Đảng ủy xã Sơn Lam vẫn xem được số liệu hệ thống" in client.get(url).content.decode()


def test_who_may_not_switch_it_is_refused(stage: Stage) -> None:
    for who in ("principal", "party_officer"):
        organ = stage.world.commune.pk
        with opened(stage.world.scope(who, NOW.date())) as scope, pytest.raises(Forbidden):
            set_cutoff(actor=scope, organ_id=organ, valid_from=scope.at, is_on=True, basis="x", at=NOW)
    with opened(stage.world.scope("officer", NOW.date())) as scope, pytest.raises(Refusal):
        set_cutoff(actor=scope, organ_id=stage.world.commune.pk, valid_from=scope.at, is_on=True, basis=" ", at=NOW)


def test_the_table_asks_the_same_for_two_schools_and_for_sixty(stage: Stage) -> None:
    switch(stage, is_on=True, at="2026-10-10 08:00")

    def count() -> int:
        with (
            opened(stage.world.scope("party_officer", date(2026, 10, 16))) as scope,
            CaptureQueriesContext(connection) as asked,
        ):
            figure_table(scope, Quarter(2026, 3))
        return len(asked)

    before = count()
    sixty(stage)
    take_at("2026-10-16 00:05")
    assert count() == before


def test_a_login_of_a_school_sees_neither_office_nor_figures(stage: Stage, as_user: Callable[[str], Client]) -> None:
    make_user(stage.world.school, Role.TEACHER, "them", "Giáo Viên Mới")
    with time_machine.travel(NOW, tick=False):
        for name in ("reports.figures.read", "reports.reminder.read"):
            assert as_user("principal").get(reverse(name)).status_code == 403
