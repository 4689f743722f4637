"""The lists of the log cost the database the same with one row and with thirty."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reform.actions import add_commitment
from reform.actions.catalogue import add_indicator
from reform.actions.inspections import InspectionText, add_inspection
from reform.actions.systems import SystemText, add_system, end_system
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, system
from tests.factory import World, make_school, moment, put_above
from tests.reform_log import Q3, log_something, wording

AT = moment("2026-10-12 09:00")
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def systems(world: World) -> None:
    """Thirty systems of which every third is no longer used."""
    with opened(system(AT.date(), "test")) as root:
        for number in range(30):
            text = SystemText("SMAS", f"Hệ thống {number}", "Văn thư", "Sổ điểm", date(2024, 9, 1))
            row = add_system(actor=root, unit_id=world.school.pk, text=text, mutation_id=uuid.uuid4(), at=AT)
            if number % 3 == 0:
                end_system(actor=root, system_id=row.pk, version=row.version, until=date(2026, 9, 30), at=AT)


def inspections(world: World) -> None:
    """Thirty inspections: without a fault, to be mended, and too late."""
    with opened(system(AT.date(), "test")) as root:
        for number in range(30):
            day = date(2026, 7, 1) + timedelta(days=number)
            to_mend = (
                ("Bổ sung cột ngày trả", day + timedelta(days=60 * (number % 2) + 7)) if number % 3 else ("", None)
            )
            text = InspectionText("Đoàn kiểm tra xã", day, f"Việc {number}", "Còn thiếu", *to_mend)
            add_inspection(actor=root, unit_id=world.school.pk, text=text, mutation_id=uuid.uuid4(), at=AT)


def commitments(world: World, count: int = 30) -> None:
    """So many tasks of the quarter, and as many of the one before that are still open."""
    with opened(system(AT.date(), "test")) as root:
        for quarter in (Q3, Quarter(2026, 2)):
            for number in range(count):
                text, due = f"Việc số {number} của quý", date(2026, 12, 31)
                add_commitment(
                    actor=root, unit_id=world.school.pk, quarter=quarter, text=text, owner_name="Văn thư", due_on=due,
                    at=AT,
                )  # fmt: skip


def indicators(world: World) -> None:
    """Thirty indicators that the commune asks for."""
    with opened(system(AT.date(), "test")) as root:
        for number in range(30):
            text = wording(name=f"Buổi tập huấn {number}")
            add_indicator(actor=root, unit_id=world.commune.pk, code=f"XA-{number}", text=text, at=AT)


@pytest.mark.parametrize(
    ("address", "fill"),
    [
        ("/reform/quarter/systems/?unit=THCS-A", systems),
        ("/reform/quarter/inspections/?unit=THCS-A", inspections),
        ("/reform/quarter/inspections/?unit=THCS-A&from=2026-07-01&to=2026-09-30", inspections),
        ("/reform/commitments/?unit=THCS-A&quarter=2026-Q3", commitments),
        ("/reform/quarter/indicators/", indicators),
    ],
)
@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_a_list_asks_the_same_for_one_row_and_for_thirty(
    world: World, as_user: Callable[[str], Client], address: str, fill: Callable[[World], None], who: str
) -> None:
    client = as_user(who)

    def cost() -> tuple[int, int]:
        client.get(address)  # sessions and caches settle
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(found), len(answer.content)

    log_something(world, AT)
    commitments(world, 1)
    few, short = cost()
    fill(world)
    for number in range(5):
        put_above(make_school(f"S{number}", f"Trường số {number}"), world.commune)
    many, long = cost()
    assert long > short + 2000, "the page shows the thirty"
    assert many == few
