"""Pure rules of indicators: what a value may be, how values become one, and how typed text is read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from reform.enums import Aggregation, IndicatorKind
from reform.rules.results import FIGURE_MAX, figure_text
from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold, nfc

TEXT_MOST = 1000
SCORE_MAX = Decimal(10_000)
_FITTING: dict[IndicatorKind, tuple[Aggregation, ...]] = {
    IndicatorKind.NUMBER: (Aggregation.SUM, Aggregation.LAST, Aggregation.MEAN),
    IndicatorKind.PERCENT: (Aggregation.SHARE, Aggregation.LAST),
    IndicatorKind.YES_NO: (Aggregation.LAST, Aggregation.SHARE),
    IndicatorKind.SCORE: (Aggregation.MEAN, Aggregation.LAST),
    IndicatorKind.TEXT: (Aggregation.LAST,),
}
_YES = {"co", "x", "1", "yes", "dung", "da", "roi"}
_NO = {"khong", "0", "no", "chua"}
_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True)
class Measure:
    """One value: a percent is ``numerator`` of ``denominator``, the others fill one field each."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    number: Decimal | None = None
    yes: bool | None = None
    score: Decimal | None = None
    text: str = ""

    @property
    def value(self) -> Decimal | None:
        """The value as one number: percent 0 to 100 (not rounded), yes 1 and no 0; None for words."""
        if self.numerator is not None and self.denominator:
            return self.numerator * 100 / self.denominator
        if self.yes is not None:
            return Decimal(int(self.yes))
        return self.number if self.number is not None else self.score


def fitting(kind: IndicatorKind) -> tuple[Aggregation, ...]:
    """The ways in which values of a kind may be put together."""
    return _FITTING[kind]


def aggregate(aggregation: Aggregation, values: Sequence[Measure]) -> Measure | None:
    """Put values together, the oldest first; None when there are none.

    A share is the sum of the numerators over the sum of the denominators, never a mean of percents; of yes and no it
    is the count of yes over the count of answers.
    """
    if not values:
        return None
    if aggregation == Aggregation.LAST:
        return values[-1]
    if aggregation == Aggregation.SHARE:
        if values[0].yes is not None:
            return Measure(numerator=Decimal(sum(1 for row in values if row.yes)), denominator=Decimal(len(values)))
        return Measure(
            numerator=sum((row.numerator or Decimal(0) for row in values), Decimal(0)),
            denominator=sum((row.denominator or Decimal(0) for row in values), Decimal(0)),
        )
    total = sum((row.value or Decimal(0) for row in values), Decimal(0))
    together = total if aggregation == Aggregation.SUM else total / len(values)
    return Measure(number=together) if values[0].score is None else Measure(score=together)


def measure_faults(kind: IndicatorKind, value: Measure) -> Iterator[Refusal]:
    """Every reason for which a value cannot be kept, each with the field of the form."""
    if kind == IndicatorKind.PERCENT:
        yield from _percent_faults(value.numerator, value.denominator)
    elif kind == IndicatorKind.YES_NO:
        if value.yes is None:
            yield Refusal(_("Hãy chọn có hoặc không."), code="value-missing", field="value")
    elif kind == IndicatorKind.TEXT:
        length = len(nfc(value.text).strip())
        if not length:
            yield Refusal(_("Hãy viết nội dung của chỉ tiêu này."), code="value-missing", field="value")
        elif length > TEXT_MOST:
            yield Refusal(
                _("Nội dung có %(length)s ký tự, nhiều hơn %(most)s. Hãy viết gọn lại.")
                % {"length": length, "most": TEXT_MOST},
                code="value-too-long",
                field="value",
            )
    else:
        is_score = kind == IndicatorKind.SCORE
        yield from _number_faults(value.score if is_score else value.number, SCORE_MAX if is_score else FIGURE_MAX)


def _number_faults(number: Decimal | None, most: Decimal, field: str = "value") -> Iterator[Refusal]:
    if number is None:
        yield Refusal(_("Hãy nhập một số, ví dụ 12 hoặc 12,5."), code="value-missing", field=field)
    elif not number.is_finite() or number < 0:
        yield Refusal(_("Số liệu không được âm."), code="value-negative", field=field)
    elif number > most:
        yield Refusal(_("Số liệu quá lớn. Hãy kiểm tra lại."), code="value-too-large", field=field)
    elif number != round(number, 2):
        yield Refusal(_("Số liệu chỉ nhận tối đa hai chữ số sau dấu phẩy."), code="value-too-fine", field=field)


def _percent_faults(numerator: Decimal | None, denominator: Decimal | None) -> Iterator[Refusal]:
    faults = [
        *_number_faults(numerator, FIGURE_MAX, "value"),
        *_number_faults(denominator, FIGURE_MAX, "denominator"),
    ]
    yield from faults
    if faults or numerator is None or denominator is None:
        return
    if denominator == 0:
        yield Refusal(_("Tổng số phải lớn hơn 0."), code="denominator-zero", field="denominator")
    elif numerator > denominator:
        yield Refusal(
            _("%(part)s nhiều hơn tổng số %(whole)s. Hãy kiểm tra hai số.")
            % {"part": figure_text(numerator, ""), "whole": figure_text(denominator, "")},
            code="part-over-whole",
            field="value",
        )


def read_measure(kind: IndicatorKind, first: str, second: str = "") -> Measure:
    """Read what was typed: ``first`` is the value or the numerator, ``second`` the denominator.

    What cannot be read stays empty, for ``measure_faults`` to name.
    """
    if kind == IndicatorKind.PERCENT:
        return Measure(numerator=read_number(first), denominator=read_number(second))
    if kind == IndicatorKind.YES_NO:
        return Measure(yes=_read_yes(first))
    if kind == IndicatorKind.TEXT:
        return Measure(text=nfc(first).strip())
    number = read_number(first)
    return Measure(score=number) if kind == IndicatorKind.SCORE else Measure(number=number)


def read_number(text: str) -> Decimal | None:
    """A number as people and Excel write it, or None.

    >>> read_number("1.250,5"), read_number("12,5"), read_number("12.5"), read_number("1.250"), read_number("x")
    (Decimal('1250.5'), Decimal('12.5'), Decimal('12.5'), Decimal('1250'), None)
    """
    plain = nfc(text).strip().replace("\u00a0", "").replace(" ", "").removesuffix("%")
    sign, plain = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(plain):
        plain = plain.replace(",", ".")
    else:
        return None
    try:
        return Decimal(sign + plain)
    except InvalidOperation:
        return None


def _read_yes(text: str) -> bool | None:
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


def measure_text(value: Measure | None, unit: str) -> str:
    """The value as screens write it: «12 văn bản», «4% (12/300)», «Có»; empty without one."""
    if value is None:
        return ""
    if parts := measure_parts(value):
        return f"{figure_text(round(value.value or Decimal(0), 1), '%')} ({parts})"
    return value.text or measure_words(value) or figure_text(value.value, unit)


def measure_parts(value: Measure) -> str:
    """The two numbers of a share: «12/300»; empty for what is none."""
    if value.numerator is None or value.denominator is None:
        return ""
    return f"{figure_text(value.numerator, '')}/{figure_text(value.denominator, '')}"


def measure_words(value: Measure) -> str:
    """What a value says that is no number, on one line: «Có», «Không», a text; empty for a number."""
    if value.yes is not None:
        return _("Có") if value.yes else _("Không")
    return " ".join(value.text.split())
