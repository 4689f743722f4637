"""The consolidated reports of offices as items of a batch: those that were made final."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.consolidated.offices import PAPER, Office, final_of, finals_of, offices_for
from reports.consolidated.rendering import STEM, request_consolidated
from reports.models import Consolidation
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.batches.registry import Paper, PaperSource, Wanted, register_papers
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file
from schooladmin.jobs.models import Job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


def register() -> None:
    """Let consolidated reports be made in batches (from ``AppConfig.ready``)."""
    register_papers(
        PaperSource(
            code="consolidated",
            label=gettext_lazy("Báo cáo tổng hợp của cơ quan cấp trên"),
            verb=PAPER,
            files=(FileKind.PDF, FileKind.DOCX),
            papers=papers,
            ask=ask,
            order=20,
        )
    )


def papers(scope: Scope, units: QuerySet[Unit], quarter: Quarter) -> Iterator[Paper]:
    """The paper of every office among the units; of one that has not made it final, the word why. Two queries."""
    wanted = set(units.values_list("pk", flat=True))
    finals = finals_of(scope, quarter)
    for office in offices_for(scope, PAPER):
        if office.pk in wanted:
            final = finals.get(office.pk)
            yield Paper(
                office.pk,
                office.key(quarter),
                _("Báo cáo tổng hợp"),
                STEM,
                fingerprint=final.sha256 if final else "",
                missing="" if final else _("Đơn vị chưa ban hành báo cáo tổng hợp của quý này."),
            )


def ask(scope: Scope, wanted: Wanted, at: datetime) -> Job | RenderedFile:
    """The file of the paper that was made final last, or the job that makes it."""
    office, quarter, final = made_final(scope, wanted.key)
    found = current_file(scope, wanted.key, wanted.file)
    if found is not None and found.snapshot_hash == final.sha256:
        return found
    return request_consolidated(
        actor=scope, office=office, quarter=quarter, final=final, at=at, file=wanted.file, base=wanted.base
    )


def made_final(scope: Scope, key: str) -> tuple[Office, Quarter, Consolidation]:
    """The office, quarter and final paper that a key names.

    Raises OutOfScope for a key of no office of the actor, Refusal before the paper was made final.
    """
    try:
        _prefix, unit_id, code = key.split(":")
        quarter, number = Quarter.parse(code), int(unit_id)
    except ValueError as unreadable:
        raise OutOfScope from unreadable
    office = next((found for found in offices_for(scope, PAPER) if found.pk == number), None)
    if office is None:
        raise OutOfScope
    final = final_of(scope, office, quarter)
    if final is None:
        raise Refusal(_("Báo cáo tổng hợp này chưa ban hành."), code="not-final")
    return office, quarter, final
