"""The page behind the QR code of a letter: a school outside the network confirms that it took the pupil in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from procedures.models import TransferLetter
from procedures.public.pages import unknown
from procedures.queries.transfers import short_names_of
from procedures.transfers.outside import confirm_letter, knows_phone, letter_with
from procedures.transfers.rules import initials_of
from schooladmin.core.errors import Refusal
from schooladmin.core.limits import Limit, TooManyTriesError, address_of, in_words, take
from schooladmin.core.periods import local_date
from schooladmin.core.public import SeeOther, public_page

BY_ADDRESS = Limit("transfer-address", free=5, first=30, most=3600, memory=24 * 3600)
BY_LETTER = Limit("transfer-letter", free=5, first=60, most=4 * 3600, memory=7 * 24 * 3600)


class DigitsForm(forms.Form):
    """The last four digits of the telephone number on the letter: who holds the paper knows them."""

    digits = forms.RegexField(
        r"^[0-9]{4}\Z",
        label=_("Bốn số cuối của số điện thoại trên thư"),
        error_messages={
            "required": _("Hãy gõ bốn số cuối của số điện thoại."),
            "invalid": _("Hãy gõ đúng bốn chữ số."),
        },
        widget=forms.TextInput(
            attrs={"class": "digits", "autocomplete": "off", "inputmode": "numeric", "maxlength": "4"}
        ),
    )


class ConfirmForm(DigitsForm):
    """Who confirms, in which position, and where to call back."""

    name = forms.CharField(
        label=_("Họ tên người xác nhận"), max_length=100, error_messages={"required": _("Hãy ghi họ và tên.")}
    )
    position = forms.CharField(
        label=_("Chức vụ"), max_length=100, error_messages={"required": _("Hãy ghi chức vụ tại trường.")}
    )
    phone = forms.CharField(
        label=_("Điện thoại của trường"),
        max_length=20,
        error_messages={"required": _("Hãy ghi số điện thoại.")},
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    received = forms.BooleanField(
        label=_("Trường chúng tôi đã tiếp nhận học sinh này"),
        error_messages={"required": _("Hãy đánh dấu khi học sinh đã đến trường.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digits"].widget = forms.HiddenInput()


@dataclass(frozen=True)
class Shown:
    """What the page says of a letter. The name and the birth date only to who knows the digits."""

    sending: str
    school: str
    initials: str
    class_name: str
    is_confirmed: bool


def _shown(letter: TransferLetter, at: datetime) -> Shown:
    row = letter.request
    return Shown(
        sending=short_names_of((letter.unit_id,), local_date(at)).get(letter.unit_id, ""),
        school=letter.school_name,
        initials=initials_of(row.pupil_name),
        class_name=row.pupil_class,
        is_confirmed=letter.confirmed_at is not None,
    )


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """First the digits, then who confirms; the address is never more than the secret."""
    at = timezone.now()
    letter = letter_with(token, at)
    if letter is None:
        return unknown(request)
    if request.method != "POST" or letter.confirmed_at is not None:
        return _page(request, letter, at, digits=DigitsForm())
    digits = DigitsForm(request.POST)
    if not digits.is_valid():
        return _page(request, letter, at, digits=digits, status=422)
    try:
        if not _try(request, letter, digits.cleaned_data["digits"], at):
            digits.add_error("digits", _("Bốn số cuối chưa đúng với số điện thoại trên thư."))
            return _page(request, letter, at, digits=digits, status=422)
    except TooManyTriesError as early:
        response = _page(request, letter, at, digits=digits, wait=early.wait, status=429)
        response.headers["Retry-After"] = str(early.wait)
        return response
    if "name" not in request.POST:
        return _page(request, letter, at, form=ConfirmForm(initial={"digits": digits.cleaned_data["digits"]}))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, letter, at, form=form, status=422)
    said = {name: form.cleaned_data[name] for name in ("digits", "name", "position", "phone")}
    try:
        confirm_letter(token=token, at=at, **said)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _page(request, letter, at, form=form, status=422)
    return SeeOther(reverse("public.transfer.confirm", args=[token]))


def _try(request: HttpRequest, letter: TransferLetter, digits: str, at: datetime) -> bool:
    """Whether the digits are right, as one try of the address and one at the letter; a right one does not count."""
    tickets = [take(BY_ADDRESS, address_of(request), at)]
    try:
        tickets.append(take(BY_LETTER, letter.token, at))
    except TooManyTriesError:
        tickets[0].give_back()
        raise
    is_right = knows_phone(letter, digits)
    if is_right:
        for ticket in tickets:
            ticket.give_back()
    return is_right


def _page(
    request: HttpRequest,
    letter: TransferLetter,
    at: datetime,
    *,
    digits: DigitsForm | None = None,
    form: ConfirmForm | None = None,
    wait: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "shown": _shown(letter, at),
        "pupil": letter.request if form is not None else None,
        "digits": digits,
        "form": form,
        "wait": in_words(wait) if wait else "",
    }
    return render(request, "public/transfer_confirm.html", context, status=status)
