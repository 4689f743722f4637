"""The papers as files, PDF, Word or Excel: a background job for each, replaced as a whole."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procedures.models import Request
from procedures.papers.book import book_of, notice_of
from procedures.papers.case import case_of
from procedures.papers.issuing import is_letter, issue_letter_of, issue_shown
from procedures.papers.kinds import NOTICE_KEY
from procedures.papers.letters import Letter
from procedures.papers.permissions import DRAFT
from procedures.papers.printing import Offer, document_of, file_name, pick
from procedures.proofs import notice_asked
from procedures.queries.catalogue import version_on
from procedures.queries.requests import requests_for
from procedures.rules.transitions import READ
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Period, local_date
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_result
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.models import Issue
from schooladmin.documents.offers import job_key, kind_of, named
from schooladmin.documents.profiles import Profile
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

PAPER_PDF = "procedures.paper_pdf"
BOOK_PDF = "procedures.book_pdf"


@dataclass(frozen=True)
class Volume:
    """A paper of a school: the book of a period, or the notice of a procedure."""

    unit_id: int
    period: Period | None = None
    procedure: str = ""

    @property
    def key(self) -> str:
        """What a file of it belongs to."""
        if self.period is not None:
            return f"procedures.book:{self.unit_id}:{self.period.start}:{self.period.end}"
        return f"{NOTICE_KEY}:{self.unit_id}:{self.procedure}"


def register() -> None:
    """Make the kinds of jobs known (from ``AppConfig.ready``)."""
    register_job(PAPER_PDF, Handler(work=render_paper, publish=publish_result, queue="pdf"))
    register_job(BOOK_PDF, Handler(work=render_volume, publish=publish_result, queue="pdf"))


@transaction.atomic
def request_paper(
    *,
    actor: Scope,
    row: Request,
    offer: Offer,
    letter: Letter,
    base: str,
    at: datetime,
    file: FileKind = FileKind.PDF,
) -> Job:
    """Ask for a paper as a ``file``; while the same is being made, that job is returned.

    A final letter that the school itself archives as PDF is issued first: its code stands on every page.
    """
    actor.require(DRAFT if offer.is_draft else READ, row.unit_id)
    if file is FileKind.PDF and is_letter(offer) and actor.may(DRAFT, row.unit_id):
        issue_letter_of(actor=actor, case=case_of(row, local_date(at)), offer=offer, at=at)
    key = offer.key(row.pk)
    return enqueue(
        actor=actor,
        unit_id=row.unit_id,
        kind=PAPER_PDF,
        key=job_key(key, file),
        label=_("Tạo %(file)s «%(paper)s», hồ sơ %(code)s")
        % {"file": file.label, "paper": offer.form.title, "code": row.code},
        payload={
            "key": key,
            "file": file.value,
            "request_id": row.pk,
            "kind": offer.kind.value,
            "part": offer.part,
            "is_draft": offer.is_draft,
            "cause": letter.cause,
            "day": letter.day.isoformat() if letter.day else "",
            "signer": letter.signer,
            "base": base,
            "url": reverse("procedures.request.read", args=[row.pk]),
        },
        at=at,
    )


def request_volume(*, actor: Scope, volume: Volume, base: str, at: datetime, file: FileKind = FileKind.PDF) -> Job:
    """Ask for the file of a book or a notice; while the same is being made, that job is returned."""
    actor.require(READ, volume.unit_id)
    period = volume.period
    if period is not None:
        last = date.fromordinal(period.end.toordinal() - 1)
        label = _("Tạo %(file)s sổ theo dõi từ %(first)s đến %(last)s") % {
            "file": file.label,
            "first": f"{period.start:%d/%m/%Y}",
            "last": f"{last:%d/%m/%Y}",
        }
        query = {
            "unit": Unit.objects.get(pk=volume.unit_id).code,
            "from": period.start.isoformat(),
            "to": last.isoformat(),
        }
    else:
        label = _("Tạo %(file)s trang niêm yết %(procedure)s") % {"file": file.label, "procedure": volume.procedure}
        query = {"unit": Unit.objects.get(pk=volume.unit_id).code}
    job = enqueue(
        actor=actor,
        unit_id=volume.unit_id,
        kind=BOOK_PDF,
        key=job_key(volume.key, file),
        label=label,
        payload={
            "key": volume.key,
            "file": file.value,
            "unit_id": volume.unit_id,
            "from": period.start.isoformat() if period else "",
            "end": period.end.isoformat() if period else "",
            "procedure": volume.procedure,
            "base": base,
            "url": f"{reverse('procedures.book')}?{urlencode(query)}",
        },
        at=at,
    )
    if volume.procedure and file is FileKind.PDF:
        notice_asked(job)
    return job


def render_paper(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write one paper to a new file. May run twice: only the file that ``publish`` names is served."""
    asked = job.payload
    row = requests_for(scope).filter(pk=asked["request_id"]).select_related("unit").first()
    if row is None:
        raise _no_right()
    case = case_of(row, scope.at)
    try:
        offer = pick(case, asked["kind"], asked["part"])
    except OutOfScope as gone:
        raise Refusal(_("Hồ sơ đã chuyển trạng thái, không còn giấy tờ này."), code="paper-gone") from gone
    if offer.is_draft != asked["is_draft"]:
        raise Refusal(_("Bản dự thảo đã thành bản chính thức. Hãy tạo lại PDF từ trang hồ sơ."), code="paper-final")
    if offer.is_draft and not scope.may(DRAFT, row.unit_id):
        raise _no_right()
    letter = Letter(asked["cause"], date.fromisoformat(asked["day"]) if asked["day"] else None, asked["signer"])
    document, profile = document_of(case, offer, asked["base"], letter)
    issue = issue_shown(case, offer, document)
    return _written(job, row.unit_id, document, profile, file_name(case, offer), progress, issue)


def render_volume(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write a book or a notice to a new file."""
    asked = job.payload
    if not scope.may(READ, asked["unit_id"]):
        raise _no_right()
    code = Unit.objects.get(pk=asked["unit_id"]).code
    if asked["procedure"]:
        version = version_on(asked["procedure"], scope.at)
        document, profile = notice_of(asked["unit_id"], version, scope.at, asked["base"])
        name = f"Niem-yet_{code}_{asked['procedure']}.pdf"
    else:
        period = Period(date.fromisoformat(asked["from"]), date.fromisoformat(asked["end"]))
        document, profile = book_of(scope, asked["unit_id"], period)
        name = f"So-theo-doi_{code}_{period.start}_{period.end}.pdf"
    return _written(job, asked["unit_id"], document, profile, name, progress)


def _written(
    job: Job,
    unit_id: int,
    document: tree.Document,
    profile: Profile,
    name: str,
    progress: Progress,
    issue: Issue | None = None,
) -> dict[str, Any]:
    file = kind_of(job)
    stored = new_stored_path(unit_id, file)
    marked = stamped(document, issue, job.payload["base"])
    facts = write_file(file, marked, profile, absolute(stored), progress=progress)
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": named(name, file),
        "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
        "issue": issue.pk if issue else None,
        "url": job.payload["url"],
    }


def _no_right() -> Refusal:
    return Refusal(_("Người yêu cầu không còn quyền xem hồ sơ này."), code="render-no-right")
