"""Submitting: the content is frozen and receipted at once; the PDF follows and may fail without harm."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.workspace import locked_draft
from reports.content import snapshot_hash
from reports.enums import ReportState
from reports.gather import gather
from reports.models import Report
from reports.outline import outline
from reports.rendering import request_rendering
from reports.rules.checks import blocking
from reports.rules.receipt import receipt_code
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.queries import profile_on
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import check_text
from schooladmin.units.scope import Scope


@transaction.atomic
def submit_report(*, actor: Scope, report_id: int, at: datetime) -> Report:
    """Freeze the report and give its receipt code, in one transaction; then, in this order:

    the snapshot and its hash are stored, the audit entry is written, and the job that renders the PDF is asked for.
    Raises Refusal when something that must be there is missing, or when the report was already submitted.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.submit")
    content = gather(report, local_date(at))
    missing = blocking(content)
    if missing:
        raise Refusal(
            _("Chưa nộp được: %(what)s") % {"what": " ".join(finding.message for finding in missing)},
            code="report-incomplete",
        )
    profile = profile_on(Regime.PARTY, content.document_date)
    # A letter that no font of the paper has is refused now, while somebody is there to take it out.
    check_text(render_html(outline(content), profile, for_print=True))
    report.snapshot = content.to_json()
    report.snapshot_hash = snapshot_hash(report.snapshot)
    report.receipt_code = receipt_code(content.unit_code, report.quarter, report.snapshot_hash)
    report.state = ReportState.SUBMITTED
    report.submitted_at = at
    report.submitted_by_id = actor.user_id
    report.save(
        update_fields=["snapshot", "snapshot_hash", "receipt_code", "state", "submitted_at", "submitted_by"],
    )
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.report.submit",
        at=at,
        thing=report,
        label=report.receipt_code,
        changes={"snapshot": ["", report.snapshot_hash]},
    )
    actor.require_inside(report.unit_id)
    request_rendering(actor=actor, report=report, at=at)
    return report
