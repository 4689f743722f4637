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
    SLIP = "slip"  # the forms of the one-stop counter (TT 03/2025/TT-VPCP, before it TT 01/2018/TT-VPCP)


class PaperSize(StrEnum):
    """The sheet that a document is printed on. Its margins and sizes of letters are the profile's (``for_paper``)."""

    A4 = "a4"
    A5 = "a5"
    A4_LANDSCAPE = "a4-landscape"


class Kind(StrEnum):
    """What a paper is. Its regime, sheets and numbering are dated rows (``documents.kinds``)."""

    OUTLINE = "outline"
    READING = "reading"
    ROLL_CALL = "roll-call"
    MINUTES = "minutes"
    STATE_REPORT = "state-report"
    CONSOLIDATED = "consolidated"  # of an office over its schools, to the organ above it
    CONSOLIDATED_PARTY = "consolidated-party"
    STATISTICS = "statistics"
    SIGN_IN = "sign-in"
    RESULTS = "results"
    CERTIFICATE = "certificate"
    # The forms of the counter (01–07); the values are those of ``procedures.papers.kinds.PaperKind``.
    RECEIPT = "receipt"
    MISSING = "missing"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    BOOK = "book"
    NOTICE = "notice"
    TRANSFER_LETTER = "transfer-letter"
    PAD = "pad"
    BATCH_SHEET = "batch-sheet"
    BLANK_REPORT = "blank-report"


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
    """Running text; ``centered`` is for an address («Kính gửi: …») or a line of its own, without indent."""

    runs: tuple[Run, ...]
    centered: bool = False

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
    """A column: ``share`` is its part of the width in percent (all together 100).

    Neighbours with the same ``group`` stand below one common head of that name («Nhận và trả kết quả»).
    """

    label: str
    share: int
    is_number: bool = False
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its number in the caption; ``total`` says that the last row is a sum, ``note`` stands below.

    A line break in a label or a cell is kept. The caption may be empty where the title of the paper says it all (a
    register book). ``by_hand`` makes rows tall enough to sign and write in,
    ``is_list`` those of a list of people lower: a signature and nothing else. Rows run over as many pages as they need
    under a repeated head; a row is never torn apart. ``codes``, one for each row, stand in the last column above what
    the cell says.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    note: str = ""
    by_hand: bool = False
    is_list: bool = False
    codes: tuple["QrCode", ...] = ()

    def __post_init__(self) -> None:
        if self.codes and len(self.codes) != len(self.rows):
            raise ValueError("a table has a code for every row, or none")


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
class Field:
    """A labelled line: «Họ và tên: Nguyễn Văn An». The writer adds the colon.

    An empty value draws ``lines`` dotted lines to write on by hand. ``strong`` sets the value in bold. In a block of
    two columns ``wide`` takes the whole width.
    """

    label: str
    value: str = ""
    strong: bool = False
    wide: bool = False
    lines: int = 1

    @property
    def caption(self) -> str:
        """The label as it is printed, with its colon."""
        return f"{self.label.rstrip(' :')}:" if self.label else ""


@dataclass(frozen=True)
class Fields:
    """Labelled lines below each other or (``columns`` 2, short values) side by side in pairs."""

    rows: tuple[Field, ...]
    columns: Literal[1, 2] = 1


@dataclass(frozen=True)
class QrCode:
    """A code for a telephone's camera.

    ``data`` is what the camera reads (an address); ``text`` stands below, in letters that can be read out and typed
    («26-00137-K»); ``caption`` says what it is for and is the text alternative of the picture. ``size_mm`` is the edge
    of the square with its quiet zone: at least 20 to be read by an old telephone.
    """

    data: str
    text: str = ""
    caption: str = ""
    size_mm: int = 26


@dataclass(frozen=True)
class Check:
    """A paper that was handed in (``done``) or is missing, with its quantity («01 bản chính») and a remark."""

    text: str
    done: bool
    quantity: str = ""
    note: str = ""


@dataclass(frozen=True)
class Checklist:
    """Papers with a ticked or an empty box each. Screen readers hear ``done_word`` or ``missing_word`` for the box."""

    items: tuple[Check, ...]
    done_word: str = "Đã nộp"
    missing_word: str = "Còn thiếu"


@dataclass(frozen=True)
class Note:
    """A small line between blocks: an explanation that is no part of the running text."""

    text: str


@dataclass(frozen=True)
class Signature:
    """A block at the end: authority lines in capitals («T/M CHI BỘ»), position, hint, name.

    ``hint`` stands in italics below the position: «(Ký và ghi rõ họ tên)». An empty name leaves room to write it.
    """

    authority: str
    position: str
    name: str
    hint: str = ""


