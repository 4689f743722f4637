"""Work that leaves its own proof: written by the actions that end it, and made anew from the records."""

import uuid
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from procedures.actions.work import return_request
from procedures.models import Request
from procedures.papers.rendering import Volume, request_volume
from schooladmin.core.periods import Quarter
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.models import WorkProof
from schooladmin.evidence.queries import work_counts, work_in
from schooladmin.evidence.work import rebuild_proofs
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.stage import add_class, add_request
from training.actions import close_class

Q3 = Quarter(2026, 3)
AT = moment("2026-09-14 08:00")
pytestmark = pytest.mark.django_db


def keys(world: World) -> dict[str, date]:
    return dict(WorkProof._base_manager.filter(unit=world.school).values_list("key", "day"))


def work(world: World) -> Request:
    """A request that was solved and returned, one that is open, a class that ended, a notice that was printed."""
    root = system(AT.date(), "test")
    with opened(root):
        done = add_request(world.school, AT, solved=True)
        add_request(world.school, AT)
        return_request(actor=root, request_id=done.pk, at=AT + timedelta(days=2))
        held = add_class(world, world.department, moment("2026-08-20 08:00"))
        close_class(actor=root, class_id=held.pk, at=moment("2026-08-21 08:00"))
        volume = Volume(world.school.pk, procedure="RUT-HOC-BA")
        for _twice in range(2):
            request_volume(actor=root, volume=volume, base="https://so.vn", at=AT)
    return done


@pytest.mark.usefixtures("calendar")
def test_what_ends_leaves_its_proof(world: World) -> None:
    done = work(world)
    there = keys(world)
    assert there[f"request:{done.pk}:decision"] == date(2026, 9, 15)
    assert there[f"request:{done.pk}:request_closed"] == date(2026, 9, 16)
    assert there["notice:RUT-HOC-BA:2026-09-14"] == date(2026, 9, 14)
    assert sum(key.startswith("class:") for key in there) == 1
    assert len(there) == 4, "an open request proves nothing, and printing twice is one notice"
    scope = world.scope("principal")
    with opened(scope):
        assert work_counts(scope, world.school.pk, Q3.calendar) == {
            ("decision", ""): 1,
            ("request_closed", ""): 1,
            ("class_ended", ""): 1,
            ("notice_printed", "RUT-HOC-BA"): 1,
        }
        assert "Văn Con" not in " ".join(work_in(scope, world.school.pk, Q3.calendar).values_list("label", flat=True))
    with opened(world.scope("foreign_principal")) as stranger:
        assert not work_in(stranger, world.school.pk, Q3.calendar).exists()
        assert work_counts(stranger, world.school.pk, Q3.calendar) == {}


@pytest.mark.usefixtures("calendar")
def test_proofs_are_made_anew_and_twice_is_once(world: World) -> None:
    work(world)
    there = keys(world)
    WorkProof._base_manager.filter(kind=WorkKind.DECISION).delete()
    WorkProof._base_manager.create(
        unit=world.school, kind=WorkKind.DECISION, key="request:0:decision", day=AT.date(), label="Không còn", url="/"
    )
    with opened(system(AT.date(), "test")):
        assert rebuild_proofs(world.school.pk, Q3.calendar) == (4, 1)
        assert keys(world) == there
        assert rebuild_proofs(world.school.pk, Q3.calendar) == (4, 0)
        assert rebuild_proofs(world.school.pk, Quarter(2026, 4).calendar) == (0, 0)
    out = StringIO()
    call_command("rebuild_proofs", "--quarter", "2026-Q3", "--unit", "THCS-A", stdout=out)
    assert "THCS-A: 4" in out.getvalue()
    assert keys(world) == there
    for wrong in (["--quarter", "2026"], ["--quarter", "2026-Q3", "--unit", str(uuid.UUID(int=1))]):
        with pytest.raises(CommandError):
            call_command("rebuild_proofs", *wrong)
