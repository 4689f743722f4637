"""The typed indicators of a quarter as rows that are filled in outside the system: in a workbook or by hand.

The public face for those who print and read such rows; values are written by ``reform.actions.values`` alone.
"""

from dataclasses import dataclass

from reform.enums import IndicatorKind, IndicatorSource
from reform.models import DigitalSystem, IndicatorValue
from reform.queries.indicators import asked_of, measure_of, systems_in, values_in
from reform.rules.indicators import Measure, measure_faults, measure_text, read_measure
from reform.rules.results import figure_text
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class FillRow:
    """One value to fill in. ``version`` is what stands now (0: nothing); ``first`` and ``second`` are it as text.

    Only a percent has a ``second``, the whole; ``last`` is the quarter before, as papers write it.
    """

    indicator_id: int
    system_id: int | None
    kind: IndicatorKind
    area: str
    name: str
    measure: str
    version: int
    first: str
    second: str
    last: str


def rows_to_fill(scope: Scope, unit_id: int, quarter: Quarter) -> list[FillRow]:
    """The indicators that the school types, one row for each digital system where it is asked by system.

    A constant number of queries. What the machine counts is left out: nobody types it.
    """
    before = quarter.previous()
    asked = [row for row in asked_of(unit_id, quarter) if row.indicator.source == IndicatorSource.TYPED]
    systems = list(systems_in(scope, unit_id, quarter))
    stored = {
        (row.indicator_id, row.system_id, row.quarter): row for row in values_in(scope, unit_id, (before, quarter))
    }
    found = []
    for version in asked:
        places: list[DigitalSystem | None] = [*systems] if version.indicator.per_system else [None]
        for system in places:
            key = (version.indicator_id, system.pk if system else None)
            now, last = stored.get((*key, quarter.code)), stored.get((*key, before.code))
            first, second = _texts(now)
            found.append(
                FillRow(
                    indicator_id=version.indicator_id,
                    system_id=key[1],
                    kind=IndicatorKind(version.indicator.kind),
                    area=version.indicator.area.code,
                    name=f"{version.name}: {system}" if system else version.name,
                    measure=version.indicator.measure,
                    version=now.version if now else 0,
                    first=first,
                    second=second,
                    last=measure_text(measure_of(last) if last else None, version.indicator.measure),
                )
            )
    return found


def judge(row: FillRow, first: str, second: str) -> tuple[Measure, list[str]]:
    """What was filled in, and every fault of it in words."""
    measure = read_measure(row.kind, first, second)
    return measure, [str(fault.message) for fault in measure_faults(row.kind, measure)]


def in_words(row: FillRow, measure: Measure) -> str:
    """A value as papers write it."""
    return measure_text(measure, row.measure)


def now_of(row: FillRow) -> Measure | None:
    """The value that stands now."""
    return read_measure(row.kind, row.first, row.second) if row.version else None


def _texts(row: IndicatorValue | None) -> tuple[str, str]:
    if row is None:
        return "", ""
    measure = measure_of(row)
    if measure.numerator is not None:
        return figure_text(measure.numerator, ""), figure_text(measure.denominator, "")
    if measure.yes is not None:
        return ("Có" if measure.yes else "Không"), ""
    return measure.text or figure_text(measure.value, ""), ""
