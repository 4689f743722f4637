"""Form 06 of every school as items of a batch, for the calendar quarter or for that of the reform reports."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from procedures.permissions import STATISTICS
from procedures.queries.statistics import School, Subject, statistics_of
from procedures.statistics.forms import period_of
from procedures.statistics.rendering import file_of, fingerprint, request_rendering
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Period, Quarter
from schooladmin.documents.batches.registry import Paper, PaperSource, Wanted, register_papers
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.models import Job
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope

_FILES = (FileKind.PDF, FileKind.DOCX)


def register() -> None:
    """Let the statistics be made in batches (from ``AppConfig.ready``)."""
    for code, label, suffix, stem in (
        ("statistics", gettext_lazy("Biểu 06, quý dương lịch"), "", "Bieu-06"),
        (
            "statistics-window",
            gettext_lazy("Biểu 06, quý theo kỳ báo cáo cải cách hành chính"),
            "-W",
            "Bieu-06-ky-CCHC",
        ),
    ):
        register_papers(
            PaperSource(code, label, STATISTICS, _FILES, partial(papers, suffix=suffix, stem=stem, label=label), ask)
        )


def papers(
    scope: Scope, units: QuerySet[Unit], quarter: Quarter, *, suffix: str, stem: str, label: Promise
) -> Iterator[Paper]:
    """The form of every school; whether a file shows the figures of now is known when it is asked for."""
    period = period_of(f"{quarter.code}{suffix}")
    missing = "" if period.start <= scope.at else _("Kỳ này chưa bắt đầu.")
    for unit in with_names(units.filter(kind=UnitKind.SCHOOL), scope.at):
        key = f"procedures.statistics:{unit.pk}:{period.start}:{period.end}"
        yield Paper(unit.pk, key, str(label), stem, missing=missing)


def ask(scope: Scope, wanted: Wanted, at: datetime) -> Job | RenderedFile:
    """The file if its figures are those of now, or the job that makes it."""
    subject, period = asked(scope, wanted.key)
    with override("vi"):  # as the file was made
        found = file_of(scope, subject, period, wanted.file)
        if found is not None and found.snapshot_hash == fingerprint(statistics_of(scope, subject, period)):
            return found
    return request_rendering(actor=scope, subject=subject, period=period, at=at, file=wanted.file)


def asked(scope: Scope, key: str) -> tuple[Subject, Period]:
    """The school and the days that a key names. Raises OutOfScope for a school that the actor may not see."""
    try:
        _prefix, unit_id, start, end = key.split(":")
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
        unit = with_names(scope.units_for(STATISTICS).filter(pk=int(unit_id)), scope.at).first()
    except ValueError as unreadable:
        raise OutOfScope from unreadable
    if unit is None:
        raise OutOfScope
    if unit.kind != UnitKind.SCHOOL:
        raise Refusal(_("Biểu 06 chỉ có cho từng trường."), code="statistics-of-schools")
    school = School(unit.pk, unit.code, str(getattr(unit, "name", None) or unit.code))
    return Subject(school.unit_id, school.code, school.name, (school,)), period
