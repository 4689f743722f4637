"""Form 06/VPCP/KSTT as a value: its columns, and lines that add up or do not exist."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import TypeVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.enums import Channel, ChannelFilter, Count, Reckoning
from procedures.queries.register import Tally
from procedures.rules.balance import Balance, UnbalancedError, balance_of
from procedures.rules.index766 import Share
from procedures.statistics.links import RowsUrl
from schooladmin.core.figures import Figure

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Column:
    """A column of the form; ``number`` is the one printed below its head, ``sum`` how the form says it adds up.

    The form ends with column 13; refusals and withdrawals stand behind it, so that the identity shows.
    """

    key: str
    number: int
    label: str | Promise
    count: Count | Reckoning
    channel: str = ""
    sum: str = ""
    _: KW_ONLY
    full_label: str | Promise  # says the group too, for those who hear one cell at a time

    @property
    def mark(self) -> str:
        """What stands below the head: «(3)=(4)+(5)+(6)»."""
        return f"({self.number})={self.sum}" if self.sum else f"({self.number})"


@dataclass(frozen=True)
class ColumnGroup:
    label: str | Promise
    columns: tuple[Column, ...]


GROUPS = (
    ColumnGroup(
        _("Hồ sơ nhận giải quyết"),
        (
            Column(
                "arrived",
                3,
                _("Tổng số"),
                Reckoning.ARRIVED,
                sum="(4)+(5)+(6)",
                full_label=_("Tổng số nhận giải quyết"),
            ),
            Column(
                "online",
                4,
                _("Trong kỳ: trực tuyến"),
                Count.RECEIVED,
                Channel.ONLINE.value,
                full_label=_("Nhận trong kỳ: trực tuyến"),
            ),
            Column(
                "not_online",
                5,
                _("Trong kỳ: trực tiếp, bưu chính"),
                Count.RECEIVED,
                ChannelFilter.NOT_ONLINE.value,
                full_label=_("Nhận trong kỳ: trực tiếp, bưu chính"),
            ),
            Column("carried_over", 6, _("Từ kỳ trước"), Count.CARRIED_OVER, full_label=_("Nhận từ kỳ trước")),
        ),
    ),
    ColumnGroup(
        _("Hồ sơ đã giải quyết"),
        (
            Column("solved", 7, _("Tổng số"), Count.SOLVED, sum="(8)+(9)+(10)", full_label=_("Tổng số đã giải quyết")),
            Column("solved_early", 8, _("Trước hạn"), Count.SOLVED_EARLY, full_label=_("Đã giải quyết trước hạn")),
            Column("solved_on_day", 9, _("Đúng hạn"), Count.SOLVED_ON_DAY, full_label=_("Đã giải quyết đúng hạn")),
            Column("solved_late", 10, _("Quá hạn"), Count.SOLVED_LATE, full_label=_("Đã giải quyết quá hạn")),
        ),
    ),
    ColumnGroup(
        _("Hồ sơ đang giải quyết"),
        (
            Column(
                "in_progress",
                11,
                _("Tổng số"),
                Count.IN_PROGRESS,
                sum="(12)+(13)",
                full_label=_("Tổng số đang giải quyết"),
            ),
            Column("in_term", 12, _("Trong hạn"), Count.IN_TERM, full_label=_("Đang giải quyết trong hạn")),
            Column("late", 13, _("Quá hạn"), Count.LATE, full_label=_("Đang giải quyết quá hạn")),
        ),
    ),
    ColumnGroup(
        _("Kết thúc khác"),
        (
            Column("refused", 14, _("Từ chối"), Count.REFUSED, full_label=_("Từ chối")),
            Column("withdrawn", 15, _("Người nộp rút"), Count.WITHDRAWN, full_label=_("Người nộp rút")),
        ),
    ),
)
COLUMNS = tuple(column for group in GROUPS for column in group.columns)
OFFICIAL = tuple(column for column in COLUMNS if column.number <= 13)


@dataclass(frozen=True)
class Counts:
    """The counts of one line. Building one that does not add up raises UnbalancedError."""

    balance: Balance = field(default_factory=Balance)
    online: int = 0
    judged_on_time: int = 0

    def __post_init__(self) -> None:
        if self.online > self.balance.received or self.judged_on_time > self.balance.arrived:
            raise UnbalancedError(f"a part is larger than its whole: {self}")

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.balance + other.balance, self.online + other.online, self.judged_on_time + other.judged_on_time
        )

    def value(self, column: Column) -> int:
        """The number in ``column``."""
        if column.key == "online":
            return self.online
        if column.key == "not_online":
            return self.balance.received - self.online
        return int(getattr(self.balance, column.key))

    @property
    def on_time(self) -> Share:
        """Solved before or on the due date, of all solved."""
        return Share(self.balance.solved_on_time, self.balance.solved)

    @property
    def index_on_time(self) -> Share:
        """Item 2.1 of the service index, by its working formula (see ``register.Tally.judged``)."""
        return Share(self.judged_on_time, self.balance.arrived)

    @property
    def index_late(self) -> Share:
        """The other side of ``index_on_time``."""
        return Share(self.balance.arrived - self.judged_on_time, self.balance.arrived)

    @property
    def online_share(self) -> Share:
        """Handed in online, of all received in the period; what was carried over does not count."""
        return Share(self.online, self.balance.received)


def counts_by(rows: Iterable[Tally], key: Callable[[Tally], _Key]) -> dict[_Key, Counts]:
    """Add the tallies up by ``key``. Raises UnbalancedError when a sum does not balance."""
    tallies: dict[_Key, Counter[str]] = defaultdict(Counter)
    online: Counter[_Key] = Counter()
    on_time: Counter[_Key] = Counter()
    for row in rows:
        name = key(row)
        tallies[name][row.origin.value] += row.number
        tallies[name][row.fate.value] += row.number
        if row.channel == Channel.ONLINE and not row.is_carried_over:
            online[name] += row.number
        if row.judged is Reckoning.JUDGED_ON_TIME:
            on_time[name] += row.number
    return {name: Counts(balance_of(tally), online[name], on_time[name]) for name, tally in tallies.items()}


@dataclass(frozen=True)
class Line:
    """A row of the form; ``url`` leads from its name to the statistics of one school."""

    key: str
    name: str
    counts: Counts
    figures: tuple[Figure, ...]
    url: str = ""

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(self.counts.value(column) for column in COLUMNS)

    @property
    def cells(self) -> list[tuple[Figure, Column]]:
        return list(zip(self.figures, COLUMNS, strict=True))


@dataclass(frozen=True)
class Table:
    """A table in the layout of form 06 with the sum of its lines."""

    key: str
    title: str
    lines: tuple[Line, ...]
    total: Line

    @property
    def check(self) -> str:
        """The identity with its numbers: «12 + 131 = 128 + 10 + 5», thousands parted as the reader's language does."""
        balance = self.total.counts.balance
        return (
            f"{intcomma(balance.carried_over)} + {intcomma(balance.received)} = {intcomma(balance.solved)}"
            f" + {intcomma(balance.in_progress)} + {intcomma(balance.refused + balance.withdrawn)}"
        )


def line(key: str, name: str, counts: Counts, rows: RowsUrl, url: str = "") -> Line:
    """A row with the address behind each of its figures."""
    figures = tuple(
        Figure(
            key=f"statistics.{key}.{column.key}",
            label=f"{name}: {column.full_label}",
            value=counts.value(column),
            rows_url=_address(column, rows),
        )
        for column in COLUMNS
    )
    return Line(key, name, counts, figures, url)


def _address(column: Column, rows: RowsUrl) -> str:
    if not (column.channel and rows.channel):
        return rows.of(column.count, column.channel)
    # In the line of one channel the column of the other way has no rows to show.
    same_way = (column.channel == Channel.ONLINE) is (rows.channel == Channel.ONLINE)
    return rows.of(column.count) if same_way else ""
