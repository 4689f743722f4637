"""A transfer inside the network from the parent's wish to the arrival, seen from both schools."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.work import refuse_request, resume_request, solve_request, withdraw_request
from procedures.enums import Entry, Route, State
from procedures.models import Request, Transfer, TransferEvent, TransferSide
from procedures.queries.catalogue import version_on
from procedures.queries.on_the_way import balance, sides_on_the_way, travellers
from procedures.queries.transfers import public_words, sides_for
from procedures.transfers.actions import (
    accept_transfer,
    arrive_transfer,
    decline_transfer,
    give_up_transfer,
    release_transfer,
    withdraw_transfer,
)
from procedures.transfers.enums import SideRole, TransferState
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.notices.models import Notice
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.transfers import NOW, begin, enrol, fresh, other_side, request_of

pytestmark = pytest.mark.usefixtures("calendar")


def act(world: World, who: str, action: Any, side: TransferSide, at: str, **more: Any) -> Transfer:
    scope = world.scope(who, moment(at).date())
    with opened(scope):
        done: Transfer = action(actor=scope, side_id=side.pk, at=moment(at), **more)
        return done


def verbs_in_trail(unit_id: int) -> list[str]:
    rows = AuditEntry._base_manager.filter(unit_id=unit_id, verb__startswith="procedures.transfer")
    return [verb.rpartition(".")[2] for verb in rows.order_by("number").values_list("verb", flat=True)]


def test_one_way_from_school_to_school(world: World) -> None:
    pupil = enrol(world.school)
    leaving = begin(world, pupil=pupil)
    coming = other_side(leaving)
    # The other school can answer at once, under its own version and by its own term.
    asked = request_of(coming)
    assert (asked.unit_id, asked.entry, asked.route) == (world.sister.pk, Entry.TRANSFER, Route.IN_PROVINCE)
    assert asked.version.procedure.code == "CHUYEN-DEN"
    assert asked.received_at == NOW
    assert f"{asked.due_on}" == "2026-11-30"  # five working days, the 24th is off

    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 22:00")
    assert request_of(coming).state == State.SOLVED
    act(world, "clerk", release_transfer, leaving, "2026-11-23 08:00")
    assert request_of(leaving).state == State.RETURNED
    on_the_way = fresh(leaving).transfer
    assert on_the_way.identifier  # sealed, and only while the pupil is on the way
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 07:30", class_name="6B2")

    done = fresh(coming)
    assert done.transfer.state == TransferState.ARRIVED
    assert done.transfer.identifier == ""
    assert f"{done.placement_due}" == "2026-12-01"
    assert done.request is not None
    assert done.request.state == State.RETURNED
    assert done.pupil is not None
    assert (done.pupil.unit_id, done.pupil.full_name, done.pupil.class_name) == (
        world.sister.pk, "Nguyễn Văn An", "6B2",
    )  # fmt: skip
    with opened(system(NOW.date(), "test")):
        assert Pupil.objects.get(pk=done.pupil.pk).identifier == Pupil.objects.get(pk=pupil.pk).identifier
        left = Pupil.objects.get(pk=pupil.pk)
    assert (left.status, f"{left.left_on}") == (PupilStatus.LEFT, "2026-11-24")
    for unit in (world.school, world.sister):
        assert verbs_in_trail(unit.pk) == ["ask", "accept", "release", "arrive"]
    story = TransferEvent._base_manager.filter(side=leaving).values_list("to_state", flat=True)
    assert list(story) == ["asked", "accepted", "released", "arrived"]


def test_a_parent_may_begin_at_the_school_to_come(world: World) -> None:
    pupil = enrol(world.school)
    coming = begin(world, role=SideRole.RECEIVING, who="sister_clerk", own=world.sister, other=world.school)
    leaving = other_side(coming)
    assert leaving.request is None  # its turn has not come: nothing is counted there
    act(world, "sister_principal", accept_transfer, coming, "2026-11-23 10:00")
    told = request_of(leaving)
    assert (told.unit_id, told.received_at) == (world.school.pk, moment("2026-11-23 10:00"))
    assert f"{told.due_on}" == "2026-11-27"  # three working days from the answer
    assert fresh(leaving).pupil == pupil  # found in the register of the school left
    act(world, "clerk", release_transfer, leaving, "2026-11-23 11:00")
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 08:00")
    assert Request._base_manager.count() == 2


def test_each_school_counts_its_own_side_once(world: World) -> None:
    leaving = begin(world)
    assert Request._base_manager.filter(unit=world.school).count() == 1
    assert Request._base_manager.filter(unit=world.sister).count() == 1
    act(world, "sister_principal", decline_transfer, other_side(leaving), "2026-11-23 10:00", note="Hết chỗ")
    assert request_of(other_side(leaving)).state == State.REFUSED
    assert request_of(leaving).state == State.OPEN  # the school left closes its own with the parent
    scope = world.scope("clerk", moment("2026-11-23 11:00").date())
    with opened(scope):
        withdraw_request(
            actor=scope, request_id=request_of(leaving).pk, at=moment("2026-11-23 11:00"), note="Chọn trường khác"
        )


@pytest.mark.parametrize("who", ["clerk", "sister_clerk"])
def test_the_parent_may_withdraw_at_either_school(world: World, who: str) -> None:
    leaving = begin(world)
    side = leaving if who == "clerk" else other_side(leaving)
    act(world, who, withdraw_transfer, side, "2026-11-23 10:00", note="Gia đình đổi ý")
    assert {request_of(leaving).state, request_of(other_side(leaving)).state} == {State.WITHDRAWN}
    with pytest.raises(Stale):
        act(world, "sister_principal", accept_transfer, other_side(leaving), "2026-11-23 11:00")


def test_withdrawn_after_the_answer_keeps_the_answer(world: World) -> None:
    leaving = begin(world)
    act(world, "sister_principal", accept_transfer, other_side(leaving), "2026-11-20 10:00")
    act(world, "clerk", withdraw_transfer, leaving, "2026-11-23 10:00", note="Gia đình đổi ý")
    assert request_of(leaving).state == State.WITHDRAWN
    assert request_of(other_side(leaving)).state == State.RETURNED


def test_no_other_door_decides_past_the_other_school(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)
    doors: tuple[tuple[str, Any, TransferSide, dict[str, str]], ...] = (
        ("sister_principal", solve_request, coming, {}),
        ("sister_principal", refuse_request, coming, {"note": "Không"}),
        ("sister_clerk", withdraw_request, coming, {"note": "Rút"}),
        ("principal", solve_request, leaving, {}),
        ("clerk", withdraw_request, leaving, {"note": "Rút"}),
    )
    for who, action, side, more in doors:
        scope = world.scope(who)
        with opened(scope), pytest.raises(Refusal) as refused:
            action(actor=scope, request_id=request_of(side).pk, at=moment("2026-11-23 10:00"), **more)
        assert refused.value.code == "part-of-transfer"


def test_pressed_twice_it_happens_once(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)
    seen = coming.transfer.lock_version
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00", seen_version=seen)
    with pytest.raises(Stale):
        act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00", seen_version=seen)
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    with pytest.raises(Stale):
        act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    assert TransferEvent._base_manager.filter(side=leaving).count() == 3


def test_each_side_takes_its_own_steps_only(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)
    with pytest.raises(Forbidden):
        act(world, "principal", accept_transfer, leaving, "2026-11-20 10:00")
    with pytest.raises(Forbidden):
        act(world, "sister_clerk", accept_transfer, coming, "2026-11-20 10:00")
    for who in ("clerk", "foreign_principal"):
        with pytest.raises(OutOfScope):
            act(world, who, accept_transfer, coming, "2026-11-20 10:00")


def test_a_third_school_sees_nothing(world: World) -> None:
    leaving = begin(world)
    for who in ("foreign_clerk", "foreign_principal"):
        scope = world.scope(who)
        with opened(scope):
            assert not sides_for(scope).exists()
            assert not TransferSide.objects.exists()
            assert not Transfer.objects.exists()
            assert not TransferEvent.objects.exists()
    scope = world.scope("clerk")
    with opened(scope):
        assert [side.pk for side in TransferSide.objects.all()] == [leaving.pk]  # never the other school's
        assert Transfer.objects.get() == leaving.transfer


def test_who_is_on_the_way(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    day = moment("2026-12-01 09:00").date()
    for who, expected, side in (
        ("clerk", "Nguyễn Văn An", leaving),
        ("sister_clerk", "Nguyễn Văn An", coming),
        ("officer", f"N.V.A. ({request_of(leaving).code})", leaving),
        ("department_officer", f"N.V.A. ({request_of(leaving).code})", leaving),
    ):
        scope = world.scope(who, day)
        with opened(scope):
            rows = travellers(scope, sides_on_the_way(scope))
        assert [(row.who, row.side.pk, row.days, row.is_late) for row in rows] == [(expected, side.pk, 6, True)]
    for who in ("foreign_clerk", "other_officer", "party_officer"):
        scope = world.scope(who, day)
        with opened(scope):
            assert not sides_on_the_way(scope).exists()


def test_back_to_the_old_school(world: World) -> None:
    pupil = enrol(world.school)
    leaving = begin(world, pupil=pupil)
    coming = other_side(leaving)
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    with pytest.raises(Refusal):
        act(world, "clerk", give_up_transfer, leaving, "2026-11-23 11:00", note=" ")
    act(world, "clerk", give_up_transfer, leaving, "2026-11-23 11:00", note="Gia đình không chuyển nữa")
    pupil.refresh_from_db()
    assert pupil.status == PupilStatus.STUDYING
    assert fresh(leaving).transfer.identifier == ""
    scope = world.scope("clerk")
    with opened(scope):
        found = balance(scope)
    assert (found.released, found.arrived, found.on_the_way, found.returned) == (1, 0, 0, 1)


def test_the_parent_reads_one_sentence(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)

    def said() -> str:
        with opened(system(NOW.date(), "test")):
            words = {public_words(request_of(side)) for side in (leaving, coming)}
        assert len(words) == 1
        return words.pop()

    assert "chậm nhất thứ Hai 30/11/2026" in said()
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    assert "Trường THCS Hòa Bình đồng ý" in said()
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    assert "Hãy đưa học sinh đến Trường THCS Hòa Bình" in said()
    assert "Nguyễn" not in said()
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 08:00")
    assert "đã xong" in said()
    page = Client().get(reverse("public.request.read", args=[request_of(coming).public_token])).content.decode()
    assert "Việc chuyển trường đã xong." in page
    assert "Nguyễn" not in page


def test_whoever_has_something_to_do_is_told(world: World) -> None:
    leaving = begin(world)
    coming = other_side(leaving)

    def told() -> set[str]:
        rows = Notice._base_manager.filter(kind="procedures.transfer", closed_at__isnull=True)
        return set(rows.values_list("person__user__username", flat=True))

    assert told() == {"sister_principal"}
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    assert told() == {"clerk"}
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    assert told() == {"sister_clerk"}
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 08:00")
    assert told() == set()


def test_a_missing_paper_waits_at_both_schools(world: World) -> None:
    papers = [row.pk for row in version_on("CHUYEN-DI", NOW.date()).components.all() if row.is_required]
    leaving = begin(world, component_ids=papers[:1])
    coming = other_side(leaving)
    assert request_of(leaving).state == request_of(coming).state == State.PAUSED
    with pytest.raises(Refusal) as refused:
        act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    assert refused.value.code == "papers-missing"
    scope = world.scope("clerk", moment("2026-11-23 10:00").date())
    with opened(scope):
        resume_request(actor=scope, request_id=request_of(leaving).pk, at=moment("2026-11-23 10:00"))
    act(world, "sister_principal", accept_transfer, coming, "2026-11-23 11:00")
    assert request_of(coming).state == State.SOLVED


def test_the_list_costs_the_same_however_long(world: World) -> None:
    def cost() -> int:
        scope = world.scope("clerk", moment("2026-11-24 09:00").date())
        with opened(scope), CaptureQueriesContext(connection) as seen:
            list(travellers(scope, sides_on_the_way(scope)))
        return len(seen)

    costs = []
    for number in range(3):
        leaving = begin(world, pupil_name=f"Lê Thị {'ABC'[number]}")
        act(world, "sister_principal", accept_transfer, other_side(leaving), "2026-11-20 10:00")
        act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
        costs.append(cost())
    assert costs[0] == costs[2]
