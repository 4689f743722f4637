"""The page of the own notices and the bell on every page."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from schooladmin.notices.actions import notify
from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.notices.words import Words
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.scope import Scope, opened, system
from tests.factory import LONG_AGO, World, moment

Login = Callable[[str], Client]
NOW = moment("2026-11-20 10:00")
LIST = "/notices/"


@pytest.fixture
def machine(world: World) -> Iterator[Scope]:
    with opened(system(NOW.date(), "test")) as scope:
        yield scope


def tell(machine: Scope, world: World, who: str, number: int = 1, unit_id: int | None = None) -> None:
    notify(
        actor=machine,
        unit_id=unit_id or world.school.pk,
        person_ids=[world.users[who].person_id],
        key=f"thing:{number}",
        kind="thing",
        text=Words("Việc số %(number)s <đã trễ>.", {"number": number}),
        url="/units/",
        level=Level.URGENT,
        at=NOW + timedelta(minutes=number),
    )


def text_of(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_page_says_what_will_come(world: World, as_user: Login) -> None:
    text = text_of(as_user("teacher"))
    assert "Không có thông báo nào" in text
    assert "bell-count" not in text


def test_the_bell_counts_on_every_page_and_the_list_leads_to_the_thing(
    machine: Scope, world: World, as_user: Login
) -> None:
    tell(machine, world, "clerk", 1)
    tell(machine, world, "clerk", 2)
    client = as_user("clerk")
    for address in (LIST, "/", "/units/"):
        text = text_of(client, address)
        assert '<span class="bell-count" aria-hidden="true">2</span>' in text
        assert "Thông báo, 2 chưa đọc" in text
    text = text_of(client)
    assert f'<a href="/units/">{escape("Việc số 2 <đã trễ>.")}</a>' in text
    assert text.index("Việc số 2") < text.index("Việc số 1")
    assert "bell-count" not in text_of(as_user("principal"))


def test_one_is_marked_and_then_all(machine: Scope, world: World, as_user: Login) -> None:
    for number in range(3):
        tell(machine, world, "clerk", number)
    client = as_user("clerk")
    one = Notice.objects.get(key="thing:2")
    answer = client.post(reverse("notices.notice.mark", args=[one.pk]), follow=True)
    text = answer.content.decode()
    assert "2 thông báo chưa đọc" in text
    assert text.index("Việc số 1") < text.index("Việc số 2")
    assert client.post(reverse("notices.notice.mark", args=[one.pk])).status_code == 302
    text = client.post(reverse("notices.notice.mark_all"), follow=True).content.decode()
    assert "Đã đánh dấu đọc 2 thông báo." in text
    assert "Đã đọc hết" in text
    assert "Việc số 1" in text
    assert "bell-count" not in text


def test_somebody_elses_notice_does_not_exist(machine: Scope, world: World, as_user: Login) -> None:
    tell(machine, world, "clerk")
    address = reverse("notices.notice.mark", args=[Notice.objects.get().pk])
    for who in ("principal", "sister_clerk", "admin", "officer"):
        assert as_user(who).post(address).status_code == 404
    assert as_user("clerk").get(address).status_code == 405
    assert Notice.objects.get().read_at is None


def test_somebody_of_two_schools_reads_which_one(machine: Scope, world: World, as_user: Login) -> None:
    appoint(person=world.users["clerk"].person, unit=world.sister, role=Role.CLERK, valid_from=LONG_AGO)
    tell(machine, world, "clerk", 1, world.sister.pk)
    assert "<span>Trường THCS Hòa Bình</span>" in text_of(as_user("clerk"))


def test_the_page_asks_as_much_for_one_as_for_thirty(machine: Scope, world: World, as_user: Login) -> None:
    client = as_user("clerk")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address)
        return len(queries)

    none = asked("/units/")
    tell(machine, world, "clerk", 0)
    one = asked(LIST)
    for number in range(1, 30):
        tell(machine, world, "clerk", number)
    assert asked(LIST) == one
    assert asked("/units/") == none
    with CaptureQueriesContext(connection) as queries:
        text_of(client, "/units/")
    assert sum("notices_notice" in query["sql"] for query in queries) == 1
