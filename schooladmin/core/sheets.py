"""Cells of spreadsheets that we hand out: what somebody typed stays text and never becomes a formula."""

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

# What a spreadsheet program may take for the beginning of a formula (OWASP, "CSV injection"), full-width forms too.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def looks_like_formula(value: object) -> bool:
    """Whether a spreadsheet program might calculate ``value`` instead of showing it."""
    return isinstance(value, str) and value.startswith(_STARTS)


def safe_text(value: object) -> str:
    """``value`` for a CSV file, where nothing but an apostrophe in front marks text: «=1+1» → «'=1+1»."""
    text = "" if value is None else str(value)
    return f"'{text}" if looks_like_formula(text) else text


def safe_cell(sheet: Any, value: Any) -> Any:
    """``value`` as it goes into ``sheet.append([...])``, of a write-only workbook or not.

    Text that begins like a formula comes back as a cell that is text; everything else comes back as it is. Control
    characters, which XML cannot carry, are left out.
    """
    if not isinstance(value, str):
        return value
    if not looks_like_formula(value):
        return _plain(value)
    cell = WriteOnlyCell(sheet)
    put_text(cell, value)
    return cell


def put_text(cell: Cell, text: str) -> None:
    """Write ``text`` into an existing cell as text, whatever it begins with."""
    cell.value = _plain(text)
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True  # kept when the cell is edited by hand


def _plain(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
