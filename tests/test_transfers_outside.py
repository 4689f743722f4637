"""The letter to a school outside the network: printed, opened by its code, confirmed once."""

from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from procedures.actions.intake import accept_request
from procedures.models import Request, TransferLetter
from procedures.transfers.enums import SideRole
from procedures.transfers.outside import write_letter
from schooladmin.core.errors import Refusal
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.transfers import NOW, application, begin, request_of

pytestmark = pytest.mark.usefixtures("calendar")
NAME = "Nguyễn Văn An"
WHO = {"digits": "5678", "name": "Phan Văn Xa", "position": "Hiệu trưởng", "phone": "0903 000 111", "received": "on"}


@pytest.fixture
def leaving(world: World) -> Request:
    cache.clear()
    scope = world.scope("clerk", NOW.date())
    with opened(scope):
        return accept_request(
            actor=scope,
            unit_id=world.school.pk,
            application=application(SideRole.SENDING, NOW, other_school="Trường THCS Nơi Khác"),
            at=NOW,
        )


@pytest.fixture
def letter(world: World, leaving: Request) -> TransferLetter:
    scope = world.scope("clerk", NOW.date())
    with opened(scope):
        return write_letter(actor=scope, request_id=leaving.pk, school_name="Trường THCS Nơi Khác", at=NOW)


def test_printed_on_one_page_with_its_code(world: World, leaving: Request, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        sent = as_user("clerk").post(
            reverse("procedures.transfer.letter", args=[leaving.pk]),
            {"school_name": "Trường THCS Nơi Khác"},
            follow=True,
        )
    page = sent.content.decode()
    assert "THƯ XÁC NHẬN CHUYỂN TRƯỜNG" in page
    assert "Trường THCS Nơi Khác" in page
    assert NAME in page
    assert "<svg" in page
    with opened(world.scope("clerk")):
        token = TransferLetter.objects.get().token
    assert NAME.split()[-1] not in reverse("public.transfer.confirm", args=[token])


def test_shows_initials_until_the_digits_are_typed(letter: TransferLetter, client: Client) -> None:
    address = reverse("public.transfer.confirm", args=[letter.token])
    with time_machine.travel(moment("2026-11-25 10:00"), tick=False):
        first = client.get(address)
        assert "N.V.A." in first.content.decode()
        assert NAME not in first.content.decode()
        assert first.headers["Cache-Control"] == "no-store"
        wrong = client.post(address, {"digits": "0000"})
        assert wrong.status_code == 422
        assert NAME not in wrong.content.decode()
        right = client.post(address, {"digits": "5678"})
        assert NAME in right.content.decode()


def test_confirmed_once(letter: TransferLetter, leaving: Request, as_user: Callable[[str], Client]) -> None:
    address = reverse("public.transfer.confirm", args=[letter.token])
    guest = Client()
    with time_machine.travel(moment("2026-11-25 10:00"), tick=False):
        unticked = guest.post(address, {**WHO, "received": ""})
        assert unticked.status_code == 422
        assert guest.post(address, WHO).status_code == 303
        again = guest.post(address, {**WHO, "name": "Người Khác"})
        assert "Đã xác nhận tiếp nhận" in again.content.decode()
        assert NAME not in guest.get(address).content.decode()
        page = as_user("clerk").get(reverse("procedures.request.read", args=[leaving.pk])).content.decode()
    assert "Phan Văn Xa, Hiệu trưởng, 0903000111" in page
    assert "Người Khác" not in page


def test_guessing_slows_down(letter: TransferLetter, client: Client) -> None:
    address = reverse("public.transfer.confirm", args=[letter.token])
    with time_machine.travel(moment("2026-11-25 10:00"), tick=False):
        answers = [client.post(address, {"digits": f"{number:04d}"}).status_code for number in range(7)]
        assert answers[0] == 422
        assert answers[-1] == 429
        # Whoever knows the digits waits as well: the answer must not tell.
        assert client.post(address, {"digits": "5678"}).status_code == 429
    assert client.get(reverse("public.transfer.confirm", args=["khong-co"])).status_code == 404


def test_not_for_a_transfer_inside_the_network(world: World) -> None:
    inside = request_of(begin(world))
    scope = world.scope("clerk", NOW.date())
    with opened(scope), pytest.raises(Refusal) as refused:
        write_letter(actor=scope, request_id=inside.pk, school_name="Trường THCS Nơi Khác", at=NOW)
    assert refused.value.code == "not-outside"
