"""One figure of a report: what it says, how it is counted, the records behind it, and what people did to it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from procedures.facts import figures_by_key as procedure_figures
from procedures.queries.catalogue import all_procedures
from reform.facts import indicator_url
from reform.facts import rows_url as results_url
from reports.actions.amendments import PROPOSE
from reports.content import FigureLine, ReportContent
from reports.enums import AmendmentState
from reports.figure_rows import COUNTS, labels_of
from reports.gather import period_of
from reports.lock import lock_for
from reports.models import Amendment, Explanation, Override, Report
from reports.rendering import content_of
from reports.rules.figures import CLOSED, MADE_OF, TOTAL, add_closed, is_counted, is_logged, rests_on, rule_of
from schooladmin.audit.pages import changes_of
from schooladmin.audit.queries import entries_for
from schooladmin.audit.words import in_words
from schooladmin.core.figures import Figure
from schooladmin.core.periods import Period
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import Scope
from training.facts import figures_by_key as training_figures

EDIT = "reports.report.edit"


@dataclass(frozen=True)
class PartRow:
    """A figure that another one is made of, with the address of its records; ``key`` is empty for a single class."""

    key: str
    label: str
    spoken: str
    rows_url: str = ""
    is_by_hand: bool = False


@dataclass(frozen=True)
class TrailRow:
    """What somebody did to the figure, from the audit trail."""

    at: datetime
    who: str
    what: str
    old: str
    new: str


@dataclass(frozen=True)
class FigurePage:
    """A figure as its page shows it.

    ``counted`` is what the registers count today, in words, where that differs from what the report says.
    """

    line: FigureLine
    label: str
    rule: str
    unit_name: str
    first_day: date
    last_day: date
    rows_url: str
    parts: tuple[PartRow, ...]
    counted: str
    explanation: str
    override: Override | None
    amendments: tuple[Amendment, ...]
    trail: tuple[TrailRow, ...]
    sees_trail: bool
    is_counted: bool
    can_edit: bool
    may_propose: bool

    @property
    def is_logged(self) -> bool:
        """Whether the school wrote the value in the log of its quarter; no register counts it."""
        return is_logged(self.line.key)

    @property
    def may_override(self) -> bool:
        return self.can_edit and self.is_counted

    @property
    def computed(self) -> str:
        """What the register counted, in words, also where a value by hand stands in its place."""
        return replace(self.line, value=self.line.computed).spoken if self.line.is_overridden else self.line.spoken


def figure_page(scope: Scope, report: Report, key: str) -> FigurePage | None:
    """The page of a figure of the Party outline; None when the report has no such figure. The right to the report was
    checked by the caller; records and trail show where the actor may see them."""
    content = content_of(report, scope.at)
    lines = add_closed(content.figures)
    line = lines.get(key)
    if line is None:
        return None
    records = Records(scope, report, content)
    is_open = not (report.is_submitted or lock_for(report, scope.at).is_locked)
    labels = labels_of(report, content)
    override = Override.objects.filter(report=report, unit_id=report.unit_id, key=key).first()
    return FigurePage(
        line=line,
        label=labels.get(key, line.label),
        rule=rule_of(key),
        unit_name=content.unit_name,
        first_day=records.period.start,
        last_day=records.period.end - timedelta(days=1),
        rows_url=records.url(key),
        parts=tuple(_parts(key, content, lines, labels, records)),
        counted=_counted_now(line, records.live.get(key), report),
        explanation=_explanation(report, key),
        override=override,
        amendments=_amendments(report, key),
        trail=tuple(_trail(scope, report, key)),
        sees_trail=scope.may("audit.entry.read", report.unit_id),
        is_counted=is_counted(key),
        can_edit=is_open and scope.may(EDIT, report.unit_id),
        may_propose=report.is_submitted and is_counted(key) and scope.may(PROPOSE, report.unit_id),
    )


class Records:
    """What lies behind the figures of a report: the registers, as far as the actor may see them, and hands."""

    def __init__(self, scope: Scope, report: Report, content: ReportContent) -> None:
        self.scope, self.report, self.unit_code = scope, report, content.unit_code
        self.period: Period = period_of(report)
        self.by_hand = {line.key for line in content.overrides}

    @cached_property
    def live(self) -> dict[str, Figure]:
        """What the registers count today, by the keys of the report."""
        counted = procedure_figures(self.scope, self.report.unit_id, self.period)
        codes = [TOTAL, *(procedure.code for procedure in all_procedures())]
        found = {
            f"procedures.{code}.{name}": counted[key]
            for code in codes
            for name, count in COUNTS.items()
            if (key := f"procedures.{code}.{count.value}") in counted
        }
        return found | training_figures(self.scope, self.report.unit_id, self.period)

    def url(self, key: str) -> str:
        """The list of the records that a figure counts; empty for one that follows from others."""
        if key in self.live:
            return self.live[key].rows_url if self._opens(key) else ""
        if key.startswith("reform.area.") and self.scope.may("reform.result.read", self.report.unit_id):
            return results_url(self.unit_code, self.period, area=key.split(".")[2])
        return indicator_url(self.scope, self.report.unit_id, self.unit_code, key, self.period)

    def _opens(self, key: str) -> bool:
        """Lists of people stay with those who may read them; the list of classes is everybody's."""
        of_people = key.startswith("training.") and key != "training.classes"
        return not of_people or self.scope.may("training.attendance.read", self.report.unit_id)


