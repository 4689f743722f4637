"""The papers of a meeting as PDF or Word: background jobs like those of the report."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.content import ReportContent
from reports.enums import Presence
from reports.issuing import CELL
from reports.meeting.papers import KINDS, PACK, Attendee, Paper, Record, Said, document_of, file_name
from reports.meeting.permissions import EDIT, READ
from reports.meeting.queries import meetings_for, members_of, opinions_of, questions_of
from reports.models import Meeting
from reports.rendering import content_of
from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.issuing.sums import issue_saying, sum_of
from schooladmin.documents.models import Issue
from schooladmin.documents.offers import job_key, kind_of, named
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_for
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

MEETING_PDF = "reports.meeting_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(MEETING_PDF, Handler(work=render_papers, publish=publish_papers, queue="pdf"))


def request_pack(*, actor: Scope, meeting: Meeting, at: datetime, file: FileKind = FileKind.PDF) -> Job:
    """Ask for outline, reading version, attendance sheet and frame of the minutes at once."""
    quarter = meeting.report.period.short_label
    label = _("Tạo gói sinh hoạt chi bộ %(quarter)s (%(file)s)") % {"quarter": quarter, "file": file.label}
    return _request(actor, meeting, PACK, label, at, file)


@transaction.atomic
def request_minutes(
    *, actor: Scope, meeting: Meeting, at: datetime, file: FileKind = FileKind.PDF, base: str = ""
) -> Job:
    """Ask for the minutes of a closed meeting, which are issued with it: their code stands on every page.

    ``base`` is scheme and host of the public pages: that of the installation unless the browser's is given.
    """
    if file is FileKind.PDF and meeting.is_minuted and actor.may(EDIT, meeting.unit_id):
        _issue_minutes(actor, meeting, at)
    quarter = meeting.report.period.short_label
    label = _("Tạo biên bản sinh hoạt chi bộ %(quarter)s (%(file)s)") % {"quarter": quarter, "file": file.label}
    return _request(actor, meeting, (Paper.MINUTES,), label, at, file, base)


def _issue_minutes(actor: Scope, meeting: Meeting, at: datetime) -> None:
    """With the same words they keep their version. The number is given in the book of the term."""
    document, _profile = paper_of(Paper.MINUTES, meeting, content_of(meeting.report, actor.at))
    with override("vi"):  # the book is, as the papers are
        period = meeting.report.period.short_label
    issue_paper(
        actor=actor,
        unit_id=meeting.unit_id,
        paper=PaperFacts(
            kind=KINDS[Paper.MINUTES],
            source_key=meeting.paper_key(Paper.MINUTES),
            snapshot_hash=sum_of(document),
            day=document.head.day,
            url=reverse("reports.meeting.read", args=[meeting.report_id]),
            sign=CELL,
            signature=document.signatures[-1],  # whoever led the meeting; the secretary signs beside
            period=period,
        ),
        at=at,
    )


def marked(paper: Paper, meeting: Meeting, document: tree.Document, base: str) -> tuple[tree.Document, Issue | None]:
    """Closed minutes with the code of their version; other papers as they are."""
    issue = None
    if paper is Paper.MINUTES and meeting.is_minuted:
        issue = issue_saying(meeting.unit_id, meeting.paper_key(paper), document)
    return stamped(document, issue, base), issue


def _request(
    actor: Scope,
    meeting: Meeting,
    papers: tuple[Paper, ...],
    label: str,
    at: datetime,
    file: FileKind,
    base: str = "",
) -> Job:
    actor.require(READ, meeting.unit_id)
    return enqueue(
        actor=actor,
        unit_id=meeting.unit_id,
        kind=MEETING_PDF,
        key=job_key(
            f"reports.meeting:{meeting.pk}:{'pack' if papers == PACK else papers[0]}:{meeting.lock_version}", file
        ),
        label=label,
        payload={
            "meeting_id": meeting.pk,
            "papers": [paper.value for paper in papers],
            "file": file.value,
            "base": base or settings.PUBLIC_BASE_URL,
            "url": reverse("reports.meeting.read", args=[meeting.report_id]),
        },
        at=at,
    )


def paper_of(paper: Paper, meeting: Meeting, content: ReportContent) -> tuple[tree.Document, Profile]:
    """The paper with the form of the day that it carries."""
    is_of_meeting = paper in (Paper.ATTENDANCE, Paper.FRAME, Paper.MINUTES)
    record = record_of(meeting)
    form = profile_for(KINDS[paper], record.day if is_of_meeting else content.document_date)
    return document_of(paper, content, record, form, draft=not meeting.report.is_submitted), form


def record_of(meeting: Meeting) -> Record:
    """The meeting as its papers tell it (three queries)."""
    return Record(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        chair=meeting.chair,
        secretary=meeting.secretary,
        questions=tuple(questions_of(meeting)),
        attendees=tuple(
            Attendee(
                row.name,
                row.title,
                None if row.presence == Presence.EXPECTED else row.presence == Presence.PRESENT,
                row.reason,
            )
            for row in members_of(meeting)
        ),
        opinions=tuple(Said(row.who, row.words) for row in opinions_of(meeting)),
        decision=meeting.decision,
    )


def render_papers(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write each paper to a new file. May run twice: only what ``publish_papers`` names is served."""
    meeting = meetings_for(scope).filter(pk=job.payload["meeting_id"]).first()
    if meeting is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem cuộc họp này."), code="render-no-right")
    papers = [Paper(value) for value in job.payload["papers"]]
    content = content_of(meeting.report, scope.at)
    made = []
    file = kind_of(job)
    for number, paper in enumerate(papers):
        document, profile = paper_of(paper, meeting, content)
        stored = new_stored_path(meeting.unit_id, file)

        def tell(step: int, steps: int, label: str, done: int = number) -> None:
            progress(done * steps + step, len(papers) * steps, label)

        shown, issue = marked(paper, meeting, document, job.payload.get("base", ""))
        facts = write_file(file, shown, profile, absolute(stored), progress=tell)
        made.append(
            {
                "paper": paper.value,
                "facts": asdict(facts),
                "path": stored,
                "name": named(file_name(paper, content), file),
                "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
                "issue": issue.pk if issue else None,
            }
        )
    return {"files": made, "url": job.payload["url"]}


def publish_papers(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Make the files the current ones of their papers, in the transaction that closes the job."""
    meeting = Meeting.objects.get(pk=job.payload["meeting_id"])
    for made in result["files"]:
        publish_file(
            actor=scope,
            unit_id=meeting.unit_id,
            source_key=meeting.paper_key(made["paper"]),
            kind=kind_of(job),
            facts=FileFacts(**made["facts"]),
            stored_path=made["path"],
            name=made["name"],
            snapshot_hash=made["fingerprint"],
            job=job,
            at=timezone.now(),
            issue_id=made.get("issue"),
        )
