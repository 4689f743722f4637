"""Who left for the network is there, on the way, or stayed: always, whatever the schools do in whatever order."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures.enums import WITH_RESULT
from procedures.models import Request, Transfer, TransferEvent, TransferSide
from procedures.queries.on_the_way import balance, sides_on_the_way
from procedures.transfers.actions import (
    accept_transfer,
    arrive_transfer,
    decline_transfer,
    give_up_transfer,
    release_transfer,
    withdraw_transfer,
)
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.rules import PROCEDURES
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.core.errors import Forbidden, Stale
from schooladmin.units.scope import opened, system
from tests.factory import World, make_calendar, make_world
from tests.transfers import NOW, begin, enrol, fresh, other_side

CLERKS = ("clerk", "sister_clerk", "foreign_clerk")
PRINCIPALS = ("principal", "sister_principal", "foreign_principal")
STEPS: dict[str, tuple[Any, tuple[str, ...], dict[str, str]]] = {
    "accept": (accept_transfer, PRINCIPALS, {}),
    "decline": (decline_transfer, PRINCIPALS, {"note": "Hết chỗ"}),
    "release": (release_transfer, CLERKS, {}),
    "arrive": (arrive_transfer, CLERKS, {"class_name": "6B1"}),
    "back": (give_up_transfer, CLERKS, {"note": "Ở lại"}),
    "withdraw": (withdraw_transfer, CLERKS, {"note": "Đổi ý"}),
}
# What people of either school try, on which of the pupils, from which side.
_TRIES = st.lists(
    st.tuples(st.sampled_from([*STEPS, "accept", "release", "arrive"]), st.integers(0, 3), st.booleans()), max_size=24
)
_WAYS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 2), st.sampled_from(list(SideRole))), min_size=1, max_size=4
)


class BalanceTests(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        make_calendar()
        cls.world = make_world()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ways=_WAYS, tries=_TRIES)
    def test_nobody_is_lost(self, ways: list[tuple[int, int, SideRole]], tries: list[tuple[str, int, bool]]) -> None:
        world = self.world
        schools = (world.school, world.sister, world.foreign)
        sides = []
        for number, (own, step, role) in enumerate(ways):
            here, there = schools[own], schools[(own + step) % 3]
            left = here if role is SideRole.SENDING else there
            pupil = enrol(left, f"Lê Thị {chr(65 + number)}")
            is_here = role is SideRole.SENDING
            sides.append(
                begin(
                    world,
                    role=role,
                    who=CLERKS[own],
                    own=here,
                    other=there,
                    pupil=pupil if is_here else None,
                    pupil_name=pupil.full_name,
                )
            )
            self.hold(world)
        at = NOW
        for verb, number, is_other in tries:
            side = sides[number % len(sides)]
            side = other_side(side) if is_other else fresh(side)
            action, people, more = STEPS[verb]
            who = people[[school.pk for school in schools].index(side.unit_id)]
            at += timedelta(minutes=7)
            scope = world.scope(who, at.date())
            # Refused where the step is not that school's or its time has passed.
            with opened(scope), suppress(Stale, Forbidden):
                action(actor=scope, side_id=side.pk, at=at, **more)
            self.hold(world)

    def hold(self, world: World) -> None:
        """All that must be true after every step, counted from what the schools have written each on its own."""
        with opened(system(NOW.date(), "test")) as root:
            found = balance(root)
            assert found.released == found.arrived + found.on_the_way + found.returned
            assert found.on_the_way == sides_on_the_way(root).count()
            leaving = Request.objects.filter(version__procedure__code=PROCEDURES[SideRole.SENDING])
            assert found.released == leaving.filter(state__in=WITH_RESULT).count()
            told = TransferEvent.objects.filter(side__role=SideRole.RECEIVING)
            assert found.released == told.filter(to_state=TransferState.RELEASED).count()
            entered = Pupil.objects.filter(
                pk__in=TransferSide.objects.filter(role=SideRole.RECEIVING, pupil__isnull=False).values("pupil")
            )
            assert found.arrived == entered.count()
            assert Pupil.objects.filter(status=PupilStatus.LEFT).count() == found.arrived
            # Nobody studies at two schools and nobody at none but those on the way, who are still in the old register.
            assert (
                Pupil.objects.filter(status=PupilStatus.STUDYING).count()
                == Transfer.objects.filter(pk__in=TransferSide.objects.values("transfer"))
                .values("pk")
                .distinct()
                .count()
            )
        officer = world.scope("officer", NOW.date())
        with opened(officer):
            seen = balance(officer)
            assert seen.released == seen.arrived + seen.on_the_way + seen.returned


pytestmark = pytest.mark.django_db
