"""The workspace of one report as one value: what the page shows, with the page behind every figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.queries.catalogue import all_procedures
from reform.enums import CommitmentState
from reform.queries import commitments_for
from reports.checking.engine import blocking
from reports.checking.findings import Finding
from reports.checking.knowledge import findings_of
from reports.content import CommitmentLine, ReportContent
from reports.figure_rows import Beside, figure_rows, keys_of
from reports.models import Report
from reports.outline import procedure_chart
from reports.queries import fields_of
from reports.queries.history import history_of
from reports.queries.papers import Papers, papers
from reports.queries.writing import offers_for, writing_of
from reports.questions import Todo, items_by_field, questions, reasons_on, todos
from reports.rendering import content_of, latest_rendering
from reports.retelling import frozen
from reports.rules.chips import by_key, chip, to_tokens
from reports.talk import Talk, Thread, talks_of
from reports.workspace.panels import Panel, Part, panel_of
from reports.workspace.table import ProcedureRow, columns, procedure_rows, total_of
from reports.writing import LIMITATIONS, Item
from schooladmin.core.i18n import localized
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_file
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope, system


@dataclass(frozen=True)
class CommitmentRow:
    pk: int
    line: CommitmentLine


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
    can_comment: bool
    strays: tuple[Talk, ...]
    todos: tuple[Todo, ...]
    names: tuple[tuple[str, str], ...]
    file: RenderedFile | None
    job: Job | None
    papers: Papers

    def panel(self, key: str) -> Panel | None:
        """The panel of a field, or of the limitations; None when the template has no such field."""
        return next((panel for panel in (*self.panels, self.limitations) if panel.key == key), None)

    def replaced(self, panel: Panel) -> "Workspace":
        """The workspace with one panel exchanged."""
        panels = tuple(panel if p.key == panel.key else p for p in self.panels)
        limitations = panel if panel.key == LIMITATIONS else self.limitations
        return replace(self, panels=panels, limitations=limitations)

    @property
    def open_talks(self) -> tuple[tuple[Panel, Thread], ...]:
        """What nobody has closed yet, in the order of the page, each with its field."""
        panels = (*self.panels, self.limitations)
        return tuple((panel, thread) for panel in panels for talk in panel.talks for thread in talk.open)

    @property
    def left_open(self) -> int:
        """How many comments nobody has closed yet, those without a place on the page among them."""
        return len(self.open_talks) + sum(len(talk.open) for talk in self.strays)

    def talk(self, anchor: str) -> Talk | None:
        """What is asked at one place of the page."""
        panels = (*self.panels, self.limitations)
        known = (*(talk for panel in panels for talk in panel.talks), *self.strays)
        return next((talk for talk in known if talk.anchor == anchor), None)

    @property
    def column_labels(self) -> tuple[str, ...]:
        """How the columns of the procedure table are headed."""
        return tuple(columns().values())

    @property
    def last_day(self) -> date:
        """The last day of the period, as people write it."""
        return self.content.period_end - timedelta(days=1)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of submitting."""
        return not (self.todos or self.blocking)

    @property
    def waiting(self) -> int:
        """How many things are still to be done."""
        return len(self.todos) + len(self.blocking)

    @property
    def advice(self) -> int:
        """How many findings do not stand in the way of submitting."""
        return len(self.findings) - len(self.blocking)

    @property
    def changed(self) -> tuple[tuple[Panel, Part], ...]:
        """What says something else than last quarter, or than the rules drafted: what is to be read once more."""
        panels = (*self.panels, self.limitations)
        return tuple((panel, part) for panel in panels for part in panel.all_parts if part.item.is_changed)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return blocking(self.findings)


