"""The blocks of a content tree as WordprocessingML."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from docx.parts.story import StoryPart

from schooladmin.documents import tree
from schooladmin.documents.charts import drawing
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.base import has_table, table_of
from schooladmin.documents.writers.blocks import DASHES, DENSE_TABLE, HAND_ROW, LIST_ROW, SHORT_MARKER, is_short
from schooladmin.documents.writers.docx.styles import Room
from schooladmin.documents.writers.docx.xml import MM, TAB, Cell, Para, Row, box, picture, run, squeezed, table
from schooladmin.documents.writers.pictures import chart_png, line_width, qr_png

_AFTER_NOTE = 14  # points from the note of a table to the caption of the next
# Points between the lines of a table and the words: in its head, in a table of many columns; where both are less, none.
_HEAD_EDGE, _DENSE_EDGE, _DENSE_ROOM = 2, 1.5, 3
_TICK = 1.5  # ems of the column of boxes
_HAND_LINE = 1.5  # ems from one dotted line to the next
_WIDEST_QUANTITY = 0.4  # of the line


@dataclass
class Gallery:
    """The pictures of a part of the file, numbered in the order in which they stand."""

    part: StoryPart
    count: int = field(default=0)

    def chart(self, chart: tree.Chart, width: float) -> str:
        drawn = drawing(chart)
        height = drawn.height * width / drawn.width
        return self._put(chart_png(drawn), width, height, drawn.title, drawn.description)

    def code(self, code: tree.QrCode, edge: float) -> str:
        words = " ".join(filter(None, (code.caption, code.text))) or code.data
        return self._put(qr_png(code), edge, edge, words, words)

    def _put(self, content: bytes, width: float, height: float, title: str, description: str) -> str:
        self.count += 1
        link, _image = self.part.get_or_add_image(io.BytesIO(content))
        return picture(link, self.count, width, height, title, description)


@dataclass(frozen=True)
class Frame:
    """What every block must know of its paper."""

    form: Profile
    room: Room
    width: float  # of the lines, in points
    gallery: Gallery


def spacer(height: float, *, keep: bool = False) -> str:
    """An empty line of this height in points: where Word wants a paragraph, and between two tables."""
    return Para("Spacer", line=max(height, 1), keep_next=keep).xml()


def blocks_xml(blocks: tuple[tree.Block, ...], frame: Frame, *, keep: bool) -> Iterator[str]:
    """The blocks; with ``keep`` the last one stays on the page of what follows (the signature)."""
    tables = blocks
    before: tree.Block | None = None
    for index, block in enumerate(blocks):
        is_last = index == len(blocks) - 1
        free = _AFTER_NOTE if isinstance(before, tree.Table) and before.note else None
        yield _block(block, frame, keep=keep and is_last, free=free)
        before = block
        if isinstance(block, tree.Chart) and not has_table(block, tables):
            yield _table(table_of(block), frame, keep=keep and is_last)


def runs_xml(runs: Sequence[tree.Run]) -> str:
    """The runs with one space between two words, also where two runs meet, and none at the ends."""
    parts: list[str] = []
    after_space = True
    for piece in runs:
        text = squeezed(piece.text)
        if piece.text[:1].isspace() and not after_space:
            text = f" {text}"
        if text.strip() and piece.text[-1:].isspace():
            text = f"{text} "
        if not text:
            continue
        after_space = text[-1] == " "
        parts.append(run(text, bold=piece.bold, italic=piece.italic))
    return "".join(parts)


def code_xml(code: tree.QrCode, frame: Frame, *, keep: bool = False, before: float = 0, after: float = 0) -> str:
    """The code with its number and its words below, centred."""
    lines = [("CodeText", code.text), ("CodeNote", code.caption)]
    below = [(style, squeezed(text)) for style, text in lines if text]
    edge = code.size_mm * MM
    last = len(below) - 1
    parts = [
        Para(
            "Picture", keep_next=keep or bool(below), before=before or None, after=None if below else after or None
        ).xml(frame.gallery.code(code, edge))
    ]
    parts.extend(
        Para(style, keep_next=keep or index < last, after=after or None if index == last else None).xml(run(text))
        for index, (style, text) in enumerate(below)
    )
    return "".join(parts)


def _block(block: tree.Block, frame: Frame, *, keep: bool, free: float | None = None) -> str:
    match block:
        case tree.Heading(level=level, number=number, text=text, new_page=new_page):
            return Para(f"Heading{level}", page_break=new_page).xml(run(squeezed(f"{number} {text}")))
        case tree.Paragraph(runs=runs, centered=centered):
            return Para("Centered" if centered else "BodyText", keep_next=keep).xml(runs_xml(runs))
        case tree.Item():
            return _item(block, keep=keep)
        case tree.Table():
            return _table(block, frame, keep=keep, free=free)
        case tree.Chart(caption=caption):
            head = Para("Caption", before=12, after=6).xml(run(squeezed(caption)))
            return head + Para("Picture", after=8, keep_next=keep).xml(frame.gallery.chart(block, frame.width))
        case tree.Fields():
            return _fields(block, frame, keep=keep)
        case tree.QrCode():
            return code_xml(block, frame, keep=keep, before=6, after=6)
        case tree.Checklist():
            return _checklist(block, frame, keep=keep)
        case tree.Note(text=text):
            return Para("SmallNote", keep_next=keep).xml(run(squeezed(text)))


def _item(item: tree.Item, *, keep: bool) -> str:
    style = "List" if item.marker in DASHES else "List2" if len(item.marker) < SHORT_MARKER else "List3"
    gap = run(" ") if style == "List3" else TAB
    return Para(style, keep_next=keep).xml(run(item.marker), gap, runs_xml(item.runs))


def _table(block: tree.Table, frame: Frame, *, keep: bool, free: float | None = None) -> str:
    """A table with its caption, ``free`` points below what stands above."""
    parts = []
    if block.caption:
        parts.append(Para("Caption", before=free).xml(run(squeezed(block.caption))))
    else:
        parts.append(spacer(4, keep=True))
    widths = [frame.width * column.share / 100 for column in block.columns]
    total = sum(widths)
    if total > frame.width:
        widths = [width * frame.width / total for width in widths]
    # Long syllables in the heads of many columns need the room: they are torn apart where it is too little.
    is_wide = frame.room.cell_wide < _DENSE_ROOM
    edge = _DENSE_EDGE if len(block.columns) >= DENSE_TABLE and not is_wide else None
    rows = (*_head_rows(block.columns, None if is_wide else edge or _HEAD_EDGE), *_rows(block, frame, keep=keep))
    parts.append(table("PaperTable", widths, rows, squeezed(block.caption), edge))
    parts.append(spacer(6, keep=keep or bool(block.note)))
    if block.note:
        parts.append(Para("TableNote", keep_next=keep).xml(run(squeezed(block.note))))
    return "".join(parts)


def _head_rows(columns: tuple[tree.Column, ...], edge: float | None) -> Iterator[Row]:
    """One row of heads, or two where columns share a common head: the others then reach over both."""

    def cell(text: str, span: int = 1, merge: str = "") -> Cell:
        return Cell(Para("TableHead", keep_next=True).xml(run(text)), span, merge, edge, edge, middle=True)

    if not any(column.group for column in columns):
        yield Row(tuple(cell(column.label) for column in columns), head=True)
        return
    upper: list[Cell] = []
    for group, found in groupby(columns, key=lambda column: column.group):
        members = tuple(found)
        if group:
            upper.append(cell(group, len(members)))
        else:
            upper.extend(cell(column.label, merge="restart") for column in members)
    lower = (cell(column.label) if column.group else cell("", merge="continue") for column in columns)
    yield Row(tuple(upper), head=True)
    yield Row(tuple(lower), head=True)


def _rows(block: tree.Table, frame: Frame, *, keep: bool) -> Iterator[Row]:
    height = (LIST_ROW if block.is_list else HAND_ROW) * MM + 2 * frame.room.cell_high if block.by_hand else 0
    together = not block.by_hand and is_short(block)
    last = len(block.rows) - 1
    roomy = frame.form.table.size * 1.65 if block.by_hand else None
    for index, texts in enumerate(block.rows):
        is_total = block.total and index == last
        holds = (together and index < last) or (block.total and index == last - 1)
        holds = holds or (index == last and (keep or bool(block.note)))
        cells = []
        for place, (text, column) in enumerate(zip(texts, block.columns, strict=True)):
            style = "TableNumber" if column.is_number else "TableText"
            line = roomy if "\n" in text else None
            content = ""
            if block.codes and place == len(block.columns) - 1:
                code = block.codes[index]
                edge = min(code.size_mm * MM, frame.width * column.share / 100 - 2 * frame.room.cell_wide)
                content = Para("Picture", keep_next=holds).xml(frame.gallery.code(code, edge))
                style, line = "TableCode", None
            content += Para(style, keep_next=holds, line=line).xml(run(kept(text), bold=is_total))
            cells.append(Cell(content, middle=True))
        yield Row(tuple(cells), height=height)


def kept(text: str) -> str:
    """``text`` with its line breaks and nothing else but single spaces."""
    return "\n".join(squeezed(line) for line in text.split("\n"))


def _fields(block: tree.Fields, frame: Frame, *, keep: bool) -> str:
    if block.columns == 1:
        lines = "".join(_field(row, frame.width, frame.form, keep=keep) for row in block.rows)
        return lines + spacer(3, keep=keep)
    half, gap = frame.width * 0.48, frame.width * 0.04
    rows = []
    for pair in _pairs(block.rows):
        cells = [Cell(_field(row, frame.width if row.wide else half, frame.form, keep=keep)) for row in pair]
        if len(pair) == 2:
            rows.append(Row((Cell(cells[0].content, right=gap), cells[1])))
        elif pair[0].wide:
            rows.append(Row((Cell(cells[0].content, 2),)))
        else:
            rows.append(Row((Cell(cells[0].content, right=gap), Cell(Para("Field", keep_next=keep).xml()))))
    return table("Layout", (half + gap, half), rows) + spacer(3, keep=keep)


def _pairs(rows: tuple[tree.Field, ...]) -> Iterator[tuple[tree.Field, ...]]:
    """The fields line by line: two short ones beside each other, a wide one alone."""
    waiting: tree.Field | None = None
    for row in rows:
        if row.wide:
            if waiting:
                yield (waiting,)
            yield (row,)
            waiting = None
        elif waiting:
            yield (waiting, row)
            waiting = None
        else:
            waiting = row
    if waiting:
        yield (waiting,)


def _field(row: tree.Field, width: float, form: Profile, *, keep: bool) -> str:
    label = squeezed(row.caption)
    if row.value:
        head = run(f"{label} ") if label else ""
        return Para("Field", keep_next=keep).xml(head, run(kept(row.value), bold=row.strong))
    # A line with nothing but a tab gets less than its height from LibreOffice; the space keeps it.
    lines = [Para("Field", tabs=((width, "dot"),), line=form.body.size * _HAND_LINE)] * row.lines
    if label:
        lines[0] = replace(lines[0], line=None)
    last = row.lines - 1
    return "".join(
        replace(line, keep_next=keep or at < last).xml(run(" " if at else f"{label} "), TAB)
        for at, line in enumerate(lines)
    )


def _checklist(block: tree.Checklist, frame: Frame, *, keep: bool) -> str:
    size = frame.form.body
    tick = size.size * _TICK
    asked = max((line_width(check.quantity, size) for check in block.items), default=0)
    quantity = min(asked + 8, frame.width * _WIDEST_QUANTITY) if asked else 0
    widths = (tick, frame.width - tick - quantity, *((quantity,) if quantity else ()))
    rows = []
    for check in block.items:
        word = block.done_word if check.done else block.missing_word
        note = run(" ") + run(f"({squeezed(check.note)})", italic=True) if check.note else ""
        cells = [
            Cell(Para("Field", keep_next=keep).xml(box(ticked=check.done, word=word))),
            Cell(Para("Field", keep_next=keep).xml(run(squeezed(check.text)), note)),
        ]
        if quantity:
            ends = Para("Field", keep_next=keep, tabs=((quantity, "none"),))
            cells.append(Cell(ends.xml(TAB, run(squeezed(check.quantity))) if check.quantity else ends.xml()))
        rows.append(Row(tuple(cells)))
    return spacer(1) + table("Layout", widths, rows) + spacer(3, keep=keep)
