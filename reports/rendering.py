"""The PDFs of a report as background jobs: from the frozen snapshot to a file, replaced and never appended.

Each paper (the outline of the Party cell, the report of the school) has its own job, key and file: one that fails
does not touch the other.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.content import ReportContent, sorted_json
from reports.gather import gather
from reports.models import Report
from reports.outline import outline
from reports.queries import any_report, reports_for
from reports.state_outline import state_outline
from schooladmin.core.errors import Refusal
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.models import Issue
from schooladmin.documents.offers import job_key, kind_of, named
from schooladmin.documents.queries import profile_for
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Document, Kind, Regime
from schooladmin.documents.writers.base import Attachment, FileFacts
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

OUTLINE_PDF = "reports.outline_pdf"
STATE_PDF = "reports.state_pdf"
_DATA = "so-lieu.json"
_JOBS = {Regime.PARTY: OUTLINE_PDF, Regime.STATE: STATE_PDF}
KINDS = {Regime.PARTY: Kind.OUTLINE, Regime.STATE: Kind.STATE_REPORT}


def register() -> None:
    """Make the kinds of job known (from ``AppConfig.ready``)."""
    for kind in _JOBS.values():
        register_job(kind, Handler(work=render_paper, publish=publish_paper, queue="pdf"))


def request_rendering(
    *,
    actor: Scope,
    report: Report,
    at: datetime,
    regime: Regime = Regime.PARTY,
    file: FileKind = FileKind.PDF,
    base: str = "",
) -> Job:
    """Ask for a paper as a ``file``; while the same rendering is open, that job is returned.

    ``base`` is scheme and host of the public pages: that of the installation unless the browser's is given.
    """
    label = (
        _("Tạo %(file)s báo cáo nhà nước %(quarter)s")
        if regime is Regime.STATE
        else _("Tạo %(file)s đề cương %(quarter)s")
    )
    return enqueue(
        actor=actor,
        unit_id=report.unit_id,
        kind=_JOBS[regime],
        key=job_key(_key(report, regime), file),
        label=label % {"quarter": report.period.short_label, "file": file.label},
        payload={
            "report_id": report.pk,
            "url": reverse("reports.report.read", args=[report.pk]),
            "regime": regime.value,
            "file": file.value,
            "base": base or settings.PUBLIC_BASE_URL,
        },
        at=at,
    )


def papers_of(report: Report) -> tuple[Regime, ...]:
    """The papers that the report gives: a quarter opened without a state template has the Party's alone."""
    if report.current_snapshot is not None:
        return tuple(regime for regime in _JOBS if report.current_snapshot.of(regime) is not None)
    return tuple(_JOBS) if report.round.state_template_id else (Regime.PARTY,)


def content_of(report: Report, on: date, regime: Regime = Regime.PARTY) -> ReportContent:
    """The content of a paper: the snapshot once it is submitted, the living registers of the day ``on`` before.

    Raises Refusal for a paper that the quarter does not have.
    """
    if report.current_snapshot is None:
        return gather(report, on, regime)
    data = report.current_snapshot.of(regime)
    if data is None:
        raise Refusal(_("Báo cáo này nộp khi chưa có báo cáo nhà nước."), code="no-state-paper")
    return ReportContent.from_json(data)


def paper_of(content: ReportContent, regime: Regime, *, draft: bool) -> Document:
    """The content as the document of its regime."""
    return state_outline(content, draft=draft) if regime is Regime.STATE else outline(content, draft=draft)


def file_key(report: Report, regime: Regime = Regime.PARTY) -> str:
    """What the rendered files of a paper are kept under."""
    return f"{report.source_key}:state" if regime is Regime.STATE else report.source_key


def issue_of(report: Report, regime: Regime = Regime.PARTY) -> Issue | None:
    """The version of a paper that speaks now; none for a report that was submitted before papers were issued."""
    return current_issue(report.unit_id, file_key(report, regime))


def latest_rendering(scope: Scope, report: Report, regime: Regime = Regime.PARTY) -> Job | None:
    """The latest job that made, makes or failed to make the PDF of the paper as it is."""
    rows = Job.objects.filter(unit__in=scope.units(), key=_key(report, regime))
    return rows.order_by("-created_at").first()


def _key(report: Report, regime: Regime) -> str:
    return f"{file_key(report, regime)}:{report.fingerprint[:16] or 'draft'}"


def render_paper(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the paper to a new file. May run twice: only the file that ``publish_paper`` names is ever served."""
    rows = any_report().filter(pk__in=reports_for(scope).values("pk"))
    report = rows.filter(pk=job.payload["report_id"]).first()
    if report is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem báo cáo này."), code="render-no-right")
    regime = Regime(job.payload.get("regime", Regime.PARTY))
    content = content_of(report, scope.at, regime)
    draft = not report.is_submitted
    file = kind_of(job)
    issue = None if draft else issue_of(report, regime)
    stored = new_stored_path(report.unit_id, file)
    facts = write_file(
        file,
        stamped(paper_of(content, regime, draft=draft), issue, job.payload.get("base", "")),
        profile_for(KINDS[regime], content.document_date),
        absolute(stored),
        progress=progress,
        attachments=data_of(report, regime),
    )
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": named(file_name(content, regime, draft=draft), file),
        "snapshot_hash": report.fingerprint,
        "issue": issue.pk if issue else None,
        "url": job.payload["url"],
    }


def data_of(report: Report, regime: Regime) -> tuple[Attachment, ...]:
    """What a final paper was made from, to be kept inside of it; a draft carries nothing.

    Only the content of this paper: none hands out more than it prints.
    """
    data = report.current_snapshot.of(regime) if report.current_snapshot else None
    if data is None:
        return ()
    return (Attachment(_DATA, sorted_json(data), f"Số liệu của văn bản, bản nộp {report.fingerprint[:16]}", "Source"),)


def publish_paper(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Make the file the current one of its paper, in the transaction that closes the job."""
    report = Report.objects.get(pk=job.payload["report_id"])
    key = file_key(report, Regime(job.payload.get("regime", Regime.PARTY)))
    publish_file(
        actor=scope,
        unit_id=report.unit_id,
        source_key=key if result["snapshot_hash"] else f"{key}:draft",
        kind=kind_of(job),
        facts=FileFacts(**result["facts"]),
        stored_path=result["path"],
        name=result["name"],
        snapshot_hash=result["snapshot_hash"],
        job=job,
        at=timezone.now(),
        issue_id=result.get("issue"),
    )


def file_name(content: ReportContent, regime: Regime = Regime.PARTY, *, draft: bool = False) -> str:
    """«De-cuong_THCS-AB_2024-Q3.pdf», «Bao-cao_…»: sorts by school, safe in every archive."""
    stem = "Bao-cao" if regime is Regime.STATE else "De-cuong"
    return f"{stem}_{content.unit_code}_{content.quarter}{'_du-thao' if draft else ''}.pdf"
