"""What stands beside a report: its lock, its second paper, and what was corrected since it was submitted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.actions.amendments import APPROVE, PROPOSE
from reports.content import ReportContent
from reports.lock import LockView, lock_for
from reports.models import Amendment, Report, Snapshot
from reports.rendering import content_of, file_key, latest_rendering, papers_of
from reports.retelling import spoken
from reports.rules.chips import by_key
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.offers import office_files
from schooladmin.documents.queries import current_file
from schooladmin.documents.tree import Regime
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Correction:
    """A correction with what it says before and after as people read it: its texts hold names of figures."""

    row: Amendment
    old: str
    new: str


@dataclass(frozen=True)
class Papers:
    """The lock with its words; the state report's file and job; snapshots and corrections, the newest first."""

    lock: LockView
    has_state: bool
    state_key: str
    state_file: RenderedFile | None
    state_job: Job | None
    office: list[RenderedFile]  # of the outline
    state_office: list[RenderedFile]
    snapshots: tuple[Snapshot, ...]
    amendments: tuple[Correction, ...]
    can_propose: bool
    can_decide: bool
    can_open: bool


def papers(scope: Scope, report: Report) -> Papers:
    """Everything beside the report, as the actor may see it; a constant number of queries."""
    has_state = Regime.STATE in papers_of(report)
    outline_key, state_key = file_key(report), file_key(report, Regime.STATE)
    office = office_files(scope, [outline_key, state_key])
    snapshots = Snapshot.objects.filter(report=report).defer("data").select_related("amendment").order_by("-number")
    amendments = Amendment.objects.filter(report=report).select_related("evidence", "snapshot").defer("snapshot__data")
    return Papers(
        lock=lock_for(report, scope.at),
        has_state=has_state,
        state_key=state_key,
        state_file=current_file(scope, state_key) if has_state else None,
        state_job=latest_rendering(scope, report, Regime.STATE) if has_state else None,
        office=office.get(outline_key, []),
        state_office=office.get(state_key, []),
        snapshots=tuple(snapshots) if report.is_submitted else (),
        amendments=tuple(_corrections(report, amendments)) if report.is_submitted else (),
        can_propose=report.is_submitted and scope.may(PROPOSE, report.unit_id),
        can_decide=scope.may(APPROVE, report.unit_id),
        can_open=not report.is_submitted and scope.may("reports.exception.grant", report.unit_id),
    )


def _corrections(report: Report, rows: Iterable[Amendment]) -> Iterator[Correction]:
    contents: dict[str, ReportContent] = {}
    for row in rows:
        if "{" not in f"{row.old}{row.new}":
            yield Correction(row, row.old, row.new)
            continue
        if row.regime not in contents:
            contents[row.regime] = content_of(report, report.document_date, Regime(row.regime))
        yield _correction(row, contents[row.regime])


def _correction(row: Amendment, content: ReportContent) -> Correction:
    """A text as the paper tells it; one that is not approved yet with the figures of today."""
    for line in content.amendments:
        if row.snapshot and (line.number, line.key) == (row.snapshot.number - 1, row.key):
            return Correction(row, line.old, line.new)
    figures = by_key(content.figures)
    return Correction(row, spoken(row.old, figures), spoken(row.new, figures))
