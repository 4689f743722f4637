"""The workspace of one report as one value: what the page shows, with the address behind every figure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.facts import ProcedureLine as ProcedureFigures
from procedures.facts import quarter_facts as procedure_facts
from procedures.queries.catalogue import all_procedures
from reform.enums import CommitmentState
from reform.queries import commitments_for
from reports.checking.engine import blocking
from reports.checking.findings import Finding
from reports.checking.knowledge import findings_of
from reports.content import CommitmentLine, FieldContent, ProcedureLine, ReportContent
from reports.gather import LIMITATIONS, period_of
from reports.models import Narrative, Report
from reports.outline import procedure_chart
from reports.queries import fields_of, narratives_of
from reports.rendering import content_of, latest_rendering
from schooladmin.core.figures import Figure
from schooladmin.core.i18n import localized
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope, system


@dataclass(frozen=True)
class Panel:
    """A field of the workspace: its printed heading, what the log holds, and the school's own text."""

    key: str
    number: str
    heading: str
    content: FieldContent | None
    text: str
    version: int
    saved_by: str
    hint: str = ""
    error: str = ""
    conflict: str = ""
    stored_text: str = ""

    @property
    def is_answered(self) -> bool:
        return self.content.is_answered if self.content else bool(self.text)

    def refused(self, typed: str, error: str, conflict: str) -> "Panel":
        """The panel with a text that was not saved put back as it was typed; the stored one beside it."""
        return replace(self, text=typed, stored_text=self.text, error=error, conflict=conflict)


@dataclass(frozen=True)
class CommitmentRow:
    pk: int
    line: CommitmentLine


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure's figures, each with the list of its requests; without the right to see requests, bare numbers."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Workspace:
    """What the page of a report shows."""

    report: Report
    content: ReportContent
    panels: tuple[Panel, ...]
    limitations: Panel
    findings: tuple[Finding, ...]
    procedures: tuple[ProcedureRow, ...]
    procedure_total: ProcedureRow | None
    chart: SafeString
    commitments: tuple[CommitmentRow, ...]
    can_edit: bool
    can_submit: bool
    file: RenderedFile | None
    job: Job | None

    def panel(self, key: str) -> Panel | None:
        """The panel of a field, or of the limitations; None when the template has no such field."""
        return next((panel for panel in (*self.panels, self.limitations) if panel.key == key), None)

    def replaced(self, panel: Panel) -> "Workspace":
        """The workspace with one panel exchanged."""
        panels = tuple(panel if p.key == panel.key else p for p in self.panels)
        limitations = panel if panel.key == LIMITATIONS else self.limitations
        return replace(self, panels=panels, limitations=limitations)

    @property
    def column_labels(self) -> tuple[str, ...]:
        """How the columns of the procedure table are headed."""
        return tuple(_columns().values())

    @property
    def last_day(self) -> date:
        """The last day of the period, as people write it."""
        return self.content.period_end - timedelta(days=1)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return blocking(self.findings)

    def findings_at(self, anchor: str) -> tuple[Finding, ...]:
        """What is to be mended at one place of the page."""
        return tuple(finding for finding in self.findings if finding.anchor == anchor)


def workspace_of(scope: Scope, report: Report) -> Workspace:
    """Everything that the page of ``report`` shows to the actor; a constant number of queries."""
    printed = content_of(report, scope.at)
    content = _for_reader(printed, report)
    texts = narratives_of(report)
    writable = not report.is_submitted
    hints = {field.key: localized(field, "hint") for field in fields_of(report.round.template_id)}
    return Workspace(
        report=report,
        content=content,
        panels=tuple(_panel(field, texts.get(field.key), hints.get(field.key, "")) for field in content.fields),
        limitations=_limitations(content, texts.get(LIMITATIONS)),
        findings=findings_of(report, printed, scope.at) if writable else (),
        procedures=_procedure_rows(scope, report, content),
        procedure_total=_total(content.procedures),
        chart=bar_chart_svg(procedure_chart(printed.procedures, printed.quarter)),
        commitments=_commitment_rows(scope, report, content),
        can_edit=writable and scope.may("reports.report.edit", report.unit_id),
        can_submit=writable and scope.may("reports.report.submit", report.unit_id),
        file=current_file(scope, report.source_key),
        job=latest_rendering(scope, report),
    )


