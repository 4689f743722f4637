"""The PDF of a report as a background job: from the frozen snapshot to a file, replaced and never appended."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.content import ReportContent
from reports.gather import gather
from reports.models import Report
from reports.outline import outline
from reports.queries import reports_for
from schooladmin.core.errors import Refusal
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.queries import profile_on
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.pdf import PdfFacts, write_pdf
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

OUTLINE_PDF = "reports.outline_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(OUTLINE_PDF, Handler(work=render_outline, publish=publish_outline, queue="pdf"))


def request_rendering(*, actor: Scope, report: Report, at: datetime) -> Job:
    """Ask for the PDF of a report; while the same rendering is open, that job is returned."""
    return enqueue(
        actor=actor,
        unit_id=report.unit_id,
        kind=OUTLINE_PDF,
        key=_key(report),
        label=_("Tạo PDF đề cương %(quarter)s") % {"quarter": report.period.short_label},
        payload={"report_id": report.pk, "url": reverse("reports.report.read", args=[report.pk])},
        at=at,
    )


def content_of(report: Report, on: date) -> ReportContent:
    """The content of a report: the snapshot once it is submitted, the living registers of the day ``on`` before."""
    return ReportContent.from_json(report.snapshot) if report.snapshot is not None else gather(report, on)


def latest_rendering(scope: Scope, report: Report) -> Job | None:
    """The latest job that made, makes or failed to make the PDF of the report as it is."""
    rows = Job.objects.filter(unit__in=scope.units(), key=_key(report))
    return rows.order_by("-created_at").first()


def _key(report: Report) -> str:
    state = report.snapshot_hash[:16] if report.is_submitted else "draft"
    return f"{report.source_key}:{state}"


def render_outline(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the PDF to a new file. May run twice: only the file that ``publish_outline`` names is ever served."""
    report = reports_for(scope).filter(pk=job.payload["report_id"]).first()
    if report is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem báo cáo này."), code="render-no-right")
    content = content_of(report, scope.at)
    profile = profile_on(Regime.PARTY, content.document_date)
    stored = new_stored_path(report.unit_id)
    facts = write_pdf(
        outline(content, draft=not report.is_submitted),
        profile,
        absolute(stored),
        progress=progress,
    )
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": file_name(content, draft=not report.is_submitted),
        "snapshot_hash": report.snapshot_hash,
        "url": job.payload["url"],
    }


def publish_outline(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Make the file the current one of its report, in the transaction that closes the job."""
    report = Report.objects.get(pk=job.payload["report_id"])
    publish_file(
        actor=scope,
        unit_id=report.unit_id,
        source_key=report.source_key if result["snapshot_hash"] else f"{report.source_key}:draft",
        kind=FileKind.PDF,
        facts=PdfFacts(**result["facts"]),
        stored_path=result["path"],
        name=result["name"],
        snapshot_hash=result["snapshot_hash"],
        job=job,
        at=timezone.now(),
    )


def file_name(content: ReportContent, *, draft: bool = False) -> str:
    """«De-cuong_THCS-AB_2024-Q3.pdf»: sorts by school, safe in every archive."""
    return f"De-cuong_{content.unit_code}_{content.quarter}{'_du-thao' if draft else ''}.pdf"
