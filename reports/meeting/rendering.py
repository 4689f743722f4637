"""The papers of a meeting as PDF: background jobs like those of the report."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.content import ReportContent
from reports.enums import Presence
from reports.meeting.papers import PACK, Attendee, Paper, Record, Said, document_of, file_name, profile_for
from reports.meeting.permissions import READ
from reports.meeting.queries import meetings_for, members_of, opinions_of, questions_of
from reports.models import Meeting
from reports.rendering import content_of
from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_on
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.pdf import PdfFacts, write_pdf
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

MEETING_PDF = "reports.meeting_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(MEETING_PDF, Handler(work=render_papers, publish=publish_papers, queue="pdf"))


def request_pack(*, actor: Scope, meeting: Meeting, at: datetime) -> Job:
    """Ask for outline, reading version, attendance sheet and frame of the minutes at once."""
    quarter = meeting.report.period.short_label
    return _request(actor, meeting, PACK, _("Tạo gói sinh hoạt chi bộ %(quarter)s") % {"quarter": quarter}, at)


def request_minutes(*, actor: Scope, meeting: Meeting, at: datetime) -> Job:
    """Ask for the minutes of a closed meeting."""
    quarter = meeting.report.period.short_label
    label = _("Tạo biên bản sinh hoạt chi bộ %(quarter)s") % {"quarter": quarter}
    return _request(actor, meeting, (Paper.MINUTES,), label, at)


def _request(actor: Scope, meeting: Meeting, papers: tuple[Paper, ...], label: str, at: datetime) -> Job:
    actor.require(READ, meeting.unit_id)
    return enqueue(
        actor=actor,
        unit_id=meeting.unit_id,
        kind=MEETING_PDF,
        key=f"reports.meeting:{meeting.pk}:{'pack' if papers == PACK else papers[0]}:{meeting.lock_version}",
        label=label,
        payload={
            "meeting_id": meeting.pk,
            "papers": [paper.value for paper in papers],
            "url": reverse("reports.meeting.read", args=[meeting.report_id]),
        },
        at=at,
    )


def paper_of(paper: Paper, meeting: Meeting, content: ReportContent) -> tuple[tree.Document, Profile]:
    """The paper with the form of the day that it carries."""
    is_of_meeting = paper in (Paper.ATTENDANCE, Paper.FRAME, Paper.MINUTES)
    record = record_of(meeting)
    document = document_of(paper, content, record, draft=not meeting.report.is_submitted)
    return document, profile_for(
        paper, profile_on(Regime.PARTY, record.day if is_of_meeting else content.document_date)
    )


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
    for number, paper in enumerate(papers):
        document, profile = paper_of(paper, meeting, content)
        stored = new_stored_path(meeting.unit_id)

        def tell(step: int, steps: int, label: str, done: int = number) -> None:
            progress(done * steps + step, len(papers) * steps, label)

        facts = write_pdf(document, profile, absolute(stored), progress=tell)
        made.append(
            {
                "paper": paper.value,
                "facts": asdict(facts),
                "path": stored,
                "name": file_name(paper, content),
                "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
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
            kind=FileKind.PDF,
            facts=PdfFacts(**made["facts"]),
            stored_path=made["path"],
            name=made["name"],
            snapshot_hash=made["fingerprint"],
            job=job,
            at=timezone.now(),
        )
