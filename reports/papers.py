"""What stands beside a report: its lock, its second paper, and what was corrected since it was submitted."""

from dataclasses import dataclass

from reports.actions.amendments import APPROVE, PROPOSE
from reports.lock import LockView, lock_for
from reports.models import Amendment, Report, Snapshot
from reports.rendering import file_key, latest_rendering, papers_of
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file
from schooladmin.documents.tree import Regime
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Papers:
    """The lock with its words; the state report's file and job; snapshots and corrections, the newest first."""

    lock: LockView
    has_state: bool
    state_file: RenderedFile | None
    state_job: Job | None
    snapshots: tuple[Snapshot, ...]
    amendments: tuple[Amendment, ...]
    can_propose: bool
    can_decide: bool
    can_open: bool


def papers(scope: Scope, report: Report) -> Papers:
    """Everything beside the report, as the actor may see it; a constant number of queries."""
    has_state = Regime.STATE in papers_of(report)
    snapshots = Snapshot.objects.filter(report=report).defer("data").select_related("amendment").order_by("-number")
    amendments = Amendment.objects.filter(report=report).select_related("evidence")
    return Papers(
        lock=lock_for(report, scope.at),
        has_state=has_state,
        state_file=current_file(scope, file_key(report, Regime.STATE)) if has_state else None,
        state_job=latest_rendering(scope, report, Regime.STATE) if has_state else None,
        snapshots=tuple(snapshots) if report.is_submitted else (),
        amendments=tuple(amendments) if report.is_submitted else (),
        can_propose=report.is_submitted and scope.may(PROPOSE, report.unit_id),
        can_decide=scope.may(APPROVE, report.unit_id),
        can_open=not report.is_submitted and scope.may("reports.exception.grant", report.unit_id),
    )
