"""Names within the archive of a batch, and its index. Pure: no ORM, no clock."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schooladmin.core.sheets import safe_text

INDEX, LACKING = "00_MUC-LUC.csv", "00_CON-THIEU.csv"
_INDEX_HEAD = (
    "Mã đơn vị",
    "Đơn vị",
    "Văn bản",
    "Kỳ",
    "Số",
    "Bản",
    "Mã kiểm tra",
    "Tình trạng",
    "Tệp",
    "SHA-256",
    "Số trang",
    "Dung lượng (byte)",
)
_LACKING_HEAD = ("Mã đơn vị", "Đơn vị", "Văn bản", "Loại tệp", "Vì sao thiếu")


@dataclass(frozen=True)
class Line:
    """A file of the archive. ``number`` is the serial of the book, None where the paper carries none."""

    unit_code: str
    unit_name: str
    label: str
    stem: str
    period: str
    number: int | None
    number_text: str
    version: int | None
    code: str
    standing: str
    kind: str
    path: str
    sha256: str
    pages: int
    size: int

    @property
    def name(self) -> str:
        """«THCS-A Trường Bình An/THCS-A_De-cuong_2026-Q3_so-05_ban-1.pdf»."""
        return f"{self.unit_code} {self.unit_name}/{file_name(self)}"


def file_name(line: Line) -> str:
    """Unit, kind, period, number and version: sorts by school, and no two papers share a name."""
    parts = [line.unit_code, line.stem, line.period]
    if line.number is not None:
        parts.append(f"so-{line.number:02d}")
    if line.version is not None:
        parts.append(f"ban-{line.version}")
    return f"{'_'.join(parts)}.{line.kind}"


@dataclass(frozen=True)
class Lack:
    """A file that the archive does not hold, and why."""

    unit_code: str
    unit_name: str
    label: str
    kind: str
    why: str


def index_of(lines: Iterable[Line]) -> bytes:
    """The index as a table that Excel opens."""
    return _table(
        _INDEX_HEAD,
        (
            (
                line.unit_code,
                line.unit_name,
                line.label,
                line.period,
                line.number_text,
                line.version or "",
                line.code,
                line.standing,
                line.name,
                line.sha256,
                line.pages or "",  # a Word file has as many as the program that opens it makes
                line.size,
            )
            for line in lines
        ),
    )


def lacking_of(lacks: Sequence[Lack]) -> bytes:
    """What is not there and why; the table says so when nothing is missing."""
    rows = [(lack.unit_code, lack.unit_name, lack.label, lack.kind, lack.why) for lack in lacks]
    return _table(_LACKING_HEAD, rows or [("", "", "Không thiếu văn bản nào.", "", "")])


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe_text(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows Vietnamese letters
