"""Pages of the counter: what guests sent, with the photos beside the checklist, and the three answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from procedures.models import ProcedureVersion, Submission, SubmissionPhoto
from procedures.models.online import SubmissionKind, SubmissionState
from procedures.online.deciding import (
    Answer,
    accept_submission,
    answer_submission,
    decline_submission,
)
from procedures.online.files import photo_response
from procedures.online.forms import DecisionForm, GuestForm, SubmissionFilter, birth_date_of
from procedures.online.permissions import ACCEPT, ANSWER, DECLINE, LIST, READ
from procedures.online.queries import (
    any_submission,
    names_of,
    offered,
    papers_of,
    submissions_for,
    version_of,
)
from procedures.queries.duplicates import duplicates_of
from pupils.queries import same_name, search
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope

_PER_PAGE = 50
_OPEN = (SubmissionState.SENT, SubmissionState.ANSWERED)


@require_safe
@login_required
@never_cache
def submission_list(request: HttpRequest) -> HttpResponse:
    """What waits for the school first, the longest waiting on top."""
    scope = scope_from(request)
    scope.require_anywhere(LIST)
    form = SubmissionFilter(request.GET, versions=offered(scope.at))
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = submissions_for(scope, state=wanted.get("state", ""), procedure=wanted.get("procedure", ""))
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    now = timezone.now()
    context = {
        "form": form,
        "page": page,
        "rows": [(row, row.typed.get("pupil_name", ""), names.get(row.unit_id, "")) for row in page],
        "show_unit": len(names) > 1,
        "now": now,
        "filtered": any(wanted.values()),
    }
    return render(request, "procedures/online/submission_list.html", context)


@require_safe
@login_required
@never_cache
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Photos beside the checklist, and the three answers."""
    scope = scope_from(request)
    row = fetch(any_submission(), scope, READ, pk=pk)
    return _page(request, scope, row)


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """«Complete» or «missing» to the family. The search for the pupil comes here too, to keep what was typed."""
    scope = scope_from(request)
    row = fetch(any_submission(), scope, ANSWER, pk=pk)
    form = _form(request, scope, row)
    if request.POST.get("do") == "find":
        return _page(request, scope, row, form=_form(request, scope, row, without="pupil"))
    if not form.is_valid():
        return _page(request, scope, row, form=form, status=422)
    is_complete = request.POST.get("do") == "complete"
    given = Answer(is_complete, () if is_complete else form.missing(), form.cleaned_data["words"])
    try:
        answer_submission(
            actor=scope,
            submission_id=row.pk,
            lock_version=form.cleaned_data["lock_version"],
            answer=given,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, scope, row, form, refusal)
    messages.success(request, _("Đã trả lời. Người nộp đọc được trên đường dẫn của mình."))
    return redirect("procedures.submission.list")


