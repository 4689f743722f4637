"""Handing a letter to the mail server, person by person.

What has left cannot be called back, so this work leaves its traces in the database as it goes: a person is marked
before the server gets the letter and again after. A worker that dies in between leaves somebody of whom nobody can say
whether they got it; they are named so, and only a person sends it to them again.
"""

from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.notices.outbox.actions import MAIL
from schooladmin.notices.outbox.models import Delivery, Letter, LetterState, Recipient
from schooladmin.notices.outbox.permissions import SEND
from schooladmin.notices.outbox.queries import address_of
from schooladmin.units.scope import Scope


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(MAIL, Handler(work=deliver, publish=close))


def deliver(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Send the letter to everybody who still waits for it; nobody gets it twice by itself."""
    letter = Letter.objects.filter(pk=job.payload["letter"]).first()
    if letter is None or not scope.may(SEND, letter.unit_id) or letter.approved_at is None:
        raise Refusal(_("Người yêu cầu không còn quyền gửi thư này."), code="mail-no-right")
    rows = Recipient.objects.filter(letter=letter)
    rows.filter(state=Delivery.SENDING).update(state=Delivery.UNSURE)  # of an attempt that was killed
    waiting = list(rows.filter(state=Delivery.WAITING).select_related("person__user"))
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as down:
        raise Refusal(
            _("Chưa nối được với máy chủ thư. Chưa ai nhận được thư này; hãy thử lại sau."), code="mail-server-down"
        ) from down
    try:
        for number, row in enumerate(waiting, start=1):
            progress(number, len(waiting), row.person.full_name)
            _to_one(letter, row, connection)
    finally:
        connection.close()
    return {"url": reverse("notices.outbox.read", args=[letter.pk])}


def _to_one(letter: Letter, row: Recipient, connection: Any) -> None:
    mine = Recipient.objects.filter(pk=row.pk)
    address = address_of(row)
    if not address:
        mine.update(state=Delivery.FAILED, error=_("Người này chưa ghi địa chỉ thư điện tử."))
        return
    if not mine.filter(state=Delivery.WAITING).update(state=Delivery.SENDING, address=address):
        return
    message = EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [address], connection=connection)
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as wrong:  # ValueError: an address that no server understands
        if _is_broken_line(wrong):  # the server may have taken the letter before
            mine.update(state=Delivery.UNSURE, error=_("Đứt kết nối với máy chủ thư khi đang gửi."))
        else:
            words = _("Máy chủ thư không nhận: %(reason)s") % {"reason": str(wrong)[:200]}
            mine.update(state=Delivery.FAILED, error=words)
    else:
        mine.update(state=Delivery.SENT, sent_at=timezone.now(), error="")


def _is_broken_line(wrong: Exception) -> bool:
    """Whether the connection was lost; any other exception of SMTP is an answer of the server, and it was no."""
    return isinstance(wrong, SMTPServerDisconnected) or (
        isinstance(wrong, OSError) and not isinstance(wrong, SMTPException)
    )


def close(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """The letter has gone to everybody whom it could reach."""
    Letter.objects.filter(pk=job.payload["letter"]).update(state=LetterState.SENT)
