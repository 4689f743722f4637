"""The indicators that an office asks for: adding one, and changing one without changing what was logged."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reform.enums import Aggregation, Direction, IndicatorKind, Rhythm
from reform.models import AreaVersion, Indicator, IndicatorValue, IndicatorVersion, SubItem
from reform.queries.indicators import own_indicators
from reform.rules.indicators import fitting
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_VERB = "reform.indicator.define"


@dataclass(frozen=True)
class IndicatorText:
    """What an office says about an indicator. ``place`` is an area («6») or a point («6.1»)."""

    place: str
    kind: IndicatorKind
    aggregation: Aggregation
    measure: str
    direction: Direction
    rhythm: Rhythm
    name: str
    name_en: str
    hint: str
    valid_from: date | None
    basis: str = ""


@transaction.atomic
def add_indicator(*, actor: Scope, unit_id: int, code: str, text: IndicatorText, at: datetime) -> Indicator:
    """Ask the units below for something new; the code is that of the office and the typed one.

    Raises Refusal with the field at fault, also for a code that is taken.
    """
    actor.require(_VERB, unit_id)
    owner = Unit.objects.get(pk=unit_id)
    full = f"{owner.code}-{tidy(code).upper()}"
    if not tidy(code) or len(full) > 60:
        raise Refusal(_("Hãy ghi mã chỉ tiêu, không quá 20 ký tự."), code="code-required", field="code")
    area, sub_item = _place(text)
    indicator = Indicator(owner=owner, code=full, area=area.area, sub_item_code=sub_item, order=1000)
    _fill(indicator, text)
    try:
        with transaction.atomic():
            indicator.save(force_insert=True)
    except IntegrityError as taken:
        raise Refusal(_("Mã chỉ tiêu này đã có. Hãy dùng mã khác."), code="code-taken", field="code") from taken
    version = _version(indicator, text)
    version.save(force_insert=True)
    changes = {"code": [None, full], "name": [None, version.name], "kind": [None, str(indicator.kind)]}
    record(actor=actor, unit_id=unit_id, verb=_VERB, at=at, thing=indicator, changes=changes)
    actor.require_inside(unit_id)
    return indicator


@transaction.atomic
def edit_indicator(*, actor: Scope, indicator_id: int, text: IndicatorText, at: datetime) -> Indicator:
    """Give an indicator other words from a day on, or another nature while nobody has logged a value.

    From the first value on kind, unit of measure and aggregation stay: raises Refusal ``indicator-fixed``. Words that
    begin on the day of the last ones replace them, later ones follow them.
    """
    indicator = own_indicators(actor).select_for_update(of=("self",)).filter(pk=indicator_id).first()
    if indicator is None or indicator.owner_id is None:
        raise OutOfScope
    actor.require(_VERB, indicator.owner_id)
    before = _nature(indicator)
    area, indicator.sub_item_code = _place(text)
    indicator.area = area.area
    _fill(indicator, text)
    changes = _differences(before, _nature(indicator))
    # All values count, also those of schools that the actor no longer reaches: only yes or no leaves here.
    if changes and IndicatorValue._base_manager.filter(indicator=indicator).exists():
        raise Refusal(
            _("Đã có trường ghi số liệu nên không đổi kiểu, đơn vị tính và cách gộp được. Hãy thêm chỉ tiêu mới."),
            code="indicator-fixed",
            field="kind",
        )
    indicator.save()
    changes |= _put_version(indicator, text)
    if changes:
        record(actor=actor, unit_id=indicator.owner_id, verb=_VERB, at=at, thing=indicator, changes=changes)
    actor.require_inside(indicator.owner_id)
    return indicator


def _put_version(indicator: Indicator, text: IndicatorText) -> dict[str, list[str | None]]:
    version = _version(indicator, text)
    last = indicator.versions.order_by("-valid_from").select_for_update().first()
    assert last is not None  # it was made with one
    if (version.name, version.name_en, version.hint) == (last.name, last.name_en, last.hint):
        return {}
    if version.valid_from < last.valid_from:
        raise Refusal(
            _("Ngày bắt đầu không được trước %(day)s, ngày của cách gọi đang dùng.")
            % {"day": f"{last.valid_from:%d/%m/%Y}"},
            code="version-before-last",
            field="valid_from",
        )
    if version.valid_from == last.valid_from:
        last_name = last.name
        IndicatorVersion.objects.filter(pk=last.pk).update(
            name=version.name, name_en=version.name_en, hint=version.hint, basis=version.basis
        )
        return {"name": [last_name, version.name]}
    last.valid_to = version.valid_from
    last.save(update_fields=["valid_to"])
    version.save(force_insert=True)
    return {"name": [last.name, version.name], "valid_from": [None, version.valid_from.isoformat()]}


def _version(indicator: Indicator, text: IndicatorText) -> IndicatorVersion:
    name = tidy(text.name)
    if len(name) < 5:
        raise Refusal(_("Hãy ghi tên chỉ tiêu, ít nhất 5 ký tự."), code="name-required", field="name")
    if text.valid_from is None:
        raise Refusal(_("Hãy chọn ngày bắt đầu."), code="since-required", field="valid_from")
    return IndicatorVersion(
        indicator=indicator,
        name=name,
        name_en=tidy(text.name_en),
        hint=tidy(text.hint),
        valid_from=text.valid_from,
        basis=tidy(text.basis),
    )


def _fill(indicator: Indicator, text: IndicatorText) -> None:
    if text.aggregation not in fitting(text.kind):
        raise Refusal(
            _("Cách gộp này không dùng được cho kiểu đã chọn. Tỷ lệ: chia tổng cho tổng; lời: lấy giá trị cuối."),
            code="aggregation-unfit",
            field="aggregation",
        )
    indicator.kind, indicator.aggregation = text.kind, text.aggregation
    indicator.measure = "%" if text.kind == IndicatorKind.PERCENT else tidy(text.measure)
    indicator.direction, indicator.rhythm = text.direction, text.rhythm
    if text.kind in (IndicatorKind.NUMBER, IndicatorKind.SCORE) and not indicator.measure:
        raise Refusal(_("Hãy ghi đơn vị tính."), code="measure-required", field="measure")


def _place(text: IndicatorText) -> tuple[AreaVersion, str]:
    day = text.valid_from
    if day is None:
        raise Refusal(_("Hãy chọn ngày bắt đầu."), code="since-required", field="valid_from")
    code, _dot, point = text.place.partition(".")
    area = AreaVersion.objects.valid_on(day).filter(area__code=code).select_related("area").first()
    if area is None or (point and not SubItem.objects.valid_on(day).filter(code=text.place).exists()):
        raise Refusal(
            _("Lĩnh vực hoặc nội dung này không có trong danh mục vào ngày đã chọn."),
            code="place-unknown",
            field="place",
        )
    return area, text.place if point else ""


def _nature(indicator: Indicator) -> dict[str, str]:
    """What stays from the first value on."""
    return {
        "kind": str(indicator.kind),
        "measure": indicator.measure,
        "aggregation": str(indicator.aggregation),
    }


def _differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str | None]]:
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}