@require_POST
@login_required
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    row = fetch(any_submission(), scope, DECLINE, pk=pk)
    form = _form(request, scope, row)
    if not form.is_valid():
        return _page(request, scope, row, form=form, status=422)
    try:
        decline_submission(
            actor=scope,
            submission_id=row.pk,
            lock_version=form.cleaned_data["lock_version"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, scope, row, form, refusal)
    messages.success(request, _("Đã trả lời không tiếp nhận. Người nộp đọc được lý do trên đường dẫn của mình."))
    return redirect("procedures.submission.list")


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the register. Whoever comes second is led to the request that the first one made."""
    scope = scope_from(request)
    row = fetch(any_submission(), scope, ACCEPT, pk=pk)
    if row.request is not None:
        messages.info(request, _("Hồ sơ này đã được tiếp nhận trước đó."))
        return redirect("procedures.request.read", pk=row.request.pk)
    form = _form(request, scope, row)
    if not form.is_valid():
        return _page(request, scope, row, form=form, status=422)
    data = form.cleaned_data
    try:
        accepted = accept_submission(
            actor=scope,
            submission_id=row.pk,
            lock_version=data["lock_version"],
            component_ids=data["present"],
            pupil_id=data["pupil"],
            missing_note=data["words"],
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, scope, row, form, refusal)
    return redirect("procedures.request.accepted", pk=accepted.pk)


def _form(request: HttpRequest, scope: Scope, row: Submission, *, without: str = "") -> DecisionForm:
    """The form as it was sent: the pupil that was ticked must be one that the search beside it finds.

    ``without``: a field to leave out; whoever was ticked may not be among those that a new search finds.
    """
    papers = papers_of(version, list(row.photos.all())) if (version := version_of(row.procedure, scope.at)) else []
    found = search(scope, row.unit_id, _searched(request, row))
    posted = request.POST.copy()
    posted.pop(without, None)
    return DecisionForm(posted, papers=papers, found=found)


def _searched(request: HttpRequest, row: Submission) -> str:
    """What to look for in the register: what the clerk typed, or the name on the form."""
    asked = (request.POST if request.method == "POST" else request.GET).get("q")
    return (row.typed.get("pupil_name", "") if asked is None else asked)[:100]


def _refused(request: HttpRequest, scope: Scope, row: Submission, form: DecisionForm, refusal: Refusal) -> HttpResponse:
    """Said on the field at fault where the form has it; a lost race shows the submission as it is now."""
    field = refusal.field if refusal.field in form.fields else None
    if isinstance(refusal, Stale):
        row = fetch(any_submission(), scope, READ, pk=row.pk)
    form.add_error(field, str(refusal.message))
    return _page(request, scope, row, form=form, status=409 if isinstance(refusal, Stale) else 422)


def _page(
    request: HttpRequest, scope: Scope, row: Submission, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    version = version_of(row.procedure, scope.at)
    photos = list(row.photos.all())
    context: dict[str, Any] = {
        "row": row,
        "photos": photos,
        "is_open": row.state in _OPEN and version is not None,
        "is_precheck": row.kind == SubmissionKind.PRECHECK,
        "missing": names_of(row.missing),
        "version": version,
        "now": timezone.now(),
    }
    if version is not None:
        context |= _matter(request, scope, row, version, photos, form)
    return render(request, "procedures/online/submission_read.html", context, status=status)


def _matter(
    request: HttpRequest,
    scope: Scope,
    row: Submission,
    version: ProcedureVersion,
    photos: list[SubmissionPhoto],
    form: DecisionForm | None,
) -> dict[str, Any]:
    """What is needed to decide: facts, papers, the pupil in the register, and requests like this one."""
    typed = row.typed
    papers = papers_of(version, photos)
    text = _searched(request, row)
    found = search(scope, row.unit_id, text)
    born = birth_date_of(typed)
    same = same_name(scope, row.unit_id, typed.get("pupil_name", ""), born) if typed.get("pupil_name") else []
    chosen = same[0].pk if len(same) == 1 and same[0].pk in {pupil.pk for pupil in found} else None
    ticked = _ticked(request.POST)
    if form is None:
        ticked = {paper.component.pk for paper in papers if paper.photos}
        initial = {"lock_version": row.lock_version}
        form = DecisionForm(papers=papers, found=found, chosen=chosen, initial=initial)
    return {
        "form": form,
        "ticked": ticked,
        "papers": papers,
        "q": text,
        "found": {str(pupil.pk): pupil for pupil in found},
        "facts": list(GuestForm(initial=typed, version=version, today=scope.at).facts()),
        "duplicates": duplicates_of(
            scope,
            unit_id=row.unit_id,
            procedure=row.procedure.code,
            pupil_id=None,
            pupil_name=typed.get("pupil_name", ""),
            birth_date=born,
            at=timezone.now(),
        )
        if typed.get("pupil_name")
        else [],
    }


def _ticked(sent: QueryDict) -> set[int]:
    """The ticks that came along with a decision or a search for the pupil."""
    return {int(value) for value in sent.getlist("present") if value.isdecimal()}


@require_safe
@login_required
@never_cache
def view_photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """One photo as large as the screen, with the way to its neighbours by key."""
    row, photos, at = _among(request, pk, photo)
    context = {
        "row": row,
        "photo": photos[at],
        "number": at + 1,
        "total": len(photos),
        "before": photos[at - 1] if at else None,
        "after": photos[at + 1] if at + 1 < len(photos) else None,
        "back": reverse("procedures.request.read", args=[row.request.pk])
        if row.request
        else reverse("procedures.submission.read", args=[row.pk]),
    }
    return render(request, "procedures/online/photo.html", context)


@require_safe
@login_required
def photo_file(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    _row, photos, at = _among(request, pk, photo)
    return photo_response(photos[at])


def _among(request: HttpRequest, pk: int, photo: int) -> tuple[Submission, list[SubmissionPhoto], int]:
    row = fetch(any_submission(), scope_from(request), READ, pk=pk)
    photos = list(row.photos.all())
    at = next((at for at, each in enumerate(photos) if each.pk == photo), None)
    if at is None:
        raise OutOfScope
    return row, photos, at
