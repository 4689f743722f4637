"""Pages of an import: send a list, confirm its columns, see what is wrong, have it written, see what came of it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from pupils.imports import actions
from pupils.imports.enums import OPEN_STATES, ImportState
from pupils.imports.forms import ColumnsForm, UploadForm, WriteForm
from pupils.imports.models import PupilImport
from pupils.imports.permissions import RUN
from pupils.imports.queries import any_import, imports_for
from pupils.imports.words import FIELDS, problem_words
from schooladmin.core.errors import Refusal
from schooladmin.documents.downloads import disposition
from schooladmin.documents.storage import absolute
from schooladmin.jobs.enums import JobState
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, short_names

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_run(request: HttpRequest) -> HttpResponse:
    """Send a list; below, the lists sent before."""
    scope = scope_from(request)
    scope.require_anywhere(RUN)
    units = choices_for(scope, RUN)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, units=units)
        if form.is_valid():
            data = form.cleaned_data
            try:
                one = actions.send_list(
                    actor=scope,
                    unit_id=data["unit"],
                    mutation_id=data["mutation_id"],
                    upload=data["upload"],
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(refusal.field, str(refusal.message))
            else:
                return redirect("pupils.import.read", one.pk)
    else:
        form = UploadForm(units=units, initial={"mutation_id": uuid.uuid4()})
    page = Paginator(imports_for(scope), 50).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    context = {
        "form": form,
        "page": page,
        "rows": [(row, names.get(row.unit_id, "")) for row in page],
        "show_unit": len(names) > 1,
    }
    return render(request, "pupils/imports/run.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def import_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One import at the step where it is."""
    return _page(request, _fetch(request, pk))


@require_safe
@login_required
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while a job is at work; when it is over the whole page is asked for again."""
    one = _fetch(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect("pupils.import.read", pk)
    if one.job is None or not one.job.is_open:
        return HttpResponseClientRefresh()
    response = render(request, "pupils/imports/_progress.html", {"one": one, "job": one.job})
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or change what the columns are; every row is checked after that."""
    one = _fetch(request, pk)
    if one.state not in OPEN_STATES or not one.columns:
        return redirect("pupils.import.read", pk)
    if request.method != "POST":
        return _columns_page(request, one, ColumnsForm(one=one))
    form = ColumnsForm(request.POST, one=one)
    if form.is_valid():
        try:
            actions.confirm_columns(
                actor=scope_from(request),
                one=one,
                revision=form.cleaned_data["revision"],
                mapping=form.mapping(),
                school_year=form.cleaned_data["school_year"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("pupils.import.read", pk)
    return _columns_page(request, one, form, status=422)


@require_POST
@login_required
def import_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the list written into the register."""
    one = _fetch(request, pk)
    form = WriteForm(request.POST)
    if form.is_valid():
        try:
            actions.write_list(
                actor=scope_from(request),
                one=one,
                revision=form.cleaned_data["revision"],
                only_valid=form.cleaned_data["only_valid"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            return redirect("pupils.import.read", pk)
    return _page(request, one, form)


@require_POST
@login_required
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the import up; its files are deleted at once."""
    try:
        actions.drop_list(actor=scope_from(request), one=_fetch(request, pk), at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
        return redirect("pupils.import.read", pk)
    messages.success(request, _("Đã xóa tệp danh sách khỏi máy chủ."))
    return redirect("pupils.import.run")


@require_safe
@login_required
def import_marked(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook with marks and reasons."""
    one = _fetch(request, pk)
    path = absolute(one.marked_path) if one.marked_path else None
    if path is None or not path.exists():
        raise Refusal(
            _("Tệp đánh dấu này đã được xóa. Hãy gửi lại danh sách để kiểm tra lại."), code="import-file-gone"
        )
    response = FileResponse(path.open("rb"), content_type=_XLSX)
    response["Content-Disposition"] = disposition(f"{one.name.rpartition('.')[0]} - dong sai.xlsx")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _fetch(request: HttpRequest, pk: int) -> PupilImport:
    return fetch(any_import(), scope_from(request), RUN, pk=pk)


def _page(request: HttpRequest, one: PupilImport, form: WriteForm | None = None) -> HttpResponse:
    """The page of the step: progress, failure, columns, result of the check, or the end."""
    job = one.job
    if job is not None and job.is_open:
        return render(request, "pupils/imports/progress.html", {"one": one, "job": job, **_names(request, one)})
    failed = job is not None and job.state == JobState.FAILED and one.state in OPEN_STATES
    if one.state == ImportState.READ and not failed:
        return _columns_page(request, one, ColumnsForm(one=one))
    counts = one.summary
    context = {
        "one": one,
        "job": job,
        "failed": failed,
        "form": form or WriteForm(initial={"revision": one.revision}),
        "errors": [(error, problem_words(error["code"], error["params"])) for error in one.errors],
        "more_errors": max(0, counts.get("problems", 0) - len(one.errors)),
        "changed_fields": [(FIELDS[name], count) for name, count in counts.get("changed_fields", {}).items()],
        "may_write": one.state == ImportState.CHECKED and bool(counts.get("new") or counts.get("changed")),
        "may_map": one.state in OPEN_STATES and bool(one.columns),
        **_names(request, one),
    }
    return render(request, "pupils/imports/result.html", context, status=422 if form is not None else 200)


def _columns_page(request: HttpRequest, one: PupilImport, form: ColumnsForm, status: int = 200) -> HttpResponse:
    context = {"one": one, "form": form, **_names(request, one)}
    return render(request, "pupils/imports/columns.html", context, status=status)


def _names(request: HttpRequest, one: PupilImport) -> dict[str, str]:
    return {"unit_name": short_names(scope_from(request), {one.unit_id}).get(one.unit_id, "")}
