"""What a transfer writes down reads the same whoever acted and in whatever language their pages are."""

import pytest
from django.utils.translation import override

from procedures.actions.work import resume_request
from procedures.enums import State
from procedures.models import Request, RequestEvent, TransferEvent
from procedures.queries.catalogue import version_on
from procedures.transfers.actions import accept_transfer, arrive_transfer, release_transfer
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.notices.models import Notice
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.test_transfers_case import act
from tests.transfers import NOW, begin, enrol, other_side, request_of

pytestmark = pytest.mark.usefixtures("calendar")


def written(world: World) -> list[str]:
    """Every word that one whole way leaves behind; the papers come in at the old school only after the first day."""
    papers = [row.pk for row in version_on("CHUYEN-DI", NOW.date()).components.all() if row.is_required]
    leaving = begin(world, pupil=enrol(world.school), component_ids=papers[:1])
    coming = other_side(leaving)
    scope = world.scope("clerk", NOW.date())
    with opened(scope):
        resume_request(actor=scope, request_id=request_of(leaving).pk, at=moment("2026-11-20 09:30"))
    act(world, "sister_principal", accept_transfer, coming, "2026-11-20 10:00")
    act(world, "clerk", release_transfer, leaving, "2026-11-20 11:00")
    act(world, "sister_clerk", arrive_transfer, coming, "2026-11-24 08:00", class_name="6B2")
    assert request_of(leaving).state == State.RETURNED
    words = [text for row in Request._base_manager.all() for text in (row.result_note, row.other_school)]
    words += RequestEvent._base_manager.order_by("pk").values_list("note", flat=True)
    words += TransferEvent._base_manager.order_by("pk").values_list("note", flat=True)
    words += Notice._base_manager.order_by("pk").values_list("msgid", flat=True)
    words += [f"{row.changes}" for row in AuditEntry._base_manager.filter(verb__startswith="procedures.")]
    return words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_notes_are_vietnamese_whatever_the_actor_reads(language: str, world: World) -> None:
    with override(language):
        words = written(world)
    assert "Trường THCS Bình An đã nhận đủ giấy tờ" in words
    assert "Bàn giao cho Trường THCS Hòa Bình" in words
    assert "Học sinh đã đến" in words
    english = ("handed", "has arrived", "school", "papers", "transfer:")
    assert not [text for text in words if any(word in text.lower() for word in english)]
    assert Pupil._base_manager.filter(unit=world.sister).count() == 1
