"""Letters: collected as drafts, sent by a click and not before, each reader once, with what came of it."""

import uuid
from collections.abc import Callable, Iterator
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schooladmin.core.errors import Refusal, Stale
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.notices.outbox import delivering
from schooladmin.notices.outbox.actions import collect, discard, drop, edit, send, send_again, set_address
from schooladmin.notices.outbox.models import Delivery, Letter, LetterState, Recipient
from schooladmin.units.models import User
from schooladmin.units.scope import Scope, opened
from tests.closing import LATER, QUARTER, begin, open_quarter, submit
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar", "addresses")

BASE = "https://truong.example.vn"


@pytest.fixture
def addresses(world: World, settings: Any) -> None:
    """A mail server, and addresses of the two who lead the first school; the sister's principal has none."""
    settings.MAIL_IS_SET = True
    for who in ("principal", "party_secretary"):
        User.objects.filter(pk=world.users[who].pk).update(email=f"{who}@thcs-a.example.vn")


@pytest.fixture
def party(world: World) -> Iterator[Scope]:
    with opened(world.scope("party_officer", LATER.date())) as scope:
        yield scope


def reminders(world: World, party: Scope) -> list[Letter]:
    """The quarter is open, nobody has submitted: the Party organ has reminders proposed."""
    begin(world, at=moment("2026-07-03 09:00"))
    collect(actor=party, unit_id=world.party.pk, kind="reports.reminder", quarter=QUARTER, base=BASE, at=LATER)
    return list(Letter.objects.order_by("about__code"))


def states(letter: Letter) -> dict[str, str]:
    return {row.person.full_name: row.state for row in Recipient.objects.filter(letter=letter)}


def run(letter: Letter) -> str:
    letter.refresh_from_db()
    assert letter.job_id is not None
    return execute(letter.job_id)


def test_collecting_sends_nothing_and_keeps_what_was_mended(world: World, party: Scope) -> None:
    first, second = reminders(world, party)
    assert (first.about_id, second.about_id) == (world.school.pk, world.sister.pk)
    assert "đã quá hạn nộp (15/10/2026)" in first.body
    assert f"{BASE}/reports/" in first.body
    assert set(states(first)) == {"Lê Văn Hiệu", "Ngô Văn Bí"}
    edit(actor=party, letter_id=first.pk, expected_version=1, subject="Nhắc", body="Lời đã sửa.", at=LATER)
    again = collect(actor=party, unit_id=world.party.pk, kind="reports.reminder", quarter=QUARTER, at=LATER)
    first.refresh_from_db()
    assert again == 0
    assert first.body == "Lời đã sửa."
    assert mail.outbox == []
    assert Job._base_manager.filter(kind="notices.mail").count() == 0


def test_each_reader_gets_their_own_letter(world: World, party: Scope) -> None:
    letter = reminders(world, party)[0]
    send(actor=party, versions={letter.pk: 1}, at=LATER)
    assert run(letter) == "done"
    assert sorted(message.to[0] for message in mail.outbox) == [
        "party_secretary@thcs-a.example.vn",
        "principal@thcs-a.example.vn",
    ]
    assert all(len(message.recipients()) == 1 for message in mail.outbox), "nobody sees the others' addresses"
    letter.refresh_from_db()
    assert (letter.state, letter.approved_by_label) == (LetterState.SENT, "Tô Văn Đảng")
    assert set(states(letter).values()) == {Delivery.SENT}
    with pytest.raises(Refusal):
        send(actor=party, versions={letter.pk: 1}, at=LATER)
    with pytest.raises(Refusal):
        send_again(actor=party, letter_id=letter.pk, at=LATER)
    assert len(mail.outbox) == 2


def test_what_was_changed_or_dropped_since_it_was_read(world: World, party: Scope) -> None:
    letter = reminders(world, party)[0]
    secretary = Recipient.objects.get(letter=letter, person__full_name="Ngô Văn Bí")
    assert drop(actor=party, letter_id=letter.pk, recipient_id=secretary.pk, at=LATER) is False
    with pytest.raises(Stale):
        send(actor=party, versions={letter.pk: 1}, at=LATER)
    send(actor=party, versions={letter.pk: 2}, at=LATER)
    run(letter)
    assert [message.to for message in mail.outbox] == [["principal@thcs-a.example.vn"]]
    assert states(letter)["Ngô Văn Bí"] == Delivery.DROPPED


def test_without_an_address_or_a_server_nothing_is_sent(world: World, party: Scope, settings: Any) -> None:
    first, sister = reminders(world, party)
    with pytest.raises(Refusal) as nobody:
        send(actor=party, versions={first.pk: 1, sister.pk: 1}, at=LATER)
    assert nobody.value.code == "letter-without-address"
    first.refresh_from_db()
    assert first.state == LetterState.DRAFT, "all or none"
    settings.MAIL_IS_SET = False
    with pytest.raises(Refusal) as unset:
        send(actor=party, versions={first.pk: 1}, at=LATER)
    assert unset.value.code == "mail-not-set"
    discard(actor=party, letter_id=sister.pk, at=LATER)
    sister.refresh_from_db()
    assert sister.state == LetterState.DISCARDED


