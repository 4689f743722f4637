"""From the registers to the content of a report: the only place where live figures enter it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from procedures.facts import ProcedureFacts
from procedures.facts import quarter_facts as procedure_facts
from procedures.queries.statistics import School, Subject, tables_of
from procedures.statistics.form import COLUMNS
from reform.enums import CommitmentState
from reform.facts import INSPECTIONS, AreaFacts, IndicatorFacts, ReformFacts, indicator_facts, own_figures
from reform.facts import quarter_facts as reform_facts
from reports.content import (
    CommitmentLine,
    ExplanationLine,
    FeedLine,
    FieldContent,
    FigureLine,
    FormLine,
    PartLine,
    ProcedureLine,
    PromiseLine,
    ReportContent,
    ResultLine,
    SubField,
    TrainingLine,
)
from reports.enums import STATE_REFORM, ExplanationKind, FeedKind
from reports.models import Report, TemplateField
from reports.queries import outline_fields
from reports.queries.writing import writing_of
from reports.retelling import told
from reports.rules.chips import Figures, by_key
from reports.rules.figures import figure_lines, overridden
from reports.writing import LIMITATIONS, Writing, printed, sentences_of, with_overrides
from schooladmin.calendars.queries import calendar_revision, window_for
from schooladmin.core.errors import Refusal
from schooladmin.core.numbers import plain
from schooladmin.core.periods import Period, Quarter
from schooladmin.documents.tree import Regime
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.queries import holder_on, name_on, supervisor_on
from schooladmin.units.scope import Scope, system
from training.facts import TrainingFacts
from training.facts import quarter_facts as training_facts


def period_of(report: Report, regime: Regime = Regime.PARTY) -> Period:
    """The days that the report's quarter stands for in one of its papers: the Party's or the state's window."""
    kind = STATE_REFORM if regime is Regime.STATE else report.round.report_kind
    return window_for(kind, report.period)


def gather(report: Report, on: date, regime: Regime = Regime.PARTY, writing: Writing | None = None) -> ReportContent:
    """Read everything that the report says from the registers as they are on the day ``on``.

    Always in Vietnamese, and with the figures of the whole unit: what a report says must not depend on who opens it.
    ``writing`` is what people wrote in it, for a caller who has read that. The caller has checked the right to read the
    report. Names are those of the document's date. Raises Refusal for the state paper of a quarter that was opened
    without its template.
    """
    if regime is Regime.STATE and report.round.state_template is None:
        raise Refusal(_("Quý này mở khi chưa có mẫu báo cáo nhà nước."), code="no-state-paper")
    scope = system(on, "reports")
    period = period_of(report, regime)
    with translation.override("vi"):
        counter = procedure_facts(scope, report.unit_id, period)
        content = _content(report, scope, counter, regime, writing or writing_of(report))
        if regime is Regime.PARTY:
            return content
        return replace(_state_head(report, content), form06=_form06(scope, content, counter))


def _state_head(report: Report, content: ReportContent) -> ReportContent:
    """The same facts below the administrative organ and signed by the head of the school."""
    day = report.document_date
    organ = supervisor_on(report.unit_id, SupervisionKind.ADMINISTRATIVE, day)
    holder = holder_on(report.unit_id, Role.PRINCIPAL, day)
    return replace(
        content,
        upper_name=name_on(organ.pk, day).name if organ else "",
        reporter_name=holder.person.full_name if holder else "",
        reporter_title="HIỆU TRƯỞNG",
    )


def _content(report: Report, scope: Scope, counter: ProcedureFacts, regime: Regime, writing: Writing) -> ReportContent:
    day, period = report.document_date, counter.period
    name = name_on(report.unit_id, day)
    organ = supervisor_on(report.unit_id, SupervisionKind.PARTY, day)
    reform = reform_facts(scope, report.unit_id, period)
    counted = _procedures(counter)
    # A value by hand is one of the Party's quarter; the state's has other days, and its form counts from the register.
    by_hand = writing.overrides if regime is Regime.PARTY else {}
    rows = overridden(counted, {key: Decimal(row.value) for key, row in by_hand.items()})
    training = _training(training_facts(scope, report.unit_id, period))
    areas = {area.code: (area.official_name, len(area.results)) for area in reform.areas}
    indicators = _indicators(scope, report, period)
    lines = with_overrides(
        figure_lines(rows, training, areas, [lines[0] for key, lines in indicators.items() if key == lines[0].key]),
        by_key(figure_lines(counted, training, areas)),
        by_hand,
    )
    figures = by_key(lines)
    limitations = writing.items(LIMITATIONS)
    theme = report.round.theme
    template = (report.round.state_template if regime is Regime.STATE else None) or report.round.template
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
        template=str(template),
        theme_title=theme.title,
        theme_version=theme.version,
        theme_sha256=theme.sha256,
        part_a=theme.part_a,
        conclusion=theme.conclusion,
        fields=tuple(
            _written(_field(field, below, reform, indicators), writing, figures)
            for field, below in outline_fields(template.pk)
        ),
        procedures=rows,
        training=training,
        limitations=printed(limitations, figures),
        limitations_paragraphs=told(limitations),
        commitments=_commitments(reform),
        promised=tuple(
            PromiseLine(row.text, row.due_on, row.due_on < scope.at, row.done_on, row.reason, row.carried_to)
            for row in reform.promised_before
        ),
        calendar_revision=calendar_revision(),
        counted_on=scope.at,
        figures=lines,
        explanations=_explanations(writing, figures),
        parts=tuple(PartLine(part.kind, part.number, part.heading) for part in template.parts.all()),
    )


