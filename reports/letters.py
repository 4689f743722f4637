"""Letters about the reports of a quarter: to schools that have not submitted, and to those whose papers are there."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.enums import PARTY_OUTLINE
from reports.models import Report
from reports.queries import reports_for
from reports.rendering import file_key
from schooladmin.core.periods import Quarter
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.notices.outbox.registry import LetterKind, Text, register_letter
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope

_VERB = "reports.board.read"


def register() -> None:
    """Let these letters be collected (from ``AppConfig.ready``)."""
    register_letter(
        LetterKind(
            code="reports.reminder",
            label=_("Nhắc nộp báo cáo quý (trường chưa nộp)"),
            verb=_VERB,
            compose=reminders,
            order=10,
        )
    )
    register_letter(
        LetterKind(code="reports.ready", label=_("Báo cáo đã có (trường đã nộp)"), verb=_VERB, compose=ready, order=20)
    )


def _reports(scope: Scope, units: QuerySet[Unit], quarter: Quarter) -> list[tuple[Report, str]]:
    """The reports of the quarter with the names of their schools, in the schools' order."""
    names = {unit.pk: str(getattr(unit, "name", None) or unit.code) for unit in with_names(units, scope.at)}
    rows = reports_for(scope).filter(unit__in=units, quarter=quarter.code, round__report_kind=PARTY_OUTLINE)
    order = {pk: place for place, pk in enumerate(names)}
    found = sorted(rows, key=lambda report: order.get(report.unit_id, 0))
    return [(report, names.get(report.unit_id, "")) for report in found]


def reminders(scope: Scope, units: QuerySet[Unit], quarter: Quarter, base: str) -> Iterator[Text]:
    """One letter to each school whose report was opened and not submitted."""
    for report, name in _reports(scope, units, quarter):
        if report.is_submitted:
            continue
        due = report.round.due_on
        when = f"hạn nộp là hết ngày {due:%d/%m/%Y}" if scope.at <= due else f"đã quá hạn nộp ({due:%d/%m/%Y})"
        address = f"{base}{reverse('reports.report.read', args=[report.pk])}"
        yield Text(
            report.unit_id,
            f"reports.reminder:{report.pk}",
            f"Nhắc nộp báo cáo {quarter.label}: {name}",
            f"Kính gửi thầy, cô lãnh đạo {name},\n\nBáo cáo {quarter.label} của đơn vị chưa nộp, {when}.\n"
            f"Thầy, cô xem phần còn thiếu và nộp tại: {address}\n\nTrân trọng cảm ơn thầy, cô.",
        )


def ready(scope: Scope, units: QuerySet[Unit], quarter: Quarter, base: str) -> Iterator[Text]:
    """One letter to each school that has submitted and whose outline is there as a file."""
    submitted = [(report, name) for report, name in _reports(scope, units, quarter) if report.is_submitted]
    files = current_files(scope, [file_key(report) for report, _name in submitted])
    for report, name in submitted:
        file = files.get(file_key(report))
        if file is not None:
            yield _ready(report, name, file, quarter, base)


def _ready(report: Report, name: str, file: RenderedFile, quarter: Quarter, base: str) -> Text:
    address = f"{base}{reverse('reports.report.read', args=[report.pk])}"
    return Text(
        report.unit_id,
        f"reports.ready:{report.pk}",
        f"Báo cáo {quarter.label} đã có: {name}",
        f"Kính gửi thầy, cô lãnh đạo {name},\n\nBáo cáo {quarter.label} của đơn vị đã nộp, mã nhận "
        f"{report.receipt_code}. Văn bản {file.pages} trang đã có tại: {address}\n\nTrân trọng cảm ơn thầy, cô.",
    )
