"""Collecting letters, mending them, sending what a person has approved. How one is delivered: ``delivering``."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.enums import JobState
from schooladmin.notices.outbox.models import Delivery, Letter, LetterState, Recipient
from schooladmin.notices.outbox.permissions import ADDRESS, COLLECT, DISCARD, DROP, EDIT, SEND
from schooladmin.notices.outbox.queries import address_of, mail_is_set, readers_of, units_told
from schooladmin.notices.outbox.registry import TO_WRITE, letter_kind
from schooladmin.units.models import User
from schooladmin.units.scope import Scope

MAIL = "notices.mail"


@transaction.atomic
def collect(*, actor: Scope, unit_id: int, kind: str, quarter: Quarter, at: datetime, base: str = "") -> int:
    """Propose the letters of a kind to the units below that they concern; return how many are new.

    A draft for the same reason stays as somebody has mended it. Nothing is sent. Raises Refusal where the matter
    concerns nobody.
    """
    actor.require(COLLECT, unit_id)
    what = letter_kind(kind)
    with translation.override("vi"):
        texts = list(what.compose(actor, units_told(actor, unit_id, what.verb), quarter, base))
    if not texts:
        raise Refusal(_("Hiện không có đơn vị nào cần thư này."), code="outbox-nobody")
    people: dict[int, set[int]] = defaultdict(set)
    rows = readers_of(what, [text.about_id for text in texts], actor)
    for about_id, person_id in rows.values_list("unit_id", "person_id"):
        people[about_id].add(person_id)
    having = Letter.objects.filter(unit_id=unit_id, state=LetterState.DRAFT, key__in=[text.key for text in texts])
    known = set(having.values_list("key", flat=True))
    letters = [
        Letter(
            unit_id=unit_id,
            about_id=text.about_id,
            kind=kind,
            key=text.key,
            subject=text.subject,
            body=text.body,
            collected_at=at,
            collected_by_label=actor.label,
        )
        for text in texts
        if text.key not in known
    ]
    Letter.objects.bulk_create(letters)
    Recipient.objects.bulk_create(
        Recipient(unit_id=unit_id, letter=letter, person_id=person_id)
        for letter in letters
        for person_id in sorted(people[letter.about_id])
    )
    if letters:
        record(
            actor=actor,
            unit_id=unit_id,
            verb=COLLECT,
            at=at,
            thing=letters[0],
            label=str(what.label),
            changes={"letters": ["", str(len(letters))]},
        )
    actor.require_inside(unit_id)
    return len(letters)


def _locked(actor: Scope, letter_id: int, verb: str) -> Letter:
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        raise OutOfScope
    actor.require(verb, letter.unit_id)
    return letter


def _draft(actor: Scope, letter_id: int, verb: str) -> Letter:
    letter = _locked(actor, letter_id, verb)
    if letter.state != LetterState.DRAFT:
        raise Refusal(_("Thư này đã được gửi hoặc đã bỏ."), code="letter-not-draft")
    return letter


def _same(letter: Letter, expected_version: int) -> None:
    if letter.lock_version != expected_version:
        raise Stale(_("Người khác vừa sửa thư này. Hãy xem lại rồi làm tiếp."), code="letter-stale")


@transaction.atomic
def edit(*, actor: Scope, letter_id: int, expected_version: int, subject: str, body: str, at: datetime) -> Letter:
    """Mend the words of a draft. Raises Stale when somebody else has mended it in the meantime."""
    letter = _draft(actor, letter_id, EDIT)
    _same(letter, expected_version)
    letter.subject, letter.body, letter.lock_version = subject, body, letter.lock_version + 1
    letter.save(update_fields=["subject", "body", "lock_version"])
    record(actor=actor, unit_id=letter.unit_id, verb=EDIT, at=at, thing=letter, label=letter.subject)
    actor.require_inside(letter.unit_id)
    return letter


@transaction.atomic
def drop(*, actor: Scope, letter_id: int, recipient_id: int, at: datetime) -> bool:
    """Leave a person out of a draft, or take them in again; return whether the letter goes to them now."""
    letter = _draft(actor, letter_id, DROP)
    row = Recipient.objects.filter(letter=letter, pk=recipient_id).select_related("person").first()
    if row is None:
        raise OutOfScope
    goes = row.state == Delivery.DROPPED
    Recipient.objects.filter(pk=row.pk).update(state=Delivery.WAITING if goes else Delivery.DROPPED)
    Letter.objects.filter(pk=letter.pk).update(lock_version=F("lock_version") + 1)
    record(
        actor=actor,
        unit_id=letter.unit_id,
        verb=DROP,
        at=at,
        thing=letter,
        label=letter.subject,
        changes={"goes": [str(not goes), str(goes)]},
    )
    actor.require_inside(letter.unit_id)
    return goes


@transaction.atomic
def discard(*, actor: Scope, letter_id: int, at: datetime) -> None:
    """The draft is not needed. It stays to be read."""
    letter = _draft(actor, letter_id, DISCARD)
    letter.state = LetterState.DISCARDED
    letter.save(update_fields=["state"])
    record(actor=actor, unit_id=letter.unit_id, verb=DISCARD, at=at, thing=letter, label=letter.subject)
    actor.require_inside(letter.unit_id)


@transaction.atomic
def send(*, actor: Scope, versions: Mapping[int, int], at: datetime) -> int:
    """Send drafts as the person saw them: ``versions`` are their ``lock_version`` by key; all or none.

    Raises Refusal without a mail server, for a letter that nobody can get, or one that is no draft any more; Stale for
    one that was changed since.
    """
    if actor.user_id is None:
        raise Forbidden(_("Thư chỉ được gửi khi một người bấm gửi."))
    _need_server()
    for letter_id, expected in sorted(versions.items()):
        letter = _draft(actor, letter_id, SEND)
        _same(letter, expected)
        if TO_WRITE in letter.body.split("\n"):
            raise Refusal(
                _("Thư «%(subject)s» còn dòng «…» chờ thầy, cô viết. Hãy viết rồi gửi.") % {"subject": letter.subject},
                code="letter-not-written",
            )
        rows = Recipient.objects.filter(letter=letter, state=Delivery.WAITING).select_related("person__user")
        if not any(address_of(row) for row in rows):
            raise Refusal(
                _("Thư «%(subject)s» chưa có ai có địa chỉ thư điện tử. Hãy chép nội dung để gửi cách khác.")
                % {"subject": letter.subject},
                code="letter-without-address",
            )
        letter.state, letter.approved_at = LetterState.SENDING, at
        letter.approved_by_id, letter.approved_by_label = actor.user_id, actor.label
        _hand_over(actor, letter, at)
        actor.require_inside(letter.unit_id)
    return len(versions)


@transaction.atomic
def send_again(*, actor: Scope, letter_id: int, at: datetime, unsure: bool = False) -> None:
    """Send to those whom the letter did not reach; with ``unsure`` to those too who may have got it already.

    Raises Refusal while it is being sent, and when there is nobody left.
    """
    letter = _locked(actor, letter_id, SEND)
    _need_server()
    if letter.approved_at is None or (letter.job is not None and letter.job.is_open):
        raise Refusal(_("Thư này đang được gửi hoặc chưa được duyệt."), code="letter-not-sent")
    wanted = [Delivery.FAILED, Delivery.WAITING]
    if letter.job is not None and letter.job.state == JobState.FAILED:
        # The worker that held these is gone for good.
        Recipient.objects.filter(letter=letter, state=Delivery.SENDING).update(state=Delivery.UNSURE)
    if unsure:
        wanted.append(Delivery.UNSURE)
    rows = Recipient.objects.filter(letter=letter, state__in=wanted)
    if not rows.update(state=Delivery.WAITING, error=""):
        raise Refusal(_("Không còn ai cần gửi lại."), code="letter-nobody-left")
    letter.state = LetterState.SENDING
    _hand_over(actor, letter, at)
    actor.require_inside(letter.unit_id)


def _need_server() -> None:
    if not mail_is_set():
        raise Refusal(
            _("Máy chủ thư chưa được cài đặt nên chưa gửi được. Hãy chép nội dung thư để gửi cách khác."),
            code="mail-not-set",
        )


def _hand_over(actor: Scope, letter: Letter, at: datetime) -> None:
    letter.job = enqueue(
        actor=actor,
        unit_id=letter.unit_id,
        kind=MAIL,
        key=f"{MAIL}:{letter.pk}",
        label=_("Gửi thư «%(subject)s»") % {"subject": letter.subject[:150]},
        payload={"letter": letter.pk},
        at=at,
    )
    letter.save(update_fields=["state", "approved_at", "approved_by", "approved_by_label", "job"])
    record(actor=actor, unit_id=letter.unit_id, verb=SEND, at=at, thing=letter, label=letter.subject)


@transaction.atomic
def set_address(*, actor: Scope, email: str, at: datetime) -> None:
    """The address under which a person gets letters: their own, entered by themselves; empty for none."""
    if actor.user_id is None or not actor.own_unit_ids:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    try:
        if email:
            validate_email(email)
    except ValidationError as wrong:
        raise Refusal(_("Hãy xem lại địa chỉ thư."), code="address-unreadable", field="email") from wrong
    user = User.objects.select_for_update().get(pk=actor.user_id)
    before, user.email = user.email, email
    user.save(update_fields=["email"])
    record(
        actor=actor,
        unit_id=min(actor.own_unit_ids),
        verb=ADDRESS,
        at=at,
        thing=user,
        label=actor.label,
        changes={"has_address": [str(bool(before)), str(bool(email))]},
    )
