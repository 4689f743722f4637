"""Reads of indicators: which are asked of a unit in a quarter, and the values that it logged."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from reform.models import DigitalSystem, Indicator, IndicatorValue, IndicatorVersion, SystemKind, ValueEvidence
from reform.rules.indicators import Measure
from schooladmin.core.periods import Quarter
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.models import Reach
from schooladmin.units.scope import Scope

READ = "reform.indicator.read"


def asked_of(unit_id: int, quarter: Quarter) -> list[IndicatorVersion]:
    """The indicators asked of a unit in a quarter, each by its last name in it, in the order of areas (one query)."""
    period = quarter.calendar
    above = Reach.objects.filter(unit_id=unit_id, valid_from__lt=period.end).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=period.start)
    )
    rows = (
        IndicatorVersion.objects.filter(valid_from__lt=period.end)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=period.start))
        .filter(Q(indicator__owner__isnull=True) | Q(indicator__owner__in=above.values("supervisor_id")))
        .select_related("indicator__area")
        .order_by("valid_from")
    )
    latest = {row.indicator_id: row for row in rows}
    return sorted(latest.values(), key=lambda row: (row.indicator.area.code, row.indicator.order, row.indicator.code))


def values_for(scope: Scope) -> QuerySet[IndicatorValue]:
    """Values of the units in which the actor may read them."""
    return IndicatorValue.objects.filter(unit__in=scope.units_for(READ))


def all_values() -> QuerySet[IndicatorValue]:
    """Every value, for ``access.fetch``, which narrows to the scope and checks the right."""
    return IndicatorValue.objects.select_related("indicator", "unit", "system")


def values_in(scope: Scope, unit_id: int, quarters: Collection[Quarter]) -> QuerySet[IndicatorValue]:
    """What one unit logged in some quarters, the oldest first."""
    rows = values_for(scope).filter(unit_id=unit_id, quarter__in=[quarter.code for quarter in quarters])
    return rows.select_related("indicator", "system").order_by("quarter", "happened_on", "pk")


def files_proving(value: IndicatorValue) -> QuerySet[EvidenceFile]:
    """The files that prove a value."""
    return EvidenceFile.objects.filter(pk__in=ValueEvidence.objects.filter(value=value).values("evidence_id"))


def measure_of(row: IndicatorValue) -> Measure:
    """What a stored row says."""
    return Measure(row.numerator, row.denominator, row.number, row.yes, row.score, row.text)


def system_kinds(day: date) -> QuerySet[SystemKind]:
    """The kinds of systems that are offered on ``day``."""
    return SystemKind.objects.valid_on(day)


def systems_in(scope: Scope, unit_id: int, quarter: Quarter) -> QuerySet[DigitalSystem]:
    """The digital systems of a unit that were in use on some day of the quarter."""
    period = quarter.calendar
    rows = DigitalSystem.objects.filter(unit__in=scope.units_for("reform.system.read"), unit_id=unit_id)
    rows = rows.filter(valid_from__lt=period.end).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=period.start))
    return rows.select_related("kind").order_by("kind__order", "name", "pk")


def system_rows() -> QuerySet[DigitalSystem]:
    """Every system, for ``access.fetch``, which narrows to the scope and checks the right."""
    return DigitalSystem.objects.select_related("kind", "unit")


def systems_of(scope: Scope, unit_id: int) -> QuerySet[DigitalSystem]:
    """All systems of a unit, those in use first."""
    rows = DigitalSystem.objects.filter(unit__in=scope.units_for("reform.system.read"), unit_id=unit_id)
    return rows.select_related("kind").order_by("valid_to", "kind__order", "name", "pk")


def catalogue_for(scope: Scope) -> list[IndicatorVersion]:
    """Every indicator that the actor's units are asked for or their office owns, by its newest words (one query)."""
    above = Reach.objects.valid_on(scope.at).filter(unit_id__in=scope.own_unit_ids)
    rows = IndicatorVersion.objects.filter(
        Q(indicator__owner__isnull=True)
        | Q(indicator__owner__in=above.values("supervisor_id"))
        | Q(indicator__owner__in=scope.own_unit_ids)
    )
    latest = {row.indicator_id: row for row in rows.select_related("indicator__area").order_by("valid_from")}
    return sorted(latest.values(), key=lambda row: (row.indicator.area.code, row.indicator.order, row.indicator.code))


def own_indicators(scope: Scope) -> QuerySet[Indicator]:
    """The indicators that an office of the actor asks for and that they may change."""
    return Indicator.objects.filter(owner__in=scope.units_for("reform.indicator.define")).select_related(
        "area", "owner"
    )
