"""The content tree as HTML: one page for the PDF engine and for the browser's preview.

The tree is first turned into plain values (``PageView``), so that the templates neither query nor decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schooladmin.documents import tree
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.profiles import Profile, Style

_DASHES = frozenset("–-•+")
_SHORT_MARKER = 3
_SHORT_TABLE = 12  # rows that are not worth tearing a table apart for
# What comes with text copied from web pages and Word: signs that nobody sees and the fonts may lack, Word's hyphen.
_COPIED = {**dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)), 0x2011: "-", 0x2028: " ", 0x2029: " "}
_NO_PICTURE = SafeString("")


@dataclass(frozen=True)
class Line:
    """A line with the classes that set it."""

    text: str
    classes: str


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


@dataclass(frozen=True)
class BlockView:
    """One block for ``templates/documents/blocks/<template>.html``; only the fields of its kind are filled."""

    template: str
    classes: str = ""
    level: str = ""
    text: str = ""
    runs: tuple[tree.Run, ...] = ()
    items: tuple[ItemView, ...] = ()
    shares: tuple[int, ...] = ()
    heads: tuple[CellView, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()
    total: tuple[CellView, ...] = ()
    note: str = ""
    note_classes: str = ""
    picture: SafeString = _NO_PICTURE

    @property
    def template_name(self) -> str:
        return f"documents/blocks/{self.template}.html"


@dataclass(frozen=True)
class PageView:
    """Everything that the page template prints, in the order of the paper."""

    lang: str
    title: str
    author: str
    keywords: str
    body_class: str
    for_print: bool
    watermark: str
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    place: Line
    type_name: Line
    abstract: tuple[Line, ...]
    title_classes: str
    title_tail: str
    theme: Line
    blocks: tuple[BlockView, ...]
    closing: tuple[BlockView, ...]
    closing_classes: str
    signature: tuple[Line, ...]
    signer: Line
    recipients_label: Line
    recipients: Line
    recipient_lines: tuple[str, ...]


def render_html(document: tree.Document, profile: Profile, *, for_print: bool) -> str:
    """Return the document as a whole HTML page.

    ``for_print``: without style sheets, which the PDF writer adds ready parsed. Otherwise for a tab or a frame of the
    browser, with external style sheets only (strict CSP).
    """
    html = render_to_string("documents/page.html", {"page": page_view(document, profile, for_print=for_print)})
    return html.translate(_COPIED)


def page_view(document: tree.Document, profile: Profile, *, for_print: bool) -> PageView:
    """Turn the tree into what the template prints."""
    blocks = tuple(_blocks(document.blocks, profile))
    kept = _last_together(blocks)
    recipients = document.recipients.lines if document.recipients else ()
    return PageView(
        lang=document.lang,
        title=document.title,
        author=document.author,
        keywords=", ".join(document.keywords),
        body_class=f"document document-{profile.regime} {profile.body.classes}",
        for_print=for_print,
        watermark=document.watermark,
        left=tuple(_left_head(document.head, profile)),
        right=tuple(_right_head(profile)),
        place=_line(profile.date_line(document.head.place, document.head.day), profile.place),
        type_name=_line(document.type_name, profile.type_name),
        abstract=tuple(_line(text, profile.abstract) for text in document.abstract),
        title_classes="title-ruled" if profile.title_rule else "",
        title_tail=profile.title_tail,
        theme=_line(_quoted(document.theme), profile.theme),
        blocks=blocks[: len(blocks) - kept],
        closing=blocks[len(blocks) - kept :],
        closing_classes="closing" if kept else "closing closing-alone",
        signature=tuple(_signature(document.signature, profile)),
        signer=_line(document.signature.name, profile.signer),
        recipients_label=_line("Nơi nhận:", profile.recipients_label),
        recipients=_line("", profile.recipients),
        recipient_lines=recipients,
    )


def _line(text: str, style: Style, *more: str) -> Line:
    return Line(style.text(text), " ".join((style.classes, *more)))


def _left_head(head: tree.LetterHead, profile: Profile) -> Iterator[Line]:
    if head.upper:
        yield _line(head.upper, profile.upper)
    yield _line(head.issuer, profile.issuer, *(("has-short-rule",) if profile.issuer_rule else ()))
    if profile.issuer_mark:
        yield Line(profile.issuer_mark, profile.issuer.classes)
    if head.number:
        yield _line(profile.number_line(head.number), profile.number)


def _right_head(profile: Profile) -> Iterator[Line]:
    for line in profile.national:
        yield _line(line.text, line.style, *(("has-rule",) if line.rule else ()))


def _signature(signature: tree.Signature, profile: Profile) -> Iterator[Line]:
    for text in signature.authority.splitlines():
        yield _line(text, profile.authority)
    for text in signature.position.splitlines():
        yield _line(text, profile.position)


def _quoted(theme: str) -> str:
    """The theme in quotation marks; one that brings its own is left as it is."""
    return theme if not theme or "“" in theme else f"“{theme}”"


def _last_together(blocks: tuple[BlockView, ...]) -> int:
    """How many blocks at the end stay on one page with the signature: a short last paragraph, no list or table."""
    return 1 if blocks and blocks[-1].template == "paragraph" else 0


def _blocks(blocks: tuple[tree.Block, ...], profile: Profile) -> Iterator[BlockView]:
    for is_list, group in groupby(blocks, key=lambda block: isinstance(block, tree.Item)):
        if is_list:
            items = tuple(_item(block) for block in group if isinstance(block, tree.Item))
            yield BlockView("list", items=items)
            continue
        for block in group:
            yield _block(block, profile)


def _trimmed(runs: tuple[tree.Run, ...]) -> tuple[tree.Run, ...]:
    """The runs without white space at the end: a space there makes the PDF engine break a full last line too early."""
    return (*runs[:-1], replace(runs[-1], text=runs[-1].text.rstrip())) if runs else ()


def _item(item: tree.Item) -> ItemView:
    if item.marker in _DASHES:
        return ItemView(item.marker, _trimmed(item.runs), "hang-dash")
    return ItemView(item.marker, _trimmed(item.runs), "hang-short" if len(item.marker) < _SHORT_MARKER else "hang-none")


def _block(block: tree.Block, profile: Profile) -> BlockView:
    match block:
        case tree.Heading(level=level, number=number, text=text, new_page=new_page):
            classes = f"{profile.heading.classes} level-{level}" + (" new-page" if new_page else "")
            return BlockView("heading", classes, level=f"h{level + 1}", text=f"{number} {text}".strip())
        case tree.Paragraph(runs=runs):
            return BlockView("paragraph", runs=_trimmed(runs))
        case tree.Table():
            return _table(block, profile)
        case tree.Chart():
            return BlockView("chart", profile.table.classes, text=block.caption, picture=bar_chart_svg(block))
        case tree.Item():  # alone or in a row, items are always grouped before this
            return BlockView("list", items=(_item(block),))


def _table(table: tree.Table, profile: Profile) -> BlockView:
    head_column = next((i for i, column in enumerate(table.columns) if not column.is_number), 0)

    def row(cells: tuple[str, ...]) -> tuple[CellView, ...]:
        return tuple(
            CellView(text, "number" if column.is_number else "", i == head_column)
            for i, (text, column) in enumerate(zip(cells, table.columns, strict=True))
        )

    rows = tuple(row(cells) for cells in table.rows)
    has_total = table.total and bool(rows)
    return BlockView(
        "table",
        profile.table.classes + (" is-short" if len(rows) <= _SHORT_TABLE else ""),
        text=table.caption,
        shares=tuple(column.share for column in table.columns),
        heads=tuple(CellView(column.label, "number" if column.is_number else "") for column in table.columns),
        rows=rows[:-1] if has_total else rows,
        total=rows[-1] if has_total else (),
        note=table.note,
        note_classes=profile.table.classes,
    )
