"""What the reform register gives to a report: results area by area, and figures with the list of their rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from reform.enums import Aggregation
from reform.models import AreaVersion, Result
from reform.queries import Narrowing, area_counts, areas_of, last_day, listing, standing_commitments, warnings_of
from reform.queries.indicators import READ, asked_of, measure_of, values_in
from reform.queries.inspections import inspections_in
from reform.rules import figure_text, quarter_of
from reform.rules.indicators import Measure, aggregate, measure_parts, measure_words
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.core.figures import Figure
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period, Quarter
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

INSPECTIONS = "reform.inspections"
_VALUES = "reform.indicator."


@dataclass(frozen=True)
class CitationFact:
    """An act that a result cites; ``is_in_force`` on the day of the result, ``warning`` in words when it is not."""

    number: str
    is_in_force: bool
    warning: str = ""


@dataclass(frozen=True)
class ResultFact:
    """One result as a paper tells it. ``sub_item_code`` is empty when none was chosen."""

    pk: int
    happened_on: date
    text: str
    figure: Decimal | None
    figure_unit: str
    sub_item_code: str
    sub_item_name: str
    citations: tuple[CitationFact, ...]
    evidence_count: int
    url: str

    @property
    def figure_text(self) -> str:
        """The figure as Vietnamese papers write it: «1.250 lượt», «12,5%»; empty without a figure."""
        return figure_text(self.figure, self.figure_unit)


@dataclass(frozen=True)
class AreaFacts:
    """An area as it is called in the period, with its results in the order of their days."""

    code: str
    kind: str
    order: int
    official_name: str
    official_name_en: str
    local_name: str
    results: tuple[ResultFact, ...]
    count: Figure


@dataclass(frozen=True)
class CommitmentFact:
    """What was promised in the quarter and not dropped since.

    ``carried_from`` and ``carried_to`` are the quarters (as in «2026-Q3») whose promise it goes on with, or that goes
    on with it; empty for none.
    """

    pk: int
    order: int
    text: str
    owner_name: str
    due_on: date
    state: str
    done_on: date | None
    reason: str = ""
    carried_from: str = ""
    carried_to: str = ""


@dataclass(frozen=True)
class IndicatorFacts:
    """The values of one indicator of one unit: by quarter (codes as in «2026-Q3»), and all of them put together.

    A computed indicator has no values here; its figures have the key ``fact_key``. Values per system are put together
    within each quarter.
    """

    code: str
    name: str
    area_code: str
    kind: str
    measure: str
    direction: str
    fact_key: str
    by_quarter: Mapping[str, Measure]
    overall: Measure | None

    @property
    def figure_key(self) -> str:
        """The key of its figures in a report."""
        return self.fact_key or f"{_VALUES}{self.code}"

    def words(self, quarter: Quarter) -> str:
        """What the value of a quarter says that is no number: «Có», a text on one line.

        In Vietnamese a name such as «Đã công khai tài chính» is denied with «Chưa».
        """
        found = self.by_quarter.get(quarter.code)
        if found and found.yes is False and self.name.startswith("Đã "):
            return "Chưa"
        return measure_words(found) if found else ""

    def parts(self, quarter: Quarter) -> str:
        """The two numbers of a quarter's share: «12/300»."""
        found = self.by_quarter.get(quarter.code)
        return measure_parts(found) if found else ""

    def figure(self, quarter: Quarter) -> Figure:
        """The value of a quarter as a figure, a share rounded to one place; None for words and without a value."""
        found = self.by_quarter.get(quarter.code)
        value = found.value if found and found.yes is None else None
        is_share = found is not None and found.numerator is not None
        unit = "%" if is_share else self.measure
        return Figure(self.figure_key, self.name, None if value is None else round(value, 1 if is_share else 2), unit)


@dataclass(frozen=True)
class ReformFacts:
    """The reform register of one unit in one period."""

    areas: tuple[AreaFacts, ...]
    answered: Figure
    total: Figure
    with_evidence: Figure
    commitments: tuple[CommitmentFact, ...]
    # What the quarter before promised: told as done or not.
    promised_before: tuple[CommitmentFact, ...] = ()

    @property
    def asked(self) -> int:
        """How many areas the period asks about."""
        return len(self.areas)

    @property
    def missing(self) -> tuple[AreaFacts, ...]:
        """The areas without a result."""
        return tuple(area for area in self.areas if not area.results)


