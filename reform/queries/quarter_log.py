"""The log of a quarter: what a school is asked, what it has answered, what is missing, and what is proven."""

from dataclasses import dataclass

from reform.enums import IndicatorSource, Rhythm
from reform.models import AreaVersion, DigitalSystem, Indicator, IndicatorValue, IndicatorVersion
from reform.queries.coverage import Coverage, files_of, results_by_area, rules_of
from reform.queries.indicators import asked_of, measure_of, systems_in, values_for
from reform.queries.register import areas_of
from reform.rules.indicators import Measure, measure_text
from schooladmin.core.figures import Figure
from schooladmin.core.periods import Quarter
from schooladmin.units.figures import figures_of
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Line:
    """One indicator (of one system) in a quarter.

    ``row`` is the value of the quarter, ``standing`` an earlier one that still holds by the rhythm of asking,
    ``before`` what the quarter before said, ``figure`` what the machine counted. ``works`` and ``files`` prove it.
    """

    version: IndicatorVersion
    system: DigitalSystem | None
    row: IndicatorValue | None
    standing: IndicatorValue | None
    before: IndicatorValue | None
    figure: Figure | None
    files: int
    works: int

    @property
    def indicator(self) -> Indicator:
        return self.version.indicator

    @property
    def key(self) -> str:
        """What names the line on the page."""
        return f"{self.indicator.pk}-{self.system.pk}" if self.system else f"{self.indicator.pk}"

    @property
    def is_computed(self) -> bool:
        return self.indicator.source == IndicatorSource.COMPUTED

    @property
    def is_missing(self) -> bool:
        """Whether the school still owes an answer in this quarter."""
        return not self.is_computed and self.row is None and self.standing is None

    @property
    def is_told(self) -> bool:
        """Whether the quarter says something here that wants a proof; a count of nothing wants none."""
        return self.works > 0 if self.is_computed else self.row is not None

    @property
    def is_proven(self) -> bool:
        return bool(self.works or self.files)

    @property
    def text(self) -> str:
        """The answer in words; empty while there is none."""
        return measure_text(self._measure, self.indicator.measure)

    @property
    def before_text(self) -> str:
        """What the quarter before said."""
        return measure_text(measure_of(self.before) if self.before else None, self.indicator.measure)

    @property
    def _measure(self) -> Measure | None:
        row = self.row or self.standing
        return measure_of(row) if row else None


@dataclass(frozen=True)
class AreaLog:
    """The lines of one area, and what of it is proven, results included."""

    area: AreaVersion
    lines: tuple[Line, ...]
    coverage: Coverage

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)


@dataclass(frozen=True)
class QuarterLog:
    """The whole quarter of one unit."""

    areas: tuple[AreaLog, ...]

    @property
    def missing(self) -> int:
        return sum(area.missing for area in self.areas)

    @property
    def asked(self) -> int:
        """How many answers the school gives itself; what the machine counts is not asked."""
        return sum(not line.is_computed for area in self.areas for line in area.lines)

    @property
    def coverage(self) -> Coverage:
        return sum((area.coverage for area in self.areas), Coverage())

    def line(self, key: str) -> Line | None:
        """The line of this key."""
        return next((line for area in self.areas for line in area.lines if line.key == key), None)


def quarter_log(scope: Scope, unit_id: int, quarter: Quarter) -> QuarterLog:
    """The log of one unit; the number of queries does not depend on how much it holds."""
    period = quarter.calendar
    versions = asked_of(unit_id, quarter)
    systems = list(systems_in(scope, unit_id, quarter))
    rules = rules_of(scope, unit_id, period, systems)
    results = results_by_area(scope, unit_id, period, rules)
    history: dict[tuple[int, int | None], list[IndicatorValue]] = {}
    logged = values_for(scope).filter(unit_id=unit_id, quarter__lte=quarter.code).order_by("quarter")
    for stored in logged:
        history.setdefault((stored.indicator_id, stored.system_id), []).append(stored)
    files = files_of(rows[-1] for rows in history.values())
    keys = {version.indicator.fact_key for version in versions if version.indicator.fact_key}
    figures = figures_of(scope, unit_id, period, keys)
    by_area: dict[int, list[Line]] = {}
    for version in versions:
        indicator = version.indicator
        for system in systems if indicator.per_system else [None]:
            rows = history.get((indicator.pk, system.pk if system else None), [])
            row = rows[-1] if rows and rows[-1].quarter == quarter.code else None
            line = Line(
                version=version,
                system=system,
                row=row,
                standing=None if row else _standing(Rhythm(indicator.rhythm), rows, quarter),
                before=next((old for old in rows if old.quarter == quarter.previous().code), None),
                figure=figures.get(indicator.fact_key),
                files=files.get(row.pk, 0) if row else 0,
                works=rules.for_indicator(indicator.pk),
            )
            by_area.setdefault(indicator.area_id, []).append(line)
    return QuarterLog(
        tuple(
            AreaLog(area, lines := tuple(by_area.get(area.area_id, ())), _coverage(lines, results.get(area.area_id)))
            for area in areas_of(period)
        )
    )


def _standing(rhythm: Rhythm, rows: list[IndicatorValue], quarter: Quarter) -> IndicatorValue | None:
    """The last value, where its span is not over: a year for what is asked yearly, for good for what is asked once."""
    if not rows or rhythm == Rhythm.QUARTER:
        return None
    last = rows[-1]
    return last if rhythm == Rhythm.ONCE or Quarter.parse(last.quarter).year == quarter.year else None


def _coverage(lines: tuple[Line, ...], results: Coverage | None) -> Coverage:
    told = [line for line in lines if line.is_told]
    return (results or Coverage()) + Coverage(sum(line.is_proven for line in told), len(told))
