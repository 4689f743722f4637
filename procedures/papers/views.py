"""Pages that print: papers of a request, drafts of the apology, the register book and the notice board."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.models import ProcedureVersion, Request
from procedures.papers.actions import apologise
from procedures.papers.book import book_of, is_unchecked, notice_of, received_in
from procedures.papers.case import Case, case_of, leaders_on
from procedures.papers.forms import BookForm, LetterForm
from procedures.papers.issuing import issue_shown
from procedures.papers.kinds import PaperKind
from procedures.papers.letters import Letter
from procedures.papers.permissions import APOLOGISE, DRAFT
from procedures.papers.printing import EXTENSION, OVERDUE, Offer, document_of, offers_of, pick
from procedures.papers.rendering import Volume, request_paper, request_volume
from procedures.queries.catalogue import version_on, versions_on
from procedures.queries.requests import any_request
from procedures.rules.transitions import EXTEND, READ
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import Period
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.offers import being_made, kind_asked, not_made, office_files
from schooladmin.documents.page import print_page
from schooladmin.documents.queries import current_file, current_files
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def print_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as a page that prints at once. A draft may be sent here: what is typed then stands in no address."""
    scope = scope_from(request)
    row, case, offer = _asked(request, scope, pk, kind)
    document, profile = document_of(case, offer, base_url(request), _letter_of(request, case, offer))
    marked = stamped(document, issue_shown(case, offer, document), base_url(request))
    return print_page(marked, profile, _page_of(row.pk, offer))


@require_POST
@login_required
def publish_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for the PDF; the page of the job shows how far it is."""
    scope = scope_from(request)
    row, case, offer = _asked(request, scope, pk, kind)
    letter = _letter_of(request, case, offer)
    kind_of_file = kind_asked(request.POST)
    job = request_paper(
        actor=scope,
        row=row,
        offer=offer,
        letter=letter,
        base=base_url(request),
        at=timezone.now(),
        file=kind_of_file,
    )
    messages.info(request, being_made(kind_of_file))
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def paper_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The PDF that was made of this paper last."""
    scope = scope_from(request)
    row, _case, offer = _asked(request, scope, pk, kind)
    return _file(request, scope, offer.key(row.pk), _page_of(row.pk, offer))


