"""Submitting: the content is frozen and receipted at once; the PDF follows and may fail without harm."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.comments import settle_comments
from reports.actions.snapshots import take
from reports.actions.telling import settle
from reports.actions.workspace import locked_draft
from reports.checking.engine import blocking
from reports.checking.knowledge import findings_of
from reports.enums import ReportState
from reports.gather import gather
from reports.issuing import issue_papers
from reports.models import Report
from reports.month.actions.reminders import remind_no_more
from reports.queries.writing import writing_of
from reports.questions import open_todos
from reports.rendering import KINDS, paper_of, papers_of, request_rendering
from reports.rules.receipt import receipt_code
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.queries import profile_for
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import check_text
from schooladmin.units.scope import Scope


@transaction.atomic
def submit_report(*, actor: Scope, report_id: int, at: datetime, base: str = "") -> Report:
    """Freeze the report and give its receipt code, in one transaction; then, in this order:

    one snapshot of both papers is stored, the audit entry is written, each paper is issued (code, number), a job for
    each PDF is asked for, and reminders of the report and notices of its lock end. ``base`` is scheme and host of the
    public pages, for the codes on paper.
    Raises Refusal when something that must be there is missing, or when the report was already submitted.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.submit")
    writing = writing_of(report)
    papers = {regime: gather(report, local_date(at), regime, writing) for regime in papers_of(report)}
    content = papers[Regime.PARTY]
    missing = blocking(findings_of(report, content, local_date(at)))
    if missing:
        raise Refusal(
            _("Chưa nộp được: %(what)s") % {"what": " ".join(finding.message for finding in missing)},
            code="report-incomplete",
        )
    if undecided := open_todos(report, local_date(at), content, writing):
        raise Refusal(
            _("Chưa nộp được: %(what)s") % {"what": "; ".join(todo.text for todo in undecided)},
            code="report-undecided",
        )
    # A letter that no font of the paper has is refused now, while somebody is there to take it out.
    for regime, said in papers.items():
        profile = profile_for(KINDS[regime], said.document_date)
        check_text(render_html(paper_of(said, regime, draft=False), profile, for_print=True))
    snapshot = take(actor=actor, report=report, papers=papers, at=at)
    report.receipt_code = receipt_code(content.unit_code, report.quarter, snapshot.sha256)
    report.state = ReportState.SUBMITTED
    report.submitted_at = at
    report.submitted_by_id = actor.user_id
    report.save(
        update_fields=["current_snapshot", "receipt_code", "state", "submitted_at", "submitted_by"],
    )
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.report.submit",
        at=at,
        thing=report,
        label=report.receipt_code,
        changes={"snapshot": ["", snapshot.sha256]},
    )
    issue_papers(actor=actor, report=report, papers=papers, at=at)
    settle_comments(actor=actor, report=report, at=at)
    actor.require_inside(report.unit_id)
    for regime in papers:
        request_rendering(actor=actor, report=report, at=at, regime=regime, base=base)
    settle(actor, report, at)
    remind_no_more(report=report, at=at)
    return report