@dataclass(frozen=True)
class UnitReform:
    """The counts of one unit for a board: per area code, how many areas are answered, and the totals."""

    unit_id: int
    counts: dict[str, int]
    answered: int
    asked: int
    missing: tuple[str, ...]
    total: int
    commitments: int


def quarter_facts(scope: Scope, unit_id: int, period: Period) -> ReformFacts:
    """Return the facts of a period; the commitments are those of the quarter that the period stands for.

    Raises OutOfScope or Forbidden like ``facts_for_units``.
    The number of queries does not depend on the number of results.
    """
    _require_all(scope, {unit_id})
    versions = areas_of(period)
    code = Unit.objects.values_list("code", flat=True).get(pk=unit_id)
    by_area: dict[int, list[Result]] = {version.area_id: [] for version in versions}
    for result in listing(scope, unit_id, period, versions, Narrowing()).order_by("happened_on", "pk"):
        by_area.setdefault(result.area_id, []).append(result)
    areas = tuple(_area(version, by_area[version.area_id], code, period) for version in versions)
    told = [result for area in areas for result in area.results]
    return ReformFacts(
        areas=areas,
        answered=_figure("answered", _("Số nội dung có kết quả"), sum(1 for a in areas if a.results), code, period),
        total=_figure("total", _("Số kết quả"), len(told), code, period),
        with_evidence=_figure(
            "with_evidence",
            _("Số kết quả có minh chứng"),
            sum(1 for result in told if result.evidence_count),
            code,
            period,
            evidence="1",
        ),
        commitments=_commitments(scope, unit_id, quarter_of(period)),
        promised_before=_commitments(scope, unit_id, quarter_of(period).previous()),
    )


def facts_for_units(scope: Scope, unit_ids: Iterable[int], period: Period) -> dict[int, UnitReform]:
    """Return the counts of many units with a constant number of queries.

    Raises OutOfScope for a unit that the actor does not reach and Forbidden without the right to read its results.
    """
    ids = list(unit_ids)
    _require_all(scope, set(ids))
    codes = [version.area.code for version in areas_of(period)]
    counts = area_counts(scope, ids, period)
    promised = standing_commitments(scope, ids, quarter_of(period)).order_by()
    promises = dict(promised.values_list("unit_id").annotate(Count("pk")))
    return {unit_id: _unit_reform(unit_id, codes, counts[unit_id], promises.get(unit_id, 0)) for unit_id in ids}


def _require_all(scope: Scope, unit_ids: set[int]) -> None:
    """A quiet zero would be a wrong figure: refuse units that the actor may not read."""
    missing = unit_ids - set(scope.units_for("reform.result.read").filter(pk__in=unit_ids).values_list("pk", flat=True))
    if not missing:
        return
    if scope.units().filter(pk__in=missing).count() < len(missing):
        raise OutOfScope
    raise Forbidden(_("Thầy, cô chưa được giao quyền xem kết quả cải cách."))


def _unit_reform(unit_id: int, codes: list[str], counts: dict[str, int], commitments: int) -> UnitReform:
    asked = {code: counts.get(code, 0) for code in codes}
    return UnitReform(
        unit_id=unit_id,
        counts=asked,
        answered=sum(1 for count in asked.values() if count),
        asked=len(codes),
        missing=tuple(code for code, count in asked.items() if not count),
        total=sum(asked.values()),
        commitments=commitments,
    )


def rows_url(unit_code: str, period: Period, **narrowed: str) -> str:
    """The address of the list that shows exactly the results of a figure; both days in the address are inside."""
    query = {"unit": unit_code, "from": period.start.isoformat(), "to": last_day(period).isoformat(), **narrowed}
    return f"{reverse('reform.result.list')}?{urlencode(query)}"


def _figure(key: str, label: str, value: int, unit_code: str, period: Period, **narrowed: str) -> Figure:
    return Figure(f"reform.{key}", label, value, rows_url=rows_url(unit_code, period, **narrowed))


def _area(version: AreaVersion, results: list[Result], unit_code: str, period: Period) -> AreaFacts:
    code = version.area.code
    return AreaFacts(
        code=code,
        kind=version.area.kind,
        order=version.order,
        official_name=version.official_name,
        official_name_en=version.official_name_en,
        local_name=version.local_name,
        results=tuple(_result(row) for row in results),
        count=_figure(f"area.{code}.results", version.official_name, len(results), unit_code, period, area=code),
    )


