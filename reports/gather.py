"""From the registers to the content of a report: the only place where live figures enter it."""

from datetime import date

from django.utils import translation

from procedures.facts import ProcedureFacts
from procedures.facts import quarter_facts as procedure_facts
from reform.enums import CommitmentState
from reform.facts import AreaFacts, ReformFacts
from reform.facts import quarter_facts as reform_facts
from reports.content import CommitmentLine, FieldContent, ProcedureLine, ReportContent, ResultLine, TrainingLine
from reports.models import Narrative, Report, TemplateField
from reports.queries import fields_of, narratives_of
from schooladmin.calendars.queries import calendar_revision, window_for
from schooladmin.core.periods import Period
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.queries import name_on, supervisor_on
from schooladmin.units.scope import Scope, system
from training.facts import TrainingFacts
from training.facts import quarter_facts as training_facts

LIMITATIONS = "limitations"


def period_of(report: Report) -> Period:
    """The days that the report's quarter stands for, by the window of its kind."""
    return window_for(report.round.report_kind, report.period)


def gather(report: Report, on: date) -> ReportContent:
    """Read everything that the report says from the registers as they are on the day ``on``.

    Always in Vietnamese, and with the figures of the whole unit: what a report says must not depend on who opens it.
    The caller has checked the right to read the report. Names are those of the document's date.
    """
    scope = system(on, "reports")
    period = period_of(report)
    with translation.override("vi"):
        return _content(report, scope, period)


def _content(report: Report, scope: Scope, period: Period) -> ReportContent:
    day = report.document_date
    name = name_on(report.unit_id, day)
    organ = supervisor_on(report.unit_id, SupervisionKind.PARTY, day)
    reform = reform_facts(scope, report.unit_id, period)
    narratives = narratives_of(report)
    theme = report.round.theme
    return ReportContent(
        unit_code=report.unit.code,
        unit_name=name.name,
        quarter=report.quarter,
        period_start=period.start,
        period_end=period.end,
        document_date=day,
        upper_name=name_on(organ.pk, day).name if organ else "",
        cell_name=name.cell_name or name.name,
        place=name.place,
        reporter_name=report.reporter_name,
        reporter_title=report.reporter_title,
        template=str(report.round.template),
        theme_title=theme.title,
        theme_version=theme.version,
        theme_sha256=theme.sha256,
        part_a=theme.part_a,
        conclusion=theme.conclusion,
        fields=tuple(_field(field, reform, narratives.get(field.key)) for field in fields_of(report.round.template_id)),
        procedures=_procedures(procedure_facts(scope, report.unit_id, period)),
        training=_training(training_facts(scope, report.unit_id, period)),
        limitations=narratives[LIMITATIONS].text if LIMITATIONS in narratives else "",
        commitments=_commitments(reform),
        calendar_revision=calendar_revision(),
    )


def _field(field: TemplateField, reform: ReformFacts, narrative: Narrative | None) -> FieldContent:
    area = next((area for area in reform.areas if area.code == field.area_code), None)
    return FieldContent(
        key=field.key,
        number=f"{field.order}.",
        heading=field.heading,
        narrative=narrative.text if narrative else "",
        results=_results(area) if area else (),
        shows_procedures=field.shows_procedures,
        shows_training=field.shows_training,
    )


def _results(area: AreaFacts) -> tuple[ResultLine, ...]:
    return tuple(
        ResultLine(
            result.happened_on,
            result.text,
            result.figure_text,
            tuple(citation.number for citation in result.citations),
        )
        for result in area.results
    )


def _procedures(facts: ProcedureFacts) -> tuple[ProcedureLine, ...]:
    return tuple(
        ProcedureLine(
            code=line.code,
            name=line.name,
            outline_order=line.outline_order,
            carried_over=_whole(line.carried_over.value),
            received=_whole(line.received.value),
            solved_on_time=_whole(line.solved_on_time.value),
            solved_late=_whole(line.solved_late.value),
            in_progress=_whole(line.in_progress.value),
            in_progress_late=_whole(line.late.value),
            refused=_whole(line.refused.value),
            withdrawn=_whole(line.withdrawn.value),
        )
        for line in facts.lines
    )


def _whole(value: object) -> int:
    """A count is a whole number; anything else in its place is an error of the program."""
    if not isinstance(value, int):
        raise TypeError(f"not a count: {value!r}")
    return value


def _training(facts: TrainingFacts) -> tuple[TrainingLine, ...]:
    return tuple(
        TrainingLine(
            title=line.title,
            day=line.first_day,
            organisers=", ".join(line.organisers),
            mode=line.mode,
            registered=line.counts.registered,
            present=line.counts.present,
            essays_passed=line.counts.essays_passed,
        )
        for line in facts.lines
    )


def _commitments(reform: ReformFacts) -> tuple[CommitmentLine, ...]:
    return tuple(
        CommitmentLine(row.text, row.owner_name, row.due_on)
        for row in reform.commitments
        if row.state != CommitmentState.DROPPED
    )
