"""Pages of the outbox: the letters that wait, one letter to read and mend, and the person's own address."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.public import base_url
from schooladmin.core.text import nfc
from schooladmin.notices.outbox import actions
from schooladmin.notices.outbox.forms import AddressForm, CollectForm, LetterForm
from schooladmin.notices.outbox.models import Delivery, Letter, LetterState
from schooladmin.notices.outbox.permissions import COLLECT, DISCARD, DROP, EDIT, LIST, READ, SEND
from schooladmin.notices.outbox.queries import (
    any_letter,
    kinds_for,
    letters_for,
    mail_is_set,
    ready_text,
    recipients_of,
)
from schooladmin.notices.outbox.registry import letter_kinds
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, short_names

_BOTH = ["GET", "HEAD", "POST"]
_LOOKS = {
    LetterState.DRAFT: ("wait", "pencil"),
    LetterState.SENDING: ("open", "arrow-repeat"),
    LetterState.SENT: ("done", "check-circle"),
    LetterState.DISCARDED: ("quiet", "trash"),
}
_PEOPLE = {
    Delivery.WAITING: ("wait", "hourglass-split"),
    Delivery.DROPPED: ("quiet", "x-lg"),
    Delivery.SENDING: ("open", "arrow-repeat"),
    Delivery.SENT: ("done", "check-circle"),
    Delivery.FAILED: ("late", "x-circle"),
    Delivery.UNSURE: ("late", "exclamation-triangle"),
}


@require_safe
@login_required
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters of the person's office; drafts can be ticked and sent together."""
    scope = scope_from(request)
    scope.require_anywhere(LIST)
    state = request.GET.get("state", LetterState.DRAFT.value)
    page = Paginator(letters_for(scope, state), 50).get_page(request.GET.get("page"))
    names = short_names(scope, {row.about_id for row in page})
    labels = {kind.code: kind.label for kind in letter_kinds()}
    context = {
        "page": page,
        "rows": [(row, names.get(row.about_id, ""), labels.get(row.kind, ""), *_look(row)) for row in page],
        "states": LetterState.choices,
        "state": state,
        "may_collect": scope.may_anywhere(COLLECT),
        "may_send": scope.may_anywhere(SEND) and mail_is_set(),
        "mail_is_set": mail_is_set(),
    }
    return render(request, "notices/outbox/list.html", context)


def _look(letter: Letter) -> tuple[str, str]:
    return _LOOKS[LetterState(letter.state)]


