"""The report as an empty form on paper: for a day without power, and for those who write by hand first."""

from collections.abc import Iterator

from reports.content import ReportContent
from reports.sheets.rows import Asked
from schooladmin.core.periods import Quarter
from schooladmin.documents import tree

_LINES = 3
_TASKS = 4


def blank_form(content: ReportContent, asked: Asked) -> tree.Document:
    """Every field with room to write, the indicators with last quarter's value, and room for the tasks ahead."""
    quarter = Quarter.parse(content.quarter)
    return tree.Document(
        regime=tree.Regime.SLIP,
        head=tree.LetterHead(content.upper_name.upper(), content.unit_name.upper(), "", content.document_date),
        type_name="PHIẾU GHI BÁO CÁO",
        abstract=(f"Cải cách hành chính, chuyển đổi số {quarter.label}",),
        blocks=tuple(_blocks(content, asked)),
        signature=tree.Signature("", "NGƯỜI GHI", "", hint="(Ký, ghi rõ họ tên)"),
        author=content.unit_name,
        kind=tree.Kind.BLANK_REPORT,
        foot=("Số hồ sơ thủ tục và số người bồi dưỡng do hệ thống tự đếm, không phải ghi.",),
    )


def _blocks(content: ReportContent, asked: Asked) -> Iterator[tree.Block]:
    yield tree.Heading(2, "I.", "Nội dung từng mục")
    for row in asked.texts.values():
        yield tree.Heading(3, "", row.heading)
        if row.hint:
            yield tree.Note(row.hint)
        yield tree.Fields((tree.Field("", row.text, lines=_LINES),))
    yield tree.Heading(2, "II.", "Chỉ tiêu")
    if asked.values:
        yield tree.Table(
            "",
            (
                tree.Column("Chỉ tiêu", 46),
                tree.Column("Đơn vị", 14),
                tree.Column("Quý trước", 16),
                tree.Column("Quý này", 24),
            ),
            tuple((row.name, row.measure, row.last, row.first) for row in asked.values.values()),
            by_hand=True,
            note="Tỷ lệ: ghi số đạt trên tổng số, chẳng hạn 12/300.",
        )
    yield tree.Heading(2, "III.", "Nhiệm vụ thời gian tới")
    rows = [(line.text, line.owner, f"{line.due_on:%d/%m/%Y}" if line.due_on else "") for line in content.commitments]
    rows += [("", "", "")] * max(0, _TASKS - len(rows))
    yield tree.Table(
        "",
        (tree.Column("Việc sẽ làm", 58), tree.Column("Người phụ trách", 24), tree.Column("Xong trước ngày", 18)),
        tuple(rows),
        by_hand=True,
    )
