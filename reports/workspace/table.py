"""The table of procedures in the workspace: every number leads to the page of its figure."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.content import ProcedureLine, ReportContent
from reports.rules.figures import CLOSED, COLUMNS, TOTAL, rests_on


@dataclass(frozen=True)
class Cell:
    """A number of the table of procedures; ``key`` is that of the figure whose page it opens."""

    key: str
    label: str
    value: int
    is_by_hand: bool = False


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure's figures."""

    name: str
    figures: tuple[Cell, ...]


def columns() -> dict[str, str]:
    """The columns of the table: their names in the keys of figures, and how they are headed."""
    return {
        "carried": _("Tồn kỳ trước"),
        "received": _("Tiếp nhận"),
        "solved_on_time": _("Đúng hạn"),
        "solved_late": _("Trễ hạn"),
        "in_progress": _("Đang giải quyết"),
        CLOSED: _("Từ chối, rút"),
    }


def procedure_rows(content: ReportContent, by_hand: Collection[str]) -> tuple[ProcedureRow, ...]:
    """The figures that the report holds; each opens its own page."""
    return tuple(_procedure_row(line, by_hand) for line in content.procedures)


def _procedure_row(line: ProcedureLine, by_hand: Collection[str] = ()) -> ProcedureRow:
    return ProcedureRow(
        line.name,
        tuple(
            Cell(
                key := f"procedures.{line.code}.{name}",
                label,
                line.refused + line.withdrawn if name == CLOSED else getattr(line, COLUMNS[name]),
                rests_on(key, by_hand),
            )
            for name, label in columns().items()
        ),
    )


def total_of(lines: tuple[ProcedureLine, ...]) -> ProcedureRow | None:
    if not lines:
        return None
    cells = zip(*(_procedure_row(line).figures for line in lines), strict=True)
    sums = zip(columns().items(), cells, strict=True)
    return ProcedureRow(
        _("Cộng"),
        tuple(
            Cell(f"procedures.{TOTAL}.{name}", label, sum(cell.value for cell in column))
            for (name, label), column in sums
        ),
    )
