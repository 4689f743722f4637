"""Pages of the digital systems of a school."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reform.actions.systems import SystemText, add_system, edit_system, end_system
from reform.forms import refuse
from reform.log_forms import EndForm, SystemForm
from reform.queries.indicators import system_kinds, system_rows, systems_of
from reform.views.common import named, other_units, own_unit
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from

_READ, _EDIT = "reform.system.read", "reform.system.edit"


@require_safe
@login_required
def system_list(request: HttpRequest) -> HttpResponse:
    """The systems of one unit, those in use first."""
    scope = scope_from(request)
    unit = own_unit(scope, request.GET.get("unit", ""), _READ)
    rows = list(systems_of(scope, unit.pk))
    context = {
        "unit": named(scope, unit.pk),
        "others": other_units(scope, unit, _READ),
        "used": [row for row in rows if row.valid_to is None],
        "ended": [row for row in rows if row.valid_to is not None],
        "may_edit": scope.may(_EDIT, unit.pk),
    }
    return render(request, "reform/system_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def system_add(request: HttpRequest) -> HttpResponse:
    """Say that the school uses a system."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, request.GET.get("unit", ""), _EDIT)
    form = SystemForm(request.POST or None, kinds=system_kinds(local_date(at)))
    if request.method == "POST" and sent(
        form,
        lambda data: add_system(actor=scope, unit_id=unit.pk, text=_text(data), mutation_id=data["mutation_id"], at=at),
    ):
        messages.success(request, _("Đã thêm hệ thống."))
        return redirect(_list(unit.code))
    return form_page(request, form, _("Thêm hệ thống số"), _list(unit.code))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def system_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a system."""
    scope, at = scope_from(request), timezone.now()
    row = fetch(system_rows(), scope, _EDIT, pk=pk)
    initial = {"version": row.version, "kind": row.kind.code, "since": row.valid_from}
    initial |= {name: getattr(row, name) for name in ("name", "owner_name", "use")}
    kinds = system_kinds(local_date(at))
    form = SystemForm(request.POST or None, initial=initial, kinds=kinds)
    if request.method == "POST" and sent(
        form,
        lambda data: edit_system(actor=scope, system_id=pk, version=data["version"] or 0, text=_text(data), at=at),
        row.version,
    ):
        messages.success(request, _("Đã lưu."))
        return redirect(_list(row.unit.code))
    return form_page(request, form, _("Sửa hệ thống số"), _list(row.unit.code))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def system_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a system is not used any more."""
    scope, at = scope_from(request), timezone.now()
    row = fetch(system_rows(), scope, _EDIT, pk=pk)
    form = EndForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and sent(
        form,
        lambda data: end_system(actor=scope, system_id=pk, version=data["version"] or 0, until=data["until"], at=at),
        row.version,
    ):
        messages.success(request, _("Đã ghi ngừng dùng. Số liệu cũ vẫn giữ."))
        return redirect(_list(row.unit.code))
    return form_page(request, form, _("Ngừng dùng hệ thống «%(name)s»") % {"name": row.name}, _list(row.unit.code))


def sent(form: forms.Form, act: Callable[[dict[str, Any]], object], version: int = 0) -> bool:
    """Whether a form was right and its action took it; else the form says why and keeps what was typed.

    After a lost race the form carries ``version``, the one that is stored: saving again is a choice made knowingly.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Stale as stale:
        refuse(form, stale)
        form.data = {**form.data.dict(), "version": str(version)} if isinstance(form.data, QueryDict) else form.data
        return False
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str, lead: str = "") -> HttpResponse:
    """The page of a form, with its errors."""
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return render(request, "reform/form.html", context, status=422 if form.errors else 200)


def _text(data: dict[str, Any]) -> SystemText:
    return SystemText(data["kind"], data["name"], data["owner_name"], data["use"], data["since"])


def _list(unit_code: str) -> str:
    return f"{reverse('reform.system.list')}?{urlencode({'unit': unit_code})}"
