"""The figures of earlier quarters beside those of a report: a constant number of queries for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procedures.facts import history as procedure_history
from procedures.queries.catalogue import all_procedures
from reform.facts import indicator_facts
from reports.content import FigureLine, ProcedureLine, TrainingLine
from reports.enums import ReportState
from reports.gather import indicator_line
from reports.models import Report
from reports.rules.chips import by_key
from reports.rules.figures import figure_lines
from schooladmin.calendars.queries import windows_for
from schooladmin.core.numbers import with_unit
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import Scope
from training.facts import history as training_history

QUARTERS = 8  # the present one is the last
YEAR = 4
HEIGHT, STEP, BAR = 28, 12, 9


@dataclass(frozen=True)
class Bar:
    """A bar of the small picture, in units of the picture."""

    x: int
    y: int
    height: int
    is_now: bool


@dataclass(frozen=True)
class Trend:
    """A figure in eight quarters, the present one last; None where nothing is known.

    ``texts`` is what a quarter says in words, where a figure is no number («Có»).
    """

    quarters: tuple[Quarter, ...]
    values: tuple[Decimal | None, ...]
    unit: str
    texts: tuple[str, ...]

    def _said(self, place: int) -> str:
        value = self.values[place]
        return self.texts[place] or "–" if value is None else with_unit(value, self.unit)

    @property
    def now(self) -> Decimal | None:
        return self.values[-1]

    @property
    def last(self) -> Decimal | None:
        return self.values[-2]

    @property
    def year_ago(self) -> Decimal | None:
        return self.values[-1 - YEAR]

    @property
    def last_said(self) -> str:
        return self._said(-2)

    @property
    def year_ago_said(self) -> str:
        return self._said(-1 - YEAR)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to look back at."""
        return self.is_drawn or any(self.texts[:-1])

    @property
    def is_drawn(self) -> bool:
        """Whether there are earlier numbers, which alone can be drawn."""
        return any(value is not None for value in self.values[:-1])

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The table behind the picture."""
        return tuple((quarter.short_label, self._said(place)) for place, quarter in enumerate(self.quarters))

    @property
    def words(self) -> str:
        """What the picture shows, for those who cannot see it."""
        told = "; ".join(f"{quarter}: {value}" for quarter, value in self.rows)
        return _("Tám quý gần nhất: %(values)s.") % {"values": told}

    @property
    def bars(self) -> tuple[Bar, ...]:
        highest = max((value for value in self.values if value is not None), default=Decimal(0)) or Decimal(1)
        return tuple(
            Bar(place * STEP, HEIGHT - height, height, place == len(self.values) - 1)
            for place, value in enumerate(self.values)
            if value is not None
            for height in (max(1, int(value * HEIGHT / highest)),)
        )

    @property
    def width(self) -> int:
        return len(self.values) * STEP


@dataclass(frozen=True)
class History:
    """Figures of the quarters before a report, the oldest first; quarters from before the registers have none."""

    quarters: tuple[Quarter, ...]
    figures: tuple[Mapping[str, FigureLine], ...]

    def trend(self, line: FigureLine) -> Trend:
        lines = (*(figures.get(line.key) for figures in self.figures), line)
        return Trend(
            self.quarters,
            tuple(one.number if one else None for one in lines),
            line.unit,
            tuple(one.words if one else "" for one in lines),
        )


def history_of(scope: Scope, report: Report) -> History:
    """The seven quarters before a report: as they were submitted, else as the registers count them today.

    ``scope`` sees the figures of the unit. What was late while still open is known of submitted quarters only.
    """
    present = report.period
    quarters = [present]
    for _step in range(QUARTERS - 1):
        quarters.insert(0, quarters[0].previous())
    earlier = quarters[:-1]
    submitted = _submitted(report, earlier)
    counted = [
        {**counts, **logged}
        for counts, logged in zip(
            _counted(scope, report, earlier, submitted), _logged(scope, report, quarters), strict=True
        )
    ]
    figures = tuple(submitted.get(quarter.code, live) for quarter, live in zip(earlier, counted, strict=True))
    return History(tuple(quarters), figures)


def _logged(scope: Scope, report: Report, quarters: list[Quarter]) -> list[dict[str, FigureLine]]:
    """The values of indicators in the quarters before the last of ``quarters``."""
    facts = indicator_facts(scope, report.unit_id, quarters).values()
    return [by_key(line for fact in facts if (line := indicator_line(fact, quarter))) for quarter in quarters[:-1]]


def _counted(
    scope: Scope, report: Report, quarters: list[Quarter], submitted: Mapping[str, Mapping[str, FigureLine]]
) -> list[dict[str, FigureLine]]:
    """The quarters as the registers count them today, from the first that was not submitted to the last such one.

    The others say what was submitted, so their rows, which may be tens of thousands, are not read.
    """
    missing = [place for place, quarter in enumerate(quarters) if quarter.code not in submitted]
    if not missing:
        return [{} for _quarter in quarters]
    first, end = missing[0], missing[-1] + 1
    periods = windows_for(report.round.report_kind, quarters[first:end])
    requests = procedure_history(scope, report.unit_id, periods)
    classes = training_history(scope, report.unit_id, periods)
    names = [procedure.code for procedure in all_procedures()]
    found: list[dict[str, FigureLine]] = [{} for _quarter in quarters[:first]]
    before = [line for quarter in quarters[:first] for line in submitted[quarter.code].values() if line.number]
    has_requests = any(line.key.startswith("procedures.") for line in before)
    has_classes = any(line.key.startswith("training.") for line in before)
    for counts, held in zip(requests, classes, strict=True):
        has_requests = has_requests or bool(counts)
        has_classes = has_classes or bool(held.get("classes"))
        lines = [_line(code, counts.get(code, {})) for code in names]
        values = by_key(figure_lines(lines, _class(held), {}))
        found.append(
            {
                key: line
                for key, line in values.items()
                if not key.endswith(".late") and (has_requests if key.startswith("procedures.") else has_classes)
            }
        )
    return [*found, *({} for _quarter in quarters[end:])]


def _line(code: str, counts: Mapping[str, int]) -> ProcedureLine:
    zero = dict.fromkeys(
        ("carried_over", "received", "solved_on_time", "solved_late", "in_progress", "refused", "withdrawn"), 0
    )
    return ProcedureLine(code=code, name=code, outline_order=None, in_progress_late=0, **{**zero, **counts})


def _class(held: Mapping[str, int]) -> list[TrainingLine]:
    """The classes of a quarter as lines whose sums are those counted: the first carries them all."""
    number = held.get("classes", 0)
    return [
        TrainingLine("", date.min, "", "", *(held[name] if not place else 0 for name in _PEOPLE))
        for place in range(number)
    ]


_PEOPLE = ("registered", "present", "essays_passed")


def _submitted(report: Report, quarters: list[Quarter]) -> dict[str, dict[str, FigureLine]]:
    """What was submitted for those quarters, from the tables and indicators of the snapshots (one query)."""
    rows = Report.objects.filter(
        unit_id=report.unit_id,
        round__report_kind=report.round.report_kind,
        state=ReportState.SUBMITTED,
        quarter__in=[quarter.code for quarter in quarters],
    )
    path = "current_snapshot__data__party"
    found: dict[str, dict[str, FigureLine]] = {}
    for code, procedures, training, figures in rows.values_list(
        "quarter", f"{path}__procedures", f"{path}__training", f"{path}__figures"
    ):
        lines = [ProcedureLine(**row) for row in procedures or ()]
        logged = [FigureLine(**row) for row in figures or () if row["key"].startswith("reform.")]
        found[code] = by_key(figure_lines(lines, [_attended(row) for row in training or ()], {}, logged))
    return found


def _attended(row: dict[str, Any]) -> TrainingLine:
    return TrainingLine(**{**row, "day": date.fromisoformat(row["day"])})