@dataclass(frozen=True)
class Recipients:
    lines: tuple[str, ...]


Block = Heading | Paragraph | Item | Table | Chart | Fields | QrCode | Checklist | Note


@dataclass(frozen=True)
class LetterHead:
    """Who issues, below whom, where and when. ``number`` is optional: a thematic outline carries none.

    ``upper`` and ``issuer`` may have several lines. With an empty ``place`` the paper has no line of place
    and date (a register book). ``subject`` («V/v …») stands below the number of a letter whose type has no name.
    """

    upper: str
    issuer: str
    place: str
    day: date
    number: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Document:
    """A whole document. ``type_name`` («ĐỀ CƯƠNG») and ``abstract`` lines make the title; ``theme`` is quoted below.

    A line break in ``type_name`` is kept. Signed by ``signature`` (lower right), by several people side by side
    (``signatures``, left to right), or by nobody. ``form_mark`` («Mẫu số 01») stands at the upper right, ``qr`` beside
    the title, ``foot`` below everything in small letters (legal basis). ``mark`` stands in the lower margin of every
    page: a camera finds this paper and this version of it by any of its sheets.

    ``kind`` says how the paper is numbered and issued; what has none cannot be issued. A document with a ``watermark``
    is a draft: nobody signs it, whatever signatures it was given.

    The first ``shared`` blocks are the same in many papers (the theory of a quarter's outline); the block after them is
    a heading on a new page. A writer may prepare them once; how the paper looks does not depend on it.
    """

    regime: Regime
    head: LetterHead
    type_name: str
    abstract: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: Signature | None = None
    theme: str = ""
    recipients: Recipients | None = None
    lang: str = "vi"
    author: str = ""
    watermark: str = ""
    keywords: tuple[str, ...] = field(default=())
    paper: PaperSize = PaperSize.A4
    signatures: tuple[Signature, ...] = ()
    form_mark: str = ""
    qr: QrCode | None = None
    foot: tuple[str, ...] = ()
    mark: QrCode | None = None
    kind: Kind | None = None
    shared: int = 0

    def __post_init__(self) -> None:
        if self.signature and self.signatures:
            raise ValueError("a document has one signature or several, not both")
        if self.shared:
            after = self.blocks[self.shared] if 0 < self.shared < len(self.blocks) else None
            if not (isinstance(after, Heading) and after.new_page):
                raise ValueError("a heading on a new page follows the shared blocks")

    @property
    def is_draft(self) -> bool:
        """Whether it may still change: marked on every page, and without room for a signature."""
        return bool(self.watermark)

    @property
    def signers(self) -> tuple[Signature, ...]:
        """All who sign, left to right: nobody signs a draft."""
        if self.is_draft:
            return ()
        return (self.signature,) if self.signature else self.signatures

    @property
    def title(self) -> str:
        """The title for file properties and the browser's tab."""
        return " ".join((*self.type_name.splitlines(), *self.abstract))

    def texts(self) -> Iterator[str]:
        """Every word of the document, for tests that compare writers."""
        if self.form_mark:
            yield self.form_mark
        yield from (self.head.upper, self.head.issuer, self.head.number)
        yield from filter(None, (self.head.subject,))
        yield from (self.type_name, *self.abstract, self.theme)
        if self.qr:
            yield from _texts(self.qr)
        for block in self.blocks:
            yield from _texts(block)
        for signer in self.signers:
            yield from (signer.authority, signer.position, *filter(None, (signer.hint,)), signer.name)
        if self.recipients:
            yield from self.recipients.lines
        yield from self.foot
        if self.mark:
            yield from _texts(self.mark)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(number=number, text=text):
            yield f"{number} {text}"
        case Item(marker=marker):
            yield f"{marker} {block.text}"
        case Paragraph():
            yield block.text
        case Table():
            yield block.caption
            yield from dict.fromkeys(column.group for column in block.columns if column.group)
            yield from (column.label for column in block.columns)
            for row in block.rows:
                yield from row
            yield block.note
        case Chart():
            yield block.caption
        case Fields(rows=rows):
            yield from (f"{row.caption} {row.value}".strip() for row in rows)
        case QrCode(caption=caption, text=text):
            yield from filter(None, (caption, text))
        case Checklist(items=items):
            for check in items:
                yield from filter(None, (check.text, check.quantity, check.note))
        case Note(text=text):
            yield text


def plain(text: str) -> tuple[Run, ...]:
    """One run of plain text."""
    return (Run(text),)


def paragraph(text: str) -> Paragraph:
    return Paragraph(plain(text))


def item(marker: str, text: str) -> Item:
    return Item(marker, plain(text))
