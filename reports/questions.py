"""What a report still asks of its school before it can be submitted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.content import ReportContent
from reports.enums import ExplanationKind
from reports.gather import gather
from reports.models import ReasonOption, Report
from reports.queries.history import History, history_of
from reports.queries.writing import offers_for, writing_of
from reports.rules.chips import Figures, by_key
from reports.rules.explain import Question, Reason, question
from reports.writing import LIMITATIONS, Item, Offer, Writing, sentences_of
from schooladmin.core.i18n import localized
from schooladmin.units.scope import system


@dataclass(frozen=True)
class Todo:
    """Something that somebody must decide, and where on the page."""

    text: str
    anchor: str


def questions(content: ReportContent, history: History) -> tuple[Question, ...]:
    """The figures that ask for a reason: what the outline asks to be counted, and who learnt."""
    asked = [f"procedures.{row.code}.solved" for row in content.procedures if row.outline_order is not None]
    found = []
    for key in (*asked, "training.present"):
        line = content.figure(key)
        trend = history.trend(line)
        if one := question(key, line.label, trend.now, trend.last, trend.year_ago):
            found.append(one)
    return tuple(found)


def reasons_on(day: date) -> tuple[Reason, ...]:
    """The reasons that may be offered on ``day``, in their order."""
    return tuple(
        Reason(row.code, ExplanationKind(row.kind), row.prefix, localized(row, "name"))
        for row in ReasonOption.objects.valid_on(day)
    )


def items_by_field(content: ReportContent, writing: Writing, offers: Sequence[Offer]) -> dict[str, tuple[Item, ...]]:
    """The parts of every field's text, and of the limitations."""
    figures: Figures = by_key(content.figures)
    found = {field.key: writing.items(field.key, sentences_of(field, figures), offers) for field in content.fields}
    return {**found, LIMITATIONS: writing.items(LIMITATIONS, (), offers)}


def todos(items: Iterable[Item], asked: Iterable[Question], answered: Iterable[str]) -> tuple[Todo, ...]:
    """What must be decided: carried paragraphs without a verdict, figures without a reason."""
    found = []
    pending = [item for item in items if item.is_pending]
    if pending:
        words = ngettext(
            "%(count)s đoạn mang sang từ quý trước chờ thầy, cô xác nhận",
            "%(count)s đoạn mang sang từ quý trước chờ thầy, cô xác nhận",
            len(pending),
        )
        found.append(Todo(words % {"count": len(pending)}, f"part-{pending[0].field_key}-{pending[0].name}"))
    known = set(answered)
    found += [
        Todo(_("%(label)s: %(why)s Cần lý do.") % {"label": one.label, "why": one.why}, f"ask-{one.key}")
        for one in asked
        if one.key not in known
    ]
    return tuple(found)


def open_todos(
    report: Report, on: date, content: ReportContent | None = None, writing: Writing | None = None
) -> tuple[Todo, ...]:
    """What must be decided before the report may be submitted, as of the day ``on``."""
    writing = writing or writing_of(report)
    content = content or gather(report, on, writing=writing)
    items = items_by_field(content, writing, offers_for(report))
    asked = questions(content, history_of(system(on, "reports"), report))
    return todos([item for parts in items.values() for item in parts], asked, writing.explanations)
