"""Bar charts as SVG: one drawing for the screen, the PDF and later Word. Attributes only (strict CSP), no script."""

import hashlib
import textwrap
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from schooladmin.core.numbers import number_text
from schooladmin.documents.tree import Chart

# All lengths are in the units of the picture: 1 unit is 1 pt when it fills the width of an A4 text column.
WIDTH = 468
LABEL_WIDTH = 156
LETTER = 5.0  # mean width of a letter of size 11
FIGURE = 5.8  # width of a bold figure of size 11
LINE = 13
BAR = 16
THIN_BAR = 11
GAP = 9
LEGEND_SWATCH = 12
# Told apart by lightness and hatching as well as by colour, so that a black-and-white print can be read.
FILLS = (
    ("#1f3b57", "#ffffff"),
    ("#c9d6e2", "#111111"),
    ("hatch", "#111111"),
    ("#7d93a8", "#111111"),
    ("dots", "#111111"),
)


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "start"
    fill: str = "#111111"
    weight: str = "normal"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Drawing:
    """What ``templates/documents/chart.svg`` prints."""

    key: str
    title: str
    description: str
    width: int
    height: float
    axis_x: float
    axis_top: float
    axis_bottom: float
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]


def bar_chart_svg(chart: Chart) -> SafeString:
    """Draw the chart: horizontal bars, one per category, stacked or (``chart.grouped``) side by side.

    Every value stands in or beside its bar, and the text alternative inside the picture names them all.
    """
    return mark_safe(render_to_string("documents/chart.svg", {"chart": drawing(chart)}).strip())  # noqa: S308 - escaped by the template


def drawing(chart: Chart) -> Drawing:
    """Compute the positions."""
    key = hashlib.sha256(repr(chart).encode()).hexdigest()[:8]
    texts: list[Text] = []
    boxes: list[Box] = []
    top = _legend(chart, key, boxes, texts)
    rows = list(zip(*(series.values for series in chart.series), strict=True))
    room = 12 + max((len(_sum(list(values), all_shown=False)) for values in rows), default=0) * FIGURE
    scale = (WIDTH - LABEL_WIDTH - room) / (_highest(chart) or 1)
    y = top
    for category, row in zip(chart.categories, rows, strict=True):
        values = list(row)
        lines = textwrap.wrap(category, int((LABEL_WIDTH - 10) / LETTER)) or [""]
        bars = len(values) * THIN_BAR if chart.grouped else BAR
        height = max(bars, len(lines) * LINE)
        first = y + height / 2 - (len(lines) - 1) * LINE / 2 + 4
        texts.extend(Text(LABEL_WIDTH - 8, first + i * LINE, line, "end") for i, line in enumerate(lines))
        draw = _grouped if chart.grouped else _stacked
        draw(values, y + (height - bars) / 2, scale, key, boxes, texts)
        y += height + GAP
    bottom = y - GAP + 4
    return Drawing(
        key=key,
        title=chart.caption,
        description=_described(chart),
        width=WIDTH,
        height=bottom + 4,
        axis_x=LABEL_WIDTH,
        axis_top=top - 4,
        axis_bottom=bottom,
        boxes=tuple(boxes),
        texts=tuple(texts),
    )


def _highest(chart: Chart) -> int:
    if chart.grouped:
        return max((value for series in chart.series for value in series.values), default=0)
    return max((sum(values) for values in zip(*(series.values for series in chart.series), strict=True)), default=0)


def _fill(index: int, key: str) -> tuple[str, str]:
    """The paint of a series and the colour of the letters upon it."""
    paint, ink = FILLS[index % len(FILLS)]
    return (paint if paint.startswith("#") else f"url(#{paint}-{key})"), ink


def _legend(chart: Chart, key: str, boxes: list[Box], texts: list[Text]) -> float:
    """Draw the legend (only where there is something to tell apart); return where the bars begin."""
    x, y = 0.0, 4.0
    unit = _("Đơn vị: %(unit)s") % {"unit": chart.unit} if chart.unit else ""
    if len(chart.series) > 1:
        for index, series in enumerate(chart.series):
            width = LEGEND_SWATCH + 6 + len(series.label) * LETTER + 18
            if x and x + width > WIDTH:
                x, y = 0.0, y + LINE + 4
            boxes.append(Box(x + 0.5, y, LEGEND_SWATCH, LEGEND_SWATCH - 2, _fill(index, key)[0]))
            texts.append(Text(x + LEGEND_SWATCH + 6, y + 9, series.label))
            x += width
    if unit:
        if x + len(unit) * LETTER > WIDTH:
            y += LINE + 4
        texts.append(Text(WIDTH, y + 9, unit, "end"))
    return y + (LINE + 12 if x or unit else 0)


def _stacked(values: list[int], y: float, scale: float, key: str, boxes: list[Box], texts: list[Text]) -> None:
    x = float(LABEL_WIDTH)
    all_shown = True
    for index, value in enumerate(values):
        width = value * scale
        fill, ink = _fill(index, key)
        if value:
            boxes.append(Box(round(x, 2), round(y, 2), round(width, 2), BAR, fill))
        if value and len(values) > 1:
            if width >= len(number_text(value)) * 6 + 6 and not fill.startswith("url"):
                texts.append(Text(round(x + width / 2, 2), round(y + 12, 2), number_text(value), "middle", ink))
            else:
                all_shown = False
        x += width
    texts.append(Text(round(x + 5, 2), round(y + 12, 2), _sum(values, all_shown=all_shown), weight="bold"))


def _sum(values: list[int], *, all_shown: bool) -> str:
    """What stands behind a bar: the sum, with its parts where they found no room inside."""
    parts = " + ".join(map(number_text, values))
    total = number_text(sum(values))
    return total if all_shown or len(values) == 1 else f"{parts} = {total}"


def _grouped(values: list[int], y: float, scale: float, key: str, boxes: list[Box], texts: list[Text]) -> None:
    for index, value in enumerate(values):
        at = y + index * THIN_BAR
        if value:
            fill = _fill(index, key)[0]
            boxes.append(Box(LABEL_WIDTH, round(at, 2), round(value * scale, 2), THIN_BAR - 1, fill))
        texts.append(
            Text(round(LABEL_WIDTH + value * scale + 5, 2), round(at + 9, 2), number_text(value), weight="bold")
        )


def _described(chart: Chart) -> str:
    """The author's words and then every value: what a reader who cannot see the picture needs."""
    parts = []
    for index, category in enumerate(chart.categories):
        values = ", ".join(f"{series.label} {number_text(series.values[index])}" for series in chart.series)
        parts.append(f"{category}: {values}")
    return f"{chart.description} {'; '.join(parts)}.".strip()
