"""The class sheet: as a page that prints, and as a PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procedures.batch import queries
from procedures.batch.permissions import READ
from procedures.batch.rendering import key_of, request_sheet
from procedures.batch.sheet import sheet_of
from schooladmin.documents.downloads import file_response
from schooladmin.documents.offers import being_made, kind_asked, not_made
from schooladmin.documents.page import print_page
from schooladmin.documents.queries import current_file
from schooladmin.units.access import fetch, scope_from


@require_safe
@login_required
def print_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The class sheet as a page that prints at once."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, READ, pk=pk)
    document, profile = sheet_of(batch, scope.at)
    return print_page(document, profile, reverse("procedures.batch.read", args=[pk]))


@require_POST
@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the PDF of the class sheet."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, READ, pk=pk)
    kind = kind_asked(request.POST)
    job = request_sheet(actor=scope, batch=batch, at=timezone.now(), file=kind)
    messages.info(request, being_made(kind))
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF of the sheet that was made last."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, READ, pk=pk)
    kind = kind_asked(request.GET)
    found = current_file(scope, key_of(batch.pk), kind)
    if found is None:
        messages.info(request, not_made(kind))
        return redirect("procedures.batch.read", pk)
    return file_response(found)
