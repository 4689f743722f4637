"""The paper of the statistics as a background job: counted when the worker begins, and replaced as a whole."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.permissions import STATISTICS
from procedures.queries.statistics import Statistics, Subject, statistics_of, statistics_url, subject_for
from procedures.statistics.papers import Head, paper_of
from procedures.statistics.sheets import file_name
from procedures.statistics.words import period_words
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import Period
from schooladmin.documents.actions import publish_result
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.offers import job_key, kind_of, office_files
from schooladmin.documents.queries import current_file, profile_for
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.tree import Kind
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.queries import holder_on, name_on, supervisor_on
from schooladmin.units.scope import Scope

STATISTICS_PDF = "procedures.statistics_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(STATISTICS_PDF, Handler(work=render, publish=publish_result, queue="pdf"))


def request_rendering(
    *, actor: Scope, subject: Subject, period: Period, at: datetime, file: FileKind = FileKind.PDF
) -> Job:
    """Ask for the file of these days; while the same rendering is open, that job is returned."""
    actor.require_anywhere(STATISTICS)
    key = source_key(actor, subject, period)
    return enqueue(
        actor=actor,
        unit_id=subject.unit_id,
        kind=STATISTICS_PDF,
        key=job_key(key, file),
        label=_("Tạo %(file)s thống kê %(period)s") % {"file": file.label, "period": period_words(period)},
        payload={
            "unit": subject.code,
            "from": period.start.isoformat(),
            "end": period.end.isoformat(),
            "key": key,
            "file": file.value,
            "url": statistics_url(subject.code, period),
        },
        at=at,
    )


def source_key(scope: Scope, subject: Subject, period: Period) -> str:
    """What a file of these figures belongs to. Totals over many schools are the person's: others may reach others."""
    whose = f"{subject.unit_id}:all:{scope.user_id}" if subject.is_many else str(subject.unit_id)
    return f"procedures.statistics:{whose}:{period.start}:{period.end}"


def file_of(scope: Scope, subject: Subject, period: Period, kind: FileKind = FileKind.PDF) -> RenderedFile | None:
    """The latest file of these figures, a PDF unless ``kind`` says another, if one was made."""
    return current_file(scope, source_key(scope, subject, period), kind)


def office_of(scope: Scope, subject: Subject, period: Period) -> list[RenderedFile]:
    """The latest Word file of these figures, if one was made."""
    key = source_key(scope, subject, period)
    return office_files(scope, [key]).get(key, [])


def fingerprint(found: Statistics) -> str:
    """Changes when a figure, a name or the coverage changes: says whether a file shows the figures of now."""
    tables = [found.national, found.internal, *found.channels, *([found.schools] if found.schools else [])]
    shown = [(line.key, line.name, line.values) for table in tables for line in (*table.lines, table.total)]
    index = [(item.rule.pk, item.share, item.percent) for item in found.index]
    return hashlib.sha256(repr((shown, index, found.coverage, found.is_running)).encode()).hexdigest()


def render(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the paper to a new file. May run twice: only the file that ``publish`` names is ever served."""
    period = Period(date.fromisoformat(job.payload["from"]), date.fromisoformat(job.payload["end"]))
    try:
        subject = subject_for(scope, job.payload["unit"])
        scope.require_anywhere(STATISTICS)
    except (OutOfScope, Forbidden) as gone:
        raise Refusal(_("Người yêu cầu không còn quyền xem số liệu này."), code="render-no-right") from gone
    if source_key(scope, subject, period) != job.payload["key"]:
        raise Refusal(_("Người yêu cầu không còn quyền xem số liệu này."), code="render-no-right")
    file = kind_of(job)
    stored = new_stored_path(subject.unit_id, file)
    with override("vi"):
        found = statistics_of(scope, subject_for(scope, subject.code), period)
        facts = write_file(
            file,
            paper_of(found, _head(subject, scope.at)),
            profile_for(Kind.STATISTICS, scope.at),
            absolute(stored),
            progress=progress,
        )
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": file_name(found, file),
        "fingerprint": fingerprint(found),
        "url": job.payload["url"],
    }


def _head(subject: Subject, day: date) -> Head:
    """The head of the paper by the names and people of the day."""
    name = name_on(subject.unit_id, day)
    organ = supervisor_on(subject.unit_id, SupervisionKind.ADMINISTRATIVE, day)
    holder = holder_on(subject.unit_id, Role.HEAD if subject.is_many else Role.PRINCIPAL, day)
    return Head(
        upper=name_on(organ.pk, day).name if organ else "",
        issuer=name.name,
        place=name.place,
        day=day,
        signer=holder.person.full_name if holder else "",
    )
