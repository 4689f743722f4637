"""The thematic outline as a content tree: pure, from the content of a report to what the document says.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator

from reports.content import FieldContent, ProcedureLine, PromiseLine, ReportContent, ResultLine
from reports.enums import FedTable
from reports.rules.honesty import amendment_words, honesty
from reports.rules.markup import blocks, paragraphs
from schooladmin.core.numbers import number_text
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import (
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Item,
    Kind,
    LetterHead,
    Note,
    Regime,
    Run,
    Series,
    Signature,
    Table,
    item,
    paragraph,
)

NOTHING = "Trong kỳ không phát sinh."
_TRAINING = "Bảng 2. Đào tạo, bồi dưỡng"
_LEAST_ROWS = 2


def outline(content: ReportContent, *, draft: bool = False) -> Document:
    """Return the outline of the quarter. ``draft`` marks every page, so that nobody signs an unfinished paper."""
    quarter = Quarter.parse(content.quarter)
    theory = tuple(_part_a(content))  # pinned by the Party organ: the same words in every school of the quarter
    return Document(
        regime=Regime.PARTY,
        head=LetterHead(content.upper_name, content.cell_name, content.place, content.document_date),
        type_name="ĐỀ CƯƠNG",
        abstract=(f"SINH HOẠT THEO CHỦ ĐIỂM {quarter.label.upper()}",),
        theme=content.theme_title,
        blocks=(*theory, *_part_b(content, quarter), *_part_c(content)),
        shared=len(theory),
        signature=Signature("", content.reporter_title, content.reporter_name),
        author=content.cell_name,
        watermark="DỰ THẢO" if draft else "",
        kind=Kind.OUTLINE,
    )


def _part_a(content: ReportContent) -> Iterator[Block]:
    number, heading = content.part("common", ("A.", "Phần lý luận"))
    yield Heading(1, number, heading.upper())
    yield from blocks(content.part_a)


def _part_b(content: ReportContent, quarter: Quarter) -> Iterator[Block]:
    number, heading = content.part("answers", ("B.", "Vận dụng, liên hệ"))
    yield Heading(1, number, f"{heading} tại {content.unit_name}".upper(), new_page=True)
    number, heading = content.part("results", ("I.", "Kết quả thực hiện"))
    yield Heading(2, number, f"{heading} trong {quarter.label}")
    yield paragraph(
        f"Số liệu tính từ ngày {content.period_start:%d/%m/%Y} đến trước ngày {content.period_end:%d/%m/%Y}, "
        f"lấy từ sổ theo dõi hồ sơ, danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.{closing(content)}"
    )
    yield from promised(content)
    for field in content.fields:
        yield from _field(field, content)
    yield Heading(2, *content.part("limitations", ("II.", "Tồn tại, hạn chế và nguyên nhân")))
    yield from paragraphs(content.limitations) or (paragraph(NOTHING),)
    yield Heading(2, *content.part("tasks", ("III.", "Nhiệm vụ, giải pháp thời gian tới")))
    yield from commitments(content)


def closing(content: ReportContent) -> str:
    """What a reader must know of figures that were read before the period was over; empty otherwise."""
    day = content.closed_early
    return f" Số liệu chốt ngày {day:%d/%m/%Y}, trước khi hết kỳ." if day else ""


def _part_c(content: ReportContent) -> Iterator[Block]:
    number, heading = content.part("conclusion", ("C.", "Kết luận"))
    yield Heading(1, number, heading.upper())
    yield from blocks(content.conclusion)
    yield from amendments(content)


def amendments(content: ReportContent) -> Iterator[Block]:
    """What was corrected since the report was submitted, each with its old and its new value."""
    for line in content.amendments:
        yield Note(amendment_words(line))


def _field(field: FieldContent, content: ReportContent) -> Iterator[Block]:
    yield Heading(3, field.number, field.heading)
    yield from paragraphs(field.narrative)
    for line in field.results:
        yield result(line)
    yield from indicators(field, content)
    for table in field.tables:
        yield from _procedures(content) if table == FedTable.PROCEDURES else training(content, _TRAINING)
    if not (field.is_answered or field.indicators or field.tables):
        yield paragraph(NOTHING)
    if field.reason and not (field.narrative or field.results):
        yield paragraph(f"{field.reason.rstrip(' .')}.")


def result(line: ResultLine) -> Item:
    """A logged result with its figure, the acts it follows and its day."""
    runs = [Run(line.text.rstrip(" .;"))]
    if line.figure:
        runs += [Run(": "), Run(line.figure, bold=True)]
    if line.citations:
        runs.append(Run(f" (theo {', '.join(line.citations)})"))
    runs.append(Run(f" – ngày {line.day:%d/%m/%Y}."))
    return Item("–", tuple(runs))


def indicators(field: FieldContent, content: ReportContent) -> Iterator[Block]:
    """The indicators of a field, when they are several; one alone is told by its sentence."""
    if len(field.indicators) < _LEAST_ROWS:
        return
    columns = (Column("Chỉ số", 50), Column("Kết quả", 34), Column("Đơn vị tính", 16))
    lines = [content.figure(key) for key in field.indicators]
    yield Table(
        f"Chỉ số: {field.heading}",
        columns,
        tuple((line.label, line.shown, "" if line.words else line.unit) for line in lines),
        note=honesty(content, *field.indicators, source="Nhà trường ghi trong nhật ký quý."),
    )


def _procedures(content: ReportContent) -> Iterator[Block]:
    lines = content.procedures
    yield paragraph("Số lượng thủ tục hành chính đã giải quyết trong kỳ:")
    asked = sorted((p for p in lines if p.outline_order is not None), key=lambda p: p.outline_order or 0)
    for line in asked:
        yield Item(
            "–",
            (
                Run(f"{line.name}: "),
                Run(f"{number_text(line.solved)} hồ sơ", bold=True, figure_key=f"procedures.{line.code}.solved"),
                Run(_punctuality(line)),
            ),
        )
    yield _procedure_table(lines, honesty(content, "procedures."))
    yield procedure_chart(lines, content.quarter)


def _punctuality(line: ProcedureLine) -> str:
    if not line.solved:
        return "."
    if not line.solved_late:
        return ", đều đúng hạn."
    return f" ({number_text(line.solved_on_time)} đúng hạn, {number_text(line.solved_late)} trễ hạn)."


def _procedure_table(lines: tuple[ProcedureLine, ...], honest: str) -> Table:
    columns = (
        Column("Thủ tục", 34),
        Column("Tồn kỳ trước", 11, is_number=True),
        Column("Tiếp nhận", 11, is_number=True),
        Column("Giải quyết đúng hạn", 12, is_number=True),
        Column("Giải quyết trễ hạn", 12, is_number=True),
        Column("Đang giải quyết", 10, is_number=True),
        Column("Từ chối, rút", 10, is_number=True),
    )
    rows = [(line.name, *map(number_text, _counts(line))) for line in lines]
    sums = [sum(column) for column in zip(*map(_counts, lines), strict=True)] if lines else [0] * 6
    return Table(
        "Bảng 1. Tình hình giải quyết thủ tục hành chính",
        columns,
        (*rows, ("Cộng", *map(number_text, sums))),
        total=True,
        note=f"{_identity(sums)}Mỗi số là số hồ sơ trong sổ theo dõi của đơn vị. {honest}",
    )


def _identity(sums: list[int]) -> str:
    """The identity of the counts, where it holds: a correction of one figure alone may break it."""
    if sums[0] + sums[1] != sum(sums[2:]):
        return ""
    return "Tồn kỳ trước + tiếp nhận = giải quyết + đang giải quyết + từ chối, rút. "


def _counts(line: ProcedureLine) -> tuple[int, ...]:
    return (
        line.carried_over,
        line.received,
        line.solved_on_time,
        line.solved_late,
        line.in_progress,
        line.refused + line.withdrawn,
    )


def procedure_chart(lines: tuple[ProcedureLine, ...], quarter_code: str) -> Chart:
    """The chart of the paper, which the workspace shows too."""
    quarter = Quarter.parse(quarter_code)
    spoken = "; ".join(
        f"{line.name}: {solved} đúng hạn, {late} trễ hạn, {running} đang giải quyết"
        for line in lines
        for solved, late, running in [map(number_text, (line.solved_on_time, line.solved_late, line.in_progress))]
    )
    return Chart(
        f"Biểu đồ 1. Kết quả giải quyết theo thủ tục, {quarter.label}",
        tuple(line.name for line in lines),
        (
            Series("Đúng hạn", tuple(line.solved_on_time for line in lines)),
            Series("Trễ hạn", tuple(line.solved_late for line in lines)),
            Series("Đang giải quyết", tuple(line.in_progress for line in lines)),
        ),
        description=f"{spoken}.",
        unit="hồ sơ",
    )


def training(content: ReportContent, caption: str) -> Iterator[Block]:
    """The classes of the period with their attendance."""
    lines = content.training
    if not lines:
        yield paragraph("Trong kỳ đơn vị không có lớp bồi dưỡng.")
        return
    columns = (
        Column("Lớp bồi dưỡng", 40),
        Column("Ngày", 14),
        Column("Đăng ký", 15, is_number=True),
        Column("Có mặt", 15, is_number=True),
        Column("Bài thu hoạch đạt", 16, is_number=True),
    )
    rows = tuple(
        (
            f"{line.title} ({line.organisers})" if line.organisers else line.title,
            f"{line.day:%d/%m/%Y}",
            number_text(line.registered),
            number_text(line.present),
            number_text(line.essays_passed),
        )
        for line in lines
    )
    yield Table(caption, columns, rows, note=honesty(content, "training."))


def promised(content: ReportContent) -> Iterator[Block]:
    """What the quarter before took on, each task with what became of it."""
    lines = content.promised
    if not lines:
        return
    before = Quarter.parse(content.quarter).previous()
    done = sum(line.done_on is not None for line in lines)
    yield paragraph(f"Nhiệm vụ đề ra trong {before.label}: đã xong {done} trên {len(lines)} nhiệm vụ.")
    for line in lines:
        yield item("–", f"{line.text.rstrip(' .;')}: {_became(line)}.")


def _became(line: PromiseLine) -> str:
    if line.done_on:
        late = f", sau hạn {line.due_on:%d/%m/%Y}" if line.done_on > line.due_on else ""
        return f"đã xong ngày {line.done_on:%d/%m/%Y}{late}"
    if not line.reason:
        overdue = "chưa xong, đã quá hạn" if line.is_overdue else "đang làm, hạn"
        return f"{overdue} {line.due_on:%d/%m/%Y}"
    onward = f"; làm tiếp trong {Quarter.parse(line.carried_to).label}" if line.carried_to else ""
    return f"chưa làm được (lý do: {line.reason.rstrip(' .;')}){onward}"


def commitments(content: ReportContent) -> Iterator[Block]:
    """The tasks for the time ahead."""
    for number, line in enumerate(content.commitments, start=1):
        tail = f" (phụ trách: {line.owner}" if line.owner else ""
        if line.due_on:
            tail += f"{'; ' if tail else ' ('}hoàn thành trước ngày {line.due_on:%d/%m/%Y}"
        yield item(f"{number}.", line.text.rstrip(" .") + (f"{tail})." if tail else "."))
    if not content.commitments:
        yield paragraph(NOTHING)