@require_http_methods(_BOTH)
@login_required
def letter_collect(request: HttpRequest) -> HttpResponse:
    """Propose the letters of a kind; they wait as drafts."""
    scope = scope_from(request)
    scope.require_anywhere(COLLECT)
    form = CollectForm(
        request.POST if request.method == "POST" else None,
        units=choices_for(scope, COLLECT),
        kinds=kinds_for(scope),
        today=scope.at,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count = actions.collect(
                actor=scope,
                unit_id=data["unit"],
                kind=data["kind"],
                quarter=data["quarter"],
                base=base_url(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            words = ngettext("Đã soạn %(count)s thư mới.", "Đã soạn %(count)s thư mới.", count)
            messages.success(request, f"{words % {'count': count}} {_('Chưa thư nào được gửi; hãy đọc lại trước.')}")
            return redirect("notices.outbox.list")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "notices/outbox/collect.html", {"form": form}, status=status)


@require_POST
@login_required
def letter_send_many(request: HttpRequest) -> HttpResponse:
    """Send the ticked drafts, each as it was when the list was drawn («key:version»)."""
    scope = scope_from(request)
    scope.require_anywhere(SEND)
    versions = {}
    for ticked in request.POST.getlist("letter"):
        key, _colon, version = ticked.partition(":")
        if key.isdecimal() and version.isdecimal():
            versions[int(key)] = int(version)
    if not versions:
        messages.info(request, _("Hãy chọn ít nhất một thư."))
        return redirect("notices.outbox.list")
    try:
        count = actions.send(actor=scope, versions=versions, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        words = ngettext("Đang gửi %(count)s thư.", "Đang gửi %(count)s thư.", count)
        messages.success(request, words % {"count": count})
    return redirect("notices.outbox.list")


@require_safe
@login_required
def letter_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter with its readers; a draft can be mended, sent or left."""
    letter = fetch(any_letter(), scope_from(request), READ, pk=pk)
    return _letter_page(request, letter)


def _letter_page(request: HttpRequest, letter: Letter, form: LetterForm | None = None) -> HttpResponse:
    scope = scope_from(request)
    is_draft = letter.state == LetterState.DRAFT
    lines = recipients_of(letter)
    states = {line.row.state for line in lines}
    may_send = scope.may(SEND, letter.unit_id)
    is_sending = letter.job is not None and letter.job.is_open
    if form is None and is_draft and scope.may(EDIT, letter.unit_id):
        form = LetterForm(instance=letter, initial={"lock_version": letter.lock_version})
    context = {
        "letter": letter,
        "look": _look(letter),
        "has_failed": letter.state == LetterState.SENDING and letter.job is not None and not letter.job.is_open,
        "about": short_names(scope, {letter.about_id}).get(letter.about_id, ""),
        "lines": [(line, *_PEOPLE[Delivery(line.row.state)]) for line in lines],
        "form": form,
        "text": ready_text(letter),
        "mail_is_set": mail_is_set(),
        "is_sending": is_sending,
        "may_send": is_draft and may_send and mail_is_set(),
        "may_drop": is_draft and scope.may(DROP, letter.unit_id),
        "may_discard": is_draft and scope.may(DISCARD, letter.unit_id),
        "may_again": may_send and not is_draft and not is_sending and Delivery.FAILED in states,
        "may_again_unsure": may_send and not is_draft and not is_sending and bool({Delivery.UNSURE} & states),
        "may_resume": may_send and letter.state == LetterState.SENDING and not is_sending,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "notices/outbox/letter.html", context, status=status)


@require_POST
@login_required
def letter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the mended words of a draft."""
    letter = fetch(any_letter(), scope_from(request), EDIT, pk=pk)
    form = _save_words(request, letter)
    if form.errors:
        return _letter_page(request, letter, form)
    messages.success(request, _("Đã lưu thư."))
    return redirect("notices.outbox.read", pk)


def _save_words(request: HttpRequest, letter: Letter) -> LetterForm:
    """Save what was typed; the form has errors where that was not possible."""
    form = LetterForm(request.POST, instance=copy(letter))  # the page goes on to say what is saved
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.edit(
                actor=scope_from(request),
                letter_id=letter.pk,
                expected_version=data["lock_version"],
                subject=data["subject"],
                body=data["body"],
                at=timezone.now(),
            )
        except Stale:
            form.add_error(
                None,
                _(
                    "Người khác vừa sửa thư này; lời họ đã lưu ở ô cuối trang. "
                    "Bấm «Lưu nội dung» lần nữa thì lời của thầy, cô thay lời ấy."
                ),
            )
            # The version of the words that are shown below: they have been read when this is sent again.
            form.data = {**request.POST.dict(), "lock_version": str(letter.lock_version)}
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    return form


def _save_typed(request: HttpRequest, letter: Letter) -> LetterForm | None:
    """Save what was typed into the letter before another of its buttons was pressed; ``None`` where nothing was."""
    typed = {name: _lines(request.POST.get(name, "")) for name in ("subject", "body")}
    if "body" not in request.POST or typed == {"subject": _lines(letter.subject), "body": _lines(letter.body)}:
        return None
    scope_from(request).require(EDIT, letter.unit_id)
    return _save_words(request, letter)


def _lines(text: str) -> str:
    """The text as it is compared: browsers write line breaks in their own way."""
    return nfc(text).replace("\r\n", "\n").strip()


@require_POST
@login_required
def letter_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a person out of the letter, or take them in again."""
    scope = scope_from(request)
    letter = fetch(any_letter(), scope, DROP, pk=pk)
    typed = _save_typed(request, letter)
    if typed is not None and typed.errors:
        return _letter_page(request, letter, typed)
    person = request.POST.get("recipient", "")
    if person.isdecimal():
        try:
            actions.drop(actor=scope, letter_id=pk, recipient_id=int(person), at=timezone.now())
        except Refusal as refusal:
            messages.info(request, str(refusal.message))
    return redirect("notices.outbox.read", pk)


@require_POST
@login_required
def letter_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send this draft as the person sees it: what they have typed is saved first."""
    scope = scope_from(request)
    letter = fetch(any_letter(), scope, SEND, pk=pk)
    version = request.POST.get("lock_version", "")
    expected = int(version) if version.isdecimal() else 0
    typed = _save_typed(request, letter)
    if typed is not None:
        if typed.errors:
            return _letter_page(request, letter, typed)
        expected += 1  # the version that has just been written
    try:
        actions.send(actor=scope, versions={pk: expected}, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Đang gửi thư."))
    return redirect("notices.outbox.read", pk)


@require_POST
@login_required
def letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to those whom the letter did not reach."""
    scope = scope_from(request)
    fetch(any_letter(), scope, SEND, pk=pk)
    try:
        actions.send_again(actor=scope, letter_id=pk, unsure=request.POST.get("unsure") == "1", at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    else:
        messages.success(request, _("Đang gửi lại."))
    return redirect("notices.outbox.read", pk)


@require_POST
@login_required
def letter_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft is not needed."""
    scope = scope_from(request)
    fetch(any_letter(), scope, DISCARD, pk=pk)
    try:
        actions.discard(actor=scope, letter_id=pk, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    else:
        messages.success(request, _("Đã bỏ thư, không gửi."))
    return redirect("notices.outbox.list")


@require_http_methods(_BOTH)
@login_required
def address_edit(request: HttpRequest) -> HttpResponse:
    """Where the person gets letters: everybody enters their own."""
    scope = scope_from(request)
    form = AddressForm(request.POST or None, initial={"email": getattr(request.user, "email", "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_address(actor=scope, email=form.cleaned_data["email"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu địa chỉ."))
            return redirect("notices.notice.list")
    return render(request, "notices/outbox/address.html", {"form": form}, status=422 if form.errors else 200)
