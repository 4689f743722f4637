"""Who hears of a lock, of another closing day and of a correction, and until when; and reminders that end at once."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.actions.amendments import refuse_amendment
from reports.actions.exceptions import grant_exception, revoke_exception
from reports.actions.rounds import CLOSING, move_closing_day, open_round
from reports.actions.telling import AMENDMENT, LOCK, tell
from reports.models import ClosingChange, LockException, Report, Round, Theme
from reports.month.actions.reminders import REMINDER
from reports.tasks import remind_schools
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.notices.models import Notice
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.closing import LATER, approve, open_quarter, propose, submit
from tests.factory import World, make_school, make_user, moment, put_above

CLOSES = date(2026, 10, 25)
BEFORE, AFTER = moment("2026-10-20 08:00"), moment("2026-10-26 08:00")


@pytest.fixture
def report(calendar: None, world: World) -> Report:
    found = open_quarter(world)
    Round._base_manager.update(closes_on=CLOSES)
    return found


def told(world: World, who: str, kind: str) -> list[str]:
    rows = Notice._base_manager.filter(person=world.users[who].person, kind=kind, closed_at__isnull=True)
    return [row.text for row in rows.order_by("pk")]


def run_at(text: str) -> None:
    with time_machine.travel(moment(text), tick=False):
        remind_schools()


def grant(world: World, report: Report, until: date = date(2026, 10, 30)) -> LockException:
    with opened(world.scope("party_officer", AFTER.date())) as scope:
        return grant_exception(
            actor=scope,
            report_id=report.pk,
            until=until,
            reason="Mất điện do bão",
            mutation_id=uuid.uuid4(),
            at=AFTER,
        )


def move(world: World, who: str = "party_officer", at: datetime = BEFORE, **changed: object) -> Round:
    values: dict[str, object] = {
        "round_id": Round._base_manager.get().pk,
        "closes_on": date(2026, 10, 31),
        "seen": CLOSES,
        "reason": "Bão số 5",
        "mutation_id": uuid.uuid4(),
    }
    with opened(world.scope(who, at.date())) as scope:
        return move_closing_day(actor=scope, at=at, **(values | changed))  # type: ignore[arg-type]


# Exceptions


def test_the_school_hears_when_it_is_let_in_and_when_that_ends(world: World, report: Report) -> None:
    grant(world, report)
    said = "Báo cáo quý III năm 2026 được mở thêm đến hết thứ Sáu 30/10/2026. Lý do: Mất điện do bão"
    for who in ("principal", "deputy", "party_secretary"):
        assert told(world, who, LOCK) == [said]
    for who in ("clerk", "teacher", "sister_principal", "party_officer"):
        assert told(world, who, LOCK) == []
    run_at("2026-10-30 07:25")
    assert told(world, "principal", LOCK) == [said]
    run_at("2026-10-31 00:25")
    (ended,) = told(world, "principal", LOCK)
    assert ended.startswith("Thời gian mở thêm của báo cáo quý III năm 2026 đã hết sau thứ Sáu 30/10/2026")
    run_at("2026-12-15 07:25")
    assert told(world, "principal", LOCK) == []  # old news


def test_taking_it_back_is_told_at_once_and_submitting_ends_it_all(world: World, report: Report) -> None:
    row = grant(world, report)
    with opened(world.scope("party_officer", AFTER.date())) as scope:
        revoke_exception(actor=scope, report_id=report.pk, exception_id=row.pk, at=AFTER)
    assert told(world, "principal", LOCK) == ["Việc mở thêm báo cáo quý III năm 2026 đã được thu hồi."]
    grant(world, report, date(2026, 11, 2))
    (said,) = told(world, "principal", LOCK)
    assert "02/11/2026" in said
    submit(world, report)
    assert told(world, "principal", LOCK) == []
    run_at("2026-10-27 07:25")
    assert told(world, "principal", LOCK) == []


# Corrections


@time_machine.travel(LATER, tick=False)
def test_a_correction_is_told_to_who_decides_and_the_decision_to_who_proposed(world: World, report: Report) -> None:
    submit(world, report)
    first = propose(world, report)
    said = "Trường THCS Bình An đề nghị đính chính báo cáo quý III năm 2026: Rút học bạ: tiếp nhận."
    assert told(world, "party_officer", AMENDMENT) == [said]
    for who in ("principal", "officer", "other_officer", "head"):
        assert told(world, who, AMENDMENT) == []
    approve(world, first)
    assert told(world, "party_officer", AMENDMENT) == []
    for who in ("principal", "party_secretary"):
        (said,) = told(world, who, AMENDMENT)
        assert said.startswith("Đính chính báo cáo quý III năm 2026 đã được duyệt")
    second = propose(world, report, key="text:digital", new="Lời khác.")
    with opened(world.scope("party_officer", LATER.date())) as scope:
        refuse_amendment(
            actor=scope, report_id=report.pk, amendment_id=second.pk, reason="Chưa có minh chứng", at=LATER
        )
    assert told(world, "party_officer", AMENDMENT) == []
    assert "Lý do: Chưa có minh chứng" in told(world, "principal", AMENDMENT)[1]
    run_at("2026-11-25 07:25")
    assert told(world, "principal", AMENDMENT) == []


# Another closing day


def test_a_closing_day_moves_with_reason_trail_and_notice(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    url = reverse("reports.round.closing", args=[report.round_id])
    with time_machine.travel(BEFORE, tick=False):
        client = as_user("party_officer")
        assert url in client.get(reverse("reports.locks"), {"quarter": "2026-Q3"}).content.decode()
        page = client.get(url).content.decode()
        assert "2 trường chưa nộp" in page
        form = {
            "closes_on": "2026-10-31",
            "reason": "Bão số 5",
            "seen": CLOSES.isoformat(),
            "mutation_id": str(uuid.uuid4()),
        }
        refused = client.post(url, form | {"closes_on": "2026-10-19"})
        assert refused.status_code == 422
        assert "Ngày khóa không lùi về quá khứ được" in refused.content.decode()
        assert "2026-10-19" in refused.content.decode()
        for _time in range(2):  # pressed twice
            assert client.post(url, form).status_code == 302
        page = client.get(url).content.decode()
        assert "25/10/2026 → 31/10/2026" in page
        assert "Tô Văn Đảng" in page
    assert Round._base_manager.get().closes_on == date(2026, 10, 31)
    (entry,) = AuditEntry._base_manager.filter(verb=CLOSING)
    assert entry.changes == {"closes_on": ["2026-10-25", "2026-10-31"], "reason": ["", "Bão số 5"]}
    said = "Ngày khóa báo cáo quý III năm 2026 đổi từ Chủ nhật 25/10/2026 thành thứ Bảy 31/10/2026. Lý do: Bão số 5"
    for who in ("principal", "party_secretary", "sister_principal"):
        assert [text.lower() for text in told(world, who, LOCK)] == [said.lower()]
    assert told(world, "foreign_principal", LOCK) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"closes_on": date(2026, 10, 19)}, "closes-in-the-past"),
        ({"closes_on": CLOSES}, "nothing-changed"),
        ({"reason": "  "}, "reason-empty"),
        ({"at": AFTER}, "round-closed"),
        ({"at": AFTER, "closes_on": None}, "round-closed"),
        ({"at": moment("2026-10-10 08:00"), "closes_on": date(2026, 10, 14)}, "closes-before-due"),
        ({"seen": date(2026, 10, 24)}, "closing-stale"),
        ({"seen": None}, "closing-stale"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nobody_is_told(
    world: World, report: Report, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        move(world, **changed)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert isinstance(refused.value, Stale) == (code == "closing-stale")
    assert Round._base_manager.get().closes_on == CLOSES
    assert not ClosingChange._base_manager.exists()
    assert told(world, "principal", LOCK) == []


def test_a_quarter_may_be_left_open_and_closed_again(world: World, report: Report) -> None:
    move(world, closes_on=None)
    assert "thành không khóa" in told(world, "principal", LOCK)[0]
    move(world, closes_on=BEFORE.date(), seen=None)  # today: the school may write until tonight
    (said,) = told(world, "principal", LOCK)
    assert "từ không khóa thành" in said


def test_only_schools_whose_day_changes_are_told(world: World, report: Report) -> None:
    other = Report._base_manager.get(unit=world.sister)
    LockException._base_manager.create(
        unit=world.sister,
        round=other.round,
        until=date(2026, 11, 5),
        reason="Lý do",
        granted_at=BEFORE,
        granted_by_label="Cán bộ",
        mutation_id=uuid.uuid4(),
    )
    move(world)
    assert any(text.startswith("Ngày khóa") for text in told(world, "principal", LOCK))
    assert not any(text.startswith("Ngày khóa") for text in told(world, "sister_principal", LOCK))


def test_only_the_party_organ_that_opened_the_quarter_moves_its_day(world: World, report: Report) -> None:
    for who in ("officer", "principal", "other_officer"):
        with pytest.raises(OutOfScope):
            move(world, who)
    second = make_user(world.party, Role.HEAD, "party_head", "Lưu Văn Bí Thư")
    world.users["party_head"] = second
    with pytest.raises(Forbidden):
        move(world, "party_head")


# The number of queries, and reminders


def test_telling_asks_as_often_for_many_schools_as_for_few(world: World, report: Report) -> None:
    move(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            tell(None, BEFORE)
        return len(found)

    queries()
    few = queries()
    for number in range(20):
        school = make_school(f"THCS-N{number}", f"Trường số {number}")
        put_above(school, world.party, SupervisionKind.PARTY)
        make_user(school, Role.PRINCIPAL, f"principal-{number}")
    rebuild_reach()
    with opened(system(BEFORE.date(), "test")) as scope:
        theme, due_on = Theme._base_manager.get().pk, date(2026, 10, 15)
        open_round(actor=scope, theme_id=theme, due_on=due_on, at=BEFORE)
    queries()
    assert Notice._base_manager.filter(kind=LOCK, closed_at__isnull=True).count() == 24
    assert queries() == few


def test_a_reminder_ends_in_the_moment_of_submission(world: World, report: Report) -> None:
    Membership.objects.create(
        person=world.users["party_secretary"].person,
        unit=world.sister,
        role=Role.PARTY_SECRETARY,
        valid_from=date(2026, 1, 1),
    )
    run_at("2026-10-12 07:25")
    assert told(world, "principal", REMINDER)
    assert told(world, "party_secretary", REMINDER)[0].startswith("2 báo cáo chưa nộp")
    submit(world, report)
    assert told(world, "principal", REMINDER) == []
    assert told(world, "party_secretary", REMINDER) == []
    assert told(world, "sister_principal", REMINDER)  # that school has not
    run_at("2026-10-12 21:25")
    assert told(world, "principal", REMINDER) == []
    (left,) = told(world, "party_secretary", REMINDER)  # the other school alone
    assert left.startswith("Báo cáo quý III năm 2026, hạn nộp")
