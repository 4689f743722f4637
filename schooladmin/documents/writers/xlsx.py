"""The tables of a document as an Excel workbook: one sheet each, numbers as numbers, ready to print."""

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from schooladmin.core.errors import Refusal
from schooladmin.core.sheets import put_text
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile, Style
from schooladmin.documents.tree import PaperSize
from schooladmin.documents.writers.base import FileFacts, Progress, put_whole, silent, table_of
from schooladmin.documents.writers.blocks import HAND_ROW, LIST_ROW
from schooladmin.documents.writers.css import SHEETS
from schooladmin.documents.writers.office import clean, repacked
from schooladmin.documents.writers.pictures import line_width

FONT = "Times New Roman"
_STEPS = 3
_LONGEST_NAME = 31  # of a sheet, as Excel has it
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_RESERVED = "history"  # a name that Excel keeps for itself
_MM_OF_LETTER = 1.95  # the width of a figure in the measure of columns: 1.85 in Excel, 1.94 where it is not rounded
_POINTS_OF_LETTER = 5.25  # the same in points, on screens that lay out for the printer
_BESIDE = 3  # points between the edges of a column and its words together
_OWN_SIZE = 11  # of the letters that columns are measured by
_LINE = 1.3  # ems from line to line, as Excel sets the letters
_EDGES = 3  # points above and below the text of a row together
_HIGHEST = 409  # points: no row of Excel is higher
_INCH = 25.4
_MM = 72 / _INCH  # points
_PAPERS = {PaperSize.A4: 9, PaperSize.A5: 11, PaperSize.A4_LANDSCAPE: 9}  # the numbers of the sheets in OOXML
_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_SIMPLE = re.compile(r"-?(0|[1-9]\d*)(,\d+)?")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_MOST_DIGITS = 15  # Excel keeps no more


@dataclass(frozen=True)
class Value:
    """A cell of the document in a workbook: text, a number or a day, with the format that shows it as it was."""

    value: str | int | float | date
    format: str = "General"


def has_sheets(document: tree.Document) -> bool:
    """Whether there is anything in the document that makes a sheet."""
    return any(isinstance(block, tree.Table | tree.Chart) for block in document.blocks)


def write_xlsx(document: tree.Document, profile: Profile, path: Path, *, progress: Progress | None = None) -> FileFacts:
    """Write the tables and the figures of the charts to ``path``; the same content gives the same bytes.

    The file is written under another name and renamed. Raises Refusal for a document without tables or with signs
    that the format cannot carry, OSError when the disk does not take the file.
    """
    begun = time.perf_counter()
    tell = progress or silent
    tell(1, _STEPS, _("Xếp nội dung"))
    book = _empty()
    form = profile.for_paper(document.paper)
    taken: set[str] = set()
    for number, table in enumerate(_tables(document), start=1):
        name = sheet_name(table.caption or document.title, number, taken)
        _sheet(book.create_sheet(name), table, document, form)
    if not book.worksheets:
        raise Refusal(_("Văn bản này không có bảng số liệu để đưa vào Excel."), code="no-tables")
    tell(2, _STEPS, _("Ghi tệp Excel"))
    content = _packed(book, document)
    tell(3, _STEPS, _("Kiểm tra tệp"))
    digest, size = put_whole(path, content)
    return FileFacts(0, size, round(time.perf_counter() - begun, 3), digest, {"openpyxl": openpyxl.__version__})


