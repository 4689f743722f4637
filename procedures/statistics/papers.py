"""The statistics as a paper in the state's form: pure, from the figures to what the document says.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from procedures.queries.statistics import Statistics
from procedures.rules.index766 import vietnamese
from procedures.statistics.form import GROUPS, Table
from procedures.statistics.words import index_calculation, percentage, period_words, remarks
from schooladmin.core.numbers import number_text
from schooladmin.documents import tree
from schooladmin.documents.columns import fitted

_NAME_SHARE, _CELL_SHARE = 20, 6
_WIDE = {"not_online": 8}
# Of at most three lines in their narrow columns: a table of few procedures fits below the head of the first page.
_SHORT = {"online": "Trực tuyến", "not_online": "Trực tiếp, bưu chính", "withdrawn": "Rút hồ sơ"}


@dataclass(frozen=True)
class Head:
    """Who issues the paper, below whom, where and when, and who signs it."""

    upper: str
    issuer: str
    place: str
    day: date
    signer: str


def paper_of(found: Statistics, head: Head) -> tree.Document:
    """Form 06 with the table of internal procedures, the channels and the index, on a sheet in landscape."""
    return tree.Document(
        regime=tree.Regime.STATE,
        head=tree.LetterHead(head.upper, head.issuer, head.place, head.day),
        type_name="THỐNG KÊ",
        abstract=("Tình hình, kết quả giải quyết thủ tục hành chính", f"({period_words(found.period)})"),
        blocks=tuple(_blocks(found)),
        signatures=(
            tree.Signature("", "NGƯỜI LẬP BIỂU", "", hint="(Ký và ghi rõ họ tên)"),
            tree.Signature("", "THỦ TRƯỞNG ĐƠN VỊ", head.signer),
        ),
        author=head.issuer,
        paper=tree.PaperSize.A4_LANDSCAPE,
        form_mark="Biểu số 06/VPCP/KSTT",
        kind=tree.Kind.STATISTICS,
    )


def _blocks(found: Statistics) -> Iterator[tree.Block]:
    tables = [
        ("Thủ tục thuộc danh mục toàn quốc", "Thủ tục", found.national),
        ("Thủ tục nội bộ của trường", "Thủ tục", found.internal),
        *((f"Theo hình thức nộp: {table.title.lower()}", "Hình thức nộp", table) for table in found.channels),
    ]
    if found.schools is not None:
        tables.append(("Theo trường: thủ tục thuộc danh mục toàn quốc", "Trường", found.schools))
    below = " ".join(remarks(found))
    yield tree.paragraph("Đơn vị tính: hồ sơ. Hồ sơ nộp trực tuyến, trực tiếp, bưu chính là hồ sơ tiếp nhận trong kỳ.")
    for number, (caption, first, table) in enumerate(tables, start=1):
        yield _table(f"Bảng {number}. {caption}", first, table, below)
    yield _index(f"Bảng {len(tables) + 1}. Chỉ số theo Quyết định 766/QĐ-TTg, phần trường tính được", found, below)


def _table(caption: str, first: str, table: Table, below: str) -> tree.Table:
    columns = (
        tree.Column(first, _NAME_SHARE),
        *(
            tree.Column(
                f"{_SHORT.get(column.key, column.label)} ({column.number})",
                _WIDE.get(column.key, _CELL_SHARE),
                is_number=True,
                group=str(group.label),
            )
            for group in GROUPS
            for column in group.columns
        ),
    )
    rows = [(line.name, *map(number_text, line.values)) for line in table.lines]
    rows.append(("Tổng số", *map(number_text, table.total.values)))
    return tree.Table(
        caption,
        fitted(columns, rows, tree.PaperSize.A4_LANDSCAPE),
        tuple(rows),
        total=True,
        note=(
            "(3) = (4) + (5) + (6); (7) = (8) + (9) + (10); (11) = (12) + (13); (3) = (7) + (11) + (14) + (15). "
            f"Kỳ trước + tiếp nhận = đã giải quyết + đang giải quyết + từ chối, rút: {table.check}. {below}"
        ),
    )


def _index(caption: str, found: Statistics, below: str) -> tree.Table:
    columns = (
        tree.Column("Mã", 6),
        tree.Column("Chỉ số", 34),
        tree.Column("Kết quả", 14, is_number=True),
        tree.Column("Cách tính", 34),
        tree.Column("Điểm", 12, is_number=True),
    )
    rows = tuple(
        (
            item.rule.code,
            item.rule.name,
            percentage(item.percent),
            index_calculation(item),
            f"{vietnamese(item.marks)}/{vietnamese(item.rule.full_marks)}"
            if item.marks is not None and item.rule.full_marks is not None
            else "—",
        )
        for item in found.index
    )
    return tree.Table(caption, columns, rows, note=f"Chỉ tính thủ tục thuộc danh mục toàn quốc. {below}")
