"""The days of the reminders on their page, and the pupils who came and have no class yet."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import TransferRule, TransferSide
from procedures.queries.on_the_way import newcomers, rule_on, without_class
from procedures.tasks import look_for_pupils_on_the_way
from procedures.transfers.actions import accept_transfer, arrive_transfer, release_transfer
from procedures.transfers.reminders import remove_rule, set_rule
from pupils.actions import mark_left
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.notices.models import Notice
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.test_transfers_case import act
from tests.transfers import NOW, begin, enrol, fresh, other_side

pytestmark = pytest.mark.usefixtures("calendar")
BASIS = "CV 12/VHXH ngày 20/11/2026"


def arrived(world: World, class_name: str = "", name: str = "Nguyễn Văn An") -> TransferSide:
    """The receiving side of a pupil who came on Tuesday 24 November 2026; placing is due on 1 December."""
    leaving = begin(world, pupil=enrol(world.school, name))
    coming = other_side(leaving)
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 08:00", class_name=class_name)
    return fresh(coming)


def told() -> list[tuple[str, str]]:
    rows = Notice._base_manager.filter(kind="procedures.transfer.placing", closed_at__isnull=True)
    return sorted((row.person.user.username, row.key.rpartition(":")[2]) for row in rows.select_related("person__user"))


def run(at: str) -> dict[str, int]:
    with time_machine.travel(moment(at), tick=False):
        return look_for_pupils_on_the_way()


def test_the_clerk_of_the_receiving_school_is_reminded_until_there_is_a_class(world: World) -> None:
    coming = arrived(world)
    run("2026-11-27 07:20")
    assert told() == []  # the third working day
    assert run("2026-11-30 07:20") == {"opened": 1, "closed": 0}
    assert run("2026-11-30 09:00") == {"opened": 0, "closed": 0}
    assert told() == [("sister_clerk", "placing")]
    assert run("2026-12-02 07:20") == {"opened": 1, "closed": 1}
    assert told() == [("sister_clerk", "unplaced")]
    assert coming.pupil is not None
    Pupil._base_manager.filter(pk=coming.pupil.pk).update(class_name="6B2")
    assert run("2026-12-02 08:00") == {"opened": 0, "closed": 1}
    assert told() == []


def test_nobody_is_reminded_of_a_pupil_with_a_class_or_who_left_again(world: World) -> None:
    arrived(world, "6B2")
    gone = arrived(world, name="Lê Thị Bình")
    root = system(date(2026, 11, 25), "test")
    with opened(root):
        assert gone.pupil is not None
        mark_left(
            actor=root, pupil_id=gone.pupil.pk, status=PupilStatus.LEFT, left_on=date(2026, 11, 25),
            graduation_year=None, lock_version=gone.pupil.lock_version, at=moment("2026-11-25 08:00"),
        )  # fmt: skip
    run("2026-12-04 07:20")
    assert told() == []


def test_a_pupil_who_comes_back_is_in_the_class_of_today(world: World) -> None:
    enrol(world.sister, class_name="5A")
    root = system(NOW.date(), "test")
    with opened(root):
        old = Pupil.objects.get(unit=world.sister)
        mark_left(
            actor=root, pupil_id=old.pk, status=PupilStatus.LEFT, left_on=date(2026, 9, 1),
            graduation_year=None, lock_version=old.lock_version, at=moment("2026-09-02 08:00"),
        )  # fmt: skip
    back = arrived(world, "6B2")
    assert back.pupil is not None
    assert (back.pupil.pk, back.pupil.status, back.pupil.class_name) == (old.pk, PupilStatus.STUDYING, "6B2")
    with opened(root):
        assert Pupil.objects.get(pk=old.pk).identifier == old.identifier


def test_shown_on_the_list_by_name_to_the_school_and_by_initials_above(
    world: World, as_user: Callable[[str], Client]
) -> None:
    coming = arrived(world)
    address = reverse("procedures.transfer.on_the_way")
    with time_machine.travel(moment("2026-12-02 09:00"), tick=False):
        own = as_user("sister_clerk").get(address).content.decode()
        above = as_user("officer").get(address).content.decode()
        page = as_user("sister_clerk").get(reverse("procedures.transfer.read", args=[coming.pk])).content.decode()
        assert "Đã đến, chưa xếp lớp" not in as_user("clerk").get(address).content.decode()
    assert "Quá hạn xếp lớp" in own
    assert "Nguyễn Văn An" in own
    assert reverse("pupils.pupil.edit", args=[coming.pupil_id]) in own
    assert "N.V.A." in above
    assert "Nguyễn Văn An" not in above
    assert "Xếp lớp" in page


def test_the_newcomers_cost_the_same_however_many(world: World) -> None:
    def cost() -> int:
        scope = world.scope("sister_clerk", date(2026, 11, 25))
        with opened(scope), CaptureQueriesContext(connection) as seen:
            assert newcomers(without_class(scope), scope.at, scope)
        return len(seen)

    arrived(world)
    one = cost()
    for number in range(4):
        arrived(world, name=f"Lê Thị {'BCDE'[number]}")
    assert cost() == one


# --- the page of the days ------------------------------------------------------------------------------------------


def test_the_administrator_enters_days_that_hold_from_a_day_on(world: World, as_user: Callable[[str], Client]) -> None:
    address = reverse("procedures.transfer.rules")
    sent = {"valid_from": "2026-12-01", "alert_after": "2", "place_after": "1", "basis": BASIS}
    with time_machine.travel(NOW, tick=False):
        admin = as_user("admin")
        assert "Đang dùng" in admin.get(address).content.decode()
        assert admin.post(address, {**sent, "basis": ""}).status_code == 422
        assert admin.post(address, {**sent, "alert_after": "0"}).status_code == 422
        past = admin.post(address, {**sent, "valid_from": "2026-11-19"})
        assert past.status_code == 422
        assert "Chỉ ghi được từ hôm nay trở đi." in past.content.decode()
        assert BASIS in past.content.decode()  # nothing typed is lost
        for _twice in range(2):
            assert admin.post(address, sent).status_code == 302
        shown = admin.get(address).content.decode()
        assert "Chưa có hiệu lực" in shown
        assert as_user("clerk").post(address, sent).status_code == 403
        assert "Ghi dòng mới" not in as_user("clerk").get(address).content.decode()
    assert TransferRule.objects.count() == 2
    rule = rule_on(date(2026, 12, 1))
    assert rule is not None
    assert (rule.alert_after, rule.place_after, rule.basis) == (2, 1, BASIS)
    before = rule_on(date(2026, 11, 30))
    assert before is not None
    assert before.alert_after == 5
    entries = AuditEntry._base_manager.filter(verb="procedures.transfer.rules.set")
    assert [(entry.unit_id, entry.changes["alert_after"]) for entry in entries] == [(world.school.pk, [None, 2])]


def test_the_new_days_hold_in_the_next_run(world: World) -> None:
    arrived(world)
    root = world.scope("admin", date(2026, 11, 25))
    at = moment("2026-11-25 08:00")
    set_rule(actor=root, valid_from=date(2026, 11, 25), alert_after=5, place_after=1, basis=BASIS, at=at)
    run("2026-11-26 07:20")
    assert told() == [("sister_clerk", "placing")]


def test_a_row_that_has_begun_stays_and_one_to_come_can_go(world: World) -> None:
    admin = world.scope("admin", NOW.date())
    coming = set_rule(actor=admin, valid_from=date(2026, 12, 1), alert_after=2, place_after=1, basis=BASIS, at=NOW)
    begun = rule_on(NOW.date())
    assert begun is not None
    with pytest.raises(Refusal) as refused:
        remove_rule(actor=admin, rule_id=begun.pk, at=NOW)
    assert refused.value.code == "rule-begun"
    for who in ("principal", "clerk", "officer"):
        with pytest.raises(Forbidden):
            remove_rule(actor=world.scope(who, NOW.date()), rule_id=coming.pk, at=NOW)
    remove_rule(actor=admin, rule_id=coming.pk, at=NOW)
    assert list(TransferRule.objects.values_list("pk", flat=True)) == [begun.pk]
    assert AuditEntry._base_manager.filter(verb="procedures.transfer.rules.remove").count() == 1
