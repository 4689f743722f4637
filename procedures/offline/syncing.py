"""The sync: what was taken in without a network enters the register, each entry once, under its printed number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, Reserved, accept_request, lock_sequence
from procedures.models import CodeBlock, Device, OfflineEntry, Request
from procedures.offline.forms import Entry, EntryForm
from procedures.offline.rules import LONGEST_PROMISE, not_after
from procedures.queries.requests import with_mutation
from procedures.rules.codes import request_code
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import fold
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

ACCEPTED, ALREADY, REFUSED = "accepted", "already", "refused"
MOST_ENTRIES = 50


@dataclass(frozen=True)
class Outcome:
    """What became of an entry: ``accepted`` now, ``already`` before, or ``refused`` with words and maybe the field."""

    mutation_id: str
    status: str
    request: Request | None = None
    words: str = ""
    code: str = ""
    field: str = ""


def sync_entries(*, actor: Scope, device: Device, sent: Sequence[Any], at: datetime) -> list[Outcome]:
    """Take the entries that a trusted device sends, in their order, each in a transaction of its own.

    Sending them again, or from two windows at once, makes nothing twice. A refused entry keeps its number: it may be
    corrected on the device and sent again. Raises Refusal for more entries than one sending may hold.
    """
    if len(sent) > MOST_ENTRIES:
        raise Refusal(_("Mỗi lần chỉ gửi được %(most)s hồ sơ.") % {"most": MOST_ENTRIES}, code="too-many-entries")
    Device.objects.filter(pk=device.pk).update(seen_at=at)
    unit_code = Unit.objects.values_list("code", flat=True).get(pk=device.unit_id)
    return [_take(actor, device, unit_code, data, at) for data in sent]


def _take(actor: Scope, device: Device, unit_code: str, data: Any, at: datetime) -> Outcome:
    data = data if isinstance(data, dict) else {}
    sent_id = str(data.get("mutation_id", ""))[:40]
    form = EntryForm(data)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        return Outcome(sent_id, REFUSED, words=str(errors[0]), code="entry-unreadable", field=field)
    entry = form.entry()
    try:
        return _accept(actor, device, unit_code, entry, at)
    except _KeyedMeanwhile as keyed:
        return Outcome(sent_id, ALREADY, keyed.request)
    except _NumberRefused as refusal:
        return Outcome(sent_id, REFUSED, words=str(refusal.message), code=refusal.code)
    except Refusal as refusal:
        _note(actor, device, entry, refusal, at)
        words, field = str(refusal.message), refusal.field or ""
        return Outcome(sent_id, REFUSED, words=words, code=refusal.code, field=field)


class _NumberRefused(Refusal):
    """The number is not this entry's: nothing is bound to it."""