@require_safe
@login_required
def apology(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the apology is drafted before it is given: cause, day, signer, and the draft to look at."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, DRAFT, pk=pk)
    return _apology_page(request, scope, row)


@require_POST
@login_required
def sign_apology(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the apology that cannot promise a new date; the final letter is then among the papers."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, APOLOGISE, pk=pk)
    form = LetterForm(request.POST, today=scope.at, leaders=leaders_on(row.unit_id, scope.at))
    if not form.is_valid():
        return _apology_page(request, scope, row, form, status=422)
    letter = form.letter()
    try:
        apologise(
            actor=scope,
            request_id=row.pk,
            at=timezone.now(),
            cause=letter.cause,
            expected=letter.day,
            reason_code=form.reason_code,
            seen_version=form.cleaned_data["lock_version"],
        )
    except Stale as stale:
        messages.error(request, str(stale.message))
        return _apology_page(request, scope, fetch(any_request(), scope, APOLOGISE, pk=pk), form, status=409)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _apology_page(request, scope, row, form, status=422)
    messages.success(
        request, _("Đã ghi lời xin lỗi vào hồ sơ %(code)s. Hãy in văn bản gửi người nộp.") % {"code": row.code}
    )
    return redirect("procedures.request.read", pk=pk)


def _apology_page(
    request: HttpRequest, scope: Scope, row: Request, form: LetterForm | None = None, status: int = 200
) -> HttpResponse:
    case = case_of(row, scope.at)
    drafts = [offer for offer in offers_of(case) if offer.kind == PaperKind.APOLOGY and offer.is_draft]
    offer = drafts[-1] if drafts else None
    context = {
        "row": row,
        "case": case,
        "offer": offer,
        "form": form or _fresh_form(request, scope, case, offer),
        "may_extend": offer is not None and offer.part == EXTENSION and scope.may(EXTEND, row.unit_id),
        "may_sign": offer is not None and offer.part == OVERDUE and scope.may(APOLOGISE, row.unit_id),
    }
    return render(request, "procedures/papers/apology.html", context, status=status)


def _asked(request: HttpRequest, scope: Scope, pk: int, kind: str) -> tuple[Request, Case, Offer]:
    row = fetch(any_request(), scope, READ, pk=pk)
    case = case_of(row, scope.at)
    data = request.POST if request.method == "POST" else request.GET
    offer = pick(case, kind, data.get("part", ""))
    if offer.is_draft:
        scope.require(DRAFT, row.unit_id)
    return row, case, offer


def _letter_of(request: HttpRequest, case: Case, offer: Offer) -> Letter:
    """What was typed for a draft, as far as it can be read: the page of the letter says what is wrong with the rest."""
    if not offer.is_draft:
        return Letter()
    data = request.POST if request.method == "POST" else request.GET
    form = LetterForm(data, today=case.today, leaders=leaders_on(case.row.unit_id, case.today))
    form.is_valid()
    return form.letter()


def _fresh_form(request: HttpRequest, scope: Scope, case: Case, offer: Offer | None) -> LetterForm:
    """The form with what the address brings; a leader who opens it is the one who signs."""
    initial = {name: request.GET[name] for name in ("reason", "note", "day", "signer") if name in request.GET}
    hidden = {"lock_version": case.row.lock_version, "part": offer.part if offer else ""}
    return LetterForm(
        initial={"signer": scope.label, **initial, **hidden},
        today=case.today,
        leaders=leaders_on(case.row.unit_id, case.today),
    )


def _page_of(pk: int, offer: Offer) -> str:
    name = "procedures.paper.apology" if offer.is_draft else "procedures.request.read"
    return reverse(name, args=[pk])


# The papers of a school -----------------------------------------------------------------------------------------------


@require_safe
@login_required
def book(request: HttpRequest) -> HttpResponse:
    """Choose school and days for the book; the procedures of today for the notice board."""
    scope = scope_from(request)
    form = _book_form(request, scope)
    if not form.is_valid():
        return render(request, "procedures/papers/book.html", {"form": form}, status=422)
    try:
        unit, period = _school(scope, form.unit_code), form.wanted()
    except Refusal as refusal:
        form.add_error("period", str(refusal.message))
        return render(request, "procedures/papers/book.html", {"form": form}, status=422)
    versions = list(versions_on(scope.at))
    volumes = [Volume(unit.pk, period), *(Volume(unit.pk, procedure=row.procedure.code) for row in versions)]
    files = current_files(scope, [volume.key for volume in volumes])
    office = office_files(scope, [volume.key for volume in volumes])
    context = {
        "form": form,
        "unit": unit,
        "first": period.start,
        "last": period.end - timedelta(days=1),
        "query": urlencode({"unit": unit.code, **_days(period)}),
        "count": received_in(scope, unit.pk, period).count(),
        "file": files.get(volumes[0].key),
        "office": office.get(volumes[0].key, []),
        "notices": [
            (row, files.get(volume.key), office.get(volume.key, []), is_unchecked(row))
            for row, volume in zip(versions, volumes[1:], strict=True)
        ],
    }
    return render(request, "procedures/papers/book.html", context)


@require_safe
@login_required
def print_book(request: HttpRequest) -> HttpResponse:
    """The register book as a page that prints at once."""
    scope = scope_from(request)
    unit, period = _exactly(request, scope)
    try:
        document, profile = book_of(scope, unit.pk, period)
    except Refusal as refusal:
        form = _book_form(request, scope)
        form.is_valid()
        form.add_error("period", str(refusal.message))
        return render(request, "procedures/papers/book.html", {"form": form}, status=422)
    return print_page(document, profile, _book_url(unit, period))


@require_POST
@login_required
def publish_book(request: HttpRequest) -> HttpResponse:
    """Ask for the PDF of the book."""
    scope = scope_from(request)
    unit, period = _exactly(request, scope)
    return _ask(request, scope, Volume(unit.pk, period))


@require_safe
@login_required
def book_file(request: HttpRequest) -> HttpResponseBase:
    """The PDF of the book that was made last."""
    scope = scope_from(request)
    unit, period = _exactly(request, scope)
    return _file(request, scope, Volume(unit.pk, period).key, _book_url(unit, period))


@require_safe
@login_required
def print_notice(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a procedure for the notice board."""
    scope = scope_from(request)
    unit = _unit(request, scope)
    version = _version(code, scope)
    document, profile = notice_of(unit.pk, version, scope.at, base_url(request))
    return print_page(document, profile, f"{reverse('procedures.book')}?{urlencode({'unit': unit.code})}")


@require_POST
@login_required
def publish_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the PDF of a notice."""
    scope = scope_from(request)
    unit = _unit(request, scope)
    return _ask(request, scope, Volume(unit.pk, procedure=_version(code, scope).procedure.code))


@require_safe
@login_required
def notice_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The PDF of a notice that was made last."""
    scope = scope_from(request)
    unit = _unit(request, scope)
    volume = Volume(unit.pk, procedure=_version(code, scope).procedure.code)
    return _file(request, scope, volume.key, f"{reverse('procedures.book')}?{urlencode({'unit': unit.code})}")


def _ask(request: HttpRequest, scope: Scope, volume: Volume) -> HttpResponse:
    kind = kind_asked(request.POST)
    job = request_volume(actor=scope, volume=volume, base=base_url(request), at=timezone.now(), file=kind)
    messages.info(request, being_made(kind))
    return redirect("jobs.job.read", job.pk)


def _file(request: HttpRequest, scope: Scope, key: str, page: str) -> HttpResponseBase:
    """The file that was made last, or back to the page where it can be made."""
    kind = kind_asked(request.GET)
    found = current_file(scope, key, kind)
    if found is None:
        messages.info(request, not_made(kind))
        return redirect(page)
    return file_response(found)


def _book_form(request: HttpRequest, scope: Scope) -> BookForm:
    scope.require_anywhere(READ)
    units = with_names(scope.units_for(READ).filter(kind=UnitKind.SCHOOL), scope.at)
    choices = [(unit.code, str(getattr(unit, "name", None) or unit.code)) for unit in units]
    data = request.POST if request.method == "POST" else request.GET
    return BookForm(data, units=choices, today=scope.at)


def _exactly(request: HttpRequest, scope: Scope) -> tuple[Unit, Period]:
    """School and days of an address that people follow and do not type. Raises OutOfScope for one that names none."""
    form = _book_form(request, scope)
    if not form.is_valid():
        raise OutOfScope
    return _school(scope, form.unit_code), form.wanted()


def _unit(request: HttpRequest, scope: Scope) -> Unit:
    form = _book_form(request, scope)
    form.is_valid()
    if "unit" in form.errors:
        raise OutOfScope
    return _school(scope, form.unit_code)


def _school(scope: Scope, code: str) -> Unit:
    unit = with_names(scope.units_for(READ).filter(code=code), scope.at).first()
    if unit is None:
        raise OutOfScope
    return unit


def _version(code: str, scope: Scope) -> ProcedureVersion:
    try:
        return version_on(code, scope.at)
    except Refusal as unknown:
        raise OutOfScope from unknown


def _days(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": (period.end - timedelta(days=1)).isoformat()}


def _book_url(unit: Unit, period: Period) -> str:
    return f"{reverse('procedures.book')}?{urlencode({'unit': unit.code, **_days(period)})}"
