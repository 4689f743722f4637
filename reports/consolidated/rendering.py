"""The consolidated report as files: a draft of what is summed now, or the final paper as it was frozen."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reports.consolidated.content import SumsContent
from reports.consolidated.offices import PAPER, Office, final_of, offices_for, rule_of, sums_now
from reports.consolidated.papers import consolidated_paper
from reports.content import snapshot_hash, sorted_json
from reports.models import Consolidation
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.actions import publish_result
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.offers import job_key, kind_of, named
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_of
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Document
from schooladmin.documents.writers.base import Attachment, FileFacts
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

CONSOLIDATED_PDF = "reports.consolidated_pdf"
STEM = "Bao-cao-tong-hop"
_DATA = "so-lieu.json"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(CONSOLIDATED_PDF, Handler(work=render_consolidated, publish=publish_result, queue="pdf"))


def page_url(office: Office, quarter: Quarter) -> str:
    """The page of the sums that this office's paper tells."""
    query = urlencode({"quarter": quarter.code, "paper": office.regime.value, "unit": office.code})
    return f"{reverse('reports.consolidated.read')}?{query}"


def request_consolidated(
    *,
    actor: Scope,
    office: Office,
    quarter: Quarter,
    final: Consolidation | None,
    at: datetime,
    file: FileKind = FileKind.PDF,
    base: str = "",
) -> Job:
    """Ask for the ``final`` paper as a file, or (None) for a draft; while the same is being made, that job is returned.

    ``base`` is scheme and host of the public pages: that of the installation unless the browser's is given.
    """
    actor.require(PAPER, office.pk)
    key = office.key(quarter)
    label = (
        _("Tạo %(file)s báo cáo tổng hợp %(quarter)s")
        if final
        else _("Tạo %(file)s dự thảo báo cáo tổng hợp %(quarter)s")
    )
    return enqueue(
        actor=actor,
        unit_id=office.pk,
        kind=CONSOLIDATED_PDF,
        key=job_key(f"{key}:{final.sha256[:16] if final else 'draft'}", file),
        label=label % {"file": file.label, "quarter": quarter.short_label},
        payload={
            "key": key if final else f"{key}:draft",
            "unit": office.code,
            "quarter": quarter.code,
            "is_final": final is not None,
            "file": file.value,
            "base": base or settings.PUBLIC_BASE_URL,
            "url": page_url(office, quarter),
        },
        at=at,
    )


def document_of(content: SumsContent, *, draft: bool) -> tuple[Document, Profile]:
    """The paper and the rules of form of its day."""
    rule = rule_of(content)
    return consolidated_paper(content, rule, draft=draft), profile_of(rule, content.document_date)


def stamped_final(office: Office, quarter: Quarter, final: Consolidation, base: str) -> tuple[Document, Profile]:
    """The final paper with the mark and the number of its version."""
    document, profile = document_of(SumsContent.from_json(final.data), draft=False)
    return stamped(document, current_issue(office.pk, office.key(quarter)), base), profile


def render_consolidated(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the paper to a new file. May run twice: only the file that ``publish`` names is ever served."""
    asked = job.payload
    office = next((found for found in offices_for(scope, PAPER) if found.code == asked["unit"]), None)
    if office is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem số liệu của đơn vị này."), code="render-no-right")
    quarter, file = Quarter.parse(asked["quarter"]), kind_of(job)
    final = final_of(scope, office, quarter) if asked["is_final"] else None
    if asked["is_final"] and final is None:
        raise Refusal(_("Báo cáo tổng hợp này chưa ban hành."), code="not-final")
    attachments: tuple[Attachment, ...] = ()
    if final is not None:
        issue = current_issue(office.pk, office.key(quarter))
        document, profile = stamped_final(office, quarter, final, asked["base"])
        words = f"Số liệu của văn bản, bản {final.number}, {final.sha256[:16]}"
        attachments = (Attachment(_DATA, sorted_json(final.data), words, "Source"),)
        fingerprint = final.sha256
    else:
        issue, content = None, sums_now(scope, office, quarter)
        document, profile = document_of(content, draft=True)
        fingerprint = snapshot_hash(content.to_json())
    stored = new_stored_path(office.pk, file)
    facts: FileFacts = write_file(file, document, profile, absolute(stored), progress=progress, attachments=attachments)
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": named(file_name(office, quarter, draft=final is None), file),
        "fingerprint": fingerprint,
        "issue": issue.pk if issue else None,
        "url": asked["url"],
    }


def file_name(office: Office, quarter: Quarter, *, draft: bool) -> str:
    """«Bao-cao-tong-hop_UBND-SL_2026-Q3.pdf»: safe in every archive."""
    return f"{STEM}_{office.code}_{quarter.code}{'_du-thao' if draft else ''}.pdf"
