"""The workbook that goes back: the sender's own, wrong cells marked, with a column of reasons."""

import io
import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from pupils.imports.enums import FileFormat
from pupils.imports.rules.heading import REASON_TITLE
from pupils.imports.rules.types import Heading, Problem, Sheet
from pupils.imports.words import problem_words
from schooladmin.core.sheets import put_text, safe_cell

log = logging.getLogger(__name__)

_COLOUR = "FFFFC7CE"
_MARK = PatternFill("solid", fgColor=_COLOUR)
_PLAIN = PatternFill()
_AUTHOR = "schooladmin"
_MOST_COMMENTS = 500  # each is a drawing of its own: thousands make Excel slow; the column has all reasons
_REASON_WIDTH = 60

Found = Sequence[tuple[int, Sheet, Heading]]


def marked_workbook(
    path: Path, format_: FileFormat, sheets: Sequence[Sheet], found: Found, problems: Sequence[Problem]
) -> bytes:
    """The bytes of an .xlsx: the original with its looks where it can be opened, else a new one with the same cells.

    Formulas do not go out again: their results do, and text that begins like a formula stays text.
    """
    book = _original(path) if format_ == FileFormat.XLSX else None
    if book is None:
        book = _copy(sheets)
    by_sheet: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_sheet[problem.sheet].append(problem)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    comments = _MOST_COMMENTS
    for number, sheet, heading in found:
        comments = _mark_sheet(visible[number], sheet, heading, by_sheet[number], comments)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _original(path: Path) -> Any:
    """The sender's workbook, or None when openpyxl cannot open what another program wrote."""
    try:
        return load_workbook(path, data_only=True, keep_links=False)
    except Exception:  # it raises whatever an unusual style or drawing leads to
        log.warning("a list cannot be opened for marking; a new workbook goes back", exc_info=True)
        return None


def _copy(sheets: Sequence[Sheet]) -> Any:
    book = Workbook()
    for number, sheet in enumerate(sheets):
        page = book.active if number == 0 else book.create_sheet()
        if sheet.name:
            page.title = sheet.name[:31]
        for row in sheet.rows:
            page.append([safe_cell(page, None if cell == "" else cell) for cell in row])
    return book


def _mark_sheet(page: Any, sheet: Sheet, heading: Heading, problems: Sequence[Problem], comments: int) -> int:
    """Mark the cells of one sheet and fill the column of reasons; return how many comments are still allowed."""
    column = _reason_column(page, sheet, heading)
    _clear_old_marks(page, heading.first_row, len(sheet.rows), column)
    head = page.cell(heading.row + 1, column)
    put_text(head, REASON_TITLE)
    head.font = Font(bold=True)
    page.column_dimensions[head.column_letter].width = _REASON_WIDTH
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    for row, found in by_row.items():
        words = []
        for problem in found:
            sentence = problem_words(problem.code, problem.params)
            title = heading.titles[problem.column] if 0 <= problem.column < len(heading.titles) else ""
            words.append(f"{title}: {sentence}" if title else sentence)
            if problem.column < 0:
                continue
            cell = page.cell(row + 1, problem.column + 1)
            if isinstance(cell, MergedCell):
                continue
            cell.fill = _MARK
            if comments > 0 and cell.comment is None:
                cell.comment = Comment(sentence, _AUTHOR)
                comments -= 1
        reason = page.cell(row + 1, column)
        if not isinstance(reason, MergedCell):
            put_text(reason, "\n".join(words))
            reason.fill = _MARK
            reason.alignment = Alignment(wrap_text=True, vertical="top")
    return comments


def _reason_column(page: Any, sheet: Sheet, heading: Heading) -> int:
    """The column (from 1) of an earlier marking, else the first one right of all that is filled."""
    for row in range(heading.row, heading.first_row):
        for column, cell in enumerate(sheet.rows[row]):
            if cell == REASON_TITLE:
                return column + 1
    column = max((len(row) for row in sheet.rows), default=0) + 1
    while isinstance(page.cell(heading.row + 1, column), MergedCell):
        column += 1
    return column


def _clear_old_marks(page: Any, first: int, end: int, column: int) -> None:
    """Take back what an earlier marking of the same workbook left; empty rows far below are not made for it."""
    for row in page.iter_rows(min_row=first + 1, max_row=max(end, first + 1), max_col=column):
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.has_style and cell.fill.fgColor.rgb == _COLOUR:
                cell.fill = _PLAIN
            if cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
            if cell.column == column:
                cell.value = None
