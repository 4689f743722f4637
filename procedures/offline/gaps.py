"""Numbers of a year that are in no register: to whom they were given, and what became of them.

An auditor who counts the codes of a book finds each one either in a line of it or here. The words are printed in the
book: Vietnamese whatever the reader's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from procedures.models import CodeBlock, OfflineEntry
from procedures.models.offline import DeviceKind
from procedures.offline.rules import ranges
from schooladmin.core.periods import Period, local_date

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """Neighbouring numbers of one block with one fate. ``given_to`` and ``why`` as the book prints them."""

    year: int
    first: int
    last: int
    given_to: str
    given_at: datetime
    why: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def span(self) -> str:
        """«26-00140» or «26-00140 đến 26-00149»."""
        first, last = (f"{self.year % 100:02d}-{number:05d}" for number in (self.first, self.last))
        return first if self.count == 1 else f"{first} đến {last}"


def gaps_of(unit_id: int, period: Period) -> list[Gap]:
    """The numbers given to devices and pads of the school that have no request, as it stands now (two queries).

    Those of the years that the period touches and of blocks given before its end: what was given later is the matter
    of a later book. The caller has checked that the actor may read the unit's register.
    """
    years = range(period.start.year, (period.end - ONE_DAY).year + 1)
    blocks = CodeBlock.objects.filter(unit_id=unit_id, year__in=years, given_at__lt=period.end_at)
    entries = {
        (entry.year, entry.number): entry for entry in OfflineEntry.objects.filter(unit_id=unit_id, year__in=years)
    }
    return [gap for block in blocks.select_related("device") for gap in _gaps_in(block, entries)]


def _gaps_in(block: CodeBlock, entries: dict[tuple[int, int], OfflineEntry]) -> Iterator[Gap]:
    """The gaps of a block in the order of the numbers."""
    by_fate: dict[str, list[int]] = {}
    for number in range(block.first, block.last + 1):
        entry = entries.get((block.year, number))
        if entry is None or entry.request_id is None:
            by_fate.setdefault(_fate(block, entry), []).append(number)
    found = [
        Gap(block.year, first, last, block.device.name, block.given_at, why)
        for why, numbers in by_fate.items()
        for first, last in ranges(numbers)
    ]
    yield from sorted(found, key=lambda gap: gap.first)


def _fate(block: CodeBlock, entry: OfflineEntry | None) -> str:
    device = block.device
    if entry is not None and entry.voided_at is not None:
        return f"Hủy ngày {local_date(entry.voided_at):%d/%m/%Y}: {entry.refusal.rstrip('. ')} ({entry.decided_by})"
    if entry is not None:
        return f"Đã in giấy hẹn, chưa vào sổ: {entry.refusal.rstrip('. ')}"
    if device.kind == DeviceKind.PAPER:
        return "Phiếu giấy chưa dùng hoặc chưa nhập"
    if device.revoked_at is not None:
        return f"Chưa dùng hoặc chưa gửi về; máy thu hồi ngày {local_date(device.revoked_at):%d/%m/%Y}"
    return "Chưa dùng hoặc chưa gửi về"
