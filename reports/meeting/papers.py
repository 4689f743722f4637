"""The papers of a Party meeting as content trees. Pure: no ORM, no clock.

The words printed here are Vietnamese whatever the reader's language: the papers are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from reports.content import ReportContent
from reports.meeting.questions import Question
from reports.meeting.reading import SYLLABLES_A_MINUTE, minutes, syllables
from reports.models.meeting import QUESTIONS
from reports.outline import outline
from reports.rules.markup import paragraphs
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile


class Paper(StrEnum):
    """The papers: what is read, what is signed at the door, what is filled in, and what was written down."""

    OUTLINE = "outline"
    READING = "reading"
    ATTENDANCE = "attendance"
    FRAME = "frame"
    MINUTES = "minutes"


PAPERS = tuple(Paper)
KINDS = {
    Paper.OUTLINE: tree.Kind.OUTLINE,
    Paper.READING: tree.Kind.READING,
    Paper.ATTENDANCE: tree.Kind.ROLL_CALL,
    Paper.FRAME: tree.Kind.MINUTES,
    Paper.MINUTES: tree.Kind.MINUTES,
}
PACK = (Paper.OUTLINE, Paper.READING, Paper.ATTENDANCE, Paper.FRAME)
_NAMES = {
    Paper.OUTLINE: "De-cuong",
    Paper.READING: "Ban-doc",
    Paper.ATTENDANCE: "Phieu-diem-danh",
    Paper.FRAME: "Khung-bien-ban",
    Paper.MINUTES: "Bien-ban",
}
_LINES_TO_WRITE = 4
_ROWS_TO_WRITE = 3  # for guests and for whoever was forgotten


@dataclass(frozen=True)
class Attendee:
    """A line of the attendance: ``is_present`` is None while nobody was called up."""

    name: str
    title: str
    is_present: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Said:
    who: str
    words: str


@dataclass(frozen=True)
class Record:
    """A meeting as its papers tell it."""

    starts_at: datetime
    ends_at: datetime | None
    place: str
    chair: str
    secretary: str
    questions: Sequence[Question]
    attendees: Sequence[Attendee]
    opinions: Sequence[Said] = ()
    decision: str = ""

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(VIETNAM).date()


def file_name(paper: Paper, content: ReportContent) -> str:
    """«Bien-ban_THCS-AB_2024-Q3.pdf»; the pack's papers are numbered in the order of their use."""
    number = f"{PACK.index(paper) + 1}_" if paper in PACK else ""
    return f"{number}{_NAMES[paper]}_{content.unit_code}_{content.quarter}.pdf"


def document_of(paper: Paper, content: ReportContent, record: Record, form: Profile, *, draft: bool) -> tree.Document:
    """The paper as a content tree; ``form`` is that of its day, ``draft``: the outline was not submitted yet."""
    match paper:
        case Paper.OUTLINE:
            return outline(content, draft=draft)
        case Paper.READING:
            return reading_version(content, record.questions)
        case Paper.ATTENDANCE:
            return attendance_sheet(content, record)
        case Paper.FRAME:
            return _minutes(content, record, form, _frame(record))
        case Paper.MINUTES:
            # Looked at before the meeting was closed, so that nobody signs what may still change.
            watermark = "" if record.ends_at else "DỰ THẢO"
            return replace(_minutes(content, record, form, _written(record)), watermark=watermark)


def spoken_texts(document: tree.Document) -> Iterator[str]:
    """What is read aloud of a paper: its title and text, no tables and no pictures."""
    yield from (document.title, document.theme)
    for block in document.blocks:
        match block:
            case tree.Heading(text=text):
                yield text
            case tree.Paragraph() | tree.Item():
                yield block.text


def reading_version(content: ReportContent, questions: Sequence[Question]) -> tree.Document:
    """The outline to be read aloud: large, without tables, with the minutes of each part, then the questions."""
    whole = outline(content)
    spoken = tuple(block for block in whole.blocks if not isinstance(block, tree.Table | tree.Chart))
    count = syllables(spoken_texts(whole))
    return replace(
        whole,
        type_name="BẢN ĐỌC",
        signature=None,
        watermark="",
        kind=tree.Kind.READING,
        shared=0,  # with the minutes of each part between, no two schools' are the same
        blocks=(
            tree.Note(
                f"Đọc khoảng {minutes(count)} phút ({count} tiếng, {SYLLABLES_A_MINUTE} tiếng một phút). "
                "Bảng và biểu đồ xem ở đề cương."
            ),
            *_with_minutes(spoken),
            tree.Heading(1, "", "NỘI DUNG THẢO LUẬN"),
            *(tree.item(f"{number}.", question.text) for number, question in enumerate(questions, start=1)),
        ),
    )


def _with_minutes(blocks: Sequence[tree.Block]) -> Iterator[tree.Block]:
    """The blocks, each part (A, B, C) followed by how long it takes."""
    parts: list[list[tree.Block]] = [[]]
    for block in blocks:
        if isinstance(block, tree.Heading) and block.level == 1:
            parts.append([])
        parts[-1].append(block)
    for part in parts:
        for place, block in enumerate(part):
            yield block
            if place == 0 and isinstance(block, tree.Heading) and block.level == 1:
                texts = [one.text for one in part if isinstance(one, tree.Heading | tree.Paragraph | tree.Item)]
                yield tree.Note(f"Phần này khoảng {minutes(syllables(texts))} phút.")


