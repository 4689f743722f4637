"""Telling people once, taking it back, and keeping what is told true."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.notices.actions import Draft, Kept, forget_closed, keep, mark_read, notify, withdraw
from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.notices.queries import notices_for, unread_count
from schooladmin.notices.tasks import forget_notices
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.models import Membership
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

NOW = moment("2026-11-20 10:00")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def machine(world: World) -> Iterator[Scope]:
    with opened(system(NOW.date(), "test")) as scope:
        yield scope


def tell(machine: Scope, world: World, *who: str, **changes: Any) -> int:
    values: dict[str, Any] = {
        "actor": machine,
        "unit_id": world.school.pk,
        "person_ids": [world.users[name].person_id for name in who],
        "key": "thing:1:late",
        "kind": "thing",
        "text": Words("Việc này đã trễ."),
        "url": "/units/",
        "level": Level.URGENT,
        "at": NOW,
    }
    return notify(**{**values, **changes})


def seen_by(world: World, who: str) -> list[str]:
    with opened(world.scope(who)) as scope:
        return [notice.key for notice in notices_for(scope)]


def test_telling_twice_tells_once(machine: Scope, world: World) -> None:
    assert tell(machine, world, "clerk", "deputy", "clerk") == 2
    assert tell(machine, world, "clerk", "deputy", "principal") == 1
    assert Notice.objects.count() == 3
    assert seen_by(world, "clerk") == ["thing:1:late"]


def test_what_somebody_has_read_stays_read_when_told_again(machine: Scope, world: World) -> None:
    tell(machine, world, "clerk")
    with opened(world.scope("clerk")) as clerk:
        assert mark_read(actor=clerk, notice_id=Notice.objects.get().pk, at=NOW) == 1
        assert unread_count(clerk) == 0
    assert tell(machine, world, "clerk", at=LATER) == 0
    assert Notice.objects.get().read_at == NOW


def test_a_settled_matter_leaves_the_list_and_comes_back_unread(machine: Scope, world: World) -> None:
    tell(machine, world, "clerk", "deputy")
    Notice.objects.update(read_at=NOW)
    assert withdraw(actor=machine, unit_id=world.school.pk, key_prefix="thing:1", at=LATER) == 2
    assert withdraw(actor=machine, unit_id=world.school.pk, key_prefix="thing:1", at=LATER) == 0
    assert seen_by(world, "clerk") == []
    assert tell(machine, world, "clerk", at=LATER) == 1
    notice = Notice.objects.get(person=world.users["clerk"].person)
    assert (notice.closed_at, notice.read_at, notice.created_at) == (None, None, LATER)


def test_withdrawing_takes_whole_parts_of_a_key_and_one_unit_only(machine: Scope, world: World) -> None:
    for key in ("thing:1:late", "thing:12:late", "thing:1"):
        tell(machine, world, "clerk", key=key)
    tell(machine, world, "sister_clerk", unit_id=world.sister.pk)
    assert withdraw(actor=machine, unit_id=world.school.pk, key_prefix="thing:1:", at=LATER) == 2
    assert seen_by(world, "clerk") == ["thing:12:late"]
    assert seen_by(world, "sister_clerk") == ["thing:1:late"]
    with pytest.raises(ValueError, match="key of a matter"):
        withdraw(actor=machine, unit_id=world.school.pk, key_prefix=":", at=LATER)


def test_nobody_tells_or_withdraws_in_a_unit_out_of_reach(machine: Scope, world: World) -> None:
    tell(machine, world, "sister_clerk", unit_id=world.sister.pk)
    with opened(world.scope("clerk")) as clerk:
        with pytest.raises(OutOfScope):
            tell(clerk, world, "sister_clerk", unit_id=world.sister.pk)
        with pytest.raises(OutOfScope):
            withdraw(actor=clerk, unit_id=world.sister.pk, key_prefix="thing:1", at=NOW)
        with pytest.raises(OutOfScope):
            keep(actor=clerk, kind="thing", unit_ids=[world.sister.pk], drafts=[], at=NOW)
    assert seen_by(world, "sister_clerk") == ["thing:1:late"]


def test_a_notice_is_the_readers_own_and_of_a_unit_that_they_still_belong_to(machine: Scope, world: World) -> None:
    tell(machine, world, "clerk")
    tell(machine, world, "clerk", unit_id=world.foreign.pk, key="thing:2")
    assert seen_by(world, "clerk") == ["thing:1:late"]
    for other in ("principal", "sister_clerk", "officer", "auditor"):
        assert seen_by(world, other) == []
    with opened(world.scope("principal")) as principal, pytest.raises(OutOfScope):
        mark_read(actor=principal, notice_id=Notice.objects.get(key="thing:1:late").pk, at=NOW)
    Membership.objects.filter(person__user=world.users["clerk"]).update(valid_to=date(2026, 11, 1))
    with opened(world.scope("clerk")) as gone:
        assert unread_count(gone) == 0
        assert mark_read(actor=gone, notice_id=None, at=NOW) == 0


def test_unread_ones_come_first_then_what_presses_then_the_newest(machine: Scope, world: World) -> None:
    for number in range(4):
        tell(machine, world, "clerk", key=f"thing:{number}", at=NOW + timedelta(minutes=number))
    with opened(world.scope("clerk")) as clerk:
        mark_read(actor=clerk, notice_id=Notice.objects.get(key="thing:3").pk, at=LATER)
        assert unread_count(clerk) == 3
    tell(machine, world, "clerk", key="calm:1", level=Level.INFO, at=LATER)
    tell(machine, world, "clerk", key="soon:1", level=Level.SOON, at=NOW)
    assert seen_by(world, "clerk") == ["thing:2", "thing:1", "thing:0", "soon:1", "calm:1", "thing:3"]
    with opened(world.scope("clerk")) as clerk:
        assert mark_read(actor=clerk, notice_id=None, at=LATER) == 5
        assert unread_count(clerk) == 0


def draft(world: World, who: str, key: str, unit_id: int | None = None) -> Draft:
    person = world.users[who].person_id
    return Draft(unit_id or world.school.pk, person, key, Words("Việc này đã trễ."), "/units/", Level.INFO)


def test_keeping_opens_what_is_missing_and_closes_what_no_longer_holds(machine: Scope, world: World) -> None:
    units = [world.school.pk, world.sister.pk]
    tell(machine, world, "clerk", kind="other", key="other:1")

    def kept(*drafts: Draft) -> Kept:
        return keep(actor=machine, kind="thing", unit_ids=units, drafts=drafts, at=NOW)

    first, second = draft(world, "clerk", "thing:1"), draft(world, "deputy", "thing:1")
    third = draft(world, "sister_clerk", "thing:3", world.sister.pk)
    assert kept(first, second, third) == Kept(3, 0)
    assert kept(first, second, third) == Kept(0, 0)
    assert kept(second) == Kept(0, 2)
    assert kept() == Kept(0, 1)
    assert kept(first) == Kept(1, 0)
    assert set(seen_by(world, "clerk")) == {"thing:1", "other:1"}
    assert seen_by(world, "sister_clerk") == []
    with pytest.raises(OutOfScope):
        kept(draft(world, "foreign_clerk", "thing:9", world.foreign.pk))


def test_keeping_leaves_other_units_alone(machine: Scope, world: World) -> None:
    keep(actor=machine, kind="thing", unit_ids=[world.school.pk], drafts=[draft(world, "clerk", "thing:1")], at=NOW)
    assert keep(actor=machine, kind="thing", unit_ids=[world.sister.pk], drafts=[], at=NOW) == Kept(0, 0)
    assert seen_by(world, "clerk") == ["thing:1"]


def test_keeping_asks_as_much_for_one_as_for_thirty(machine: Scope, world: World) -> None:
    def asked(number: int, kind: str) -> int:
        drafts = [draft(world, "clerk", f"{kind}:{index}") for index in range(number)]
        with CaptureQueriesContext(connection) as queries:
            keep(actor=machine, kind=kind, unit_ids=[world.school.pk], drafts=drafts, at=NOW)
            keep(actor=machine, kind=kind, unit_ids=[world.school.pk], drafts=[], at=NOW)
        return len(queries)

    assert asked(1, "few") == asked(30, "many")


def test_a_notice_speaks_the_readers_language(machine: Scope, world: World) -> None:
    text = Words(
        "Tiếng Việt: %(thing)s, %(day)s, %(count)s",
        {"thing": Bilingual("Chuyển trường", "Transfer"), "day": date(2026, 11, 26), "count": 3},
    )
    tell(machine, world, "clerk", text=text)
    notice = Notice.objects.get()
    assert notice.text == "Tiếng Việt: Chuyển trường, thứ Năm 26/11/2026, 3"
    with translation.override("en"):
        assert notice.text.endswith("Transfer, Thursday 26/11/2026, 3")
    assert Notice(msgid="%(name)s", params={"name": {"vi": "Học bạ", "en": ""}}).text == "Học bạ"


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "units/"])
def test_a_notice_leads_nowhere_but_inside(machine: Scope, world: World, url: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tell(machine, world, "clerk", url=url)


def test_what_ended_long_ago_is_deleted_and_what_is_open_stays(
    machine: Scope, world: World, settings: Settings
) -> None:
    settings.NOTICE_KEEP_DAYS = 30
    for key in ("thing:1", "thing:2", "thing:3"):
        tell(machine, world, "clerk", key=key)
    withdraw(actor=machine, unit_id=world.school.pk, key_prefix="thing:1", at=NOW)
    withdraw(actor=machine, unit_id=world.school.pk, key_prefix="thing:2", at=NOW + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert forget_notices() == {"deleted": 0}
    with time_machine.travel(NOW + timedelta(days=30, minutes=1), tick=False):
        assert forget_notices() == {"deleted": 1}
        assert forget_notices() == {"deleted": 0}
    assert set(Notice.objects.values_list("key", flat=True)) == {"thing:2", "thing:3"}
    with time_machine.travel(NOW + timedelta(days=3000), tick=False):
        assert forget_notices() == {"deleted": 1}
    assert seen_by(world, "clerk") == ["thing:3"]
    with pytest.raises(Forbidden):
        forget_closed(actor=world.scope("principal"), at=NOW, keep_days=1)
