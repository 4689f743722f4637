"""One school refuses, another is asked: the old case stays closed, the sending school's one request goes on."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.actions.work import withdraw_request
from procedures.enums import State
from procedures.models import Request, Transfer, TransferEvent, TransferSide
from procedures.queries.on_the_way import balance
from procedures.queries.transfers import chain_of, public_words, side_of_request, sides_for
from procedures.transfers.actions import (
    accept_transfer,
    arrive_transfer,
    ask_another_school,
    decline_transfer,
    release_transfer,
)
from procedures.transfers.enums import SideRole, TransferState
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.notices.models import Notice
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, scope_of
from tests.factory import World, make_school, make_user, moment, put_above
from tests.test_transfers_case import act
from tests.transfers import begin, enrol, fresh, other_side, request_of

pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def third(world: World) -> Unit:
    """A third school of the commune, with its own principal and clerk."""
    school = make_school("THCS-C", "Trường THCS Tân Lập")
    put_above(school, world.commune, SupervisionKind.ADMINISTRATIVE)
    for role, name in ((Role.PRINCIPAL, "third_principal"), (Role.CLERK, "third_clerk")):
        world.users[name] = make_user(school, role, name)
    return school


def refused(world: World, role: SideRole = SideRole.SENDING) -> TransferSide:
    """The sending school's side of a case that the sister school has declined."""
    if role is SideRole.SENDING:
        leaving = begin(world, pupil=enrol(world.school))
        coming = other_side(leaving)
    else:
        enrol(world.school)
        coming = begin(world, role=role, who="sister_clerk", own=world.sister, other=world.school)
        leaving = other_side(coming)
    act(world, "sister_principal", decline_transfer, coming, "2026-11-23 10:00", note="Hết chỗ")
    return fresh(leaving)


def ask(world: World, side: TransferSide, school: Unit, who: str = "clerk", **more: int) -> TransferSide:
    scope = scope_of(world.users[who], moment("2026-11-23 14:00").date())
    with opened(scope):
        return ask_another_school(
            actor=scope, side_id=side.pk, other_unit_id=school.pk, at=moment("2026-11-23 14:00"), **more
        )


def test_the_request_goes_on_with_the_next_school(world: World, third: Unit) -> None:
    old = refused(world)
    promised = request_of(old).due_on
    new = ask(world, old, third)
    assert request_of(new) == request_of(old)
    assert (request_of(new).state, request_of(new).due_on) == (State.OPEN, promised)
    assert request_of(new).other_school == "Trường THCS Tân Lập"
    assert fresh(new).transfer.after_id == old.transfer_id
    assert fresh(old).transfer.state == TransferState.DECLINED
    assert request_of(other_side(old)).state == State.REFUSED
    with opened(world.scope("clerk")):
        found = side_of_request(request_of(new))
        assert found is not None
        assert found.pk == new.pk
        assert "Tân Lập đang xem xét" in public_words(request_of(new))
        chain = chain_of(new)
        assert (chain.before, chain.after) == (old, None)
        assert chain_of(fresh(old)).after == new
    told = Notice._base_manager.filter(kind="procedures.transfer", closed_at__isnull=True)
    assert list(told.values_list("person__user__username", flat=True)) == ["third_principal"]

    act(world, "third_principal", accept_transfer, other_side(new), "2026-11-24 16:00")
    act(world, "clerk", release_transfer, new, "2026-11-25 08:00")
    act(world, "third_clerk", arrive_transfer, other_side(new), "2026-11-26 07:30", class_name="6C")
    assert request_of(old).state == State.RETURNED
    assert Request._base_manager.count() == 3  # one of each school: nobody counts twice
    with opened(world.scope("clerk")):
        here = balance(world.scope("clerk"))
    assert (here.released, here.arrived, here.on_the_way, here.returned) == (1, 1, 0, 0)


def test_neither_school_learns_of_the_other(world: World, third: Unit) -> None:
    old = refused(world)
    new = ask(world, old, third)
    for who, side in (("sister_principal", other_side(old)), ("third_principal", other_side(new))):
        scope = world.scope(who, moment("2026-11-23 15:00").date())
        with opened(scope):
            assert [row.pk for row in sides_for(scope)] == [side.pk]
            chain = chain_of(side)
            assert (chain.before, chain.after) == (None, None)
    stories = TransferEvent._base_manager.filter(verb="procedures.transfer.again")
    assert [(row.unit_id, row.note) for row in stories] == [(world.school.pk, "Trường THCS Tân Lập")]


