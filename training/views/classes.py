"""The page of a class, and entering, changing and closing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.units.access import scope_from
from training import actions
from training.charts import school_chart
from training.enums import ClassState, Level, Scale
from training.forms.class_form import ClassEntry
from training.models import TrainingClass
from training.queries import READ, Counts, fetch_class, name_of, own_attendance, plan_of, school_rows


@require_safe
@login_required
def read(request: HttpRequest, class_id: int) -> HttpResponse:
    """A class: when and where, programme, schools with their counts, and what the reader may do."""
    scope = scope_from(request)
    row = fetch_class(scope, READ, class_id)
    schools = school_rows(scope, row)
    is_open = row.state != ClassState.CLOSED
    context = {
        "class": row,
        "plan": plan_of(row),
        "owner_name": name_of(row.unit_id, local_date(row.starts_at)),
        "schools": schools,
        "total": sum((school.counts for school in schools), Counts()),
        "unrecorded": sum(1 for school in schools if not school.counts.registered),
        "chart": school_chart(schools, row.has_essay),
        "pass_level": Level(int(row.pass_mark)).label if row.scale == Scale.FOUR_LEVEL and row.pass_mark else "",
        "own": own_attendance(scope, row),
        "is_open": is_open,
        "may_edit": is_open and scope.may("training.class.edit", row.unit_id),
        "may_close": is_open and scope.may("training.class.close", row.unit_id) and row.ends_at <= timezone.now(),
        "may_grade": is_open and row.has_essay and scope.may("training.essay.grade", row.unit_id),
    }
    return render(request, "training/class.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Enter a class."""
    scope = scope_from(request)
    scope.require_anywhere("training.class.create")
    entry = ClassEntry(scope, data=request.POST if request.method == "POST" else None)
    if request.method != "POST" or entry.adds or not entry.is_valid():
        return _form(request, entry)
    data = entry.form.cleaned_data
    try:
        row = actions.create_class(
            actor=scope, unit_id=data["unit"], mutation_id=data["mutation_id"], plan=entry.plan(), at=timezone.now()
        )
    except Refusal as refusal:
        entry.refuse(refusal)
        return _form(request, entry)
    messages.success(request, _("Đã lưu lớp bồi dưỡng."))
    return redirect("training.class.read", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, class_id: int) -> HttpResponse:
    """Change a class. When somebody else changed it meanwhile, nothing typed is lost and nothing is overwritten."""
    scope = scope_from(request)
    row = fetch_class(scope, "training.class.edit", class_id)
    if row.state == ClassState.CLOSED:
        messages.info(request, _("Lớp này đã kết thúc, không thay đổi được nữa."))
        return redirect("training.class.read", row.pk)
    entry = ClassEntry(scope, stored=row, data=request.POST if request.method == "POST" else None)
    if request.method != "POST" or entry.adds or not entry.is_valid():
        return _form(request, entry)
    try:
        actions.edit_class(
            actor=scope,
            class_id=class_id,
            plan=entry.plan(),
            at=timezone.now(),
            version=entry.form.cleaned_data["version"],
        )
    except Refusal as refusal:
        entry.refuse(refusal)
        if isinstance(refusal, Stale):
            entry.accept_version(row.version)
        return _form(request, entry, status=409 if isinstance(refusal, Stale) else 422, stale=row)
    messages.success(request, _("Đã lưu thay đổi."))
    return redirect("training.class.read", row.pk)


@require_POST
@login_required
def close(request: HttpRequest, class_id: int) -> HttpResponse:
    """Close a class. A second click finds it closed and says so."""
    scope = scope_from(request)
    row = fetch_class(scope, "training.class.close", class_id)
    try:
        actions.close_class(actor=scope, class_id=row.pk, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Đã kết thúc lớp. Danh sách và kết quả không thay đổi nữa."))
    return redirect("training.class.read", row.pk)


def _form(
    request: HttpRequest, entry: ClassEntry, status: int = 422, stale: TrainingClass | None = None
) -> HttpResponse:
    complains = request.method == "POST" and not entry.adds
    context = {"entry": entry, "problems": entry.messages() if complains else [], "stale": stale}
    return render(request, "training/class_form.html", context, status=status if complains else 200)
