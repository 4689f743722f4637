"""A letter to a school outside the network, and that school's word that it took the pupil in."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from procedures.actions.work import lock
from procedures.models import TransferLetter
from procedures.public.queries import unit_behind
from procedures.queries.transfers import letter_of, side_of_request
from procedures.transfers.enums import SideRole
from procedures.transfers.permissions import LETTER
from procedures.transfers.rules import PROCEDURES
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.phones import phone_number
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope, bearer, opened


@transaction.atomic
def write_letter(*, actor: Scope, request_id: int, school_name: str, at: datetime) -> TransferLetter:
    """Make the letter of a request for leaving; made again before it was confirmed, it is a letter of that day to the
    school named now, under the same QR code.

    Raises Refusal for another procedure, for a transfer inside the network, and for a letter that was confirmed.
    """
    request = lock(actor, request_id)
    actor.require(LETTER, request.unit_id)
    if request.version.procedure.code != PROCEDURES[SideRole.SENDING] or side_of_request(request) is not None:
        raise Refusal(_("Thư này chỉ dành cho hồ sơ chuyển đi ra ngoài mạng lưới."), code="not-outside")
    if not tidy(school_name):
        raise Refusal(_("Hãy ghi tên trường nơi đến."), code="school-missing", field="school_name")
    letter = letter_of(request)
    before = letter.school_name if letter else None
    if letter is not None and before == tidy(school_name):
        return letter
    if letter is not None and letter.confirmed_at is not None:
        raise Refusal(
            _("%(school)s đã xác nhận tiếp nhận nên thư không đổi được nữa.") % {"school": before}, code="confirmed"
        )
    if letter is None:
        letter = TransferLetter(unit_id=request.unit_id, request=request)
    letter.issued_at, letter.actor_label = at, actor.label
    letter.school_name = tidy(school_name)
    letter.save()
    record(
        actor=actor,
        unit_id=request.unit_id,
        verb=LETTER,
        at=at,
        thing=letter,
        label=request.code,
        changes={"school": [before, letter.school_name]},
    )
    actor.require_inside(request.unit_id)
    return letter


def letter_with(token: str, at: datetime) -> TransferLetter | None:
    """The letter with this secret, for the public page."""
    unit_id = unit_behind(TransferLetter, token=token)
    if unit_id is None:
        return None
    with opened(_receiver(unit_id, at)):
        return TransferLetter.objects.select_related("request__unit").filter(token=token).first()


def _receiver(unit_id: int, at: datetime) -> Scope:
    """The school outside that holds the letter: it has this one verb at the school that wrote it."""
    return bearer(local_date(at), "Trường nơi đến (thư xác nhận)", (LETTER,), unit_id)


def knows_phone(letter: TransferLetter, digits: str) -> bool:
    """Whether ``digits`` are the last four of the telephone number on the letter."""
    return constant_time_compare(letter.request.applicant_phone[-4:], digits)


@transaction.atomic
def confirm_letter(*, token: str, digits: str, name: str, position: str, phone: str, at: datetime) -> TransferLetter:
    """The other school says that it took the pupil in: who says so, in which position, and how to call back. Once.

    Raises OutOfScope for an unknown secret and Refusal for wrong digits, a missing name, or a second confirmation.
    """
    unit_id = unit_behind(TransferLetter, token=token)
    if unit_id is None:
        raise OutOfScope
    actor = _receiver(unit_id, at)
    with opened(actor):
        rows = TransferLetter.objects.select_for_update(of=("self",)).select_related("request")
        letter = rows.filter(token=token).first()
        if letter is None:
            raise OutOfScope
        if letter.confirmed_at is not None:
            raise Refusal(_("Thư này đã được xác nhận. Cảm ơn quý trường."), code="confirmed-already")
        if not knows_phone(letter, digits):
            raise Refusal(_("Bốn số cuối chưa đúng với số điện thoại trên thư."), code="digits-wrong", field="digits")
        for field, text in (("name", name), ("position", position)):
            if not tidy(text):
                raise Refusal(_("Hãy ghi họ tên và chức vụ của người xác nhận."), code="who-missing", field=field)
        called = phone_number(phone)
        if called is None:
            raise Refusal(
                _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, bắt đầu bằng 0 (máy bàn 11 chữ số)."),
                code="phone-wrong",
                field="phone",
            )
        letter.confirmed_at = at
        letter.confirmed_name, letter.confirmed_position, letter.confirmed_phone = tidy(name), tidy(position), called
        letter.save(update_fields=["confirmed_at", "confirmed_name", "confirmed_position", "confirmed_phone"])
        # The trail says that the school confirmed; who it was stands on the letter, which can be erased.
        record(
            actor=actor,
            unit_id=letter.unit_id,
            verb=LETTER,
            at=at,
            thing=letter,
            label=letter.request.code,
            changes={"confirmed_at": [None, at.isoformat()]},
        )
        return letter
