"""Closed quarters: the rule on both sides of each edge, exceptions, and that nothing typed is lost."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.actions.exceptions import grant_exception, revoke_exception
from reports.models import LockException, Report, Round
from reports.rules.lock import CLOSING_DAYS, LockReason, LockState, Opening, lock_of
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.scope import opened
from tests.factory import World, make_school, moment, put_above
from tests.stage import Stage, set_stage

CLOSES = date(2026, 10, 25)
DAY = timedelta(days=1)
AFTER = moment("2026-10-26 08:00")


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (CLOSES - CLOSING_DAYS * DAY, LockState.OPEN),
        (CLOSES - (CLOSING_DAYS - 1) * DAY, LockState.CLOSING),
        (CLOSES, LockState.CLOSING),
        (CLOSES + DAY, LockState.LOCKED),
    ],
)
def test_a_quarter_is_open_through_its_closing_day(day: date, state: LockState) -> None:
    assert lock_of(CLOSES, (), False, day).state is state


@pytest.mark.parametrize(
    ("opening", "day", "state", "reason"),
    [
        (Opening(CLOSES + 5 * DAY), CLOSES + 5 * DAY, LockState.CLOSING, LockReason.NONE),
        (Opening(CLOSES + 5 * DAY), CLOSES + 6 * DAY, LockState.LOCKED, LockReason.EXPIRED),
        (Opening(CLOSES + 5 * DAY, is_revoked=True), CLOSES, LockState.CLOSING, LockReason.NONE),
        (Opening(CLOSES + 5 * DAY, is_revoked=True), CLOSES + DAY, LockState.LOCKED, LockReason.REVOKED),
        (Opening(CLOSES + 5 * DAY, is_revoked=True), CLOSES + 6 * DAY, LockState.LOCKED, LockReason.CLOSED),
    ],
)
def test_an_exception_holds_through_its_last_day(
    opening: Opening, day: date, state: LockState, reason: LockReason
) -> None:
    found = lock_of(CLOSES, (opening,), False, day)
    assert (found.state, found.reason) == (state, reason)


def test_a_quarter_without_a_closing_day_never_closes_and_a_submitted_report_is_locked() -> None:
    assert lock_of(None, (), False, date(2099, 1, 1)).state is LockState.OPEN
    assert lock_of(None, (), True, CLOSES).reason is LockReason.SUBMITTED


_DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(_DAYS, st.lists(st.builds(Opening, _DAYS, st.booleans())), _DAYS)
def test_the_lock_opens_exactly_on_the_days_that_somebody_granted(
    closes_on: date, openings: list[Opening], day: date
) -> None:
    found = lock_of(closes_on, openings, False, day)
    granted = day <= closes_on or any(not row.is_revoked and day <= row.until for row in openings)
    assert found.is_locked is not granted
    assert found.until is not None
    assert found.is_locked is (day > found.until)
    # Another exception never takes a day away; revoking all leaves the quarter's own days.
    assert not lock_of(closes_on, [*openings, Opening(day)], False, day).is_locked
    bare = [Opening(row.until, is_revoked=True) for row in openings]
    assert lock_of(closes_on, bare, False, day).is_locked is (day > closes_on)


@pytest.fixture
def stage(calendar: None, world: World) -> Stage:
    """The stage with a quarter that closed yesterday."""
    found = set_stage(world)
    Round._base_manager.update(closes_on=CLOSES)
    return found


def _grant(world: World, report: Report, **changed: object) -> LockException:
    values: dict[str, object] = {
        "until": date(2026, 10, 30),
        "reason": "Mất điện do bão",
        "mutation_id": uuid.uuid4(),
        "report_id": report.pk,
        "at": AFTER,
    }
    with opened(world.scope("party_officer", AFTER.date())) as scope:
        return grant_exception(actor=scope, **(values | changed))  # type: ignore[arg-type]


@time_machine.travel(AFTER, tick=False)
def test_after_the_closing_day_what_was_typed_is_put_back_with_who_can_open(
    world: World, stage: Stage, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    answer = client.post(
        reverse("reports.report.edit", args=[stage.report.pk]),
        {
            "document-document_date": "2026-10-14",
            "document-reporter_name": "Người ký mới của trường",
            "document-reporter_title": "Người báo cáo",
            "document-version": 1,
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kỳ báo cáo đã đóng sau ngày 25/10/2026" in page
    assert "Tô Văn Đảng, Đảng ủy xã Sơn Lam" in page
    assert "Người ký mới của trường" in page
    assert Report._base_manager.get(pk=stage.report.pk).reporter_name == "Ngô Văn Bí"
    field = reverse("reports.narrative.edit", args=[stage.report.pk, "digital"])
    typed = {"part": "typed", "text": "Lời viết sau ngày khóa.", "version": 0, "mutation_id": str(uuid.uuid4())}
    for headers in ({}, {"HX-Request": "true"}):
        words = client.post(field, typed, headers=headers).content.decode()
        assert "Lời viết sau ngày khóa." in words
        assert "Tô Văn Đảng" in words
    refused = client.post(reverse("reports.report.submit", args=[stage.report.pk]))
    assert refused.status_code == 409
    assert "Kỳ báo cáo đã đóng" in refused.content.decode()


@time_machine.travel(AFTER, tick=False)
def test_an_exception_opens_the_quarter_for_one_school_until_it_is_revoked(
    world: World, stage: Stage, as_user: Callable[[str], Client]
) -> None:
    officer, principal = as_user("party_officer"), as_user("principal")
    url = reverse("reports.exception.grant", args=[stage.report.pk])
    form = {"until": "2026-10-30", "reason": "Mất điện do bão", "mutation_id": str(uuid.uuid4())}
    assert officer.post(url, form).status_code == 302
    assert officer.post(url, form).status_code == 302  # the same form once more
    row = LockException._base_manager.get()
    assert row.unit_id == world.school.pk
    read = reverse("reports.report.read", args=[stage.report.pk])
    assert "Kỳ báo cáo đã đóng" not in principal.get(read).content.decode()
    sister = Report._base_manager.get(unit=world.sister)
    other = as_user("sister_principal").get(reverse("reports.report.read", args=[sister.pk]))
    assert "Kỳ báo cáo đã đóng" in other.content.decode()
    page = officer.get(reverse("reports.locks"), {"quarter": "2026-Q3"}).content.decode()
    assert "Mất điện do bão" in page
    assert "1 trường đang bị khóa" in page
    assert officer.post(reverse("reports.exception.revoke", args=[stage.report.pk, row.pk])).status_code == 302
    assert "đã bị thu hồi" in principal.get(read).content.decode()


@time_machine.travel(AFTER, tick=False)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"until": date(2026, 10, 25)}, "not-closed"),
        ({"until": date(2027, 3, 1)}, "until-range"),
        ({"reason": "  "}, "reason-empty"),
    ],
)
def test_an_exception_needs_a_day_ahead_and_a_reason(
    world: World, stage: Stage, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        _grant(world, stage.report, **changed)
    assert refused.value.code == code


@time_machine.travel(AFTER, tick=False)
def test_only_the_party_organ_opens_a_quarter(world: World, stage: Stage) -> None:
    row = _grant(world, stage.report)
    for who, error in (("officer", Forbidden), ("principal", Forbidden), ("other_officer", OutOfScope)):
        with opened(world.scope(who, AFTER.date())) as scope, pytest.raises(error):
            revoke_exception(actor=scope, report_id=stage.report.pk, exception_id=row.pk, at=AFTER)


@time_machine.travel(AFTER, tick=False)
def test_the_page_of_locks_asks_as_often_for_many_schools_as_for_one(
    world: World, stage: Stage, as_user: Callable[[str], Client]
) -> None:
    officer = as_user("party_officer")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert officer.get(reverse("reports.locks"), {"quarter": "2026-Q3"}).status_code == 200
        return len(found)

    queries()
    few = queries()
    source = Report._base_manager.get(unit=world.school)
    for number in range(20):
        school = make_school(f"THCS-N{number}", f"Trường số {number}")
        put_above(school, world.party)
        report = Report._base_manager.create(
            unit=school,
            round=source.round,
            quarter=source.quarter,
            document_date=source.document_date,
            created_at=AFTER,
        )
        LockException._base_manager.create(
            unit=school,
            round=report.round,
            until=date(2026, 10, 30),
            reason="Lý do",
            granted_at=AFTER,
            granted_by_label="Cán bộ",
            mutation_id=uuid.uuid4(),
        )
    rebuild_reach()
    assert queries() == few
