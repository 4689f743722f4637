"""Pure rules of the reform register: what a result may say, and which quarter a period stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.core.numbers import with_unit
from schooladmin.core.periods import Period, Quarter
from schooladmin.core.text import fold, nfc, tidy

TEXT_MIN, TEXT_MAX = 10, 5000
REASON_MIN, REASON_MAX = 5, 500
FIGURE_MAX = Decimal(1_000_000_000)
_PERCENT = {"%", "phan tram", "percent"}


@dataclass(frozen=True)
class Draft:
    """What somebody wants a result to say. ``area`` and ``sub_item`` are codes; empty when not chosen."""

    area: str
    sub_item: str
    happened_on: date | None
    text: str
    figure: Decimal | None = None
    figure_unit: str = ""


def faults(draft: Draft, today: date) -> Iterator[Refusal]:
    """Every reason for which the draft cannot be kept, each with its field. Empty when it can."""
    if not draft.area:
        yield Refusal(_("Hãy chọn lĩnh vực của kết quả này."), code="area-required", field="area")
    elif draft.sub_item and draft.sub_item.split(".")[0] != draft.area:
        yield Refusal(
            _("Nội dung %(code)s không thuộc lĩnh vực đã chọn. Hãy chọn lại lĩnh vực hoặc nội dung.")
            % {"code": draft.sub_item},
            code="sub-item-of-other-area",
            field="sub_item",
        )
    if draft.happened_on is None:
        yield Refusal(_("Hãy chọn ngày thực hiện."), code="day-required", field="happened_on")
    elif draft.happened_on > today:
        yield Refusal(
            _("Ngày thực hiện không được sau hôm nay (%(today)s). Việc chưa làm thì ghi ở phần cam kết.")
            % {"today": f"{today:%d/%m/%Y}"},
            code="day-in-future",
            field="happened_on",
        )
    yield from text_faults(draft.text, field="text")
    yield from figure_faults(draft.figure, draft.figure_unit)


def text_faults(text: str, *, field: str, least: int = TEXT_MIN, most: int = TEXT_MAX) -> Iterator[Refusal]:
    """Whether a text says enough and not too much."""
    length = len(nfc(text).strip())
    if length < least:
        yield Refusal(_("Hãy viết ít nhất %(least)s ký tự.") % {"least": least}, code="text-too-short", field=field)
    elif length > most:
        yield Refusal(
            _("Đoạn này có %(length)s ký tự, nhiều hơn %(most)s. Hãy tách thành nhiều mục.")
            % {"length": length, "most": most},
            code="text-too-long",
            field=field,
        )


def figure_faults(figure: Decimal | None, unit: str) -> Iterator[Refusal]:
    """A figure is a number of something: not negative, not absurd, and with what it counts."""
    unit = tidy(unit)
    if figure is None:
        if unit:
            yield Refusal(
                _("Có đơn vị tính nhưng chưa có số liệu. Hãy nhập số hoặc xóa đơn vị tính."),
                code="figure-missing",
                field="figure",
            )
        return
    if not figure.is_finite() or figure < 0:
        yield Refusal(_("Số liệu không được âm."), code="figure-negative", field="figure")
    elif figure > FIGURE_MAX:
        yield Refusal(
            _("Số liệu quá lớn (trên 1 tỷ). Hãy kiểm tra lại hoặc đổi đơn vị tính."),
            code="figure-too-large",
            field="figure",
        )
    elif is_percent(unit) and figure > 100:
        yield Refusal(_("Tỷ lệ phần trăm không được quá 100."), code="percent-too-large", field="figure")
    elif figure != round(figure, 2):
        yield Refusal(_("Số liệu chỉ nhận tối đa hai chữ số sau dấu phẩy."), code="figure-too-fine", field="figure")
    if not unit:
        yield Refusal(
            _("Hãy nhập đơn vị tính của số liệu, ví dụ: hồ sơ, lượt, người."),
            code="figure-unit-missing",
            field="figure_unit",
        )


def is_percent(unit: str) -> bool:
    """Whether the figure is a share of a hundred."""
    return fold(unit) in _PERCENT


def figure_text(figure: Decimal | None, unit: str) -> str:
    """The figure as Vietnamese papers write it.

    >>> figure_text(Decimal("1250.50"), "lượt"), figure_text(Decimal(4), "%")
    ('1.250,5 lượt', '4%')
    """
    return "" if figure is None else with_unit(figure, unit)


def quarter_of(period: Period) -> Quarter:
    """The quarter that a reporting period stands for: the one in which its middle day lies.

    Holds for calendar quarters and for quarters from the 15th to the 14th.
    """
    return Quarter.of(period.start + (period.end - period.start) / 2)