def _for_reader(content: ReportContent, report: Report) -> ReportContent:
    """The content with the English names of the catalogues for English readers; the paper keeps the Vietnamese."""
    if not (get_language() or "vi").startswith("en"):
        return content
    headings = {field.key: localized(field, "heading") for field in fields_of(report.round.template_id)}
    names = {procedure.code: localized(procedure, "name") for procedure in all_procedures()}
    return replace(
        content,
        fields=tuple(replace(field, heading=headings.get(field.key, field.heading)) for field in content.fields),
        procedures=tuple(replace(line, name=names.get(line.code, line.name)) for line in content.procedures),
    )


def _panel(field: FieldContent, text: Narrative | None, hint: str) -> Panel:
    return Panel(
        key=field.key,
        number=field.number,
        heading=field.heading,
        content=field,
        text=field.narrative,
        version=text.version if text else 0,
        saved_by=text.updated_by_label if text else "",
        hint=hint,
    )


def _limitations(content: ReportContent, text: Narrative | None) -> Panel:
    return Panel(
        key=LIMITATIONS,
        number="II.",
        heading=_("Tồn tại, hạn chế và nguyên nhân"),
        content=None,
        text=content.limitations,
        version=text.version if text else 0,
        saved_by=text.updated_by_label if text else "",
    )


def _columns() -> dict[str, str]:
    """The columns of the table: their names in the content and in the facts, and how they are headed."""
    return {
        "carried_over": _("Tồn kỳ trước"),
        "received": _("Tiếp nhận"),
        "solved_on_time": _("Đúng hạn"),
        "solved_late": _("Trễ hạn"),
        "in_progress": _("Đang giải quyết"),
        # Refused and withdrawn share a column of the paper; two lists cannot share an address.
        "closed": _("Từ chối, rút"),
    }


def _procedure_rows(scope: Scope, report: Report, content: ReportContent) -> tuple[ProcedureRow, ...]:
    """The figures that the report holds, each with the list of its requests for those who may see requests."""
    facts: Mapping[str, ProcedureFigures] = {}
    if scope.may("procedures.request.read", report.unit_id):
        live = procedure_facts(system(scope.at, "reports"), report.unit_id, period_of(report))
        facts = {line.code: line for line in live.lines}
    return tuple(_procedure_row(line, facts.get(line.code)) for line in content.procedures)


def _procedure_row(line: ProcedureLine, facts: ProcedureFigures | None) -> ProcedureRow:
    return ProcedureRow(
        line.name,
        tuple(
            Figure(
                f"procedures.{line.code}.{name}",
                label,
                line.refused + line.withdrawn if name == "closed" else getattr(line, name),
                rows_url=getattr(facts, name).rows_url if facts and name != "closed" else "",
            )
            for name, label in _columns().items()
        ),
    )


def _total(lines: tuple[ProcedureLine, ...]) -> ProcedureRow | None:
    if not lines:
        return None
    rows = [_procedure_row(line, None).figures for line in lines]
    sums = [sum(int(figure.value or 0) for figure in column) for column in zip(*rows, strict=True)]
    figures = zip(_columns().items(), sums, strict=True)
    return ProcedureRow(
        _("Cộng"), tuple(Figure(f"procedures.all.{name}", label, value) for (name, label), value in figures)
    )


def _commitment_rows(scope: Scope, report: Report, content: ReportContent) -> tuple[CommitmentRow, ...]:
    """Those that can be taken back carry their key; after submission the snapshot alone speaks."""
    if report.is_submitted:
        return tuple(CommitmentRow(0, line) for line in content.commitments)
    rows = commitments_for(scope).filter(unit_id=report.unit_id, quarter=report.quarter)
    rows = rows.exclude(state=CommitmentState.DROPPED).order_by("order")
    return tuple(CommitmentRow(row.pk, CommitmentLine(row.text, row.owner_name, row.due_on)) for row in rows)
