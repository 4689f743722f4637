"""The papers of reports as items of a batch: the outline and the state report of every school that has submitted."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.enums import PARTY_OUTLINE
from reports.models import Report
from reports.queries import any_report, reports_for
from reports.rendering import file_key, papers_of, request_rendering
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.batches.registry import Paper, PaperSource, Wanted, register_papers
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file
from schooladmin.documents.tree import Regime
from schooladmin.jobs.models import Job
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope

_STATE = "state"  # the last part of the key of a state report
STEMS = {Regime.PARTY: "De-cuong", Regime.STATE: "Bao-cao"}


def register() -> None:
    """Let reports be made in batches (from ``AppConfig.ready``)."""
    register_papers(
        PaperSource(
            code="reports",
            label=gettext_lazy("Báo cáo quý (đề cương, báo cáo nhà nước)"),
            verb="reports.report.read",
            files=(FileKind.PDF, FileKind.DOCX),
            papers=papers,
            ask=ask,
            order=10,
        )
    )


def papers(scope: Scope, units: QuerySet[Unit], quarter: Quarter) -> Iterator[Paper]:
    """Both papers of every school; of one that has not submitted, the outline as missing. Two queries."""
    schools = with_names(units.filter(kind=UnitKind.SCHOOL), scope.at)
    rows = reports_for(scope).filter(unit__in=units, quarter=quarter.code, round__report_kind=PARTY_OUTLINE)
    # Without what the snapshots say: a province would not fit into memory.
    rows = rows.select_related("current_snapshot").defer("current_snapshot__data").order_by("pk")
    reports = {report.unit_id: report for report in rows}
    for unit in schools:
        report = reports.get(unit.pk)
        if report is None:
            key = f"reports.unit:{unit.pk}:{quarter.code}"
            yield _paper(unit, key, Regime.PARTY, missing=_("Đảng ủy chưa mở đợt báo cáo của quý này cho đơn vị."))
        elif report.current_snapshot is None:
            yield _paper(unit, file_key(report), Regime.PARTY, missing=_("Đơn vị chưa nộp báo cáo."))
        else:
            yield _paper(unit, file_key(report), Regime.PARTY, fingerprint=report.fingerprint)
            if report.current_snapshot.state_template_id is not None:
                key = file_key(report, Regime.STATE)
                yield _paper(unit, key, Regime.STATE, fingerprint=report.fingerprint)


def _paper(unit: Unit, key: str, regime: Regime, *, fingerprint: str = "", missing: str = "") -> Paper:
    label = _("Báo cáo nhà nước") if regime is Regime.STATE else _("Đề cương")
    return Paper(unit.pk, key, label, STEMS[regime], fingerprint, missing)


def ask(scope: Scope, wanted: Wanted, at: datetime) -> Job | RenderedFile:
    """The file of the version that speaks now, or the job that makes it."""
    report, regime = submitted(scope, wanted.key)
    found = current_file(scope, wanted.key, wanted.file)
    if found is not None and found.snapshot_hash == report.fingerprint:
        return found
    return request_rendering(actor=scope, report=report, at=at, regime=regime, file=wanted.file, base=wanted.base)


def submitted(scope: Scope, key: str) -> tuple[Report, Regime]:
    """The report and paper that a key names. Raises Refusal unless it is submitted and the actor may read it."""
    _prefix, number, *rest = key.split(":")
    regime = Regime.STATE if rest == [_STATE] else Regime.PARTY
    report = any_report().filter(pk__in=reports_for(scope).values("pk"), pk=int(number)).first()
    if report is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem báo cáo này."), code="render-no-right")
    if not report.is_submitted or regime not in papers_of(report):
        raise Refusal(_("Báo cáo này chưa nộp nên chưa có văn bản."), code="report-not-submitted")
    return report, regime
