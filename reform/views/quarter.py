"""The log of a quarter: the list with what is missing, saving one value, pasting many, and what proves them."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reform.actions.proofs import attach_to_value
from reform.actions.values import Entry, log_value, log_values
from reform.enums import IndicatorKind
from reform.forms import AttachForm, refuse
from reform.models import IndicatorValue
from reform.queries.indicators import READ, all_values, files_proving
from reform.queries.quarter_log import Line, QuarterLog, quarter_log
from reform.rules.indicators import measure_faults, measure_text, read_measure
from reform.rules.pasting import MOST_LINES, Cells, Checked, split_block
from reform.rules.results import figure_text
from reform.views.common import named, other_units, own_unit, posted_with_file, quarter_from, quarters_back
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Quarter, local_date
from schooladmin.core.text import fold
from schooladmin.evidence.queries import evidence_in
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

LOG = "reform.indicator.log"
_BLOCK_MOST = 100_000


@dataclass(frozen=True)
class Field:
    """The form of one line as the page shows it: what is stored, or what was typed and did not pass."""

    line: Line
    first: str
    second: str
    mutation_id: uuid.UUID
    error: str = ""
    error_field: str = ""
    is_saved: bool = False


@require_safe
@login_required
def quarter(request: HttpRequest) -> HttpResponse:
    """What a school is asked in a quarter, by area."""
    scope, today = scope_from(request), local_date(timezone.now())
    unit = own_unit(scope, request.GET.get("unit", ""), READ)
    return _page(request, scope, unit, quarter_from(request.GET.get("quarter", ""), today))


@require_POST
@login_required
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Save one value. With htmx only its line comes back."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, request.POST.get("unit", ""), LOG)
    of_quarter = quarter_from(request.POST.get("quarter", ""), local_date(at))
    line = quarter_log(scope, unit.pk, of_quarter).line(key)
    if line is None:
        raise OutOfScope
    first, second = request.POST.get("value", ""), request.POST.get("denominator", "")
    mutation_id = _uuid(request.POST.get("mutation_id", ""))
    error = None
    try:
        log_value(
            actor=scope,
            unit_id=unit.pk,
            quarter=of_quarter,
            entry=Entry(
                indicator_id=line.indicator.pk,
                value=read_measure(IndicatorKind(line.indicator.kind), first, second),
                version=_int(request.POST.get("version", "")),
                system_id=line.system.pk if line.system else None,
            ),
            mutation_id=mutation_id,
            at=at,
        )
    except Refusal as refusal:
        error = refusal
    if not request.headers.get("HX-Request"):
        if error is None:
            messages.success(request, _("Đã lưu."))
            return redirect(f"{_address(unit, of_quarter)}#line-{key}")
        typed = (first, second, error)
        return _page(request, scope, unit, of_quarter, typed={key: typed}, status=422)
    log = quarter_log(scope, unit.pk, of_quarter)
    fresh = log.line(key)
    assert fresh is not None  # it was there a moment ago, in the same request
    field = _field(fresh, (first, second, error) if error else None, is_saved=error is None)
    context = {"field": field, "may_log": True, "unit": unit, "quarter": of_quarter, "log": log, "is_alone": True}
    # htmx swaps answers of 200 only; the error stands in the line
    return render(request, "reform/_indicator_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paste(request: HttpRequest) -> HttpResponse:
    """Paste lines from a spreadsheet: all faults are shown at once, then what is right is saved."""
    scope, at = scope_from(request), timezone.now()
    data = request.POST if request.method == "POST" else request.GET
    unit = own_unit(scope, data.get("unit", ""), LOG)
    of_quarter = quarter_from(data.get("quarter", ""), local_date(at))
    log = quarter_log(scope, unit.pk, of_quarter)
    block, fault, checked = request.POST.get("block", ""), "", list[Checked]()
    if request.method == "POST":
        cells = split_block(block) if len(block) <= _BLOCK_MOST else []
        if not cells:
            fault = _("Hãy dán ít nhất một dòng, không quá %(most)s dòng.") % {"most": MOST_LINES}
        elif len(cells) > MOST_LINES:
            fault = _("Có %(n)s dòng, nhiều hơn %(most)s. Hãy dán làm nhiều lần.") % {
                "n": len(cells),
                "most": MOST_LINES,
            }
        else:
            checked = _checked(cells, log)
    right = [row for row in checked if not row.fault]
    if right and request.POST.get("step") == "save":
        try:
            count = log_values(
                actor=scope,
                unit_id=unit.pk,
                quarter=of_quarter,
                entries=[
                    Entry(row.indicator_id, row.value, row.version, row.system_id)
                    for row in right
                    if row.value is not None
                ],
                mutation_id=_uuid(request.POST.get("mutation_id", "")),
                at=at,
            )
        except Refusal as refusal:
            fault = str(refusal.message)
        else:
            messages.success(request, _("Đã lưu %(n)s chỉ tiêu.") % {"n": count})
            return redirect(_address(unit, of_quarter))
    context = {
        "unit": named(scope, unit.pk),
        "quarter": of_quarter,
        "pasted": block,
        "fault": fault,
        "checked": checked,
        "right": len(right),
        "wrong": len(checked) - len(right),
        "mutation_id": uuid.uuid4(),
        "sample": "\n".join(_sample(line) for area in log.areas for line in area.lines if line.is_missing),
        "back": _address(unit, of_quarter),
    }
    return render(request, "reform/indicator_paste.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    """Link files to a value: new ones, or those that are there already."""
    scope = scope_from(request)
    value = fetch(all_values(), scope, LOG, pk=pk)
    scope.require("evidence.file.add", value.unit_id)
    fault = None
    if request.method == "POST":
        data, fault = posted_with_file(request, scope, value.unit_id)
        form = _attach_form(scope, value, data)
        chosen = [int(one) for one in form.cleaned_data.get("evidence", [])] if form.is_valid() else []
        if fault is None and not form.errors and not chosen:
            fault = Refusal(_("Hãy chọn một tệp."), code="evidence-required", field="upload")
        if fault is None and not form.errors:
            try:
                attach_to_value(actor=scope, value_id=pk, evidence_ids=chosen, at=timezone.now())
            except Refusal as refusal:
                fault = refusal
            else:
                messages.success(request, _("Đã thêm minh chứng."))
                return redirect(_address(value.unit, Quarter.parse(value.quarter)))
        if fault is not None:
            refuse(form, fault)
    else:
        form = _attach_form(scope, value)
    context = {
        "form": form,
        "value": value,
        "files": files_proving(value),
        "back": _address(value.unit, Quarter.parse(value.quarter)),
    }
    return render(request, "reform/indicator_prove.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    scope: Scope,
    unit: Unit,
    of_quarter: Quarter,
    *,
    typed: dict[str, tuple[str, str, Refusal]] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_date(timezone.now())
    log = quarter_log(scope, unit.pk, of_quarter)
    only_missing = request.GET.get("show") == "missing"
    areas = [
        (
            area,
            [
                _field(line, (typed or {}).get(line.key))
                for line in area.lines
                if line.is_missing or not only_missing or line.key in (typed or {})
            ],
        )
        for area in log.areas
    ]
    context = {
        "unit": named(scope, unit.pk),
        "others": other_units(scope, unit, READ),
        "quarter": of_quarter,
        "quarters": [row for row in quarters_back(today, None, of_quarter) if row.calendar.start <= today],
        "log": log,
        "areas": [(area, fields) for area, fields in areas if fields or not only_missing],
        "only_missing": only_missing,
        "may_log": scope.may(LOG, unit.pk) and of_quarter.calendar.start <= today,
        "may_prove": scope.may("evidence.file.add", unit.pk) and scope.may(LOG, unit.pk),
        "may_define": scope.may_anywhere("reform.indicator.define"),
        "may_inspect": scope.may("reform.inspection.read", unit.pk),
        "may_commit": scope.may("reform.commitment.read", unit.pk),
        "query": urlencode({"unit": unit.code, "quarter": of_quarter.code}),
    }
    return render(request, "reform/indicator_log.html", context, status=status)


def _field(line: Line, typed: tuple[str, str, Refusal] | None = None, *, is_saved: bool = False) -> Field:
    if typed is not None:
        first, second, refusal = typed
        return Field(line, first, second, uuid.uuid4(), str(refusal.message), refusal.field or "value")
    first, second = _stored(line.row)
    return Field(line, first, second, uuid.uuid4(), is_saved=is_saved)


def _stored(row: IndicatorValue | None) -> tuple[str, str]:
    """The value as the fields show it, with a comma as people write it."""
    if row is None:
        return "", ""
    if row.numerator is not None:
        return figure_text(row.numerator, ""), figure_text(row.denominator, "")
    number = row.number if row.number is not None else row.score
    return (row.text if number is None else figure_text(number, "")), ""


def _checked(cells: list[Cells], log: QuarterLog) -> list[Checked]:
    """Every line of a pasted block with its meaning or its fault."""
    lines = [line for area in log.areas for line in area.lines]
    seen: set[str] = set()
    found = []
    for row in cells:
        of_code = [line for line in lines if fold(line.indicator.code) == fold(row.code)]
        line = next((one for one in of_code if one.system is None or fold(one.system.name) == fold(row.system)), None)
        fault = ""
        if line is None:
            fault = (
                _("Không có hệ thống «%(name)s» trong quý này.") % {"name": row.system}
                if of_code
                else _("Không có chỉ tiêu mã «%(code)s» trong quý này.") % {"code": row.code}
            )
        elif line.is_computed:
            fault = _("Chỉ tiêu này do máy đếm từ sổ, không ghi tay được.")
        elif line.key in seen:
            fault = _("Chỉ tiêu này đã có ở dòng trên.")
        if fault or line is None:
            found.append(Checked(row, fault=fault))
            continue
        seen.add(line.key)
        kind = IndicatorKind(line.indicator.kind)
        value = read_measure(kind, row.first, row.second)
        fault = " ".join(str(refusal.message) for refusal in measure_faults(kind, value))
        found.append(
            Checked(
                row,
                name=localized(line.version, "name") + (f" – {line.system}" if line.system else ""),
                shown="" if fault else measure_text(value, line.indicator.measure),
                indicator_id=line.indicator.pk,
                system_id=line.system.pk if line.system else None,
                version=line.row.version if line.row else 0,
                value=value,
                fault=fault,
            )
        )
    return found


def _sample(line: Line) -> str:
    cells = [line.indicator.code, "", "", str(line.system) if line.system else "", localized(line.version, "name")]
    return "\t".join(cells)


def _attach_form(scope: Scope, value: IndicatorValue, data: QueryDict | None = None) -> AttachForm:
    linked = files_proving(value).values("pk")
    files = list(evidence_in(scope, value.unit_id).exclude(pk__in=linked)[:20])
    if data is not None:
        chosen = {int(pk) for pk in data.getlist("evidence") if pk.isdecimal()} - {file.pk for file in files}
        files += list(evidence_in(scope, value.unit_id, chosen)) if chosen else []
    return AttachForm(data, files=files)


def _address(unit: Unit, of_quarter: Quarter) -> str:
    return f"{reverse(LOG)}?{urlencode({'unit': unit.code, 'quarter': of_quarter.code})}"


def _uuid(text: str) -> uuid.UUID:
    """The mark of a form that was sent; a form without a readable one is a form of its own."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _int(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
