"""Reads of the Party meeting. Only who may read meetings gets past ``meeting_page``."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from reports.content import ReportContent
from reports.meeting.papers import PAPERS, Paper, spoken_texts
from reports.meeting.permissions import EDIT, READ
from reports.meeting.questions import Question
from reports.meeting.reading import minutes, syllables
from reports.meeting.signals import suggestions
from reports.models import Meeting, MeetingMember, MeetingQuestion, Opinion, Report
from reports.models.meeting import QUESTIONS
from reports.outline import outline
from reports.rendering import content_of
from schooladmin.core.errors import OutOfScope
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.jobs.models import Job
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership
from schooladmin.units.queries import holder_on
from schooladmin.units.scope import Scope


def meetings_for(scope: Scope) -> QuerySet[Meeting]:
    """The meetings whose papers the actor may read."""
    return Meeting.objects.filter(unit__in=scope.units_for(READ)).select_related("report__round__theme")


def meeting_of(scope: Scope, report: Report) -> Meeting | None:
    """The meeting on a report, if it was planned."""
    return meetings_for(scope).filter(report_id=report.pk).first()


def latest_before(scope: Scope, report: Report) -> Meeting | None:
    """The meeting that the unit held last before this quarter: who was called then is remembered."""
    rows = meetings_for(scope).filter(unit_id=report.unit_id, report__quarter__lt=report.quarter)
    return rows.order_by("-report__quarter", "-pk").first()


@dataclass(frozen=True)
class Called:
    """Somebody who belongs to the meeting."""

    name: str
    title: str
    person_id: int | None


def called_to(report: Report, before: Meeting | None, day: date) -> list[Called]:
    """Who is called: those of the meeting before, otherwise everybody who works in the unit on ``day``."""
    if before is not None:
        return [Called(row.name, row.title, row.person_id) for row in members_of(before)]
    rows = Membership.objects.valid_on(day).filter(unit_id=report.unit_id).exclude(role__in=(Role.ADMIN, Role.AUDITOR))
    found: dict[int, Called] = {}
    for row in rows.select_related("person").order_by("person__sort_key", "person_id", "valid_from"):
        found.setdefault(
            row.person_id, Called(row.person.full_name, row.title or str(Role(row.role).label), row.person_id)
        )
    return list(found.values())


def members_of(meeting: Meeting) -> QuerySet[MeetingMember]:
    return MeetingMember.objects.filter(meeting=meeting, unit_id=meeting.unit_id)


def questions_of(meeting: Meeting) -> list[Question]:
    rows = MeetingQuestion.objects.filter(meeting=meeting, unit_id=meeting.unit_id)
    return [Question(row.code, row.text) for row in rows.order_by("order")]


def opinions_of(meeting: Meeting) -> QuerySet[Opinion]:
    return Opinion.objects.filter(meeting=meeting, unit_id=meeting.unit_id)


@dataclass(frozen=True)
class Proposal:
    """What the form of the plan is filled with before anybody typed."""

    starts_at: datetime | None
    place: str
    chair: str
    secretary: str


@dataclass(frozen=True)
class MeetingPage:
    """Everything that the page of a meeting shows. ``offered``: the chosen questions first, then the suggestions."""

    report: Report
    content: ReportContent
    meeting: Meeting | None
    proposal: Proposal
    offered: tuple[Question, ...]
    chosen: frozenset[str]
    members: tuple[MeetingMember, ...]
    opinions: tuple[Opinion, ...]
    files: dict[Paper, RenderedFile]
    word: dict[Paper, RenderedFile]
    job: Job | None
    issue: Issue | None  # the version of closed minutes that speaks now
    minutes_to_read: int
    can_edit: bool

    @property
    def present(self) -> int:
        return sum(row.presence == "present" for row in self.members)

    @property
    def absent(self) -> int:
        return sum(row.presence == "absent" for row in self.members)

    @property
    def pack(self) -> tuple[RenderedFile, ...]:
        """The files of the pack, in the order in which they are used."""
        return tuple(self.files[paper] for paper in PAPERS if paper in self.files and paper is not Paper.MINUTES)


def meeting_page(scope: Scope, report: Report) -> MeetingPage:
    """The page of the meeting on ``report``; a constant number of queries."""
    content = content_of(report, scope.at)
    meeting = meeting_of(scope, report)
    before = None if meeting else latest_before(scope, report)
    saved = tuple(questions_of(meeting)) if meeting else ()
    known = {question.code for question in saved}
    fresh = () if meeting and meeting.is_minuted else suggestions(scope, report, content)
    return MeetingPage(
        report=report,
        content=content,
        meeting=meeting,
        proposal=_proposal(report, meeting, before, scope.at),
        offered=(*saved, *(question for question in fresh if question.code not in known)),
        chosen=frozenset(known) if meeting else frozenset(question.code for question in fresh[:QUESTIONS]),
        members=tuple(members_of(meeting)) if meeting else (),
        opinions=tuple(opinions_of(meeting)) if meeting else (),
        files=files_of_meeting(scope, meeting) if meeting else {},
        word=files_of_meeting(scope, meeting, FileKind.DOCX) if meeting else {},
        job=latest_job(scope, meeting) if meeting else None,
        issue=current_issue(report.unit_id, meeting.paper_key(Paper.MINUTES)) if meeting else None,
        minutes_to_read=reading_minutes(content),
        can_edit=scope.may(EDIT, report.unit_id) and not (meeting and meeting.is_minuted),
    )


def reading_minutes(content: ReportContent) -> int:
    """How long the outline takes to read aloud, its tables left out."""
    return minutes(syllables(spoken_texts(outline(content))))


def files_of_meeting(scope: Scope, meeting: Meeting, kind: FileKind = FileKind.PDF) -> dict[Paper, RenderedFile]:
    """The current files of the meeting's papers of one kind (one query)."""
    keys = {meeting.paper_key(paper): paper for paper in PAPERS}
    return {keys[key]: file for key, file in current_files(scope, list(keys), kind).items()}


def latest_job(scope: Scope, meeting: Meeting) -> Job | None:
    """The latest job that made, makes or failed to make papers of the meeting."""
    rows = Job.objects.filter(unit__in=scope.units(), key__startswith=f"reports.meeting:{meeting.pk}:")
    return rows.order_by("-created_at").first()


def opinion_in(meeting: Meeting, opinion_id: int) -> Opinion:
    """One opinion of the meeting. Raises OutOfScope when it is not there."""
    row = opinions_of(meeting).filter(pk=opinion_id).first()
    if row is None:
        raise OutOfScope
    return row


def _proposal(report: Report, meeting: Meeting | None, before: Meeting | None, day: date) -> Proposal:
    if meeting is not None:
        return Proposal(meeting.starts_at, meeting.place, meeting.chair, meeting.secretary)
    if before is not None:
        return Proposal(None, before.place, before.chair, before.secretary)
    chair = holder_on(report.unit_id, Role.PARTY_SECRETARY, day)
    deputy = holder_on(report.unit_id, Role.DEPUTY, day)
    return Proposal(
        None,
        "Văn phòng nhà trường",
        chair.person.full_name if chair else report.reporter_name,
        deputy.person.full_name if deputy else "",
    )
