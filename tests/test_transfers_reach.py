"""What a step may do beyond the actor's own roles: the verbs of that step at the two schools, and nothing else."""

import pytest

from procedures.actions.work import refuse_request, withdraw_request
from procedures.enums import State
from procedures.models import Request, RequestEvent
from procedures.public.queries import holder, unit_behind
from procedures.transfers.actions import accept_transfer, release_transfer
from procedures.transfers.case import away, walls
from procedures.transfers.rules import ACCEPT, AGAIN, ARRIVE, ASK, DECLINE, GIVE_UP, MOVES, RELEASE, WITHDRAW
from pupils.queries import pupils_for
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.units.models import Unit
from schooladmin.units.permissions import all_rights
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.test_transfers_case import act
from tests.transfers import NOW, begin, enrol, other_side, request_of

pytestmark = pytest.mark.usefixtures("calendar")
DAY = NOW.date()
READ = "procedures.transfer.read"
REACH = {
    ASK: {READ, "procedures.request.accept", "pupils.pupil.read"},
    ACCEPT: {READ, "procedures.request.accept", "pupils.pupil.read"},
    DECLINE: {READ},
    RELEASE: {READ},
    ARRIVE: {READ, "pupils.pupil.leave"},
    GIVE_UP: {READ, "procedures.request.return"},
    WITHDRAW: {READ, "procedures.request.withdraw", "procedures.request.return"},
    AGAIN: {READ},
}


@pytest.mark.parametrize("verb", list(MOVES))
def test_a_step_holds_at_the_other_school_what_it_does_there_and_no_more(verb: str, world: World) -> None:
    clerk = world.scope("clerk", DAY)
    far = away(clerk, verb, world.school.pk, world.sister.pk, NOW)
    held = {(right, unit.code) for right in all_rights() for unit in Unit.objects.all() if far.may(right, unit.pk)}
    assert held == {(right, "THCS-B") for right in REACH[verb]}
    assert (far.user_id, far.is_system) == (None, False)
    assert clerk.label in far.label
    with pytest.raises(OutOfScope):
        far.require_inside(world.foreign.pk)


def test_nothing_else_can_be_done_through_a_step_s_scope(world: World) -> None:
    leaving = begin(world, pupil=enrol(world.school))
    enrol(world.sister, "Lê Thị Bình")
    asked = request_of(other_side(leaving))
    clerk = world.scope("clerk", DAY)
    far = away(clerk, RELEASE, world.school.pk, world.sister.pk, NOW)
    with opened(walls(clerk, world.sister.pk)):
        for step in (refuse_request, withdraw_request):
            with pytest.raises(Forbidden):
                step(actor=far, request_id=asked.pk, at=NOW, note="Thử")
        assert not pupils_for(far).exists()
        # The person with both schools' rows before them holds no right of the other school but to read the case.
        with pytest.raises(Forbidden):
            withdraw_request(actor=walls(clerk, world.sister.pk), request_id=asked.pk, at=NOW, note="Thử")
    assert request_of(other_side(leaving)).state == State.OPEN


def test_the_clerk_who_releases_stays_themselves_in_event_and_trail(world: World) -> None:
    leaving = begin(world)
    act(world, "sister_principal", accept_transfer, other_side(leaving), "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    clerk = world.users["clerk"]
    solved = RequestEvent._base_manager.get(request=request_of(leaving), verb="procedures.request.solve")
    assert (solved.actor_label, solved.signed_for) == (clerk.person.full_name, "")
    entry = AuditEntry._base_manager.get(unit=world.school, verb="procedures.request.solve")
    assert entry.actor_id == clerk.pk
    # The clerk alone solves nothing: the right was the step's.
    assert not world.scope("clerk", moment("2026-11-20 11:00").date()).may("procedures.request.solve", world.school.pk)


def test_who_holds_a_secret_reaches_one_school_and_one_verb(world: World) -> None:
    mine = request_of(begin(world))
    assert unit_behind(Request, public_token="khong-co") is None
    unit_id = unit_behind(Request, public_token=mine.public_token)
    assert unit_id == world.school.pk
    reader = holder(unit_id, "procedures.request.read", NOW)
    with opened(reader):
        assert set(Request.objects.values_list("unit_id", flat=True)) == {world.school.pk}
        with pytest.raises(Forbidden):
            withdraw_request(actor=reader, request_id=mine.pk, at=NOW, note="Thử")
        with pytest.raises(OutOfScope):
            reader.require_inside(world.sister.pk)