def _form06(scope: Scope, content: ReportContent, counter: ProcedureFacts) -> tuple[FormLine, ...]:
    """The counter in the columns of form 06, from the same count as the page «Thống kê»."""
    school = School(counter.unit_id, content.unit_code, content.unit_name)
    subject = Subject(school.unit_id, school.code, school.name, (school,))
    tables = tables_of(scope, subject, counter.period, counter.tallies)
    return tuple(
        FormLine(line.key, line.name, {column.key: line.counts.value(column) for column in COLUMNS})
        for table in tables
        for line in table.lines
    )


def _explanations(writing: Writing, figures: Figures) -> tuple[ExplanationLine, ...]:
    return tuple(
        ExplanationLine(key, figures[key].label, row.kind, row.text)
        for key, row in sorted(writing.explanations.items())
        if row.kind != ExplanationKind.BLANK and key in figures
    )


def _indicators(scope: Scope, report: Report, period: Period) -> dict[str, list[FigureLine]]:
    """The indicators of the quarter that say something: each by its key, and all of an area («reform.area.1»).

    What the tables of the report count is left to them, although indicators point at it.
    """
    quarter = report.period
    own = own_figures(scope, report.unit_id, period)
    found: dict[str, list[FigureLine]] = {}
    for fact in indicator_facts(scope, report.unit_id, [quarter]).values():
        figure = own.get(fact.fact_key)
        line = FigureLine(figure.key, fact.name, plain(figure.value), figure.unit) if figure else None
        if line := line or indicator_line(fact, quarter):
            found[line.key] = [line]
            found.setdefault(f"reform.area.{fact.area_code}", []).append(line)
    return found


def indicator_line(fact: IndicatorFacts, quarter: Quarter) -> FigureLine | None:
    """The value that a school logged for an indicator in a quarter as a figure of its report; None without one."""
    figure = fact.figure(quarter)
    words = fact.words(quarter).rstrip(" .;")
    line = FigureLine(figure.key, fact.name, plain(figure.value), figure.unit, words=words, parts=fact.parts(quarter))
    return line if line.is_said else None


def _field(
    field: TemplateField, subfields: list[TemplateField], reform: ReformFacts, indicators: dict[str, list[FigureLine]]
) -> FieldContent:
    """What fills a field before anybody writes a word."""
    area = next((area for area in reform.areas if area.code == field.area_code), None)
    feeds = tuple(FeedLine(feed.kind, feed.key, feed.sentence) for feed in field.feeds.all())
    fed = [line for feed in feeds if feed.kind == FeedKind.INDICATOR for line in indicators.get(feed.key, ())]
    return FieldContent(
        key=field.key,
        number=f"{field.order}.",
        heading=field.heading,
        narrative="",
        results=_results(area) if area and any(feed.kind == FeedKind.RESULTS for feed in feeds) else (),
        feeds=feeds,
        subfields=tuple(
            SubField(f"{field.order}.{number}.", sub.heading, sub.sub_item_code)
            for number, sub in enumerate(subfields, start=1)
        ),
        # A count of nothing is no news; a nought that the school logged is.
        indicators=tuple(dict.fromkeys(line.key for line in fed if line.key != INSPECTIONS or line.number)),
    )


def _written(field: FieldContent, writing: Writing, figures: Figures) -> FieldContent:
    """The field with what people and rules say in it."""
    items = writing.items(field.key, sentences_of(field, figures))
    reason = writing.explanations.get(field.key)
    return replace(
        field,
        narrative=printed(items, figures),
        paragraphs=told(items),
        is_written=any(item.is_written for item in items),
        reason=reason.text if reason and reason.kind == ExplanationKind.BLANK else "",
    )


def _results(area: AreaFacts) -> tuple[ResultLine, ...]:
    return tuple(
        ResultLine(
            result.happened_on,
            result.text,
            result.figure_text,
            tuple(citation.number for citation in result.citations),
            result.sub_item_code,
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
