"""The content tree: what a document says, without how it looks. Every writer (PDF, preview, later DOCX) reads it.

Numbers of headings, tables and list items are part of the content and written out: no writer counts by itself.
All text is plain and NFC; writers escape it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal


class Regime(StrEnum):
    """Whose rules of form a document follows."""

    PARTY = "party"
    STATE = "state"


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph. ``figure_key`` marks a number that came from the registers."""

    text: str
    bold: bool = False
    italic: bool = False
    figure_key: str = ""


@dataclass(frozen=True)
class Heading:
    """``level`` 1 is a part (A, B, C), 2 a section (I, II), 3 an item (1, 2), 4 a sub-item (1.1)."""

    level: Literal[1, 2, 3, 4]
    number: str
    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Item:
    """A line of a list with its written marker («–», «1.1», «a)»)."""

    marker: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Column:
    """A column: ``share`` is its part of the width in percent (all together 100)."""

    label: str
    share: int
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its number in the caption; ``total`` says that the last row is a sum, ``note`` stands below."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    note: str = ""


@dataclass(frozen=True)
class Series:
    label: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, one per category, stacked or (``grouped``) side by side.

    ``description`` is the text alternative: what the picture shows.
    """

    caption: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str
    unit: str = ""
    grouped: bool = False


@dataclass(frozen=True)
class Signature:
    """The block at the end: authority lines in capitals («T/M CHI BỘ»), position, name."""

    authority: str
    position: str
    name: str


@dataclass(frozen=True)
class Recipients:
    lines: tuple[str, ...]


Block = Heading | Paragraph | Item | Table | Chart


@dataclass(frozen=True)
class LetterHead:
    """Who issues, below whom, where and when. ``number`` is optional: a thematic outline carries none."""

    upper: str
    issuer: str
    place: str
    day: date
    number: str = ""


@dataclass(frozen=True)
class Document:
    """A whole document. ``type_name`` («ĐỀ CƯƠNG») and ``abstract`` lines make the title; ``theme`` is quoted below."""

    regime: Regime
    head: LetterHead
    type_name: str
    abstract: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    theme: str = ""
    recipients: Recipients | None = None
    lang: str = "vi"
    author: str = ""
    watermark: str = ""
    keywords: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """The title for file properties and the browser's tab."""
        return " ".join((self.type_name, *self.abstract))

    def texts(self) -> Iterator[str]:
        """Every word of the document in reading order, for tests that compare writers."""
        yield from (self.head.upper, self.head.issuer, self.head.number, self.type_name, *self.abstract, self.theme)
        for block in self.blocks:
            match block:
                case Heading(number=number, text=text):
                    yield f"{number} {text}"
                case Item(marker=marker):
                    yield f"{marker} {block.text}"
                case Paragraph():
                    yield block.text
                case Table():
                    yield block.caption
                    yield from (column.label for column in block.columns)
                    for row in block.rows:
                        yield from row
                    yield block.note
                case Chart():
                    yield block.caption
        yield from (self.signature.authority, self.signature.position, self.signature.name)
        if self.recipients:
            yield from self.recipients.lines


def plain(text: str) -> tuple[Run, ...]:
    """One run of plain text."""
    return (Run(text),)


def paragraph(text: str) -> Paragraph:
    return Paragraph(plain(text))


def item(marker: str, text: str) -> Item:
    return Item(marker, plain(text))
