"""The papers of a report as issued versions: each has its own code and, where its kind is numbered so, its number.

What was corrected in one paper alone makes a new version of that paper only.
"""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from reports.content import ReportContent, snapshot_hash
from reports.models import Report
from reports.rendering import KINDS, file_key, paper_of
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.kinds import sign_of
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import Scope

CELL = "CB"  # what a Party cell signs its papers with


def issue_papers(*, actor: Scope, report: Report, papers: Mapping[Regime, ReportContent], at: datetime) -> None:
    """Issue what has just been frozen. The caller has locked the report and asked for the right."""
    with translation.override("vi"):  # the book is, as the papers are
        period = report.period.short_label
    for regime, content in papers.items():
        is_state = regime is Regime.STATE
        document = paper_of(content, regime, draft=False)
        issue_paper(
            actor=actor,
            unit_id=report.unit_id,
            paper=PaperFacts(
                kind=KINDS[regime],
                source_key=file_key(report, regime),
                snapshot_hash=snapshot_hash(content.to_json()),
                day=content.document_date,
                url=reverse("reports.report.read", args=[report.pk]),
                sign=sign_of(content.unit_code) if is_state else CELL,
                signature=document.signature,
                period=period,
            ),
            at=at,
        )
