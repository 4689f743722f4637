"""Two schools act on one transfer at the same moment: one step is taken, the other is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from procedures.models import Transfer, TransferEvent, TransferSide
from procedures.transfers.actions import accept_transfer, withdraw_transfer
from procedures.transfers.enums import TransferState
from schooladmin.core.errors import Stale
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened
from tests.factory import World
from tests.test_procedures_races import side_by_side
from tests.transfers import begin, fresh, other_side

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("calendar"),
]


def pressing(world: World, who: str, action: Any, side: TransferSide, **more: Any) -> Callable[[], str]:
    def press() -> str:
        now = timezone.now()
        scope = world.scope(who, local_date(now))
        with opened(scope):
            try:
                done: Transfer = action(actor=scope, side_id=side.pk, at=now, seen_version=1, **more)
            except Stale:
                return "stale"
            return done.state

    return press


def test_accepted_here_and_withdrawn_there(world: World) -> None:
    leaving = begin(world, at=timezone.now())
    coming = other_side(leaving)
    answers = side_by_side(
        [
            pressing(world, "sister_principal", accept_transfer, coming),
            pressing(world, "clerk", withdraw_transfer, leaving, note="Đổi ý"),
        ]
    )
    assert sorted(answers) in (["accepted", "stale"], ["stale", "withdrawn"])
    assert fresh(leaving).transfer.state in answers
    assert TransferEvent._base_manager.filter(side=leaving).count() == 2


def test_accepted_with_two_fingers(world: World) -> None:
    coming = other_side(begin(world, at=timezone.now()))
    press = pressing(world, "sister_principal", accept_transfer, coming)
    assert sorted(side_by_side([press, press, press])) == [TransferState.ACCEPTED, "stale", "stale"]
    assert TransferEvent._base_manager.filter(side=coming, to_state=TransferState.ACCEPTED).count() == 1


def test_two_schools_send_to_each_other(world: World) -> None:
    def send(who: str, number: int) -> Callable[[], int]:
        own, other = (world.school, world.sister) if who == "clerk" else (world.sister, world.school)

        def press() -> int:
            name = f"Lê Thị {chr(65 + number)}"
            return begin(world, at=timezone.now(), who=who, own=own, other=other, pupil_name=name).pk

        return press

    made = side_by_side([send(("clerk", "sister_clerk")[number % 2], number) for number in range(8)])
    assert len(set(made)) == 8
    assert Transfer._base_manager.count() == 8
