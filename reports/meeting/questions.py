"""Which questions a Party meeting could discuss, from what the quarter's data shows. Pure: no ORM, no clock.

The words are Vietnamese whatever the reader's language: they are printed on the papers of the meeting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, zip_longest

SUGGESTED = 6
OWN = "own"  # the code of a question that the meeting's secretary wrote


@dataclass(frozen=True)
class Question:
    """``code`` names the rule and what it is about, and stays while the data changes («late:RUT-HOC-BA»)."""

    code: str
    text: str


@dataclass(frozen=True)
class Late:
    """Requests of a procedure that were solved late, or are overdue and still open."""

    code: str
    name: str
    solved: int
    open: int


@dataclass(frozen=True)
class Stale:
    """A field of the outline whose text is that of the quarters before; ``quarters`` counts this one."""

    key: str
    heading: str
    quarters: int


@dataclass(frozen=True)
class Undone:
    """A task of an earlier quarter that is past its day and not done."""

    pk: int
    text: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class Fall:
    """A figure that got worse since the quarter before; ``loss`` is the part that was lost, 0 to 1.

    ``before`` and ``now`` are the values as papers write them. ``rose``: of this figure less is better.
    """

    key: str
    label: str
    before: str
    now: str
    loss: Decimal
    rose: bool = False


@dataclass(frozen=True)
class Unproven:
    """An area with so many results, none of which carries a file."""

    code: str
    heading: str
    results: int


@dataclass(frozen=True)
class Absence:
    """A class that not everybody of the list attended."""

    title: str
    registered: int
    present: int


@dataclass(frozen=True)
class Signals:
    """What the data of a quarter shows. ``quarter`` as papers name it («quý III năm 2026»)."""

    quarter: str
    late: Sequence[Late] = ()
    empty: Sequence[tuple[str, str]] = ()  # key and heading of fields that nobody answered
    stale: Sequence[Stale] = ()
    undone: Sequence[Undone] = ()
    fell: Sequence[Fall] = ()
    unproven: Sequence[Unproven] = ()
    absent: Sequence[Absence] = ()
    fields: Sequence[tuple[str, str]] = field(default=())  # all fields, for a quarter without anything to ask


def suggest(signals: Signals) -> tuple[Question, ...]:
    """Six questions, the gravest kind first and as many kinds as there are; general ones fill up what is missing."""
    kinds = (
        _late(signals.late),
        _undone(signals.undone),
        _fell(signals.fell),
        _empty(signals.empty),
        _unproven(signals.unproven),
        _stale(signals.stale),
        _absent(signals.absent),
    )
    in_turn = (question for row in zip_longest(*kinds) for question in row if question is not None)
    found = dict.fromkeys(chain(in_turn, _general(signals)))
    return tuple(found)[:SUGGESTED]


def _late(rows: Sequence[Late]) -> Iterator[Question]:
    for row in sorted(rows, key=lambda row: -(row.solved + row.open)):
        parts = []
        if row.solved:
            parts.append(f"{row.solved} hồ sơ trả quá hạn")
        if row.open:
            parts.append(f"{row.open} hồ sơ đang quá hạn")
        if parts:
            yield Question(
                f"late:{row.code}", f"{row.name}: {', '.join(parts)}. Nguyên nhân ở khâu nào, ai phụ trách khắc phục?"
            )


def _undone(rows: Sequence[Undone]) -> Iterator[Question]:
    for row in sorted(rows, key=lambda row: (row.due_on, row.pk)):
        who = f" (phụ trách: {row.owner})" if row.owner else ""
        yield Question(
            f"undone:{row.pk}",
            f"Nhiệm vụ «{_short(row.text)}»{who} đã qua hạn {row.due_on:%d/%m/%Y} mà chưa xong: "
            "vướng ở đâu, hạn mới là ngày nào?",
        )


def _fell(rows: Sequence[Fall]) -> Iterator[Question]:
    for row in sorted(rows, key=lambda row: -row.loss):
        if row.loss <= 0:
            continue
        if not any(char.isdigit() for char in row.before):  # «Có», «Không»
            yield Question(
                f"fell:{row.key}",
                f"«{row.label}»: quý trước «{row.before}», quý này «{row.now}». Vì sao, cần làm gì để tốt trở lại?",
            )
            continue
        went = f"tăng từ {row.before} quý trước lên" if row.rose else f"giảm từ {row.before} quý trước xuống"
        aim = "kéo xuống" if row.rose else "nâng lại"
        yield Question(f"fell:{row.key}", f"{row.label} {went} {row.now}: vì sao, cần làm gì để {aim}?")


def _empty(rows: Sequence[tuple[str, str]]) -> Iterator[Question]:
    for key, heading in rows:
        yield Question(
            f"empty:{key}",
            f"Mục «{heading}» chưa có kết quả nào trong quý: chưa làm hay chưa ghi, ai chịu trách nhiệm?",
        )


def _unproven(rows: Sequence[Unproven]) -> Iterator[Question]:
    for row in sorted(rows, key=lambda row: -row.results):
        yield Question(
            f"unproven:{row.code}",
            f"«{row.heading}» có {row.results} kết quả nhưng chưa có minh chứng: văn bản, hình ảnh nào cần bổ sung?",
        )


def _stale(rows: Sequence[Stale]) -> Iterator[Question]:
    for row in sorted(rows, key=lambda row: -row.quarters):
        yield Question(
            f"stale:{row.key}",
            f"Nội dung «{row.heading}» giữ nguyên {row.quarters} quý liền: thực tế có gì mới, có còn đúng không?",
        )


def _absent(rows: Sequence[Absence]) -> Iterator[Question]:
    for number, row in enumerate(sorted(rows, key=lambda row: row.present - row.registered)):
        if row.present < row.registered:
            yield Question(
                f"absent:{number}",
                f"Lớp «{_short(row.title)}»: {row.registered - row.present}/{row.registered} người trong danh sách "
                "không dự. Bồi dưỡng bù thế nào?",
            )


def _general(signals: Signals) -> Iterator[Question]:
    """What may be asked of any quarter: a quarter without a mistake has questions too."""
    yield Question(
        "general:best", f"Kết quả nào của {signals.quarter} đáng nhân rộng trong nhà trường, ai hướng dẫn đồng nghiệp?"
    )
    yield Question(
        "general:next", "Nhiệm vụ nào của quý tới cần đảng viên làm trước, nêu gương, ai nhận việc và đến ngày nào?"
    )
    yield Question(
        "general:people", "Phụ huynh và học sinh còn phiền ở khâu nào khi làm thủ tục với nhà trường, bớt được gì?"
    )
    for key, heading in signals.fields:
        yield Question(f"general:{key}", f"Về «{heading}»: việc gì nhà trường làm được ngay trong quý tới?")
    yield Question("general:digital", "Phần mềm nào đang dùng chưa hết khả năng hoặc trùng nhau, nên sửa thế nào?")
    yield Question("general:time", "Việc giấy tờ nào có thể bỏ để thầy, cô có thêm thời gian cho lớp?")
    yield Question("general:check", "Chi bộ kiểm tra việc thực hiện kết luận hôm nay vào lúc nào, ai kiểm tra?")


_LONGEST = 120  # characters of a task or title within a question


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(" .;")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
