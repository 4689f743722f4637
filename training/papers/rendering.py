"""The papers of a class: looked at and printed at once, or as PDF by a background job."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.documents import tree
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.models import Issue
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_for
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.base import FileFacts
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope
from training.models import ClassSchool
from training.papers.certificates import certificates_of, issue_certificates, key_of
from training.papers.course import certified_ids, course_of, issuer_on
from training.papers.sheets import result_list, sign_in_sheet
from training.queries import READ_LIST, days_of, fetch_sheet

TRAINING_PDF = "training.paper_pdf"
CERTIFY = "training.certificate.print"


class Paper(StrEnum):
    """The papers of one school in one class."""

    SIGN_IN = "sign-in"
    RESULTS = "results"
    CERTIFICATES = "certificates"


LISTS = (Paper.SIGN_IN, Paper.RESULTS)
_FILE_NAMES = {
    Paper.SIGN_IN: "Diem-danh",
    Paper.RESULTS: "Ket-qua-boi-duong",
    Paper.CERTIFICATES: "Giay-chung-nhan",
}


@dataclass(frozen=True)
class Sheet:
    """A paper ready to be written: what its file belongs to, what it is called, its content and its form."""

    key: str
    name: str
    document: tree.Document
    profile: Profile
    issue: Issue | None = None  # the version whose code it carries

    def marked(self, base: str) -> tree.Document:
        """The document with the code of its version."""
        return stamped(self.document, self.issue, base)


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(TRAINING_PDF, Handler(work=render_papers, publish=publish_papers, queue="pdf"))


def place_for(scope: Scope, paper: Paper, class_id: int, school_id: int) -> ClassSchool:
    """The school's place in the class, for somebody who may have the paper.

    The lists are for whoever may read the school's list, the certificates for who holds the right in the unit that
    keeps the class. Raises OutOfScope (404) and Forbidden (403).
    """
    place = fetch_sheet(scope, class_id, school_id)
    scope.require(READ_LIST, school_id)
    if paper is Paper.CERTIFICATES:
        scope.require(CERTIFY, place.training_class.unit_id)
    return place


def sheets_of(scope: Scope, paper: Paper, place: ClassSchool) -> list[Sheet]:
    """The paper as it is now: one sheet, or one for each certificate.

    Raises Refusal when there is nothing to print, or when a unit had no name on the day of the paper.
    """
    with override("vi"):
        if paper is Paper.SIGN_IN:
            return [_sign_in(scope, place)]
        return [_results(scope, place)] if paper is Paper.RESULTS else _certificates(scope, place)


def keys_of(scope: Scope, paper: Paper, place: ClassSchool) -> list[str]:
    """What the files of the paper belong to."""
    if paper is Paper.CERTIFICATES:
        return [key_of(pk) for pk in certified_ids(scope, place)]
    return [_list_key(paper, place)]


def _sign_in(scope: Scope, place: ClassSchool) -> Sheet:
    day = days_of(place.training_class)[0]
    document = sign_in_sheet(course_of(scope, place, day), issuer_on(place.school_id, day))
    return Sheet(
        _list_key(Paper.SIGN_IN, place), _file_name(Paper.SIGN_IN, place), document, profile_for(tree.Kind.SIGN_IN, day)
    )


def _results(scope: Scope, place: ClassSchool) -> Sheet:
    course = course_of(scope, place, scope.at)
    if all(line.entry is None for line in course.lines):
        raise Refusal(gettext_lazy("Trường chưa ghi điểm danh cho lớp này."), code="nothing-recorded")
    profile = profile_for(tree.Kind.RESULTS, course.day)
    document = result_list(course, issuer_on(place.training_class.unit_id, course.day), profile)
    return Sheet(_list_key(Paper.RESULTS, place), _file_name(Paper.RESULTS, place), document, profile)


def _certificates(scope: Scope, place: ClassSchool) -> list[Sheet]:
    found = certificates_of(scope, place)
    if not found:
        if certified_ids(scope, place):
            raise Refusal(gettext_lazy("Giấy chứng nhận của danh sách này đã thu hồi."), code="all-withdrawn")
        raise Refusal(
            gettext_lazy("Chưa có ai được cấp giấy chứng nhận: lớp phải kết thúc và người dự phải đạt."),
            code="nobody-passed",
        )
    stem = _FILE_NAMES[Paper.CERTIFICATES]
    return [
        Sheet(one.key, f"{stem}_{one.number}_{one.name}.pdf", one.document, one.profile, one.issue) for one in found
    ]


def _list_key(paper: Paper, place: ClassSchool) -> str:
    return f"training.paper:{place.training_class_id}:{place.school_id}:{paper}"


def _file_name(paper: Paper, place: ClassSchool) -> str:
    """«Diem-danh_THCS-AB_12.pdf»: safe in every archive."""
    return f"{_FILE_NAMES[paper]}_{place.school.code}_{place.training_class_id}.pdf"


def archive_name(place: ClassSchool) -> str:
    """The name of the archive of a school's certificates."""
    return _file_name(Paper.CERTIFICATES, place).replace(".pdf", ".zip")


