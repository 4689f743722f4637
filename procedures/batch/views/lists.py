"""The lists with their progress, and a new one."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from procedures.batch import lists, queries
from procedures.batch.forms import ListForm, SourceForm
from procedures.batch.permissions import CREATE, LISTS
from procedures.models import ProcedureVersion
from procedures.queries.catalogue import versions_on
from schooladmin.core.errors import Refusal
from schooladmin.core.i18n import localized
from schooladmin.units.access import scope_from
from schooladmin.units.queries import choices_for, short_names


@require_safe
@login_required
@never_cache
def batch_list(request: HttpRequest) -> HttpResponse:
    """The lists with their progress: «còn 3 lớp»."""
    scope = scope_from(request)
    scope.require_anywhere(LISTS)
    page = Paginator(queries.batches_for(scope), 50).get_page(request.GET.get("page"))
    rows = queries.progress_of(list(page))
    names = short_names(scope, {row.batch.unit_id for row in rows}) if len(scope.own_unit_ids) > 1 else {}
    context = {
        "page": page,
        "rows": [(row, names.get(row.batch.unit_id, "")) for row in rows],
        "many_units": bool(names),
        "unfinished": queries.unfinished_lists(scope),
        "may_create": scope.may_anywhere(CREATE),
    }
    return render(request, "procedures/batch/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Choose paper and class (in the address), then tick who is on the list and send it."""
    scope = scope_from(request)
    scope.require_anywhere(CREATE)
    units = choices_for(scope, CREATE)
    unit_id = _chosen_unit(request, units)
    versions = [row for row in versions_on(scope.at) if row.may_be_ready]
    source = SourceForm(
        request.GET or None,
        units=units,
        versions=versions,
        classes=queries.classes_in(scope, unit_id),
        years=queries.cohorts_in(scope, unit_id),
    )
    context: dict[str, Any] = {"source": source}
    if not source.is_valid():
        return render(request, "procedures/batch/create.html", context, status=422 if source.is_bound else 200)
    wanted = source.cleaned_data
    version = next(row for row in versions if row.procedure.code == wanted["procedure"])
    pupils = queries.pupils_of(scope, unit_id, wanted["class_name"], wanted["graduation_year"])
    found = queries.candidates(scope, unit_id, version.procedure_id, list(pupils))
    form = ListForm(
        request.POST if request.method == "POST" else None,
        candidates=found,
        initial={"mutation_id": uuid.uuid4(), "title": _title(version, wanted)},
    )
    if request.method == "POST" and form.is_valid():
        plan = lists.Plan(
            procedure=wanted["procedure"],
            title=form.cleaned_data["title"],
            pupil_ids=form.cleaned_data["pupils"],
            class_name=wanted["class_name"],
            graduation_year=wanted["graduation_year"],
        )
        try:
            batch = lists.create_batch(
                actor=scope,
                unit_id=unit_id,
                plan=plan,
                at=timezone.now(),
                mutation_id=form.cleaned_data["mutation_id"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("Đã lập danh sách «%(title)s».") % {"title": batch.title})
            return redirect("procedures.batch.read", batch.pk)
    ticked = form.ticked(found)
    context |= {
        "form": form,
        "version": version,
        "rows": [(row, row.pupil.pk in ticked) for row in found],
        "too_late": _too_late(version, wanted["graduation_year"]),
    }
    return render(request, "procedures/batch/create.html", context, status=422 if form.errors else 200)


def _chosen_unit(request: HttpRequest, units: list[tuple[int, str]]) -> int:
    asked = request.GET.get("unit", "")
    return next((key for key, _name in units if str(key) == asked), units[0][0])


def _title(version: ProcedureVersion, wanted: dict[str, Any]) -> str:
    parts = [localized(version, "output")]
    if wanted["class_name"]:
        parts.append(_("lớp %(name)s") % {"name": wanted["class_name"]})
    if wanted["graduation_year"]:
        parts.append(_("khóa %(year)s") % {"year": wanted["graduation_year"]})
    return ", ".join(parts)


def _too_late(version: ProcedureVersion, year: int | None) -> int | None:
    """The last cohort of the paper, when the chosen one came later."""
    last = version.last_graduation_year
    return last if last is not None and year is not None and year > last else None