def _empty() -> Any:
    """A workbook without sheets whose columns are measured by our letters: others are wider where they are missing."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    own = Font(name=FONT, size=_OWN_SIZE)
    book._fonts = IndexedList([own])
    book._named_styles["Normal"].font = own
    return book


def _tables(document: tree.Document) -> Iterator[tree.Table]:
    for block in document.blocks:
        if isinstance(block, tree.Table):
            yield block
        elif isinstance(block, tree.Chart):
            yield table_of(block, block.caption)


def sheet_name(caption: str, number: int, taken: set[str]) -> str:
    """A legal name of a sheet that no other of the workbook has: «Bảng 1. Hồ sơ trong quý» → «Bảng 1»."""
    words = " ".join(_NOT_IN_NAME.sub(" ", _clean(caption)).split())
    stem = re.match(r"(Bảng|Biểu đồ|Biểu|Phụ lục|Mẫu) (số )?[\w.]*\w", words)
    name = (stem[0] if stem else words).strip(" '")[:_LONGEST_NAME].strip(" '")
    if not name or name.casefold() == _RESERVED:
        name = f"Bảng {number}"
    chosen, again = name, 1
    while chosen.casefold() in taken:
        again += 1
        tail = f" ({again})"
        chosen = name[: _LONGEST_NAME - len(tail)] + tail
    taken.add(chosen.casefold())
    return chosen


def value_of(text: str, *, is_number: bool) -> Value:
    """The cell of a document as a value: «1.234» of a column of numbers is 1234, «95,5%» is 0.955, «05/02/2024» a day.

    Numbers are Vietnamese: a dot parts thousands, a comma decimals. A number with a leading zero, or with more digits
    than a workbook keeps, is text: a code or a telephone number.
    """
    day = _DAY.fullmatch(text)
    if day:
        try:
            return Value(date(int(day[3]), int(day[2]), int(day[1])), "dd/mm/yyyy")
        except ValueError:  # «31/02/2024», a date before the calendar: what was typed
            return Value(text)
    if not is_number:
        return Value(text)
    bare, is_percent = (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)
    is_grouped = bool(_GROUPED.fullmatch(bare))
    if not (is_grouped or _SIMPLE.fullmatch(bare)) or sum(char.isdigit() for char in bare) > _MOST_DIGITS:
        return Value(text)
    plain = bare.replace(".", "")
    decimals = len(plain.partition(",")[2])
    shown = ("#,##0" if is_grouped else "0") + (f".{'0' * decimals}" if decimals else "")
    if is_percent:
        gap = '" "' if text != f"{bare}%" else ""
        return Value(round(float(plain.replace(",", ".")) / 100, decimals + 2), f"{shown}{gap}%")
    return Value(float(plain.replace(",", ".")) if decimals else int(plain), shown)


def _clean(text: str) -> str:
    """The text as the other writers print it. Raises Refusal for a sign that XML cannot carry."""
    return "\n".join(" ".join(line.split()) for line in clean(text).split("\n"))


def _sheet(sheet: Any, table: tree.Table, document: tree.Document, form: Profile) -> None:
    count = len(table.columns)
    size = form.table.size
    bold, plain = Font(name=FONT, size=size, bold=True), Font(name=FONT, size=size)
    widths = _columns(sheet, document.paper, form, table)
    row = 1
    _line(sheet, row, widths, table.caption or _titled(document), bold, "center")
    row += 2
    first_head = row
    row = first_row = _heads(sheet, row, table.columns, bold, widths)
    sheet.freeze_panes = sheet.cell(row, 1)
    last = len(table.rows) - 1
    least = (LIST_ROW if table.is_list else HAND_ROW) * _MM if table.by_hand else 0
    for index, texts in enumerate(table.rows):
        font = bold if table.total and index == last else plain
        heights = [least]
        for at, (text, column) in enumerate(zip(texts, table.columns, strict=True), start=1):
            words = _clean(text)
            if table.codes and at == count:
                code = table.codes[index]
                words = "\n".join(dict.fromkeys(filter(None, (words, _clean(code.text or code.data)))))
            found = value_of(words, is_number=column.is_number)
            _cell(sheet, row, at, found, font, "right" if column.is_number else "left")
            heights.append(_height(words, widths[at - 1], font))
        sheet.row_dimensions[row].height = max(heights)
        row += 1
    notes = [table.note, *(_coverage(table, document.blocks)), *document.foot]
    slanted = Font(name=FONT, size=size, italic=True)
    row += 1
    for note in filter(None, notes):
        _line(sheet, row, widths, note, slanted, "left")
        row += 1
    _print_set_up(sheet, document, form, count, (first_head, first_row, row))


def _titled(document: tree.Document) -> str:
    """The title of the paper as it stands on it: what it is, and below it what it is about."""
    return "\n".join((" ".join(document.type_name.splitlines()), *document.abstract))


def _columns(sheet: Any, paper: PaperSize, form: Profile, table: tree.Table) -> list[float]:
    """Give the columns their shares of the sheet; return how many points of each text may fill."""
    width = SHEETS[paper].width - form.margins.left - form.margins.right
    shares = max(sum(column.share for column in table.columns), 100)
    letters = [round(width * column.share / shares / _MM_OF_LETTER, 1) for column in table.columns]
    for at, count in enumerate(letters, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = count
    return [count * _POINTS_OF_LETTER - _BESIDE for count in letters]


def _height(text: str, width: float, font: Font) -> float:
    """How high a row must be for ``text`` in a cell that is ``width`` points wide.

    Written into the file: not every program finds it out when it opens one, and none does for cells over two columns.
    """
    look = Style(int(font.size), bold=bool(font.bold), italic=bool(font.italic))
    count = sum(_count(part, width, look) for part in text.split("\n"))
    return round(min(count * look.size * _LINE + _EDGES, _HIGHEST), 1)


@lru_cache(maxsize=4096)
def _count(text: str, width: float, look: Style) -> int:
    """How many lines ``text`` takes: it goes on between words, and within one that is too long for a line."""
    lines, filled, space = 1, 0.0, line_width(" ", look)
    for word in text.split():
        wide = line_width(word, look)
        if filled and filled + space + wide > width:
            lines, filled = lines + 1, 0.0
        filled += (space if filled else 0.0) + wide
        if filled > width:
            more = int(filled // width)
            lines, filled = lines + more, filled - more * width
    return lines


def _coverage(table: tree.Table, blocks: tuple[tree.Block, ...]) -> Iterator[str]:
    """The small lines that stand directly below the table: what it covers."""
    at = next((index for index, block in enumerate(blocks) if block is table), None)
    for block in blocks[at + 1 :] if at is not None else ():
        if not isinstance(block, tree.Note):
            return
        yield block.text


def _line(sheet: Any, row: int, widths: list[float], text: str, font: Font, side: str) -> None:
    """A line of text across the table, as high as it needs."""
    cell = sheet.cell(row, 1)
    put_text(cell, _clean(text))
    cell.font = font
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    if len(widths) > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    sheet.row_dimensions[row].height = _height(_clean(text), sum(widths), font)


def _heads(sheet: Any, row: int, columns: tuple[tree.Column, ...], font: Font, widths: list[float]) -> int:
    """Write the heads, in two rows where columns share one; return the first row below them."""
    has_groups = any(column.group for column in columns)
    start = 1
    upper, lower, both = [0.0], [0.0], [0.0]  # how high the heads of the first row, of the second, and over both are
    for at, column in enumerate(columns, start=1):
        own = row + 1 if column.group else row
        _cell(sheet, own, at, Value(_clean(column.label)), font, "center")
        (lower if column.group else both).append(_height(_clean(column.label), widths[at - 1], font))
        if not has_groups:
            continue
        if not column.group:
            _cell(sheet, row + 1, at, Value(""), font, "center")
            sheet.merge_cells(start_row=row, start_column=at, end_row=row + 1, end_column=at)
        elif at == 1 or columns[at - 2].group != column.group:
            start = at
            _cell(sheet, row, at, Value(_clean(column.group)), font, "center")
        else:
            _cell(sheet, row, at, Value(""), font, "center")
        ends = at == len(columns) or columns[at].group != column.group
        if column.group and ends:
            upper.append(_height(_clean(column.group), sum(widths[start - 1 : at]), font))
            if at > start:
                sheet.merge_cells(start_row=row, start_column=start, end_row=row, end_column=at)
    if not has_groups:
        sheet.row_dimensions[row].height = max(both)
        return row + 1
    sheet.row_dimensions[row].height = max(upper)
    sheet.row_dimensions[row + 1].height = max(*lower, max(both) - max(upper))
    return row + 2


def _cell(sheet: Any, row: int, at: int, found: Value, font: Font, side: str) -> None:
    cell = sheet.cell(row, at)
    if isinstance(found.value, str):
        if found.value:
            put_text(cell, found.value)
    else:
        cell.value = found.value
        cell.number_format = found.format
    thin = Side(style="thin")
    cell.font = font
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def _print_set_up(sheet: Any, document: tree.Document, form: Profile, count: int, rows: tuple[int, int, int]) -> None:
    """The sheet of the document, its margins, and heads that come again on every page; a draft says that it is one."""
    first_head, first_row, end = rows
    margins, number, paper = form.margins, form.page_number, document.paper
    sheet.page_setup.paperSize = _PAPERS[paper]
    sheet.page_setup.orientation = "landscape" if paper is PaperSize.A4_LANDSCAPE else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.top, sheet.page_margins.bottom = margins.top / _INCH, margins.bottom / _INCH
    sheet.page_margins.left, sheet.page_margins.right = margins.left / _INCH, margins.right / _INCH
    sheet.page_margins.header = sheet.page_margins.footer = number.top / _INCH
    pattern = number.pattern.replace("{pages}", "&N").replace("{page}", "&P")
    _margin_text(sheet.oddHeader.center, pattern, number.size)
    if document.watermark:
        _margin_text(sheet.oddHeader.left, document.watermark.replace("&", "&&"), number.size, "Bold")
    sheet.print_title_rows = f"{first_head}:{first_row - 1}"
    sheet.print_area = f"A1:{get_column_letter(count)}{max(end - 1, 1)}"


def _margin_text(place: Any, text: str, size: int, weight: str = "Regular") -> None:
    place.text, place.font, place.size = text, f"{FONT},{weight}", size


def _packed(book: Any, document: tree.Document) -> bytes:
    """The workbook as bytes that only its content decides: the day of the document and not the moment of writing."""
    at = datetime.combine(document.head.day, datetime.min.time())
    properties = book.properties
    properties.title, properties.creator = _clean(document.title)[:255], _clean(document.author)[:255]
    properties.lastModifiedBy, properties.language = properties.creator, "vi-VN"
    properties.keywords = _clean(", ".join(document.keywords))[:255]
    properties.created = at
    raw = io.BytesIO()
    book.save(raw)
    return repacked(raw.getvalue(), document.head.day)
