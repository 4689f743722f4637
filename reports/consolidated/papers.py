"""The consolidated report of an office as a content tree: pure, from the sums to what the paper says.

One table for each procedure with the schools as its lines, so that the paper grows by a line for a school and never
sideways. The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator

from django.utils.translation import override

from procedures.statistics.form import COLUMNS as FORM_COLUMNS
from procedures.statistics.form import OFFICIAL
from reports.consolidated.content import SumsContent
from reports.consolidated.rules import TOTAL, TRAINING, Values, on_time
from reports.content import FormLine
from reports.rules.figures import COLUMNS
from reports.rules.honesty import COVERAGE
from reports.state_outline import SETTLED, TAKEN, balances, form_table
from schooladmin.core.numbers import number_text
from schooladmin.core.periods import Quarter
from schooladmin.documents.columns import fitted
from schooladmin.documents.kinds import KindRule
from schooladmin.documents.tree import (
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Kind,
    LetterHead,
    Recipients,
    Regime,
    Series,
    Signature,
    Table,
    item,
    paragraph,
)

KINDS = {Regime.STATE: Kind.CONSOLIDATED, Regime.PARTY: Kind.CONSOLIDATED_PARTY}
MOST_BARS = 15  # a chart of more procedures than these is no picture any more
# Sums of the form's columns for the bars of the chart: in time, late, in progress.
_STATE_BARS = (("solved_early", "solved_on_day"), ("solved_late",), ("in_progress",))
_PARTY_BARS = (("solved_on_time",), ("solved_late",), ("in_progress",))
_PARTY_COLUMNS = (
    ("Tồn kỳ trước", ("carried",)),
    ("Tiếp nhận", ("received",)),
    ("Giải quyết đúng hạn", ("solved_on_time",)),
    ("Giải quyết trễ hạn", ("solved_late",)),
    ("Đang giải quyết", ("in_progress",)),
    ("Trong đó quá hạn", ("late",)),
    ("Từ chối, rút", ("refused", "withdrawn")),
)
_PARTY_SHARE = 9  # of the width, for each number: «quyết» in bold is whole


def consolidated_paper(content: SumsContent, rule: KindRule, *, draft: bool = False) -> Document:
    """Return the report. ``rule`` is that of its kind on its day; ``draft`` marks every page, and nobody signs it."""
    quarter = Quarter.parse(content.quarter)
    with override("vi"):
        blocks = tuple(_Writing(content).blocks())
    return Document(
        regime=content.regime,
        head=LetterHead(
            content.upper_name,
            content.unit_name,
            content.place,
            content.document_date,
            number=rule.open_number(content.sign),
        ),
        type_name="BÁO CÁO",
        abstract=(_about(content.regime, quarter),),
        blocks=blocks,
        signature=Signature(content.authority, content.position, content.signer),
        recipients=Recipients(tuple(_recipients(content))),
        author=content.unit_name,
        watermark="DỰ THẢO" if draft else "",
        kind=KINDS[content.regime],
    )


def summary_of(content: SumsContent) -> str:
    """The sums in two sentences, for people who read nothing else."""
    writing = _Writing(content)
    bars = _STATE_BARS if content.regime is Regime.STATE else _PARTY_BARS
    solved, late, running = (
        sum(writing.count(content.sums[code], keys) for code, _name in writing.procedures) for keys in bars
    )
    return (
        f"Trong {Quarter.parse(content.quarter).label}, {len(content.counted)}/{len(content.schools)} trường đã nộp "
        f"báo cáo. Các trường đã giải quyết {solved + late} hồ sơ thủ tục hành chính, trong đó {solved} hồ sơ đúng "
        f"hạn; đang giải quyết {running} hồ sơ."
    )


def table_of(content: SumsContent) -> list[tuple[str, Values]]:
    """The sum of each procedure with its name in the eleven numbers of form 06; a Party paper has no such form."""
    if content.regime is not Regime.STATE:
        return []
    return [(name, content.sums[code][: len(OFFICIAL)]) for code, name in _Writing(content).procedures]


def _about(regime: Regime, quarter: Quarter) -> str:
    if regime is Regime.STATE:
        return f"Tổng hợp kết quả cải cách hành chính của các trường {quarter.label}"
    return f"Tổng hợp số liệu đề cương sinh hoạt theo chủ điểm {quarter.label}"


def _recipients(content: SumsContent) -> Iterator[str]:
    if content.upper_name:
        yield f"- {content.upper_name};"
    if content.regime is Regime.STATE:
        yield from ("- Các trường thuộc phạm vi tổng hợp;", "- Lưu: VT.")
    else:
        yield from ("- Các chi bộ trường học;", "- Lưu Văn phòng.")


class _Writing:
    """The blocks of one paper; tables and charts are numbered in the order in which they are written."""

    def __init__(self, content: SumsContent) -> None:
        self.content = content
        self.tables = 0
        self.keys = tuple(column.key for column in FORM_COLUMNS) if content.regime is Regime.STATE else tuple(COLUMNS)
        names = dict(content.topics)
        self.procedures = [
            (code, name) for code, name in names.items() if code not in (TOTAL, TRAINING) and code in content.sums
        ]

    def blocks(self) -> Iterator[Block]:
        yield Heading(2, "I.", "Phạm vi tổng hợp")
        yield from self._scope()
        yield Heading(2, "II.", "Kết quả")
        yield Heading(3, "1.", "Giải quyết thủ tục hành chính")
        yield from self._work()
        yield Heading(3, "2.", "Đào tạo, bồi dưỡng")
        yield from self._classes()
        yield Heading(2, "III.", "Số điền tay và đính chính")
        yield from (item("–", note) for note in self.content.notes)
        if not self.content.notes:
            yield paragraph("Không có số điền tay, chưa đính chính.")

    def _scope(self) -> Iterator[Block]:
        content = self.content
        days = (
            f"Số liệu từ ngày {content.first:%d/%m/%Y} đến hết ngày {content.last:%d/%m/%Y}. "
            if content.first and content.last
            else ""
        )
        yield paragraph(
            f"{days}Báo cáo chỉ cộng số liệu trong báo cáo đã nộp và đã đính chính của các trường, "
            "không ước tính thay trường chưa nộp."
        )
        yield paragraph(f"{COVERAGE} {len(content.counted)}/{len(content.schools)} trường đã nộp.")
        if content.missing:
            yield paragraph(f"Trường chưa nộp: {'; '.join(content.missing)}.")

    def _work(self) -> Iterator[Block]:
        content = self.content
        if not self.procedures:
            yield paragraph("Chưa có số liệu để cộng.")
            return
        lines = [(name, content.sums[code]) for code, name in self.procedures]
        yield from self._tables("Cộng theo thủ tục", "Thủ tục", lines)
        yield from self._chart()
        idle = []
        for code, name in self.procedures:
            if not any(content.sums[code]):
                idle.append(name)
                continue
            rows = [(school.name, school.values[code]) for school in content.counted if code in school.values]
            yield from self._tables(f"{name}, theo trường", "Trường", rows)
        if idle:
            yield paragraph(f"Không trường nào phát sinh hồ sơ: {'; '.join(idle)}.")

    def _tables(self, caption: str, first: str, rows: list[tuple[str, Values]]) -> Iterator[Block]:
        if self.content.regime is Regime.STATE:
            yield from self._form06(caption, first, rows)
        else:
            yield self._party(caption, first, rows)

    def _form06(self, caption: str, first: str, rows: list[tuple[str, Values]]) -> Iterator[Block]:
        lines = tuple(FormLine("", name, dict(zip(self.keys, values, strict=True))) for name, values in rows)
        note = self._coverage()
        yield form_table(
            self._numbered(f"{caption}: hồ sơ nhận giải quyết"), TAKEN, lines, f"(3) = (4) + (5) + (6). {note}", first
        )
        check = "(7) = (8) + (9) + (10); (11) = (12) + (13)"
        if balances(lines):
            check += "; (3) = (7) + (11) + (14) + (15)"
        yield form_table(self._numbered(f"{caption}: kết quả giải quyết"), SETTLED, lines, f"{check}. {note}", first)

    def _party(self, caption: str, first: str, rows: list[tuple[str, Values]]) -> Table:
        heads = [label for label, _keys in _PARTY_COLUMNS]
        columns = (
            Column(first, 100 - _PARTY_SHARE * (len(heads) + 1)),
            *(Column(head, _PARTY_SHARE, is_number=True) for head in (*heads, "Tỷ lệ đúng hạn")),
        )
        total = tuple(map(sum, zip(*(values for _name, values in rows), strict=True)))
        lines = [(name, *self._party_cells(values)) for name, values in (*rows, ("Cộng", total))]
        return Table(
            self._numbered(caption),
            fitted(columns, lines),
            tuple(lines),
            total=True,
            note=f"Tỷ lệ đúng hạn tính từ tổng số, không lấy trung bình tỷ lệ của các trường. {self._coverage()}",
        )

    def _party_cells(self, values: Values) -> Iterator[str]:
        for _label, keys in _PARTY_COLUMNS:
            yield number_text(self.count(values, keys))
        yield on_time(values)

    def count(self, values: Values, keys: tuple[str, ...]) -> int:
        return sum(values[self.keys.index(key)] for key in keys)

    def _chart(self) -> Iterator[Chart]:
        content = self.content
        bars = _STATE_BARS if content.regime is Regime.STATE else _PARTY_BARS
        lines = [(name, [self.count(content.sums[code], keys) for keys in bars]) for code, name in self.procedures]
        most = sorted((sum(numbers) for _name, numbers in lines), reverse=True)[:MOST_BARS]
        shown = [(name, numbers) for name, numbers in lines if any(numbers) and sum(numbers) >= most[-1]][:MOST_BARS]
        if not shown:
            return
        spoken = "; ".join(
            f"{name}: {solved} đúng hạn, {late} trễ hạn, {running} đang giải quyết"
            for name, (solved, late, running) in ((name, map(number_text, numbers)) for name, numbers in shown)
        )
        some = f" ({MOST_BARS} thủ tục nhiều hồ sơ nhất)" if len(shown) < sum(any(row) for _name, row in lines) else ""
        yield Chart(
            f"Biểu đồ 1. Kết quả giải quyết theo thủ tục{some}, {Quarter.parse(content.quarter).label}",
            tuple(name for name, _numbers in shown),
            tuple(
                Series(label, tuple(numbers[place] for _name, numbers in shown))
                for place, label in enumerate(("Đúng hạn", "Trễ hạn", "Đang giải quyết"))
            ),
            description=f"{spoken}.",
            unit="hồ sơ",
        )

    def _classes(self) -> Iterator[Block]:
        content = self.content
        total = content.sums.get(TRAINING, ())
        if not any(total):
            yield paragraph("Trong kỳ không trường nào có lớp bồi dưỡng.")
            return
        columns = (
            Column("Trường", 40),
            Column("Lớp bồi dưỡng", 15, is_number=True),
            Column("Được cử đi học", 15, is_number=True),
            Column("Lượt người dự", 15, is_number=True),
            Column("Bài thu hoạch đạt", 15, is_number=True),
        )
        rows = [
            (school.name, *map(number_text, school.values[TRAINING]))
            for school in content.counted
            if TRAINING in school.values
        ]
        yield Table(
            self._numbered("Đào tạo, bồi dưỡng, theo trường"),
            columns,
            (*rows, ("Cộng", *map(number_text, total))),
            total=True,
            note=self._coverage(),
        )

    def _numbered(self, caption: str) -> str:
        self.tables += 1
        return f"Bảng {self.tables}. {caption}"

    def _coverage(self) -> str:
        """The line below every table. Who is missing and what was corrected stands once, in the parts that it names."""
        content = self.content
        words = f"{COVERAGE} {len(content.counted)}/{len(content.schools)} trường; không che số nào."
        if content.missing:
            words += " Trường chưa nộp nêu ở mục I."
        if content.notes:
            return f"{words} Số điền tay và đính chính ({len(content.notes)}) nêu ở mục III."
        return f"{words} Không có số điền tay, chưa đính chính."
