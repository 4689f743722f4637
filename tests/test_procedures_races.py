"""Many people at the counters at once: every request gets its code, none is lost, and nobody overwrites anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procedures.actions.intake import Application, accept_request
from procedures.enums import Channel, Relation
from procedures.models import CodeSequence, Request, RequestEvent
from procedures.rules.codes import read_code
from schooladmin.units.scope import opened
from tests.factory import World

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]

# As many connections at a time as a server of this kind gives out; the others wait for one, as in use.
AT_ONCE = 8


def side_by_side(jobs: list[Callable[[], Any]], at_once: int = AT_ONCE) -> list[Any]:
    """Do the jobs in threads with a database connection each; the first ones begin at the same moment."""
    start = Barrier(min(at_once, len(jobs)))

    def run(number: int) -> Any:
        if number < start.parties:
            start.wait(30)
        try:
            return jobs[number]()
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(run, range(len(jobs))))


def accept(world: World, number: int, mutation_id: UUID | None = None) -> str:
    now = timezone.now()
    application = Application(
        procedure="RUT-HOC-BA",
        channel=Channel.DIRECT,
        applicant_name="Nguyễn Thị Mẹ",
        applicant_phone="0912345678",
        relation=Relation.PARENT,
        pupil_name=f"Nguyễn Văn Em{chr(97 + number // 26)}{chr(97 + number % 26)}",
        received_at=now,
    )
    with opened(world.scope("clerk" if number % 2 else "principal", timezone.localdate())) as scope:
        row = accept_request(
            actor=scope, unit_id=world.school.pk, application=application, at=now, mutation_id=mutation_id
        )
        return row.code


def test_a_hundred_intakes_at_once(world: World) -> None:
    codes = side_by_side([lambda number=number: accept(world, number) for number in range(100)])  # type: ignore[misc]
    assert len(set(codes)) == 100
    assert sorted(int(code.split("-")[-2]) for code in codes) == list(range(1, 101))
    assert all(read_code("THCS-A", code) == code for code in codes)
    assert set(Request._base_manager.values_list("code", flat=True)) == set(codes)
    assert RequestEvent._base_manager.filter(verb="procedures.request.accept").count() == 100
    assert CodeSequence._base_manager.get().last == 100


def test_one_form_sent_from_many_sides_makes_one_request(world: World) -> None:
    mutation_id = uuid4()
    codes = side_by_side([lambda: accept(world, 1, mutation_id) for _ in range(AT_ONCE)])
    assert len(set(codes)) == 1
    assert Request._base_manager.count() == 1


def test_two_people_on_one_request(world: World) -> None:
    accept(world, 1)
    row = Request._base_manager.get()

    def press(who: str, verb: str) -> tuple[int, str]:
        client = Client()
        client.force_login(world.users[who])
        form: dict[str, Any] = {"lock_version": 1, "note": f"của {who}"}
        answer = client.post(reverse(verb, args=[row.pk]), form)
        return answer.status_code, answer.content.decode()

    answers = side_by_side(
        [
            lambda: press("clerk", "procedures.request.pause"),
            lambda: press("principal", "procedures.request.solve"),
        ]
    )
    assert sorted(status for status, _page in answers) == [302, 409]
    polite = next(page for status, page in answers if status == 409)
    assert "vừa được xử lý ở nơi khác" in polite
    assert "(chưa lưu)" in polite
    row.refresh_from_db()
    assert row.lock_version == 2
    assert RequestEvent._base_manager.filter(request=row).count() == 2