def test_the_family_that_began_at_the_refusing_school_is_received_at_its_own(world: World, third: Unit) -> None:
    old = refused(world, SideRole.RECEIVING)
    assert old.request is None
    new = ask(world, old, third)
    mine = request_of(new)
    assert (mine.unit_id, mine.received_at, mine.state) == (
        world.school.pk, moment("2026-11-23 14:00"), State.OPEN,
    )  # fmt: skip
    assert (mine.other_school, mine.version.procedure.code) == ("Trường THCS Tân Lập", "CHUYEN-DI")
    assert request_of(other_side(new)).unit_id == third.pk


def test_asked_once_by_the_sending_school_while_its_request_is_open(world: World, third: Unit) -> None:
    old = refused(world)
    seen = old.transfer.lock_version
    with pytest.raises(Refusal) as same:
        ask(world, old, world.sister)
    assert same.value.code == "school-unknown"
    with pytest.raises(OutOfScope):
        ask(world, old, third, who="sister_clerk")
    with pytest.raises(Forbidden):
        ask(world, other_side(old), third, who="sister_clerk")
    ask(world, old, third, seen_version=seen)
    with pytest.raises(Stale):
        ask(world, old, third, seen_version=seen)
    with pytest.raises(Stale):
        ask(world, old, third)
    assert Transfer._base_manager.count() == 2


def test_nothing_is_asked_for_a_request_that_was_closed(world: World, third: Unit) -> None:
    old = refused(world)
    scope = world.scope("clerk", moment("2026-11-23 11:00").date())
    with opened(scope):
        withdraw_request(actor=scope, request_id=request_of(old).pk, at=moment("2026-11-23 11:00"), note="Thôi")
    with pytest.raises(Stale):
        ask(world, old, third)


def test_on_the_page(world: World, third: Unit, as_user: Callable[[str], Client]) -> None:
    old = refused(world)
    address = reverse("procedures.transfer.again", args=[old.pk])
    with time_machine.travel(moment("2026-11-23 14:00"), tick=False):
        clerk = as_user("clerk")
        page = clerk.get(reverse("procedures.transfer.read", args=[old.pk])).content.decode()
        assert "Trường THCS Tân Lập</option>" in page
        assert "Trường THCS Hòa Bình</option>" not in page
        data = {"lock_version": old.transfer.lock_version}
        assert clerk.post(address, data).status_code == 422
        sent = clerk.post(address, {**data, "network_school": third.pk}, follow=True)
        assert "Đã gửi đề nghị đến trường khác." in sent.content.decode()
        assert "Hồ sơ trước" in sent.content.decode()
        assert clerk.post(address, {**data, "network_school": third.pk}).status_code == 409
        before = clerk.get(reverse("procedures.transfer.read", args=[old.pk])).content.decode()
        assert "Hồ sơ tiếp theo" in before
        assert "</option>" not in before


def test_a_refusal_is_work_until_the_family_has_its_answer(
    world: World, third: Unit, as_user: Callable[[str], Client]
) -> None:
    """The list of the sending school keeps the case among its work; the school that refused has done its part."""
    old = refused(world)
    name = old.transfer.pupil_name
    address = reverse("procedures.transfer.list")

    def listed(who: str, state: str) -> bool:
        return name in as_user(who).get(address, {"state": state}).content.decode()

    with time_machine.travel(moment("2026-11-23 14:00"), tick=False):
        assert "Gia đình chưa được trả lời" in as_user("clerk").get(address).content.decode()
        assert (listed("clerk", ""), listed("clerk", "closed")) == (True, False)
        assert (listed("sister_clerk", ""), listed("sister_clerk", "closed")) == (False, True)
        new = ask(world, old, third)
        assert (listed("clerk", ""), listed("clerk", "closed")) == (True, True)
        scope = world.scope("clerk", moment("2026-11-23 14:00").date())
        act(world, "third_principal", decline_transfer, other_side(new), "2026-11-23 14:30", note="Hết chỗ")
        assert (listed("clerk", ""), listed("clerk", "closed")) == (True, True)
        with opened(scope):
            withdraw_request(actor=scope, request_id=request_of(new).pk, at=moment("2026-11-23 15:00"), note="Thôi")
        assert (listed("clerk", ""), listed("clerk", "closed")) == (False, True)