def _parts(
    key: str, content: ReportContent, lines: dict[str, FigureLine], labels: dict[str, str], records: Records
) -> Iterator[PartRow]:
    for part in _part_keys(key, content):
        line = lines[part]
        if line.number or not part.startswith("procedures.") or _code(part) == _code(key):
            label = labels.get(part, line.label)
            yield PartRow(part, label, line.spoken, records.url(part), rests_on(part, records.by_hand))
    if key.startswith("training."):
        name = key.partition(".")[2]
        for held in content.training:
            number = 1 if name == "classes" else getattr(held, name)
            spoken = replace(lines[key], value=str(number)).spoken
            yield PartRow("", f"{held.title}, {held.day:%d/%m/%Y}", spoken)


def _part_keys(key: str, content: ReportContent) -> Iterator[str]:
    """The figures that ``key`` adds up, or divides."""
    if not key.startswith("procedures."):
        return
    _room, code, name = key.split(".")
    if code == TOTAL and name not in ("on_time_share", CLOSED):
        yield from (f"procedures.{row.code}.{name}" for row in content.procedures)
    elif name in MADE_OF:
        yield from (f"procedures.{code}.{part}" for part in MADE_OF[name])


def _code(key: str) -> str:
    return key.split(".")[1]


def _counted_now(line: FigureLine, live: Figure | None, report: Report) -> str:
    """What the register counts now, for a report that says something else since it was submitted."""
    if not report.is_submitted or live is None or live.value is None:
        return ""
    now = replace(line, value=str(live.value))
    return "" if now.number == line.number else now.spoken


def _explanation(report: Report, key: str) -> str:
    rows = Explanation.objects.filter(report=report, unit_id=report.unit_id, key=key)
    return rows.values_list("text", flat=True).first() or ""


def _amendments(report: Report, key: str) -> tuple[Amendment, ...]:
    rows = Amendment.objects.filter(report=report, unit_id=report.unit_id, key=key, regime=Regime.PARTY)
    return tuple(rows.filter(state=AmendmentState.APPROVED).order_by("decided_at"))


def _trail(scope: Scope, report: Report, key: str) -> Iterator[TrailRow]:
    """What was done to the figure, newest first: values by hand, reasons, corrections."""
    amendments = Amendment.objects.filter(report=report, unit_id=report.unit_id, key=key)
    things = {
        Report._meta.label_lower: [str(report.pk)],
        Amendment._meta.label_lower: [str(pk) for pk in amendments.values_list("pk", flat=True)],
    }
    rows = entries_for(scope).filter(unit_id=report.unit_id, object_type__in=things, changes__has_key=key)
    for entry in rows.order_by("-number"):
        if entry.object_id in things[entry.object_type]:
            change = next(change for change in changes_of(entry) if change.field == key)
            yield TrailRow(entry.at, entry.actor_label, in_words(entry.verb), change.old, change.new)