def attendance_sheet(content: ReportContent, record: Record) -> tree.Document:
    """The sheet to sign at the door, with empty lines for whoever is not on it."""
    columns = (
        tree.Column("TT", 7, is_number=True),
        tree.Column("Họ và tên", 33),
        tree.Column("Chức vụ", 24),
        tree.Column("Ký tên", 20),
        tree.Column("Ghi chú", 16),
    )
    rows = [(str(number), row.name, row.title, "", "") for number, row in enumerate(record.attendees, start=1)]
    rows += [(str(len(rows) + number), "", "", "", "") for number in range(1, _ROWS_TO_WRITE + 1)]
    return tree.Document(
        regime=tree.Regime.PARTY,
        head=_head(content, record),
        type_name="PHIẾU ĐIỂM DANH",
        abstract=(_occasion(content),),
        blocks=(
            tree.Fields((tree.Field("Thời gian", _moment(record.starts_at)), tree.Field("Địa điểm", record.place))),
            tree.Table("", columns, tuple(rows), by_hand=True, is_list=True),
            tree.Fields(
                (
                    tree.Field("Tổng số"),
                    tree.Field("Có mặt"),
                    tree.Field("Vắng có lý do"),
                    tree.Field("Vắng không lý do"),
                ),
                columns=2,
            ),
        ),
        signature=tree.Signature("", "THƯ KÝ", record.secretary),
        author=content.cell_name,
        kind=tree.Kind.ROLL_CALL,
    )


def _minutes(content: ReportContent, record: Record, form: Profile, said: Iterator[tree.Block]) -> tree.Document:
    return tree.Document(
        regime=tree.Regime.PARTY,
        head=_head(content, record),
        type_name="BIÊN BẢN",
        abstract=(_occasion(content),),
        theme=content.theme_title,
        blocks=(
            tree.Heading(2, "I.", "Thời gian, địa điểm, thành phần"),
            tree.Fields(
                (
                    tree.Field("Bắt đầu", _moment(record.starts_at)),
                    tree.Field("Địa điểm", record.place),
                    tree.Field("Chủ trì", record.chair),
                    tree.Field("Thư ký", record.secretary),
                )
            ),
            *_presence(record),
            tree.Heading(2, "II.", "Nội dung"),
            tree.paragraph(
                f"{content.reporter_name or 'Người báo cáo'} trình bày đề cương sinh hoạt theo chủ điểm "
                f"{Quarter.parse(content.quarter).label}. Chi bộ thảo luận các câu hỏi sau:"
            ),
            *(tree.item(f"{number}.", row.text) for number, row in enumerate(record.questions, start=1)),
            *said,
        ),
        signatures=(
            tree.Signature("", "THƯ KÝ", record.secretary),
            tree.Signature(f"{form.sign_prefixes['behalf']} CHI BỘ", "CHỦ TRÌ", record.chair),
        ),
        author=content.cell_name,
        kind=tree.Kind.MINUTES,
    )


def _presence(record: Record) -> Iterator[tree.Block]:
    """Who came, in figures and the absent by name; lines to write on while nobody was called up."""
    called = [row for row in record.attendees if row.is_present is not None]
    if not called:
        yield tree.Fields(
            (
                tree.Field("Tổng số đảng viên", str(len(record.attendees) or "")),
                tree.Field("Có mặt"),
                tree.Field("Vắng (họ tên, lý do)", lines=2, wide=True),
            )
        )
        return
    absent = [row for row in called if not row.is_present]
    yield tree.paragraph(
        f"Tổng số: {len(called)}; có mặt: {len(called) - len(absent)}; vắng: {len(absent)}{', gồm:' if absent else '.'}"
    )
    for row in absent:
        yield tree.item("–", f"{row.name}{f' ({row.title})' if row.title else ''}: {row.reason or 'không nêu lý do'}.")


def _frame(record: Record) -> Iterator[tree.Block]:
    """What is written by hand during the meeting."""
    yield tree.Heading(2, "III.", "Ý kiến phát biểu")
    for number in range(1, QUESTIONS + 1):
        yield tree.Fields((tree.Field(f"Câu {number}", lines=_LINES_TO_WRITE),))
    yield tree.Heading(2, "IV.", "Kết luận")
    yield tree.Fields((tree.Field("Chi bộ thống nhất", lines=_LINES_TO_WRITE), tree.Field("Kết thúc lúc")))


def _written(record: Record) -> Iterator[tree.Block]:
    """What was said, in the order of speaking, and what was decided."""
    yield tree.Heading(2, "III.", "Ý kiến phát biểu")
    for number, row in enumerate(record.opinions, start=1):
        first, *others = row.words.splitlines() or [""]
        yield tree.Item(f"{number}.", (tree.Run(f"{row.who}: ", bold=True), tree.Run(first)))
        yield from (tree.paragraph(line) for line in others if line.strip())
    if not record.opinions:
        yield tree.paragraph("Không có ý kiến phát biểu.")
    yield tree.Heading(2, "IV.", "Kết luận")
    yield from paragraphs(record.decision)
    if record.ends_at is not None:
        yield tree.paragraph(
            f"Cuộc họp kết thúc lúc {_moment(record.ends_at)}. Biên bản đã đọc lại, chi bộ thống nhất thông qua."
        )


def _head(content: ReportContent, record: Record) -> tree.LetterHead:
    return tree.LetterHead(content.upper_name, content.cell_name, content.place, record.day)


def _occasion(content: ReportContent) -> str:
    return f"Sinh hoạt theo chủ điểm {Quarter.parse(content.quarter).label}"


def _moment(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local.hour} giờ {local:%M}, ngày {local:%d/%m/%Y}"
