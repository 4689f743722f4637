"""The pages of transfers, and the alerts."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import Request, TransferSide
from procedures.queries.catalogue import version_on
from procedures.tasks import look_for_pupils_on_the_way
from procedures.transfers.actions import accept_transfer, arrive_transfer, decline_transfer, release_transfer
from procedures.transfers.enums import TransferState
from procedures.transfers.places import set_places
from schooladmin.notices.models import Notice
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.test_transfers_case import act
from tests.transfers import NOW, begin, enrol, fresh, other_side

pytestmark = pytest.mark.usefixtures("calendar")


def test_the_intake_opens_the_case_at_both_schools_once(world: World, as_user: Callable[[str], Client]) -> None:
    pupil = enrol(world.school)
    papers = [row.pk for row in version_on("CHUYEN-DI", NOW.date()).components.all() if row.is_required]
    sent: dict[str, Any] = {
        "mutation_id": str(uuid4()),
        "unit": world.school.pk,
        "pupil": pupil.pk,
        "network_school": world.sister.pk,
        "components": papers,
        "applicant_name": "Trần Thị Mẹ",
        "relation": "parent",
        "applicant_phone": "0912345678",
        "channel": "direct",
        "received_at": "2026-11-20T09:00",
    }
    with time_machine.travel(NOW, tick=False):
        clerk = as_user("clerk")
        shown = clerk.get(reverse("procedures.request.accept"), {"procedure": "CHUYEN-DI", "pupil": str(pupil.pk)})
        assert "Trường THCS Hòa Bình" in shown.content.decode()
        assert "Trường THCS Bình An</option>" not in shown.content.decode()
        for _twice in range(2):
            answer = clerk.post(f"{reverse('procedures.request.accept')}?procedure=CHUYEN-DI", sent)
            assert answer.status_code == 302, answer.content.decode()
    assert TransferSide._base_manager.count() == 2
    assert Request._base_manager.count() == 2
    assert Request._base_manager.get(unit=world.school).other_school == "Trường THCS Hòa Bình"


def test_the_principal_s_card(world: World, as_user: Callable[[str], Client]) -> None:
    enrol(world.sister, "Lê Thị Có", None, "6B1")
    scope = world.scope("sister_clerk", NOW.date())
    with opened(scope):
        for name, seats in (("6B1", 3), ("6B2", 2), ("7B1", 9)):
            set_places(actor=scope, unit_id=world.sister.pk, school_year=2026, class_name=name, seats=seats, at=NOW)
    coming = other_side(begin(world, pupil=enrol(world.school)))
    with time_machine.travel(moment("2026-11-20 22:00"), tick=False):
        principal = as_user("sister_principal")
        page = principal.get(reverse("procedures.transfer.list")).content.decode()
        assert "Khối 6: còn 4 chỗ" in page
        # The general list of what waits does not offer what it may not decide.
        general = principal.get(reverse("procedures.decision.list")).content.decode()
        assert "Nguyễn Văn An" not in general
        assert "6B1: 2, 6B2: 2" in page
        accept = {"lock_version": coming.transfer.lock_version}
        first = principal.post(reverse("procedures.transfer.accept", args=[coming.pk]), accept)
        assert (first.status_code, first["Location"]) == (302, reverse("procedures.transfer.list"))
        assert principal.post(reverse("procedures.transfer.accept", args=[coming.pk]), accept).status_code == 409


def test_every_step_on_its_page(world: World, as_user: Callable[[str], Client]) -> None:
    leaving = begin(world, pupil=enrol(world.school))
    coming = other_side(leaving)

    def press(who: str, verb: str, side: TransferSide, **sent: str) -> int:
        data = {"lock_version": fresh(side).transfer.lock_version, **sent}
        return as_user(who).post(reverse(f"procedures.transfer.{verb}", args=[side.pk]), data).status_code

    with time_machine.travel(moment("2026-11-20 14:00"), tick=False):
        assert press("sister_principal", "decline", coming) == 422  # it must say why
        assert press("sister_principal", "accept", coming) == 302
        assert press("clerk", "release", leaving) == 302
        # The origin keeps reading its side, before and after.
        enrol(world.sister)  # another child of the same name and birth date studies there
        assert press("sister_clerk", "arrive", coming, class_name="6B2") == 422
        assert press("sister_clerk", "arrive", coming, class_name="6B2", confirmed="on") == 302
        clerk = as_user("clerk")
        assert clerk.get(reverse("procedures.transfer.read", args=[leaving.pk])).status_code == 200
        own = fresh(leaving).request
        assert own is not None
        assert clerk.get(reverse("procedures.request.read", args=[own.pk])).status_code == 200
        assert clerk.get(reverse("procedures.paper.print", args=[own.pk, "receipt"])).status_code == 200
        done = clerk.get(reverse("procedures.transfer.list"), {"state": "closed"}).content.decode()
    assert "Học sinh đã đến" in done
    assert fresh(coming).transfer.state == TransferState.ARRIVED


def test_alerts_follow_from_the_state(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")

    def told() -> list[str]:
        rows = Notice._base_manager.filter(kind="procedures.transfer.alert", closed_at__isnull=True)
        return sorted(rows.values_list("person__user__username", flat=True))

    with time_machine.travel(moment("2026-11-30 07:20"), tick=False):
        look_for_pupils_on_the_way()
    assert told() == []  # the fifth working day
    with time_machine.travel(moment("2026-12-01 07:20"), tick=False):
        assert look_for_pupils_on_the_way() == {"opened": 4, "closed": 0}
        assert look_for_pupils_on_the_way() == {"opened": 0, "closed": 0}
    assert told() == ["clerk", "principal", "sister_clerk", "sister_principal"]
    act(world, "sister_clerk", arrive_transfer, coming, "2026-12-01 08:00")
    assert told() == []


@pytest.mark.parametrize(
    "page",
    ["procedures.transfer.list", "procedures.transfer.list?state=closed", "procedures.transfer.on_the_way", "read"],
)
def test_pages_cost_the_same_with_one_and_with_thirty(
    page: str, world: World, as_user: Callable[[str], Client]
) -> None:
    clerk = as_user("sister_clerk")
    name, _question, query = page.partition("?")

    def cost() -> int:
        first = TransferSide._base_manager.filter(unit=world.sister).earliest("pk")
        address = reverse("procedures.transfer.read", args=[first.pk]) if name == "read" else reverse(name)
        with time_machine.travel(moment("2026-11-20 12:00"), tick=False), CaptureQueriesContext(connection) as seen:
            shown = clerk.get(f"{address}?{query}")
            assert shown.status_code == 200
            if name != "read":
                assert shown.content.decode().count("Lê Thị") >= TransferSide._base_manager.count() // 2
        return len(seen)

    def add(number: int) -> None:
        leaving = begin(world, pupil_name=f"Lê Thị {chr(65 + number // 5)}{'abcde'[number % 5]}")
        coming = other_side(leaving)
        if query:
            act(world, "sister_principal", decline_transfer, coming, "2026-11-20 10:00", note="Hết chỗ")
        elif name.endswith("way"):
            act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
            act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")

    add(0)
    cost()
    one = cost()
    for number in range(1, 30):
        add(number)
    assert cost() == one
