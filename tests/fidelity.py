"""One content tree, four writers: what each of them says, read back from its file, to be compared."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from pypdf import PdfReader

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.base import has_table
from schooladmin.documents.writers.docx import write_docx
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.documents.writers.xlsx import has_sheets, write_xlsx

Grid = list[tuple[str, ...]]
_VOID = frozenset({"meta", "link", "col", "br", "img"})


def squeezed(text: str) -> str:
    """The text without any white space: writers may break lines where they like."""
    return re.sub(r"\s+", "", text)


@dataclass
class Said:
    """What a file says: its headings with their levels, its paragraphs and notes, the cells of its tables, all text."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    text: str = ""


_PARTS = frozenset({"check-text", "check-quantity"})  # of a line with a box: cells in Word


class _Page(HTMLParser):
    """The preview as ``Said``. Pictures are left out: they are pictures in Word."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Said()
        self._open: list[tuple[str, str]] = []
        self._parts: list[str] = []
        self._row: list[str] = []
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._open.append((tag, dict(attrs).get("class") or ""))
        if tag in {"h2", "h3", "h4", "h5", "p", "li", "td", "th"} or dict(attrs).get("class") in _PARTS:
            self._parts = []
        if tag == "table":
            self.said.tables.append([])
        if tag == "tr":
            self._row = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing opens."""

    def handle_data(self, data: str) -> None:
        names = {name for name, _classes in self._open}
        if "svg" in names or "body" not in names or "draft-mark" in " ".join(words for _name, words in self._open):
            return
        self._parts.append(data)
        self._texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        name, classes = self._open.pop()
        assert name == tag, f"{name} closed by {tag}"
        text = squeezed("".join(self._parts))
        if tag in {"h2", "h3", "h4", "h5"}:
            self.said.headings.append((int(tag[1]) - 1, text))
        elif classes in _PARTS:
            self.said.paragraphs.append(text)
        elif (tag == "p" and {"text", "small-note", "note", "field"} & set(classes.split())) or tag == "li":
            if text and "check" not in classes.split():
                self.said.paragraphs.append(text)
        elif tag in {"td", "th"}:
            self._row.append(text)
        elif tag == "tr":
            self.said.tables[-1].append(tuple(self._row))
        elif tag == "body":
            self.said.text = squeezed("".join(self._texts))


def of_html(document: tree.Document, form: Profile) -> Said:
    page = _Page()
    page.feed(render_html(document, form, for_print=False))
    return page.said


_RUNNING = ("Body Text", "Dòng giữa", "List", "List 2", "List 3", "Dòng điền")
_PARAGRAPHS = frozenset((*_RUNNING, "Chú thích", "Ghi chú bảng", "Danh sách nơi nhận"))


def of_docx(document: tree.Document, form: Profile, path: Path) -> Said:
    write_docx(document, form, path)
    word = docx.Document(str(path))
    names = {style.style_id: style.name for style in word.styles}
    said = Said()
    for line in word.element.body.iter(qn("w:p")):
        name = str(names[line.pPr.pStyle.val])
        text = squeezed(_line_text(line))
        if name.startswith("Heading"):
            said.headings.append((int(name[-1]), text))
        elif name in _PARAGRAPHS and text:
            said.paragraphs.append(text)
    said.tables = [
        [tuple(_cell_texts(row)) for row in table._tbl.tr_lst]
        for table in word.tables
        if table.style is not None and table.style.name == "Bảng số liệu"
    ]
    said.text = squeezed("".join(_line_text(line) for line in word.element.body.iter(qn("w:p"))))
    return said


def _line_text(line: Any) -> str:
    """The text of a paragraph without its boxes: the PDF draws them."""
    return "".join(node.text or "" for node in line.iter(qn("w:t"))).translate(_BOXES)


_BOXES = str.maketrans("", "", "☑☐")


def _cell_texts(row: Any) -> list[str]:
    """The cells of a row but those that another above reaches over."""
    found = []
    for cell in row.tc_lst:
        if cell.vMerge != "continue":
            found.append(squeezed("".join(_line_text(line) for line in cell.p_lst)))
    return found


def of_tree(document: tree.Document) -> Said:
    """What every writer must say."""
    said = Said()
    for block in document.blocks:
        match block:
            case tree.Heading():
                said.headings.append((block.level, squeezed(f"{block.number} {block.text}")))
            case tree.Paragraph():
                said.paragraphs.append(squeezed(block.text))
            case tree.Table():
                said.tables.append([tuple(squeezed(cell) for cell in row) for row in block.rows])
    return said


