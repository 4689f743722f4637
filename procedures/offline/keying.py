"""Paper back into the register: keying in a slip or a receipt under its printed number, and declaring a number void."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.intake import Application, Reserved, accept_request, lock_sequence
from procedures.enums import Entry
from procedures.models import CodeBlock, OfflineEntry, Request
from procedures.models.offline import DeviceKind
from procedures.offline.permissions import VOID
from procedures.offline.rules import LONGEST_PROMISE
from procedures.rules.codes import read_code, request_code
from procedures.rules.transitions import ACCEPT
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import VIETNAM, local_date
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_CENTURY = 2000


@dataclass(frozen=True)
class Printed:
    """A number that lies on paper: its block, and what became of it so far (None: nothing that the school knows)."""

    code: str
    year: int
    number: int
    block: CodeBlock
    entry: OfflineEntry | None

    @property
    def is_pad(self) -> bool:
        return self.block.device.kind == DeviceKind.PAPER

    @property
    def token(self) -> str:
        """The secret in the printed QR code, as far as the school knows it."""
        if self.block.tokens:
            return str(self.block.tokens[self.number - self.block.first])
        return self.entry.public_token if self.entry else ""

    @property
    def request(self) -> Request | None:
        return self.entry.request if self.entry else None


def printed_number(unit_id: int, typed: str) -> Printed:
    """The number that a typed code means. Raises Refusal when its check sign is wrong or no paper of the school has it.

    The caller has checked that the actor reaches the unit.
    """
    unit_code = Unit.objects.values_list("code", flat=True).get(pk=unit_id)
    code = read_code(unit_code, typed)
    if code is None:
        raise Refusal(
            _("Mã chưa đúng: ký tự cuối không khớp phần trước. Hãy đọc lại mã in trên phiếu, chẳng hạn 26-00137-K."),
            code="code-wrong",
            field="code",
        )
    _unit, two_digits, digits, _check = code.rsplit("-", 3)
    year, number = _CENTURY + int(two_digits), int(digits)
    block = (
        CodeBlock.objects.filter(unit_id=unit_id, year=year, first__lte=number, last__gte=number)
        .select_related("device")
        .first()
    )
    if block is None:
        raise Refusal(
            _("Mã này không thuộc tập phiếu hay máy nào của trường. Hãy xem lại mã, hoặc tiếp nhận như hồ sơ mới."),
            code="number-not-reserved",
            field="code",
        )
    entry = (
        OfflineEntry.objects.filter(unit_id=unit_id, year=year, number=number)
        .select_related("request__version__procedure")
        .first()
    )
    return Printed(code, year, number, block, entry)


class AlreadyKeyed(Refusal):
    """The paper is in the register already; nothing was written."""

    def __init__(self, request: Request) -> None:
        super().__init__(
            _("Phiếu %(code)s đã nhập vào sổ rồi. Không có gì bị ghi thêm.") % {"code": request.code},
            code="already-keyed",
            field="code",
        )
        self.request = request


@transaction.atomic
def key_paper(
    *,
    actor: Scope,
    unit_id: int,
    code: str,
    application: Application,
    printed_due: date | None,
    at: datetime,
    mutation_id: UUID | None = None,
    despite_void: bool = False,
) -> Request:
    """Enter what stands on a slip of a pad, or on a receipt whose device cannot send it any more, under its number.

    ``application.received_at`` is the moment written on the paper: it may lie far back, but not before the paper was
    printed, and not in the future. ``printed_due`` is the day written for the family; None: none was written, and the
    calendar gives one. The number keeps its year, whatever the day of reception. ``despite_void``: the number was
    declared void, and now somebody shows its paper.
    Raises AlreadyKeyed for a number that has its request (a form sent twice, or two people with one pad), Refusal with
    the field at fault for everything else.
    """
    actor.require_inside(unit_id)
    actor.require(ACCEPT, unit_id)
    printed = _locked(unit_id, code, application.received_at)
    if printed.request is not None:
        raise AlreadyKeyed(printed.request)
    _check_open(printed, despite_void=despite_void)
    _check_times(printed, application, printed_due)
    application = replace(application, entry=Entry.OFFLINE, confirmed_duplicate=True)
    request = accept_request(
        actor=actor,
        unit_id=unit_id,
        application=application,
        at=at,
        mutation_id=printed.entry.mutation_id if printed.entry else mutation_id,
        reserved=Reserved(
            year=printed.year,
            number=printed.number,
            public_token=printed.token,
            printed_due=printed_due,
            note=_note(printed),
            is_keyed=True,
        ),
    )
    if request.code != printed.code:  # the same form, sent again with another number
        raise AlreadyKeyed(request)
    _settle(printed, actor, at, mutation_id=request.mutation_id, request=request, printed_due=printed_due)
    return request


@transaction.atomic
def void_number(*, actor: Scope, unit_id: int, code: str, reason: str, at: datetime) -> OfflineEntry:
    """Declare a printed number void: the slip was spoilt, or what was entered on it must not go into the register.

    The number is never given to anybody else; the register book names it with the reason. Twice changes nothing.
    Raises Refusal without a reason, for a number in the register, and for one that a device in use may still print.
    """
    actor.require_inside(unit_id)
    actor.require(VOID, unit_id)
    printed = _locked(unit_id, code)
    if printed.request is not None:
        raise AlreadyKeyed(printed.request)
    if printed.entry is not None and printed.entry.voided_at is not None:
        return printed.entry
    _check_open(printed, despite_void=False)
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do hủy số."), code="void-without-reason", field="reason")
    entry = _settle(printed, actor, at, mutation_id=uuid4(), reason=tidy(reason))
    record(
        actor=actor,
        unit_id=unit_id,
        verb=VOID,
        at=at,
        thing=entry,
        label=printed.code,
        changes={"reason": [None, entry.refusal]},
    )
    actor.require_inside(unit_id)
    return entry


def _locked(unit_id: int, code: str, received_at: datetime | None = None) -> Printed:
    """The printed number under the lock of its year, and of the year of reception if that is another one.

    In the order of the years, so that two people never wait for each other.
    """
    years = {printed_number(unit_id, code).year}
    if received_at is not None:
        years.add(local_date(received_at).year)
    for year in sorted(years):
        lock_sequence(unit_id, year)
    return printed_number(unit_id, code)


def _check_open(printed: Printed, *, despite_void: bool) -> None:
    entry, device = printed.entry, printed.block.device
    if entry is not None and entry.voided_at is not None and not despite_void:
        raise Refusal(
            _("Số này đã khai hủy ngày %(day)s: %(reason)s. Nếu phiếu có thật, hãy đánh dấu ô bên dưới rồi nhập.")
            % {"day": f"{local_date(entry.voided_at):%d/%m/%Y}", "reason": entry.refusal.rstrip(". ")},
            code="number-void",
            field="despite_void",
        )
    if entry is None and not printed.is_pad and device.revoked_at is None:
        raise Refusal(
            _("Số này thuộc máy «%(name)s» đang dùng: hồ sơ tự gửi về khi máy có mạng. Máy mất thì hãy thu hồi trước.")
            % {"name": device.name},
            code="device-in-use",
            field="code",
        )


def _check_times(printed: Printed, application: Application, printed_due: date | None) -> None:
    given_at = printed.block.given_at.astimezone(VIETNAM)
    if application.received_at < given_at.replace(second=0, microsecond=0):
        raise Refusal(
            _("Số này cấp lúc %(when)s: không thể nhận hồ sơ trước lúc đó. Hãy xem lại ngày giờ ghi trên phiếu.")
            % {"when": f"{given_at:%H:%M %d/%m/%Y}"},
            code="received-before-printed",
            field="received_at",
        )
    day = local_date(application.received_at)
    if printed_due is not None and not day <= printed_due <= day + LONGEST_PROMISE:
        raise Refusal(
            _("Ngày hẹn ghi trên phiếu không khớp ngày tiếp nhận. Hãy xem lại hai ngày."),
            code="promise-wrong",
            field="due",
        )


def _note(printed: Printed) -> str:
    """Kept with the record: Vietnamese, whoever keys it in."""
    name = printed.block.device.name
    return f"Nhập từ phiếu giấy: {name}." if printed.is_pad else f"Nhập từ giấy hẹn in khi mất mạng trên máy «{name}»."


def _settle(
    printed: Printed,
    actor: Scope,
    at: datetime,
    *,
    mutation_id: UUID,
    request: Request | None = None,
    printed_due: date | None = None,
    reason: str = "",
) -> OfflineEntry:
    """Write what became of the number, and who decided it."""
    entry = printed.entry or OfflineEntry(
        unit_id=printed.block.unit_id,
        device=printed.block.device,
        year=printed.year,
        number=printed.number,
        mutation_id=mutation_id,
        public_token=printed.token,
        printed_due=printed_due,
        seen_at=at,
    )
    entry.request, entry.refusal = request, reason
    entry.voided_at = None if request is not None else at
    entry.decided_by = actor.label
    entry.save()
    return entry


def code_of(entry: OfflineEntry) -> str:
    """The code on the paper of an entry, whose unit is loaded."""
    return request_code(entry.unit.code, entry.year, entry.number)
