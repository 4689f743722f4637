"""What proves what: files that were linked, and work that proves by rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from reform.enums import ResultState
from reform.models import DigitalSystem, IndicatorValue, ProofRule, Result
from schooladmin.core.periods import Period
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.queries import work_counts
from schooladmin.units.scope import Scope

Work = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Coverage:
    """How many of the things that a quarter tells are proven."""

    proven: int = 0
    told: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.proven + other.proven, self.told + other.told)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all; 0 where nothing is told."""
        return self.proven * 100 // self.told if self.told else 0


@dataclass(frozen=True)
class Rules:
    """The rules of a quarter with the work that was done in it."""

    rules: tuple[ProofRule, ...]
    work: Work

    def for_indicator(self, indicator_id: int) -> int:
        """How many pieces of work prove the indicator."""
        return self._count(rule for rule in self.rules if rule.indicator_id == indicator_id)

    def for_result(self, area_id: int, sub_item_code: str) -> int:
        """How many pieces of work prove a result of the point."""
        return self._count(
            rule
            for rule in self.rules
            if rule.indicator_id is None
            and rule.area_id == area_id
            and (not rule.sub_item_code or rule.sub_item_code == sub_item_code)
        )

    def _count(self, rules: Iterable[ProofRule]) -> int:
        wanted = {(rule.work_kind, rule.work_detail) for rule in rules}
        return sum(
            number for (kind, detail), number in self.work.items() if (kind, "") in wanted or (kind, detail) in wanted
        )


def rules_of(scope: Scope, unit_id: int, period: Period, systems: Iterable[DigitalSystem]) -> Rules:
    """The rules that held on the last day of a period, and the work of a unit in it (two queries).

    A system in use is its own proof: its row says since when, what for, and who looks after it.
    """
    rules = ProofRule.objects.valid_on(period.end.fromordinal(period.end.toordinal() - 1))
    work = work_counts(scope, unit_id, period)
    for system in systems:
        key = (WorkKind.SYSTEM_USED.value, system.kind.code)
        work[key] = work.get(key, 0) + 1
    return Rules(tuple(rules), work)


def results_by_area(scope: Scope, unit_id: int, period: Period, rules: Rules) -> dict[int, Coverage]:
    """Coverage of a unit's results of a period, by area: a file or work of its point proves a result (one query)."""
    units = scope.units_for("reform.result.read")
    rows = (
        Result.objects.filter(unit__in=units, unit_id=unit_id, state=ResultState.ACTIVE)
        .filter(happened_on__gte=period.start, happened_on__lt=period.end)
        .order_by()
        .annotate(files=Count("proofs"))
        .values_list("pk", "area_id", "sub_item__code", "files")
    )
    found: dict[int, Coverage] = {}
    for _pk, area_id, code, files in rows:
        proven = bool(files or rules.for_result(area_id, code or ""))
        found[area_id] = found.get(area_id, Coverage()) + Coverage(int(proven), 1)
    return found


def files_of(values: Iterable[IndicatorValue]) -> dict[int, int]:
    """How many files prove each value (one query)."""
    rows = IndicatorValue.objects.filter(pk__in=[row.pk for row in values]).order_by()
    return dict(rows.annotate(files=Count("proofs")).values_list("pk", "files"))
