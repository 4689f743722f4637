"""The figure lines of the workspace: now, last quarter, a year ago, eight quarters, the rule and the records behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from procedures.enums import Count
from procedures.facts import ALL, rows_url
from procedures.queries.catalogue import all_procedures
from reform.facts import indicator_names, indicator_url
from reports.content import FieldContent, FigureLine, ReportContent
from reports.enums import FeedKind
from reports.gather import period_of
from reports.models import Explanation, Report
from reports.queries.history import History, Trend
from reports.questions import questions
from reports.rules.explain import Question, Reason, suggestions
from reports.rules.figures import TOTAL, column_label, figure_lines, hand_keys, is_logged, rests_on, rule_of
from reports.talk import Talk, Talks
from schooladmin.core.i18n import localized
from schooladmin.units.scope import Scope

# The name in a figure's key → the count of the register that opens its rows.
COUNTS: dict[str, Count] = {
    "carried": Count.CARRIED_OVER,
    "received": Count.RECEIVED,
    "solved": Count.SOLVED,
    "solved_on_time": Count.SOLVED_ON_TIME,
    "solved_late": Count.SOLVED_LATE,
    "in_progress": Count.IN_PROGRESS,
    "late": Count.LATE,
    "refused": Count.REFUSED,
    "withdrawn": Count.WITHDRAWN,
}


_ASKED = "procedures.asked."  # in a feed: each procedure that the outline asks about


@dataclass(frozen=True)
class FigureRow:
    """A figure as the workspace shows it."""

    line: FigureLine
    label: str
    trend: Trend
    rule: str
    rows_url: str
    question: Question | None
    suggestions: tuple[Reason, ...]
    explanation: Explanation | None
    talk: Talk
    # The figures in whose place a value by hand may stand, with their short names; sums of procedures have none.
    hand: tuple[tuple[str, str], ...]
    is_by_hand: bool

    @property
    def is_logged(self) -> bool:
        """Whether the school wrote the value in the log of its quarter; no register counts it."""
        return is_logged(self.line.key)

    @property
    def asks(self) -> bool:
        """Whether a reason is still missing."""
        return self.question is not None and self.explanation is None


@dataclass(frozen=True)
class Beside:
    """What stands beside the figures of a report."""

    history: History
    reasons: tuple[Reason, ...]
    explanations: Mapping[str, Explanation]
    talks: Talks


def keys_of(field: FieldContent, content: ReportContent) -> tuple[str, ...]:
    """The figures that a field shows, in the order of reading."""
    asked = [row.code for row in content.procedures if row.outline_order is not None]
    found: list[str] = []
    for key in field.fed(FeedKind.FACT):
        name = key.removeprefix(_ASKED)
        found += [key] if name == key else [f"procedures.{code}.{name}" for code in asked]
    return (*found, *field.indicators)


def labels_of(report: Report, content: ReportContent) -> dict[str, str]:
    """What the figures are called in the reader's language; the paper's words are Vietnamese."""
    names = {procedure.code: localized(procedure, "name") for procedure in all_procedures()}
    lines = [type(line)(**{**line.__dict__, "name": names.get(line.code, line.name)}) for line in content.procedures]
    labels = {line.key: line.label for line in figure_lines(lines, content.training, {})}
    if (get_language() or "vi").startswith("en"):
        labels = indicator_names(report.unit_id, report.period) | labels
    return labels


def figure_rows(
    scope: Scope, report: Report, content: ReportContent, keys: Iterable[str], beside: Beside
) -> tuple[FigureRow, ...]:
    """The lines of ``keys`` (no query of its own beyond the catalogues)."""
    asked = {one.key: one for one in questions(content, beside.history)}
    labels = labels_of(report, content)
    sees_rows = scope.may("procedures.request.read", report.unit_id)
    period = period_of(report)
    by_key = {line.key: line for line in content.figures}
    by_hand = {line.key for line in content.overrides}
    found = []
    for key in keys:
        line = by_key.get(key)
        if line is None:
            continue
        question = asked.get(key)
        _room, code, name = (*key.split("."), "", "")[:3]
        count = COUNTS.get(name) if key.startswith("procedures.") else None
        found.append(
            FigureRow(
                line=line,
                label=labels.get(key, line.label),
                trend=beside.history.trend(line),
                rule=rule_of(key),
                rows_url=rows_url(content.unit_code, period, ALL if code == TOTAL else code, count)
                if count and sees_rows
                else indicator_url(scope, report.unit_id, content.unit_code, key, period),
                question=question,
                suggestions=tuple(suggestions(key, question.kind, beside.reasons)) if question else (),
                explanation=beside.explanations.get(key),
                talk=beside.talks.at(key),
                hand=tuple((part, column_label(part.rpartition(".")[2])) for part in hand_keys(key)),
                is_by_hand=rests_on(key, by_hand),
            )
        )
    return tuple(found)