class Choosy(EmailBackend):
    """A server that refuses the principal, and breaks the line at the secretary."""

    def send_messages(self, messages: Any) -> int:
        if "principal" in messages[0].to[0]:
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
        raise SMTPServerDisconnected("gone")


def test_one_whom_the_server_refuses_and_one_of_whom_nobody_knows(
    world: World, party: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = reminders(world, party)[0]
    send(actor=party, versions={letter.pk: 1}, at=LATER)
    monkeypatch.setattr(delivering, "get_connection", Choosy)
    run(letter)
    assert states(letter) == {"Lê Văn Hiệu": Delivery.FAILED, "Ngô Văn Bí": Delivery.UNSURE}
    monkeypatch.undo()
    send_again(actor=party, letter_id=letter.pk, at=LATER)
    run(letter)
    assert [message.to for message in mail.outbox] == [["principal@thcs-a.example.vn"]], "never twice by itself"
    send_again(actor=party, letter_id=letter.pk, unsure=True, at=LATER)
    run(letter)
    assert set(states(letter).values()) == {Delivery.SENT}


def test_a_server_that_does_not_answer_leaves_everybody_waiting(
    world: World, party: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = reminders(world, party)[0]
    send(actor=party, versions={letter.pk: 1}, at=LATER)

    class Down(EmailBackend):
        def open(self) -> bool:
            raise ConnectionRefusedError

    monkeypatch.setattr(delivering, "get_connection", Down)
    assert run(letter) == "failed"
    assert set(states(letter).values()) == {Delivery.WAITING}
    monkeypatch.undo()
    send_again(actor=party, letter_id=letter.pk, at=LATER)
    assert run(letter) == "done"
    assert len(mail.outbox) == 2


def test_a_killed_worker_leaves_nobody_with_two_letters(world: World, party: Scope) -> None:
    letter = reminders(world, party)[0]
    send(actor=party, versions={letter.pk: 1}, at=LATER)
    Recipient.objects.filter(letter=letter, person__full_name="Ngô Văn Bí").update(state=Delivery.SENDING)
    run(letter)
    assert [message.to for message in mail.outbox] == [["principal@thcs-a.example.vn"]]
    assert states(letter)["Ngô Văn Bí"] == Delivery.UNSURE


def test_papers_that_are_there_and_the_plain_letter(world: World, party: Scope) -> None:
    report = submit(world, open_quarter(world))
    with pytest.raises(Refusal):
        collect(actor=party, unit_id=world.party.pk, kind="reports.ready", quarter=QUARTER, at=LATER)
    for job in Job._base_manager.filter(payload__report_id=report.pk, payload__regime="party"):
        assert execute(job.pk) == "done"
    assert collect(actor=party, unit_id=world.party.pk, kind="reports.ready", quarter=QUARTER, at=LATER) == 1
    assert str(report.receipt_code) in Letter.objects.get(kind="reports.ready").body
    assert collect(actor=party, unit_id=world.party.pk, kind="plain", quarter=QUARTER, at=LATER) == 2
    letter = Letter.objects.get(kind="plain", about=world.school)
    with pytest.raises(Refusal) as unwritten:
        send(actor=party, versions={letter.pk: 1}, at=LATER)
    assert unwritten.value.code == "letter-not-written"


def test_the_pages(world: World, party: Scope, as_user: Callable[[str], Client], settings: Any) -> None:
    client = as_user("party_officer")
    with time_machine.travel(LATER, tick=False):
        empty = client.get(reverse("notices.outbox.list")).content.decode()
        assert "Không có thư nào chờ duyệt" in empty
        letter, sister = reminders(world, party)
        page = client.get(reverse("notices.outbox.list")).content.decode()
        assert f'value="{letter.pk}:1"' in page
        assert f'value="{sister.pk}:1"' not in page, "nobody there has an address"
        read = reverse("notices.outbox.read", args=[letter.pk])
        assert "principal@thcs-a.example.vn" in client.get(read).content.decode()
        words = {"subject": "Nhắc nộp", "body": "Kính gửi thầy, cô.", "lock_version": "1"}
        assert client.post(reverse("notices.outbox.edit", args=[letter.pk]), words).status_code == 302
        stale = client.post(reverse("notices.outbox.edit", args=[letter.pk]), words)
        assert stale.status_code == 422
        told = stale.content.decode()
        assert "Người khác vừa sửa thư này" in told
        assert 'name="lock_version" value="2"' in told, "with both in sight, the next press saves"
        bad = words | {"subject": "x" * 300, "body": ""}
        wrong = client.post(reverse("notices.outbox.edit", args=[letter.pk]), bad)
        assert wrong.status_code == 422
        assert "<h1>Nhắc nộp</h1>" in wrong.content.decode(), "the head says what is saved"
        client.post(reverse("notices.outbox.send_many"), {"letter": f"{letter.pk}:2"})
        run(letter)
        assert [message.subject for message in mail.outbox] == ["Nhắc nộp"] * 2
        settings.MAIL_IS_SET = False
        bare = client.get(reverse("notices.outbox.read", args=[sister.pk])).content.decode()
        assert "Máy chủ thư chưa được cài đặt" in bare
        assert "Chép thư" in bare
        assert "Gửi thư</button>" not in bare
        for outsider in ("principal", "officer", "other_officer", "head"):
            assert as_user(outsider).get(read).status_code == 404, outsider
        assert as_user("principal").get(reverse("notices.outbox.list")).status_code == 403


def test_words_that_were_typed_are_saved_by_every_button(
    world: World, party: Scope, as_user: Callable[[str], Client]
) -> None:
    letter = reminders(world, party)[0]
    reader = Recipient.objects.filter(letter=letter).order_by("pk")[0]
    client = as_user("party_officer")
    drop_url, send_url = (reverse(f"notices.outbox.{verb}", args=[letter.pk]) for verb in ("drop", "send"))
    with time_machine.travel(LATER, tick=False):
        words = {"subject": "Nhắc nộp", "body": "Kính gửi thầy, cô.\r\nXin nhắc.", "lock_version": "1"}
        assert client.post(drop_url, words | {"recipient": str(reader.pk)}).status_code == 302
        letter.refresh_from_db()
        assert (letter.subject, letter.lock_version) == ("Nhắc nộp", 3), "saved, and then a reader taken off"
        assert Delivery.DROPPED in states(letter).values()

        same = words | {"lock_version": "3"}
        assert client.post(drop_url, same | {"recipient": str(reader.pk)}).status_code == 302
        letter.refresh_from_db()
        assert letter.lock_version == 4, "nothing was typed since"

        empty = client.post(drop_url, words | {"body": "", "lock_version": "4", "recipient": str(reader.pk)})
        assert empty.status_code == 422
        stale = client.post(drop_url, words | {"subject": "Lời khác", "recipient": str(reader.pk)})
        assert stale.status_code == 422
        assert 'value="Lời khác"' in stale.content.decode()
        assert Delivery.DROPPED not in states(letter).values(), "first the words, then the reader"

        stale = client.post(send_url, words | {"subject": "Lời khác"})
        assert stale.status_code == 422
        letter.refresh_from_db()
        assert letter.state == LetterState.DRAFT
        client.post(send_url, words | {"subject": "Nhắc lần cuối", "lock_version": "4"})
        run(letter)
    assert [message.subject for message in mail.outbox] == ["Nhắc lần cuối"] * 2


def test_a_letter_that_reached_no_server_does_not_say_that_it_is_being_sent(
    world: World, party: Scope, as_user: Callable[[str], Client]
) -> None:
    letter = reminders(world, party)[0]
    send(actor=party, versions={letter.pk: 1}, at=LATER)
    jobs = Job._base_manager.filter(pk__in=Letter._base_manager.filter(pk=letter.pk).values("job"))
    jobs.update(state=JobState.FAILED, error="Chưa nối được với máy chủ thư.")
    with time_machine.travel(LATER, tick=False):
        page = as_user("party_officer").get(reverse("notices.outbox.read", args=[letter.pk])).content.decode()
    assert "Chưa gửi được" in page
    assert "Đang gửi</span>" not in page


def test_everybody_enters_their_own_address(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("sister_principal")
    with time_machine.travel(LATER, tick=False):
        assert client.post(reverse("notices.address.edit"), {"email": "khong-phai"}).status_code == 422
        assert client.post(reverse("notices.address.edit"), {"email": "hoa@thcs-b.example.vn"}).status_code == 302
    assert User.objects.get(pk=world.users["sister_principal"].pk).email == "hoa@thcs-b.example.vn"
    with opened(world.scope("sister_principal", LATER.date())) as scope:
        set_address(actor=scope, email="", at=LATER)
    assert not User.objects.get(pk=world.users["sister_principal"].pk).email


def test_a_list_costs_the_same_for_one_letter_and_for_many(
    world: World, party: Scope, as_user: Callable[[str], Client]
) -> None:
    letter = reminders(world, party)[0]
    client, counts = as_user("party_officer"), []
    with time_machine.travel(LATER, tick=False):
        for _round in range(2):
            with CaptureQueriesContext(connection) as found:
                client.get(reverse("notices.outbox.list"))
            counts.append(len(found))
            Letter.objects.bulk_create(
                Letter(
                    unit_id=letter.unit_id,
                    about_id=letter.about_id,
                    kind="plain",
                    key=str(uuid.uuid4()),
                    subject="Thông báo",
                    body="…",
                    collected_at=LATER,
                    collected_by_label="Tô Văn Đảng",
                )
                for _one in range(30)
            )
    assert counts[0] == counts[1]