def pdf_text(document: tree.Document, form: Profile, path: Path) -> tuple[str, PdfReader]:
    """The text between the upper and lower margins, in the order of the file, and the file."""
    write_pdf(document, form, path)
    reader = PdfReader(path)
    margins, box = form.for_paper(document.paper).margins, reader.pages[0].mediabox
    top = int(margins.top / 25.4 * 72) - 2
    area = ("-x", "0", "-y", str(top), "-W", str(int(box.width) + 1))
    high = ("-H", str(int(float(box.height) - top - margins.bottom / 25.4 * 72) + 2))
    command = ("pdftotext", "-raw", *area, *high, str(path), "-")
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return squeezed(shown), reader


def bookmarks(reader: PdfReader) -> list[str]:
    """The titles of the bookmarks, from the first to the last."""

    def flat(nodes: list[Any]) -> list[str]:
        return [
            title for node in nodes for title in (flat(node) if isinstance(node, list) else [squeezed(str(node.title))])
        ]

    return flat(reader.outline)


def shown_values(path: Path) -> list[Grid]:
    """The rows of every sheet as Excel shows them in Vietnamese, without captions, heads and notes."""
    book = openpyxl.load_workbook(path)
    grids = []
    for sheet in book.worksheets:
        first = int(re.sub(r"\D", "", str(sheet.freeze_panes)))
        rows: Grid = []
        for row in sheet.iter_rows(min_row=first):
            if not row[0].border.left.style:  # below the table
                break
            rows.append(tuple(squeezed(_shown(cell)) for cell in row))
        grids.append(rows)
    return grids


def _shown(cell: Any) -> str:
    value, form = cell.value, str(cell.number_format)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date | datetime):
        return f"{value:%d/%m/%Y}"
    is_percent = form.endswith("%")
    decimals = len(re.sub(r"[^0]", "", form.partition(".")[2]))
    text = f"{value * (100 if is_percent else 1):,.{decimals}f}" if "," in form else (
        f"{value * (100 if is_percent else 1):.{decimals}f}"
    )  # fmt: skip
    return text.translate(str.maketrans(",.", ".,")) + ("%" if is_percent else "")


def check(document: tree.Document, form: Profile, folder: Path) -> None:
    """Compare all four writers on one document."""
    asked, html = of_tree(document), of_html(document, form)
    word = of_docx(document, form, folder / "x.docx")
    # Figures of a chart stand as a table in Word where no table of the paper has them: the PDF draws them.
    drawn = [block for block in document.blocks if isinstance(block, tree.Chart)]
    figures = [block for block in document.blocks if isinstance(block, tree.Table | tree.Chart)]
    own = [place for place, block in enumerate(figures) if isinstance(block, tree.Chart)]
    in_word = [block for block in figures if not (isinstance(block, tree.Chart) and has_table(block, document.blocks))]
    added = [place for place, block in enumerate(in_word) if isinstance(block, tree.Chart)]
    tables = [grid for place, grid in enumerate(word.tables) if place not in added]

    assert asked.headings == html.headings == word.headings
    assert html.tables == tables, "heads and cells, row by row"
    assert [grid[-len(rows) :] if rows else [] for grid, rows in zip(tables, asked.tables, strict=True)] == asked.tables
    assert Counter(html.paragraphs) == Counter(word.paragraphs)
    assert not Counter(asked.paragraphs) - Counter(word.paragraphs)
    if not added:
        assert Counter(html.text) == Counter(word.text), "not a letter more or less"

    shown, reader = pdf_text(document, form, folder / "x.pdf")
    for _level, text in word.headings:
        assert text in shown
    titles = bookmarks(reader)
    assert titles[len(titles) - len(word.headings) :] == [text for _level, text in word.headings]
    for text in word.paragraphs:
        assert text in shown, text
    for cell in {cell for grid in tables for row in grid for cell in row}:
        assert cell in shown, cell
    if not drawn:
        more = Counter(shown) - Counter(word.text + squeezed(document.watermark) * len(reader.pages))
        repeated = Counter(squeezed("".join(cell for grid in tables for row in grid for cell in row)))
        assert not {letter for letter in more if letter not in repeated}, "only heads that come again on every page"
        assert not Counter(word.text) - Counter(shown)

    if has_sheets(document):
        write_xlsx(document, form, folder / "x.xlsx")
        grids = shown_values(folder / "x.xlsx")
        kept = [grid for place, grid in enumerate(grids) if place not in own]
        blocks = [block for block in document.blocks if isinstance(block, tree.Table)]
        assert kept == [
            [
                (*row[:-1], squeezed("".join(dict.fromkeys((row[-1], block.codes[at].text or block.codes[at].data)))))
                if block.codes
                else row
                for at, row in enumerate(rows)
            ]
            for block, rows in zip(blocks, asked.tables, strict=True)
        ]
