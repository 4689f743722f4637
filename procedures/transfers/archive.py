"""The letter as it was handed out: each issue is kept as a PDF, and that file is what is opened afterwards."""

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.models import TransferLetter
from procedures.papers.case import issuer_on
from procedures.queries.transfers import letters_for
from procedures.rules.codes import short_code
from procedures.transfers.letter import letter_document
from procedures.transfers.outside import write_letter
from procedures.transfers.permissions import LETTER
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.actions import publish_result
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.issuing.sums import issue_saying, sum_of
from schooladmin.documents.kinds import sign_of
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import current_file
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Document, Kind
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

LETTER_PDF = "procedures.transfer_letter_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(LETTER_PDF, Handler(work=render_letter, publish=publish_result, queue="pdf"))


def _keys_of(letter: TransferLetter) -> str:
    return f"procedures.transfer_letter:{letter.pk}:"


def key_of(letter: TransferLetter) -> str:
    """What the file of this issue belongs to: written again to another school it is another letter."""
    return f"{_keys_of(letter)}{letter.issued_at.astimezone(UTC):%Y%m%d%H%M%S%f}"


def file_of(scope: Scope, letter: TransferLetter) -> RenderedFile | None:
    """The file of the letter as it stands; None until it is made."""
    return current_file(scope, key_of(letter))


def files_of(scope: Scope, letter: TransferLetter) -> QuerySet[RenderedFile]:
    """The files of all issues of a letter, the latest first. Who may see the letter was asked by the caller."""
    rows = RenderedFile.objects.filter(unit__in=scope.units(), source_key__startswith=_keys_of(letter), is_current=True)
    return rows.order_by("-created_at", "-pk")


def _facts(letter: TransferLetter) -> PaperFacts:
    """What is kept of the letter; written to another school it is the next version of the same paper."""
    document, _profile = letter_document(letter, "")
    day = local_date(letter.issued_at)
    return PaperFacts(
        kind=Kind.TRANSFER_LETTER,
        source_key=_keys_of(letter).rstrip(":"),
        snapshot_hash=sum_of(document),
        day=day,
        url=reverse("procedures.transfer.letter", args=[letter.request_id]),
        sign=sign_of(issuer_on(letter.unit_id, day).code),
        signature=document.signature,
    )


def marked_letter(letter: TransferLetter, base: str) -> tuple[Document, Profile, Issue | None]:
    """The letter with the code of its version, the rules of form of its day, and that version."""
    document, profile = letter_document(letter, base)
    issue = issue_saying(letter.unit_id, _keys_of(letter).rstrip(":"), document)
    return stamped(document, issue, base), profile, issue


@transaction.atomic
def issue_letter(*, actor: Scope, request_id: int, school_name: str, base: str, at: datetime) -> TransferLetter:
    """Write the letter, issue it, and have it archived as it is handed out; raises what ``write_letter`` raises.

    ``base`` is the address of this site, which the QR code names. An issue is archived once: it is never made again.
    """
    letter = write_letter(actor=actor, request_id=request_id, school_name=school_name, at=at)
    if file_of(actor, letter) is not None:
        return letter
    issue_paper(actor=actor, unit_id=letter.unit_id, paper=_facts(letter), at=at)
    key = key_of(letter)
    enqueue(
        actor=actor,
        unit_id=letter.unit_id,
        kind=LETTER_PDF,
        key=key,
        label=f"Lưu PDF thư xác nhận chuyển trường, hồ sơ {letter.request.code}",
        payload={
            "key": key,
            "letter_id": letter.pk,
            "base": base,
            "url": reverse("procedures.transfer.letter", args=[letter.request_id]),
        },
        at=at,
    )
    return letter


def render_letter(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the PDF of one issue to a new file. May run twice: only the file that ``publish`` names is served."""
    asked = job.payload
    letter = letters_for(scope, LETTER).filter(pk=asked["letter_id"]).first()
    if letter is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem hồ sơ này."), code="render-no-right")
    if key_of(letter) != asked["key"]:
        raise Refusal(_("Thư đã lập lại cho trường khác; bản mới được lưu riêng."), code="letter-rewritten")
    document, profile, issue = marked_letter(letter, asked["base"])
    stored = new_stored_path(letter.unit_id)
    facts = write_pdf(document, profile, absolute(stored), progress=progress)
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": f"Thu-xac-nhan_{short_code(letter.request.code)}.pdf",
        "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
        "issue": issue.pk if issue else None,
        "url": asked["url"],
    }
