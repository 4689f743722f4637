"""Reading what the data of a quarter shows, for the questions of the meeting."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils import translation

from reform.enums import Direction
from reform.facts import IndicatorFacts, indicator_facts
from reform.facts import quarter_facts as reform_facts
from reform.queries.register import open_before
from reports.content import FigureLine, ReportContent
from reports.gather import period_of
from reports.meeting.questions import Absence, Fall, Late, Question, Signals, Stale, Undone, Unproven, suggest
from reports.models import Report
from reports.queries import reports_for
from reports.rendering import content_of
from reports.rules.chips import by_key
from schooladmin.core.numbers import with_unit
from schooladmin.core.text import fold
from schooladmin.units.scope import Scope, system

_QUARTERS = 3  # this one and two before: a text that stood so long is stale


def suggestions(scope: Scope, report: Report, content: ReportContent) -> tuple[Question, ...]:
    """Six questions for the meeting on ``report``, whose content the caller has read. A constant number of queries."""
    with translation.override("vi"):
        return suggest(_signals(scope, report, content))


def _signals(scope: Scope, report: Report, content: ReportContent) -> Signals:
    earlier = _earlier(scope, report)
    before = earlier[0] if earlier and earlier[0].quarter == report.period.previous().code else None
    reader = system(scope.at, "reports")
    facts = reform_facts(reader, report.unit_id, period_of(report))
    watched = indicator_facts(reader, report.unit_id, [report.period]).values()
    return Signals(
        quarter=report.period.label,
        late=tuple(
            Late(line.code, line.name, line.solved_late, line.in_progress_late)
            for line in content.procedures
            if line.solved_late or line.in_progress_late
        ),
        empty=tuple((field.key, field.heading) for field in content.fields if not field.is_answered),
        stale=tuple(_stale(content, earlier)),
        undone=tuple(
            Undone(row.pk, row.text, row.owner_name, row.due_on)
            for row in open_before(reader, report.unit_id, report.period)
            .filter(due_on__lt=scope.at)
            .order_by("due_on", "pk")[:10]
        ),
        fell=tuple(_fell(content, before, watched)) if before else (),
        unproven=tuple(
            Unproven(area.code, area.local_name or area.official_name, len(area.results))
            for area in facts.areas
            if area.results and not any(result.evidence_count for result in area.results)
        ),
        absent=tuple(Absence(line.title, line.registered, line.present) for line in content.training),
        fields=tuple((field.key, field.heading) for field in content.fields),
    )


def _earlier(scope: Scope, report: Report) -> Sequence[ReportContent]:
    """What the unit submitted for the quarters before, the latest first."""
    rows = reports_for(scope).filter(unit_id=report.unit_id, quarter__lt=report.quarter, submitted_at__isnull=False)
    rows = rows.filter(round__report_kind=report.round.report_kind).order_by("-quarter")
    return [content_of(row, scope.at) for row in rows[: _QUARTERS - 1]]


def _stale(content: ReportContent, earlier: Sequence[ReportContent]) -> Iterator[Stale]:
    if len(earlier) < _QUARTERS - 1:
        return
    texts = [{field.key: fold(field.narrative) for field in one.fields} for one in earlier]
    for field in content.fields:
        now = fold(field.narrative)
        if now and all(one.get(field.key) == now for one in texts):
            yield Stale(field.key, field.heading, _QUARTERS)


def _fell(content: ReportContent, before: ReportContent, watched: Iterable[IndicatorFacts]) -> Iterator[Fall]:
    """The two shares of the report and every indicator that has a good direction, as both quarters were told."""
    shares = {
        "on-time": ("Tỉ lệ hồ sơ trả đúng hạn", _on_time),
        "training": ("Tỉ lệ dự các lớp bồi dưỡng", _attended),
    }
    for key, (label, share) in shares.items():
        now, then = share(content), share(before)
        if now is not None and then is not None:
            yield Fall(key, label, with_unit(then, "%"), with_unit(now, "%"), _loss(then, now))
    present, past = by_key(content.figures), by_key(before.figures)
    for fact in watched:
        line, old = present.get(fact.figure_key), past.get(fact.figure_key)
        if fact.direction != Direction.NONE and line and old and line.unit == old.unit:
            yield from _worse(fact, old, line)


def _worse(fact: IndicatorFacts, old: FigureLine, line: FigureLine) -> Iterator[Fall]:
    then, now = _measured(old), _measured(line)
    if then is None or now is None:
        return
    rose = fact.direction == Direction.DOWN
    yield Fall(fact.code, fact.name, old.spoken, line.spoken, _loss(now, then) if rose else _loss(then, now), rose)


def _measured(line: FigureLine) -> Decimal | None:
    """The value as a number: yes is one, no is none; other words cannot fall."""
    if line.number is not None:
        return line.number
    return {"Có": Decimal(1), "Không": Decimal(0)}.get(line.words)


def _loss(high: Decimal | int, low: Decimal | int) -> Decimal:
    """Which part of ``high`` was lost on the way to ``low``; below 0 when nothing was."""
    return (Decimal(high) - Decimal(low)) / Decimal(high) if high else -Decimal(low)


def _on_time(content: ReportContent) -> int | None:
    solved = sum(line.solved for line in content.procedures)
    return round(100 * sum(line.solved_on_time for line in content.procedures) / solved) if solved else None


def _attended(content: ReportContent) -> int | None:
    registered = sum(line.registered for line in content.training)
    return round(100 * sum(line.present for line in content.training) / registered) if registered else None
