"""Reading a block that was copied from a spreadsheet: code, value, denominator, system."""

from dataclasses import dataclass

from reform.rules.indicators import Measure
from schooladmin.core.text import tidy

MOST_LINES = 200


@dataclass(frozen=True)
class Cells:
    """A line of the block: ``number`` is its place, the cells are as they were typed."""

    number: int
    code: str
    first: str
    second: str = ""
    system: str = ""


@dataclass(frozen=True)
class Checked:
    """A line with what it means, or why it means nothing."""

    cells: Cells
    name: str = ""
    shown: str = ""
    indicator_id: int = 0
    system_id: int | None = None
    version: int = 0
    value: Measure | None = None
    fault: str = ""


def split_block(text: str) -> list[Cells]:
    """The lines that hold something; a line without a tab is split at semicolons."""
    found = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        cells = [tidy(cell) for cell in (line.split("\t") if "\t" in line else line.split(";"))]
        if any(cells):
            found.append(Cells(number, *[*cells, "", "", "", ""][:4]))
    return found
