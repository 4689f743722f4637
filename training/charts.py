"""The bars on the page of a class, drawn on the server: where each one stands. The table beside it has the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.queries import SchoolRow

WIDTH = 640
LABEL_WIDTH = 220
BAR = 14
GAP = 4
GROUP_GAP = 14
# More schools than this are read better in the table.
MOST_GROUPS = 12


@dataclass(frozen=True)
class Bar:
    """A bar with the number at its end; ``kind`` names its colour and pattern in the style sheet."""

    kind: str
    y: int
    width: int
    value: int

    @property
    def text_x(self) -> int:
        return LABEL_WIDTH + self.width + 6

    @property
    def text_y(self) -> int:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Group:
    label: str
    text_y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class BarChart:
    height: int
    groups: tuple[Group, ...]

    width: int = WIDTH
    left: int = LABEL_WIDTH
    label_x: int = LABEL_WIDTH - 8
    bar: int = BAR


def school_chart(schools: Sequence[SchoolRow], with_essays: bool) -> BarChart | None:
    """People listed, present (whole or part) and passed, by school; None when there is nothing to compare."""
    most = max((row.counts.registered for row in schools), default=0)
    if not 2 <= len(schools) <= MOST_GROUPS or most == 0:
        return None
    scale = (WIDTH - LABEL_WIDTH - 50) / most
    groups: list[Group] = []
    y = GROUP_GAP // 2
    for row in schools:
        values = [("registered", row.counts.registered), ("present", row.counts.present + row.counts.partial)]
        if with_essays:
            values.append(("passed", row.counts.essays_passed))
        top = y
        bars = []
        for kind, value in values:
            bars.append(Bar(kind, y, round(value * scale), value))
            y += BAR + GAP
        groups.append(Group(_short(row.name), (top + y) // 2 + 2, tuple(bars)))
        y += GROUP_GAP
    return BarChart(y - GROUP_GAP // 2, tuple(groups))


def _short(name: str) -> str:
    """A name that fits beside the bars; the table has it whole."""
    return name if len(name) <= 30 else f"{name[:29].rstrip()}…"
