"""Writing a snapshot: the one way in which the content of a report is frozen."""

from datetime import datetime

from reports.content import ReportContent, snapshot_hash
from reports.models import Report, Snapshot
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import Scope


def take(*, actor: Scope, report: Report, papers: dict[Regime, ReportContent], at: datetime) -> Snapshot:
    """Freeze the papers of a report, which the caller has locked, and make the snapshot the one that speaks.

    The caller saves ``report`` with its other columns: a submitted report without a snapshot cannot be stored.
    """
    before = report.current_snapshot
    party = papers[Regime.PARTY]
    data = {
        regime.value: papers[regime].to_json() if regime in papers else None for regime in (Regime.PARTY, Regime.STATE)
    }
    snapshot = Snapshot.objects.create(
        unit_id=report.unit_id,
        report=report,
        quarter=report.quarter,
        number=before.number + 1 if before else 1,
        replaces=before,
        data=data,
        template_id=report.round.template_id,
        state_template_id=report.round.state_template_id if Regime.STATE in papers else None,
        calendar_revision=party.calendar_revision,
        sha256=snapshot_hash(data),
        taken_at=at,
        taken_by_id=actor.user_id,
    )
    report.current_snapshot = snapshot
    return snapshot