def workspace_of(scope: Scope, report: Report) -> Workspace:
    """Everything that the page of ``report`` shows to the actor; a constant number of queries."""
    printed = content_of(report, scope.at)
    content = _for_reader(printed, report)
    writable = not report.is_submitted
    extras = papers(scope, report)
    may_write = writable and not extras.lock.is_locked
    writing = writing_of(report)
    items = items_by_field(printed, writing, offers_for(report) if writable else ())
    if not writable:
        items = frozen(printed, items)
    beside = Beside(
        history=history_of(system(scope.at, "reports"), report),
        reasons=reasons_on(scope.at),
        explanations=writing.explanations,
        talks=talks_of(report, [item for parts in items.values() for item in parts]),
    )
    found = _unsaid(findings_of(report, printed, scope.at), items) if writable else ()
    hints = {field.key: localized(field, "hint") for field in fields_of(report.round.template_id)}
    figures = by_key(printed.figures)
    asked = questions(printed, beside.history) if writable else ()
    keys = {field.key: keys_of(field, printed) for field in printed.fields}
    rows = figure_rows(scope, report, printed, [key for found in keys.values() for key in found], beside)
    by_figure = {row.line.key: row for row in rows}
    panels = tuple(
        replace(
            panel_of(field.key, field.number, field.heading, items[field.key], figures, beside),
            content=field,
            hint=hints.get(field.key, ""),
            findings=_at(found, field.key),
            figures=tuple(by_figure[key] for key in keys[field.key] if key in by_figure),
        )
        for field in content.fields
    )
    heading = _("Tồn tại, hạn chế và nguyên nhân")
    limitations = replace(
        panel_of(LIMITATIONS, "II.", heading, items[LIMITATIONS], figures, beside), findings=_at(found, LIMITATIONS)
    )
    shown = {talk.anchor for panel in (*panels, limitations) for talk in panel.talks}
    return Workspace(
        report=report,
        content=content,
        panels=panels,
        limitations=limitations,
        findings=found,
        procedures=procedure_rows(content, {line.key for line in printed.overrides}),
        procedure_total=total_of(content.procedures),
        chart=bar_chart_svg(procedure_chart(printed.procedures, printed.quarter)),
        commitments=_commitment_rows(scope, report, content),
        can_edit=may_write and scope.may("reports.report.edit", report.unit_id),
        can_submit=may_write and scope.may("reports.report.submit", report.unit_id),
        can_comment=may_write and scope.may("reports.comment.write", report.unit_id),
        strays=beside.talks.strays(shown, {line.key: line.label for line in printed.figures}),
        todos=todos((item for parts in items.values() for item in parts), asked, writing.explanations),
        names=tuple(
            (to_tokens(chip(key), figures), line.spoken) for key, line in figures.items() if line.number or line.words
        ),
        file=current_file(scope, report.source_key),
        job=latest_rendering(scope, report),
        papers=extras,
    )


def _unsaid(findings: tuple[Finding, ...], items: Mapping[str, Iterable[Item]]) -> tuple[Finding, ...]:
    """Without the fields that are empty only until somebody confirms what last quarter said: that is asked already."""
    pending = {f"field-{key}" for key, parts in items.items() if any(part.is_pending for part in parts)}
    return tuple(
        finding for finding in findings if not (finding.code.startswith("missing-") and finding.anchor in pending)
    )


def _at(findings: tuple[Finding, ...], key: str) -> tuple[Finding, ...]:
    """What is to be mended in a field, apart from its being empty, which the field says itself."""
    return tuple(
        finding for finding in findings if finding.anchor == f"field-{key}" and not finding.code.startswith("missing-")
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


def _commitment_rows(scope: Scope, report: Report, content: ReportContent) -> tuple[CommitmentRow, ...]:
    """Those that can be taken back carry their key; after submission the snapshot alone speaks."""
    if report.is_submitted:
        return tuple(CommitmentRow(0, line) for line in content.commitments)
    rows = commitments_for(scope).filter(unit_id=report.unit_id, quarter=report.quarter)
    rows = rows.exclude(state=CommitmentState.DROPPED).order_by("order")
    return tuple(CommitmentRow(row.pk, CommitmentLine(row.text, row.owner_name, row.due_on)) for row in rows)