def _result(row: Result) -> ResultFact:
    warnings = {warning.document.pk: warning.reason for warning in warnings_of(row)}
    return ResultFact(
        pk=row.pk,
        happened_on=row.happened_on,
        text=row.text,
        figure=row.figure,
        figure_unit=row.figure_unit,
        sub_item_code=row.sub_item.code if row.sub_item else "",
        sub_item_name=row.sub_item.name if row.sub_item else "",
        citations=tuple(
            CitationFact(
                citation.document.number, citation.document_id not in warnings, warnings.get(citation.document_id, "")
            )
            for citation in row.citations.all()
        ),
        evidence_count=int(getattr(row, "proof_count", 0)),
        url=reverse("reform.result.read", args=[row.pk]),
    )


def indicator_facts(scope: Scope, unit_id: int, quarters: Collection[Quarter]) -> dict[str, IndicatorFacts]:
    """The indicators asked of a unit in the last of ``quarters``, by code, with their values in all of them.

    The number of queries depends neither on the quarters nor on the values. Raises OutOfScope or Forbidden like
    ``facts_for_units``.
    """
    _require_all(scope, {unit_id})
    values: dict[int, dict[str, list[Measure]]] = {}
    for row in values_in(scope, unit_id, quarters):
        values.setdefault(row.indicator_id, {}).setdefault(row.quarter, []).append(measure_of(row))
    facts = {}
    for version in asked_of(unit_id, max(quarters)):
        indicator, by_quarter = version.indicator, values.get(version.indicator_id, {})
        method = Aggregation(indicator.aggregation)
        facts[indicator.code] = IndicatorFacts(
            code=indicator.code,
            name=localized(version, "name"),
            area_code=indicator.area.code,
            kind=indicator.kind,
            measure=indicator.measure,
            direction=indicator.direction,
            fact_key=indicator.fact_key,
            by_quarter={code: found for code, rows in by_quarter.items() if (found := aggregate(method, rows))},
            overall=aggregate(method, [row for code in sorted(by_quarter) for row in by_quarter[code]]),
        )
    return facts


def indicator_names(unit_id: int, quarter: Quarter) -> dict[str, str]:
    """What the indicators asked of a unit are called in the reader's language, by the keys of their figures."""
    return {
        version.indicator.fact_key or f"{_VALUES}{version.indicator.code}": localized(version, "name")
        for version in asked_of(unit_id, quarter)
    }


def own_figures(scope: Scope, unit_id: int, period: Period) -> dict[str, Figure]:
    """What the register itself counts for its indicators; nothing where the right is missing."""
    if not scope.may("reform.inspection.read", unit_id):
        return {}
    code = Unit.objects.values_list("code", flat=True).get(pk=unit_id)
    return {
        INSPECTIONS: Figure(
            INSPECTIONS,
            _("Cuộc thanh tra, kiểm tra đã tiếp"),
            inspections_in(scope, unit_id, period).count(),
            _("cuộc"),
            _inspections_url(code, period),
        )
    }


def indicator_url(scope: Scope, unit_id: int, unit_code: str, key: str, period: Period) -> str:
    """The page with the values behind an indicator's figure; empty for other keys and where the right is missing."""
    if key == INSPECTIONS and scope.may("reform.inspection.read", unit_id):
        return _inspections_url(unit_code, period)
    if key.startswith(_VALUES) and scope.may(READ, unit_id):
        query = urlencode({"unit": unit_code, "quarter": quarter_of(period).code})
        return f"{reverse('reform.indicator.log')}?{query}#indicator-{key.removeprefix(_VALUES)}"
    return ""


def _inspections_url(unit_code: str, period: Period) -> str:
    span = {"unit": unit_code, "from": period.start.isoformat(), "to": last_day(period).isoformat()}
    return f"{reverse('reform.inspection.list')}?{urlencode(span)}"


def _commitments(scope: Scope, unit_id: int, quarter: Quarter) -> tuple[CommitmentFact, ...]:
    rows = standing_commitments(scope, [unit_id], quarter).select_related("carried_from", "carried_to")
    return tuple(
        CommitmentFact(
            row.pk,
            row.order,
            row.text,
            row.owner_name,
            row.due_on,
            row.state,
            row.done_on,
            row.reason,
            row.carried_from.quarter if row.carried_from else "",
            row.carried_to.quarter if hasattr(row, "carried_to") else "",
        )
        for row in rows.order_by("order")
    )
