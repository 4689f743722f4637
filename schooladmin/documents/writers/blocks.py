"""The blocks of a content tree as plain values for the templates in ``templates/documents/blocks``."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.safestring import SafeString

from schooladmin.documents import tree
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.profiles import Profile
from schooladmin.documents.qr import qr_svg

DASHES = frozenset("–-•+")
SHORT_MARKER = 3
_SHORT_TABLE = 10  # lines that are not worth tearing a table apart for
HAND_ROW, LIST_ROW = 15, 8.5  # mm, the least heights of rows to write in and of rows to sign in, between their edges
DENSE_TABLE = 9  # columns that need the room between their edges and their words
_LINE = 95  # signs of a line as wide as a page
_NO_PICTURE = SafeString("")
_LONG_WORD = 40  # letters; an address or a slip of the keyboard. Only such text is looked at letter by letter.


@dataclass(frozen=True)
class ItemView:
    marker: str
    runs: tuple[tree.Run, ...]
    hang: str


@dataclass(frozen=True)
class CellView:
    text: str
    classes: str
    is_row_head: bool = False
    picture: SafeString = _NO_PICTURE


@dataclass(frozen=True)
class HeadView:
    """A cell of the head; ``span`` columns wide and ``depth`` rows high."""

    text: str
    classes: str
    scope: str = "col"
    span: int = 1
    depth: int = 1


@dataclass(frozen=True)
class FieldView:
    label: str
    value: str
    strong: bool
    classes: str
    more_lines: tuple[int, ...]  # dotted lines after the first


@dataclass(frozen=True)
class CheckView:
    text: str
    word: str
    done: bool
    quantity: str
    note: str


@dataclass(frozen=True)
class BlockView:
    """One block for ``templates/documents/blocks/<template>.html``; only the fields of its kind are filled."""

    template: str
    classes: str = ""
    level: str = ""
    text: str = ""
    text_classes: str = ""
    runs: tuple[tree.Run, ...] = ()
    items: tuple[ItemView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    checks: tuple[CheckView, ...] = ()
    shares: tuple[int, ...] = ()
    head_rows: tuple[tuple[HeadView, ...], ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    total: tuple[CellView, ...] = ()
    note: str = ""
    note_classes: str = ""
    picture: SafeString = _NO_PICTURE

    @property
    def template_name(self) -> str:
        return f"documents/blocks/{self.template}.html"


def block_views(blocks: tuple[tree.Block, ...], profile: Profile) -> Iterator[BlockView]:
    """Turn blocks into views; items that follow each other become one list."""
    for is_list, group in groupby(blocks, key=lambda block: isinstance(block, tree.Item)):
        if is_list:
            items = tuple(_item(block) for block in group if isinstance(block, tree.Item))
            yield BlockView("list", items=items)
            continue
        for block in group:
            yield _block(block, profile)


def qr_view(code: tree.QrCode, profile: Profile, place: str) -> BlockView:
    """The code for ``place``: «qr-head» beside the title or «qr-block» in the text."""
    return BlockView(
        "qr",
        place,
        text=code.text,
        text_classes=profile.body.classes,
        note=code.caption,
        note_classes=profile.note.classes,
        picture=qr_svg(code),
    )


def long_word_class(text: str) -> str:
    """The class that lets a line break within a word, for text that has a word too long for a line."""
    return "has-long-word" if any(len(word) > _LONG_WORD for word in text.split()) else ""


def _joined(*classes: str) -> str:
    return " ".join(filter(None, classes))


def _trimmed(runs: tuple[tree.Run, ...]) -> tuple[tree.Run, ...]:
    """The runs without white space at the end: a space there makes the PDF engine break a full last line too early."""
    return (*runs[:-1], replace(runs[-1], text=runs[-1].text.rstrip())) if runs else ()


def _item(item: tree.Item) -> ItemView:
    hang = "hang-short" if len(item.marker) < SHORT_MARKER else "hang-none"
    classes = _joined("hang-dash" if item.marker in DASHES else hang, long_word_class(item.text))
    return ItemView(item.marker, _trimmed(item.runs), classes)


def _block(block: tree.Block, profile: Profile) -> BlockView:
    match block:
        case tree.Heading(level=level, number=number, text=text, new_page=new_page):
            page = "new-page" if new_page else ""
            classes = _joined(profile.heading_style(level).classes, f"level-{level}", page, long_word_class(text))
            return BlockView("heading", classes, level=f"h{level + 1}", text=f"{number} {text}".strip())
        case tree.Paragraph(runs=runs, centered=centered):
            classes = _joined("text", "is-centered" if centered else "", long_word_class(block.text))
            return BlockView("paragraph", classes, runs=_trimmed(runs))
        case tree.Table():
            return _table(block, profile)
        case tree.Chart():
            return BlockView("chart", profile.table.classes, text=block.caption, picture=bar_chart_svg(block))
        case tree.Fields(rows=rows, columns=columns):
            return BlockView("fields", f"fields-{columns}", fields=tuple(_field(row) for row in rows))
        case tree.QrCode():
            return qr_view(block, profile, "qr-block")
        case tree.Checklist():
            return BlockView("checklist", checks=tuple(_check(check, block) for check in block.items))
        case tree.Note(text=text):
            return BlockView("note", _joined(profile.note.classes, long_word_class(text)), text=text)
        case tree.Item():  # alone or in a row, items are always grouped before this
            return BlockView("list", items=(_item(block),))


def _words(words: dict[str, bool]) -> str:
    """The classes that are on."""
    return " ".join(word for word, on in words.items() if on)


def _field(field: tree.Field) -> FieldView:
    is_empty = not field.value
    words = {"is-wide": field.wide, "to-fill": is_empty, "has-lines": "\n" in field.value}
    more = range(field.lines - 1) if is_empty else ()
    return FieldView(field.caption, field.value, field.strong, _words(words), tuple(more))


def _check(check: tree.Check, block: tree.Checklist) -> CheckView:
    word = block.done_word if check.done else block.missing_word
    return CheckView(check.text, word, check.done, check.quantity, check.note)


def _table(table: tree.Table, profile: Profile) -> BlockView:
    head_column = next((i for i, column in enumerate(table.columns) if not column.is_number), 0)

    def row(cells: tuple[str, ...]) -> tuple[CellView, ...]:
        return tuple(
            CellView(text, _cell_classes(text, column), i == head_column)
            for i, (text, column) in enumerate(zip(cells, table.columns, strict=True))
        )

    rows = tuple(row(cells) for cells in table.rows)
    if table.codes:
        rows = tuple((*cells[:-1], _coded(cells[-1], code)) for cells, code in zip(rows, table.codes, strict=True))
    has_total = table.total and bool(rows)
    classes = [profile.table.classes]
    if table.by_hand:
        classes.append("by-hand is-list" if table.is_list else "by-hand")
    elif is_short(table):
        classes.append("is-short")
    if len(table.columns) >= DENSE_TABLE:
        classes.append("is-dense")
    return BlockView(
        "table",
        " ".join(classes),
        text=table.caption,
        shares=tuple(column.share for column in table.columns),
        head_rows=_head_rows(table.columns),
        rows=rows[:-1] if has_total else rows,
        total=rows[-1] if has_total else (),
        note=table.note,
        note_classes=profile.table.classes,
    )


def is_short(table: tree.Table) -> bool:
    """Whether the table is too small to be torn apart."""
    return _lines(table) <= _SHORT_TABLE


def _lines(table: tree.Table) -> int:
    """About how many lines a table takes: long words in a narrow column make it tall however few its rows are."""
    heads = tuple(column.label for column in table.columns)
    groups = 1 if any(column.group for column in table.columns) else 0
    return groups + sum(
        max(
            sum(1 + len(part) * 100 // (column.share * _LINE) for part in text.split("\n"))
            for text, column in zip(row, table.columns, strict=True)
        )
        for row in (heads, *table.rows)
    )


def _coded(cell: CellView, code: tree.QrCode) -> CellView:
    return replace(cell, classes=f"{cell.classes} cell-code".strip(), picture=qr_svg(code))


def _cell_classes(text: str, column: tree.Column) -> str:
    words = {"number": column.is_number, "has-lines": "\n" in text}
    return _words(words)


def _head_rows(columns: tuple[tree.Column, ...]) -> tuple[tuple[HeadView, ...], ...]:
    """One row of heads, or two where columns share a common head: the others then reach over both rows."""
    if not any(column.group for column in columns):
        return (tuple(_head(column) for column in columns),)
    upper: list[HeadView] = []
    lower: list[HeadView] = []
    for group, found in groupby(columns, key=lambda column: column.group):
        members = tuple(found)
        if not group:
            upper.extend(_head(column, depth=2) for column in members)
            continue
        upper.append(HeadView(group, "", "colgroup", span=len(members)))
        lower.extend(_head(column) for column in members)
    return (tuple(upper), tuple(lower))


def _head(column: tree.Column, depth: int = 1) -> HeadView:
    return HeadView(column.label, "has-lines" if "\n" in column.label else "", depth=depth)
