"""The officer's board as one value: rows, files, jobs and the sums above them."""

from collections import Counter
from dataclasses import dataclass

from reports.enums import Standing
from reports.queries import BoardRow, board
from schooladmin.core.periods import Quarter
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.units.scope import Scope

_TONES = {
    Standing.NOT_OPENED: ("quiet", "three-dots"),
    Standing.NOT_STARTED: ("quiet", "hourglass-split"),
    Standing.DRAFT: ("open", "pencil"),
    Standing.LATE: ("late", "exclamation-triangle"),
    Standing.SUBMITTED: ("done", "check-circle"),
    Standing.SUBMITTED_LATE: ("wait", "check-circle"),
}


@dataclass(frozen=True)
class BoardLine:
    """A row of the board with how it is drawn and the PDF, if there is one."""

    row: BoardRow
    tone: str
    icon: str
    file: RenderedFile | None


@dataclass(frozen=True)
class BoardPage:
    quarter: Quarter
    lines: tuple[BoardLine, ...]
    submitted: int
    late: int
    files: int

    @property
    def total(self) -> int:
        return len(self.lines)


def board_page(scope: Scope, quarter: Quarter) -> BoardPage:
    """The board of the quarter as the actor may see it; a constant number of queries."""
    rows = board(scope, quarter, scope.at)
    files = current_files(scope, [row.report.source_key for row in rows if row.report is not None])
    lines = tuple(
        BoardLine(row, *_TONES[row.standing], files.get(row.report.source_key) if row.report else None) for row in rows
    )
    count = Counter(row.standing for row in rows)
    return BoardPage(
        quarter=quarter,
        lines=lines,
        submitted=count[Standing.SUBMITTED] + count[Standing.SUBMITTED_LATE],
        late=count[Standing.LATE],
        files=len(files),
    )
