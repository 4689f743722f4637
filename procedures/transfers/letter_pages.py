"""The letter to a school outside the network: written, printed, and opened again as it was handed out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from procedures.queries.requests import any_request
from procedures.queries.transfers import letter_of
from procedures.transfers.archive import file_of, files_of, issue_letter, marked_letter
from procedures.transfers.forms import LetterForm
from procedures.transfers.permissions import LETTER
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.page import print_page
from schooladmin.units.access import fetch, scope_from


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """To which school outside the network the letter goes; then it is printed. Below, what was handed out before."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, LETTER, pk=pk)
    written = letter_of(row)
    said = {"school_name": written.school_name if written else row.other_school}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        name = form.cleaned_data["school_name"]
        try:
            issue_letter(actor=scope, request_id=pk, school_name=name, base=base_url(request), at=timezone.now())
            return redirect("procedures.transfer.letter.print", pk=pk)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {
        "row": row,
        "form": form,
        "letter": written,
        "files": list(files_of(scope, written)) if written else [],
    }
    return render(request, "procedures/transfers/letter.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def print_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to print: its archived file once there is one, so that every copy is the same; else as a page."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, LETTER, pk=pk)
    written = letter_of(row)
    if written is None:
        return redirect("procedures.transfer.letter", pk=pk)
    if file_of(scope, written) is not None:
        return redirect("procedures.transfer.letter.file", pk=pk)
    document, profile, _issue = marked_letter(written, base_url(request))
    return print_page(document, profile, reverse("procedures.request.read", args=[pk]))


@require_safe
@login_required
def letter_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of the letter as it stands, or with ``id`` one of those handed out before; without one, its page."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, LETTER, pk=pk)
    written = letter_of(row)
    wanted = request.GET.get("id", "")
    if written is not None and wanted:
        found = files_of(scope, written).filter(public_id=_uuid(wanted)).first()
        if found is None:
            raise OutOfScope
        return file_response(found, inline=True)
    found = file_of(scope, written) if written is not None else None
    if found is None:
        messages.info(request, _("Bản PDF của thư chưa có. Hãy mở lại trang này sau ít phút."))
        return redirect("procedures.transfer.letter", pk=pk)
    return file_response(found, inline=True)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as odd:
        raise OutOfScope from odd
