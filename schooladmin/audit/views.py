"""The page of the trail."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schooladmin.audit import pages
from schooladmin.audit.forms import EntryFilter
from schooladmin.audit.words import in_words
from schooladmin.units.access import scope_from
from schooladmin.units.queries import choices_for, short_names

PAGE_SIZE = 50


@require_safe
@login_required
def entry_list(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, with filters."""
    scope = scope_from(request)
    scope.require_anywhere("audit.entry.read")
    form = EntryFilter(request.GET, units=choices_for(scope, "audit.entry.read"), verbs=pages.verbs_in(scope))
    form.is_valid()
    wanted = form.cleaned_data
    rows = pages.filtered(
        scope,
        unit_id=wanted.get("unit"),
        verb=wanted.get("verb", ""),
        person=wanted.get("person", ""),
        first=wanted.get("first"),
        last=wanted.get("last"),
        thing=wanted.get("thing", ""),
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    names = short_names(scope, {entry.unit_id for entry in page})
    lines = [(entry, in_words(entry.verb), names.get(entry.unit_id, ""), pages.changes_of(entry)) for entry in page]
    return render(
        request, "audit/list.html", {"form": form, "page": page, "lines": lines, "thing": wanted.get("thing")}
    )
