"""The catalogue of indicators: everybody reads it, an office adds to it what it asks of the units below."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reform.actions.catalogue import IndicatorText, add_indicator, edit_indicator
from reform.enums import Aggregation, Direction, IndicatorKind, Rhythm
from reform.log_forms import IndicatorForm
from reform.queries.indicators import READ, catalogue_for, own_indicators
from reform.queries.register import areas_on, points_on
from reform.views.common import own_unit
from reform.views.systems import form_page, sent
from schooladmin.core.errors import OutOfScope
from schooladmin.core.periods import local_date
from schooladmin.units.access import scope_from

_DEFINE = "reform.indicator.define"


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """The indicators that the reader's units are asked for, by area."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    rows = catalogue_for(scope)
    context = {
        "groups": [
            (area, [row for row in rows if row.indicator.area_id == area.area_id]) for area in areas_on(scope.at)
        ],
        "own": set(own_indicators(scope).values_list("pk", flat=True)),
        "may_define": scope.may_anywhere(_DEFINE),
    }
    return render(request, "reform/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def define(request: HttpRequest) -> HttpResponse:
    """Ask for something new."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, request.GET.get("unit", ""), _DEFINE)
    today = local_date(at)
    initial = {"valid_from": today, "kind": IndicatorKind.NUMBER, "aggregation": Aggregation.SUM}
    form = IndicatorForm(
        request.POST or None, initial=initial, areas=areas_on(today), points=points_on(today), is_new=True
    )
    if request.method == "POST" and sent(
        form, lambda data: add_indicator(actor=scope, unit_id=unit.pk, code=data["code"], text=_text(data), at=at)
    ):
        messages.success(request, _("Đã thêm chỉ tiêu."))
        return redirect("reform.indicator.catalogue")
    return form_page(request, form, _("Thêm chỉ tiêu"), reverse("reform.indicator.catalogue"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an indicator other words from a day on."""
    scope, at = scope_from(request), timezone.now()
    scope.require_anywhere(_DEFINE)
    row = own_indicators(scope).filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    today, last = local_date(at), row.versions.order_by("-valid_from")[0]
    initial: dict[str, Any] = {name: getattr(last, name) for name in ("name", "name_en", "hint", "basis")}
    initial |= {name: getattr(row, name) for name in ("kind", "measure", "aggregation", "direction", "rhythm")}
    initial |= {"place": row.sub_item_code or row.area.code, "valid_from": today}
    form = IndicatorForm(
        request.POST or None, initial=initial, areas=areas_on(today), points=points_on(today), is_new=False
    )
    if request.method == "POST" and sent(
        form, lambda data: edit_indicator(actor=scope, indicator_id=pk, text=_text(data), at=at)
    ):
        messages.success(request, _("Đã lưu chỉ tiêu."))
        return redirect("reform.indicator.catalogue")
    lead = _("Sau khi có trường ghi số liệu thì kiểu, đơn vị tính và cách gộp không đổi được nữa.")
    return form_page(
        request, form, _("Sửa chỉ tiêu %(code)s") % {"code": row.code}, reverse("reform.indicator.catalogue"), lead
    )


def _text(data: dict[str, Any]) -> IndicatorText:
    return IndicatorText(
        place=data["place"],
        kind=IndicatorKind(data["kind"]),
        aggregation=Aggregation(data["aggregation"]),
        measure=data["measure"],
        direction=Direction(data["direction"]),
        rhythm=Rhythm(data["rhythm"]),
        name=data["name"],
        name_en=data["name_en"],
        hint=data["hint"],
        valid_from=data["valid_from"],
        basis=data["basis"],
    )
