"""What of a cell may be shown outside the list: never a whole identifier."""

import re
from datetime import date, datetime

from pupils.imports.rules.cells import line
from pupils.imports.rules.types import Cell

_LONGEST = 60
_NUMBER = re.compile(r"\d[\d .\-]{5,}\d")


def masked_value(cell: Cell) -> str:
    """A cell for the page: dates as people write them, long numbers down to their last three digits, and short."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = line(cell)
    if not _is_day(text):
        text = _NUMBER.sub(_masked, text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|\d{4}\s*-\s*\d{4}|\d{4}-\d{1,2}-\d{1,2}", text))


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return found[0] if len(digits) < 7 else f"•••{digits[-3:]}"
