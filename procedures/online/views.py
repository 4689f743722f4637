"""Pages of guests: choosing the procedure, the form with its photos, coming back by the link."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.models import ProcedureVersion, Submission
from procedures.models.online import SubmissionKind, SubmissionState
from procedures.online import actions, devices, guards
from procedures.online.files import photo_response
from procedures.online.forms import DigitsForm, GuestForm, phone_of
from procedures.online.pictures import prepared
from procedures.online.queries import by_token, guest, names_of, offered, papers_of, photos_of, version_of
from procedures.online.rules import MEGABYTE, MOST_PHOTOS, PHOTO_BYTES
from procedures.public.pages import unknown
from procedures.public.queries import School, school_of
from procedures.queries.applicants import applicant_rule
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.i18n import localized
from schooladmin.core.limits import TooManyTriesError, in_words
from schooladmin.core.periods import local_date
from schooladmin.core.public import SeeOther, base_url, public_page
from schooladmin.units.scope import opened

_CHOSEN = "thu-tuc"
_HONEYPOT = "website"  # people do not see it; programs that fill in everything do
_LIMITS = {"most_photos": MOST_PHOTOS, "most_megabytes": PHOTO_BYTES // MEGABYTE}
_DROP = "drop-"  # the button beside a photo: taking it away saves what was typed as well
_SENT_AS = {"precheck": SubmissionKind.PRECHECK, "request": SubmissionKind.REQUEST}


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the procedure; the first save of its form makes the draft and its link."""
    at = timezone.now()
    school = school_of(code, at)
    if school is None:
        return unknown(request)
    if guards.is_too_big(request):
        return _too_big(request)
    chosen = (request.POST if request.method == "POST" else request.GET).get(_CHOSEN, "")
    versions = offered(local_date(at))
    version = next((row for row in versions if row.procedure.code == chosen), None)
    if version is None:
        context = {"school": school, "versions": versions}
        return render(request, "online/choose.html", context, status=422 if request.method == "POST" else 200)
    if request.method != "POST":
        form = GuestForm(version=version, today=local_date(at))
        return _new_page(request, school, form, mutation_id=str(uuid4()))
    if request.POST.get(_HONEYPOT):
        return SeeOther(request.path)
    return _first_save(request, school, version)


def _first_save(request: HttpRequest, school: School, version: ProcedureVersion) -> HttpResponse:
    at = timezone.now()
    form = GuestForm(version=version, today=local_date(at))
    typed = form.typed(request.POST)
    form.initial = typed  # shown again as it was typed, whatever is refused
    mutation_id = str(request.POST.get("mutation_id", ""))
    try:
        guards.count_new(request, at)
        link = actions.start(
            unit_id=school.unit_id,
            procedure=version.procedure.code,
            typed=typed,
            mutation_id=forms.UUIDField().clean(mutation_id),
            at=at,
        )
    except TooManyTriesError as early:
        return _new_page(request, school, form, mutation_id=mutation_id, wait=early.wait)
    except (Refusal, forms.ValidationError) as refused:
        fault = str(refused.message) if isinstance(refused, Refusal) else _("Hãy tải lại trang rồi gửi lại.")
        fresh = mutation_id if isinstance(refused, Refusal) and not isinstance(refused, Stale) else str(uuid4())
        return _new_page(request, school, form, mutation_id=fresh, fault=fault)
    return devices.remember(_go_on(request, link.submission, link.token, version), link.submission)


