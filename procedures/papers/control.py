"""The control slip (06) that goes with the file from hand to hand, as a content tree.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Sequence
from dataclasses import replace

from procedures.papers import rules
from procedures.papers.case import Case
from procedures.papers.flow import Step
from procedures.papers.sheet import Sheet
from procedures.papers.signing import decider_signature, written_below
from procedures.rules.transitions import REFUSE, SOLVE
from schooladmin.documents import tree


def control(case: Case, sheet: Sheet, steps: Sequence[Step]) -> tree.Document:
    """The slip that goes with the file from hand to hand: A4."""
    row = case.row
    decided = case.last(SOLVE, REFUSE)
    table = tree.Table(
        "",
        (
            tree.Column("STT", 8, is_number=True),
            tree.Column("Nội dung", 17),
            tree.Column("Người giao", 15, group="Giao, nhận"),
            tree.Column("Người nhận", 15, group="Giao, nhận"),
            tree.Column("Giờ, ngày", 13, group="Giao, nhận"),
            tree.Column("Kết quả", 11),
            tree.Column("Ghi chú", 21),
        ),
        tuple(
            (
                str(number),
                step.what,
                step.giver,
                step.taker,
                rules.short_moment(step.at),
                step.result,
                step.note,
            )
            for number, step in enumerate(steps, start=1)
        ),
    )
    blocks = (
        tree.Fields(
            (
                tree.Field("Mã hồ sơ", row.code, strong=True),
                tree.Field("Thủ tục", row.version.procedure.name),
                tree.Field("Tiếp nhận lúc", rules.moment_words(row.received_at)),
                tree.Field("Ngày hẹn", rules.day_words(row.due_on)),
            )
        ),
        table,
    )
    return replace(
        sheet.document(*blocks),
        signatures=(
            written_below("NGƯỜI TIẾP NHẬN HỒ SƠ", case.receiver),
            decider_signature(row.version.decided_by, sheet.leaders, decided.actor_label if decided else ""),
        ),
    )