class _KeyedMeanwhile(Exception):  # noqa: N818 - an answer, not an error
    """While the device was away somebody keyed the same intake in from its receipt."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.code)
        self.request = request


@transaction.atomic
def _accept(actor: Scope, device: Device, unit_code: str, entry: Entry, at: datetime) -> Outcome:
    bound = _bound(device, entry)
    code = request_code(unit_code, entry.year, entry.number)
    made_before = with_mutation(device.unit_id, entry.mutation_id)
    if made_before is not None:
        if made_before.code != code:
            raise _NumberRefused(
                _("Hồ sơ này đã vào sổ với mã khác: %(code)s.") % {"code": made_before.code}, code="entry-other-code"
            )
        return Outcome(str(entry.mutation_id), ALREADY, made_before)
    application = _received(entry, at)
    if local_date(application.received_at).year != entry.year:
        raise Refusal(
            _("Số đã in thuộc năm %(year)s. Hãy kiểm tra lại thời điểm tiếp nhận.") % {"year": entry.year},
            code="number-of-another-year",
            field="received_at",
        )
    if Request.objects.filter(public_token=entry.public_token).exists():
        raise _NumberRefused(_("Mã QR của hồ sơ này đã có ở hồ sơ khác."), code="token-used")
    request = accept_request(
        actor=actor,
        unit_id=device.unit_id,
        application=application,
        at=at,
        mutation_id=entry.mutation_id,
        reserved=Reserved(
            year=entry.year,
            number=entry.number,
            public_token=entry.public_token,
            printed_due=entry.printed_due,
            note=f"Tiếp nhận khi mất mạng trên máy «{device.name}».",  # kept with the record: Vietnamese
        ),
    )
    _write(bound, device, entry, at, request=request)
    return Outcome(str(entry.mutation_id), ACCEPTED, request)


def _received(entry: Entry, at: datetime) -> Application:
    """The application with the moment of reception as the register may hold it. Raises Refusal for a wrong promise."""
    application = entry.application
    received_at = not_after(application.received_at, at)
    day = local_date(received_at)
    if received_at <= at and not day <= entry.printed_due <= day + LONGEST_PROMISE:
        raise Refusal(
            _("Ngày hẹn đã in (%(due)s) không khớp ngày tiếp nhận. Hãy kiểm tra đồng hồ của máy và giờ tiếp nhận.")
            % {"due": f"{entry.printed_due:%d/%m/%Y}"},
            code="promise-wrong",
            field="received_at",
        )
    return replace(application, received_at=received_at)


def _bound(device: Device, entry: Entry) -> OfflineEntry | None:
    """What the school knows of the number, under the lock of the year's sequence. Raises if it is not this one's."""
    lock_sequence(device.unit_id, entry.year)
    blocks = CodeBlock.objects.filter(device=device, year=entry.year, first__lte=entry.number, last__gte=entry.number)
    if not blocks.exists():
        raise _NumberRefused(
            _("Số %(number)s không thuộc máy này nên chưa vào sổ.") % {"number": entry.number},
            code="number-not-reserved",
        )
    seen = OfflineEntry.objects.filter(unit_id=device.unit_id)
    bound = seen.filter(year=entry.year, number=entry.number).select_related("request__version__procedure").first()
    if bound is not None and bound.voided_at is not None:
        raise _NumberRefused(
            _("Số %(number)s đã khai hủy ngày %(day)s: %(reason)s. Hồ sơ có thật thì nhập lại từ giấy hẹn.")
            % {
                "number": entry.number,
                "day": f"{local_date(bound.voided_at):%d/%m/%Y}",
                "reason": bound.refusal.rstrip(". "),
            },
            code="number-void",
        )
    if bound is not None and bound.request is not None and bound.decided_by and _is_same(bound.request, entry):
        raise _KeyedMeanwhile(bound.request)
    if bound is not None and bound.mutation_id != entry.mutation_id:
        raise _NumberRefused(
            _("Số %(number)s đã dùng cho hồ sơ khác nên chưa vào sổ.") % {"number": entry.number}, code="number-used"
        )
    if bound is None and seen.filter(mutation_id=entry.mutation_id).exists():
        raise _NumberRefused(_("Hồ sơ này đã có số khác, không đổi số được."), code="entry-other-number")
    return bound


def _is_same(request: Request, entry: Entry) -> bool:
    """Whether a request keyed in from a receipt is the entry that the receipt was printed for."""
    application = entry.application
    names = {fold(request.pupil_name), fold(application.pupil_name)}
    return len(names) == 1 and request.version.procedure.code == application.procedure


@transaction.atomic
def _note(actor: Scope, device: Device, entry: Entry, refusal: Refusal, at: datetime) -> None:
    """Bind the number to the refused entry: a receipt with it lies in somebody's hand."""
    actor.require_inside(device.unit_id)
    _write(_bound(device, entry), device, entry, at, refusal=str(refusal.message))


def _write(
    bound: OfflineEntry | None,
    device: Device,
    entry: Entry,
    at: datetime,
    *,
    request: Request | None = None,
    refusal: str = "",
) -> None:
    row = bound or OfflineEntry(
        unit_id=device.unit_id,
        device=device,
        year=entry.year,
        number=entry.number,
        mutation_id=entry.mutation_id,
        public_token=entry.public_token,
        printed_due=entry.printed_due,
        seen_at=at,
    )
    row.request, row.refusal = request, refusal
    row.save()