def _new_page(
    request: HttpRequest, school: School, form: GuestForm, *, mutation_id: str, fault: str = "", wait: int = 0
) -> HttpResponse:
    context = {
        "school": school,
        "form": form,
        "version": form.version,
        "papers": papers_of(form.version, []),
        "action": request.path,
        "mutation_id": mutation_id,
        "faults": [fault] if fault else [],
        "wait": in_words(wait) if wait else "",
        "rule": applicant_rule(local_date(timezone.now())),
        **_LIMITS,
    }
    response = render(request, "online/form.html", context, status=429 if wait else 422 if fault else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


# --- Coming back --------------------------------------------------------------------------------------------------


def _door(request: HttpRequest, token: str) -> tuple[Submission | None, HttpResponse]:
    """The submission for who holds the link on a known device; otherwise the page that is shown instead."""
    row = by_token(token, timezone.now())
    if row is None:
        return None, unknown(request)
    if not devices.is_known(request, row):
        return None, _locked_page(request, row, token, DigitsForm())
    return row, HttpResponse()


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands; while it is the family's turn, the form. Once taken in, the public page of the request."""
    row, instead = _door(request, token)
    if row is None:
        return instead
    if row.request is not None:
        return redirect("public.request.read", token=row.request.public_token)
    at = timezone.now()
    with opened(guest(row.unit_id, at)):
        version = version_of(row.procedure, local_date(at))
    if request.method != "POST":
        return _page(request, row, token, version)
    if guards.is_too_big(request):
        return _too_big(request)
    if request.POST.get(_HONEYPOT):
        return SeeOther(request.path)
    is_quiet = request.headers.get("X-Autosave") == "1"
    try:
        guards.count_save(request, at)
        if version is not None:
            typed = GuestForm(version=version, today=local_date(at)).typed(request.POST)
            row = actions.save(submission_id=row.pk, typed=typed, at=at)
    except TooManyTriesError as early:
        if is_quiet:
            return JsonResponse({"wait": early.wait}, status=429)
        return _page(request, row, token, version, typed=_typed(request, version), wait=early.wait)
    except Refusal as refusal:
        if is_quiet:
            return JsonResponse({"fault": str(refusal.message)}, status=409)
        return _page(request, row, token, version, faults=[str(refusal.message)], status=409)
    if is_quiet:
        return JsonResponse({"saved": f"{timezone.localtime(at):%H:%M}"})
    return _go_on(request, row, token, version)


def _typed(request: HttpRequest, version: ProcedureVersion | None) -> dict[str, str] | None:
    return GuestForm(version=version, today=local_date(timezone.now())).typed(request.POST) if version else None


def _go_on(request: HttpRequest, row: Submission, token: str, version: ProcedureVersion | None) -> HttpResponse:
    """What was typed is kept. Now its photos, and sending it if that was the button."""
    at = timezone.now()
    faults = _keep_photos(request, row, version)
    wanted = request.POST.get("do", "")
    kind = _SENT_AS.get(wanted)
    if wanted.startswith(_DROP) and wanted.removeprefix(_DROP).isdecimal():
        actions.remove_photo(submission_id=row.pk, photo_id=int(wanted.removeprefix(_DROP)), at=at)
    address = reverse("public.submission.read", args=[token])
    if kind is None:
        return (
            _page(request, row, token, version, faults=faults, status=422) if faults else SeeOther(f"{address}?luu=1")
        )
    form = GuestForm(row.typed, version=version, today=local_date(at)) if version else None
    if faults or form is None or not form.is_valid():
        return _page(request, row, token, version, form=form, faults=faults, status=422)
    try:
        actions.send(submission_id=row.pk, kind=kind, at=at)
    except Refusal as refusal:
        return _page(request, row, token, version, form=form, faults=[str(refusal.message)], status=422)
    return SeeOther(address)


def _keep_photos(request: HttpRequest, row: Submission, version: ProcedureVersion | None) -> list[str]:
    """Keep every photo that may be kept, and say of each other one why not."""
    faults: list[str] = []
    for component in version.components.all() if version else ():
        for upload in request.FILES.getlist(f"paper-{component.pk}"):
            try:
                photo = prepared(upload)
                actions.add_photo(submission_id=row.pk, component_id=component.pk, photo=photo, at=timezone.now())
            except Refusal as refusal:
                faults.append(str(refusal.message))
    return list(dict.fromkeys(faults))


def _page(
    request: HttpRequest,
    row: Submission,
    token: str,
    version: ProcedureVersion | None,
    *,
    form: GuestForm | None = None,
    typed: Mapping[str, str] | None = None,
    faults: list[str] | None = None,
    wait: int = 0,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    row = by_token(token, at) or row
    with opened(guest(row.unit_id, at)):
        photos = photos_of(row.pk)
        missing = [localized(paper, "name") for paper in names_of(row.missing)]
    context: dict[str, Any] = {
        "row": row,
        "token": token,
        "school": school_of(row.unit.code, at),
        "version": version,
        "missing": missing,
        "link": base_url(request) + reverse("public.submission.read", args=[token]),
        "action": reverse("public.submission.read", args=[token]),
        "faults": faults or [],
        "wait": in_words(wait) if wait else "",
        "is_saved": "luu" in request.GET and not faults,
        **_LIMITS,
    }
    if version is not None:
        shown = form or GuestForm(initial=dict(typed or row.typed), version=version, today=local_date(at))
        rule = applicant_rule(local_date(at))
        context |= {"form": shown, "papers": papers_of(version, photos), "rule": rule}
    is_open = actions.is_editable(row) and version is not None
    template = "online/form.html" if is_open else "online/standing.html"
    response = render(request, template, context, status=429 if wait else status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@public_page
@require_POST
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """On another device: the last four digits of the telephone number that was typed."""
    at = timezone.now()
    row = by_token(token, at)
    if row is None:
        return unknown(request)
    form = DigitsForm(request.POST)
    phone = row.request.applicant_phone if row.request else phone_of(row.typed)
    if not form.is_valid() or phone is None:
        return _locked_page(request, row, token, form, status=422)
    try:
        tickets = guards.guess(request, row, at)
    except TooManyTriesError as early:
        response = _locked_page(request, row, token, form, wait=early.wait, status=429)
        response.headers["Retry-After"] = str(early.wait)
        return response
    if not constant_time_compare(phone[-4:], form.cleaned_data["digits"]):
        form.add_error("digits", _("Bốn số cuối chưa đúng. Hãy gõ số điện thoại đã ghi trong hồ sơ."))
        return _locked_page(request, row, token, form, status=422)
    for ticket in tickets:
        ticket.give_back()
    return devices.remember(SeeOther(reverse("public.submission.read", args=[token])), row)


def _locked_page(
    request: HttpRequest, row: Submission, token: str, form: DigitsForm, *, wait: int = 0, status: int = 200
) -> HttpResponse:
    """Nothing of the submission but its school: the link alone says no more."""
    has_phone = bool(row.request) or phone_of(row.typed) is not None
    context = {
        "school": school_of(row.unit.code, timezone.now()),
        "token": token,
        "form": form,
        "has_phone": has_phone,
        "is_expired": row.state == SubmissionState.EXPIRED,
        "wait": in_words(wait) if wait else "",
    }
    return render(request, "online/unlock.html", context, status=status)


@public_page
@require_POST
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """A new link in place of one that others may have seen."""
    row, instead = _door(request, token)
    if row is None:
        return instead
    fresh = actions.new_link(submission_id=row.pk, at=timezone.now())
    return SeeOther(f"{reverse('public.submission.read', args=[fresh])}?duong-dan=1")


@public_page
@require_safe
def photo(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    row, instead = _door(request, token)
    if row is None:
        return instead
    with opened(guest(row.unit_id, timezone.now())):
        found = next((photo for photo in photos_of(row.pk) if photo.pk == pk), None)
    return unknown(request) if found is None else photo_response(found)  # type: ignore[return-value]


def _too_big(request: HttpRequest) -> HttpResponse:
    return render(request, "online/too_big.html", _LIMITS, status=413)