@transaction.atomic
def request_papers(*, actor: Scope, paper: Paper, place: ClassSchool, at: datetime, base: str = "") -> Job:
    """Ask for the PDF of a list, or of every certificate; while the same is being made, that job is returned.

    Certificates are issued with it: each has its own code, and one that changed since is the next version. ``base`` is
    scheme and host of the public pages: that of the installation unless the browser's is given.
    """
    if paper is Paper.CERTIFICATES:
        actor.require(CERTIFY, place.training_class.unit_id)
        with override("vi"):
            issue_certificates(actor=actor, place=place, at=at)
    unit_id = place.training_class.unit_id if paper is Paper.CERTIFICATES else place.school_id
    label = {
        Paper.SIGN_IN: _("Tạo PDF danh sách điểm danh, lớp «%(title)s»"),
        Paper.RESULTS: _("Tạo PDF danh sách kết quả, lớp «%(title)s»"),
        Paper.CERTIFICATES: _("Tạo giấy chứng nhận, lớp «%(title)s»"),
    }[paper]
    return enqueue(
        actor=actor,
        unit_id=unit_id,
        kind=TRAINING_PDF,
        key=_list_key(paper, place),
        label=label % {"title": place.training_class.title},
        payload={
            "class_id": place.training_class_id,
            "school_id": place.school_id,
            "paper": paper.value,
            "base": base or settings.PUBLIC_BASE_URL,
            "url": reverse("training.attendance.read", args=[place.training_class_id, place.school_id]),
        },
        at=at,
    )


def render_papers(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write each paper to a new file. May run twice: only what ``publish_papers`` names is served."""
    asked = job.payload
    paper = Paper(asked["paper"])
    try:
        place = place_for(scope, paper, asked["class_id"], asked["school_id"])
    except (OutOfScope, Forbidden) as gone:
        raise Refusal(_("Người yêu cầu không còn quyền xem danh sách này."), code="render-no-right") from gone
    sheets = sheets_of(scope, paper, place)
    return {"files": _written(job, sheets, progress), "url": asked["url"]}


def _written(job: Job, sheets: Sequence[Sheet], progress: Progress) -> list[dict[str, Any]]:
    made = []
    for number, sheet in enumerate(sheets):
        stored = new_stored_path(job.unit_id)

        def tell(step: int, steps: int, label: str, done: int = number) -> None:
            progress(done * steps + step, len(sheets) * steps, label)

        document = sheet.marked(job.payload.get("base", ""))
        facts = write_pdf(document, sheet.profile, absolute(stored), progress=tell)
        made.append(
            {
                "key": sheet.key,
                "facts": asdict(facts),
                "path": stored,
                "name": sheet.name,
                "fingerprint": hashlib.sha256(repr(sheet.document).encode()).hexdigest(),
                "issue": sheet.issue.pk if sheet.issue else None,
            }
        )
    return made


def publish_papers(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Make the files the current ones of their papers, in the transaction that closes the job."""
    for made in result["files"]:
        publish_file(
            actor=scope,
            unit_id=job.unit_id,
            source_key=made["key"],
            kind=FileKind.PDF,
            facts=FileFacts(**made["facts"]),
            stored_path=made["path"],
            name=made["name"],
            snapshot_hash=made["fingerprint"],
            job=job,
            at=timezone.now(),
            issue_id=made.get("issue"),
        )
