"""The quarterly report on administrative reform in the state's form: pure, from the content to what the paper says.

It tells the same facts as the outline of the Party cell, for the state's window (from the 15th to the 14th), below the
administrative organ. The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator
from datetime import timedelta

from procedures.statistics.form import COLUMNS, GROUPS, ColumnGroup
from reports.content import FieldContent, FormLine, ReportContent
from reports.enums import FedTable
from reports.outline import NOTHING, amendments, closing, commitments, indicators, promised, result, training
from reports.rules.honesty import honesty
from reports.rules.markup import paragraphs
from schooladmin.core.numbers import number_text
from schooladmin.core.periods import Quarter
from schooladmin.documents.columns import fitted
from schooladmin.documents.kinds import OPEN_NUMBER, sign_of
from schooladmin.documents.tree import (
    Block,
    Column,
    Document,
    Heading,
    Kind,
    LetterHead,
    Recipients,
    Regime,
    Signature,
    Table,
    paragraph,
)

_TRAINING = "Bảng 3. Đào tạo, bồi dưỡng"
TAKEN = GROUPS[:1]
SETTLED = GROUPS[1:]
# A portrait sheet: the words of form 06 in fewer letters where they would not fit.
_SHORT = {"online": "Trực tuyến", "not_online": "Trực tiếp, bưu chính", "carried_over": "Kỳ trước", "withdrawn": "Rút"}


def state_outline(content: ReportContent, *, draft: bool = False) -> Document:
    """Return the report of the quarter. ``draft`` marks every page, so that nobody signs an unfinished paper."""
    quarter = Quarter.parse(content.quarter)
    return Document(
        regime=Regime.STATE,
        head=LetterHead(
            content.upper_name.upper(),
            content.unit_name.upper(),
            content.place,
            content.document_date,
            number=f"{OPEN_NUMBER}/BC-{sign_of(content.unit_code)}",  # the clerk writes the number by hand
        ),
        type_name="BÁO CÁO",
        abstract=(f"Kết quả công tác cải cách hành chính {quarter.label}",),
        blocks=tuple(_blocks(content, quarter)),
        signature=Signature("", content.reporter_title, content.reporter_name),
        recipients=Recipients((f"- {content.upper_name};", "- Lưu: VT.")) if content.upper_name else None,
        author=content.unit_name,
        watermark="DỰ THẢO" if draft else "",
        kind=Kind.STATE_REPORT,
    )


def _blocks(content: ReportContent, quarter: Quarter) -> Iterator[Block]:
    last = content.period_end - timedelta(days=1)
    number, heading = content.part("results", ("I.", "Kết quả thực hiện"))
    yield Heading(2, number, f"{heading} trong {quarter.label}")
    yield paragraph(
        f"Kỳ báo cáo từ ngày {content.period_start:%d/%m/%Y} đến ngày {last:%d/%m/%Y}. Số liệu lấy từ sổ theo dõi "
        f"hồ sơ, danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.{closing(content)}"
    )
    yield from promised(content)
    for field in content.fields:
        yield from _field(field, content)
    yield Heading(2, *content.part("limitations", ("II.", "Tồn tại, hạn chế và nguyên nhân")))
    yield from paragraphs(content.limitations) or (paragraph(NOTHING),)
    yield Heading(2, *content.part("tasks", ("III.", "Phương hướng, nhiệm vụ thời gian tới")))
    yield from commitments(content)
    yield from amendments(content)


def _field(field: FieldContent, content: ReportContent) -> Iterator[Block]:
    yield Heading(3, field.number, field.heading)
    yield from paragraphs(field.narrative)
    told = {line.sub_item for line in field.subfields}
    for line in field.results:
        if line.sub_item not in told:
            yield result(line)
    for sub in field.subfields:
        below = [line for line in field.results if line.sub_item == sub.sub_item]
        if below:
            yield Heading(4, sub.number, sub.heading)
            yield from map(result, below)
    yield from indicators(field, content)
    for table in field.tables:
        yield from _form06(content) if table == FedTable.PROCEDURES else training(content, _TRAINING)
    if not (field.is_answered or field.indicators or field.tables):
        yield paragraph(NOTHING)
    if field.reason and not (field.narrative or field.results):
        yield paragraph(f"{field.reason.rstrip(' .')}.")


def _form06(content: ReportContent) -> Iterator[Block]:
    yield paragraph("Tình hình, kết quả giải quyết thủ tục hành chính (theo các cột của Biểu số 06/VPCP/KSTT):")
    note = honesty(content, "form06.")
    yield form_table("Bảng 1. Hồ sơ nhận giải quyết", TAKEN, content.form06, f"(3) = (4) + (5) + (6). {note}")
    note = honesty(content, "form06.", reasons=("procedures.",))
    check = "(7) = (8) + (9) + (10); (11) = (12) + (13)"
    if balances(content.form06):
        check += "; (3) = (7) + (11) + (14) + (15)"
    yield form_table("Bảng 2. Kết quả giải quyết", SETTLED, content.form06, f"{check}. {note}")


def form_table(
    caption: str, groups: tuple[ColumnGroup, ...], lines: tuple[FormLine, ...], note: str, first: str = "Thủ tục"
) -> Table:
    """Some columns of form 06 on a portrait sheet, with their sum; ``first`` heads the names of the lines."""
    columns = [(group, column) for group in groups for column in group.columns]
    # Wide enough for «Trước» in bold: no syllable is torn apart.
    share = min(16, 76 // len(columns))
    heads = (
        Column(first, 100 - share * len(columns)),
        *(
            Column(
                f"{_SHORT.get(column.key, column.label)} ({column.number})",
                share,
                is_number=True,
                group=str(group.label),
            )
            for group, column in columns
        ),
    )
    rows = [(line.name, *(number_text(line.values[column.key]) for _group, column in columns)) for line in lines]
    sums = [number_text(sum(line.values[column.key] for line in lines)) for _group, column in columns]
    rows.append(("Tổng số", *sums))
    return Table(caption, fitted(heads, rows), tuple(rows), total=True, note=note)


def balances(lines: tuple[FormLine, ...]) -> bool:
    """Whether everything taken in is told somewhere: a correction of one figure alone may break it."""
    keys = {column.number: column.key for column in COLUMNS}
    return all(line.values[keys[3]] == sum(line.values[keys[number]] for number in (7, 11, 14, 15)) for line in lines)
