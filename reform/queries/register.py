"""Reads of the reform register: what is a school's starts from a scope, the catalogue from a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from reform.enums import CommitmentState, ResultState
from reform.models import AreaVersion, Commitment, Result, ResultCitation, SubItem
from schooladmin.core.errors import OutOfScope
from schooladmin.core.periods import Period, Quarter
from schooladmin.core.text import fold
from schooladmin.legal.queries import NotInForce, citations_not_in_force
from schooladmin.units.scope import Scope


def areas_on(day: date) -> list[AreaVersion]:
    """The areas as they were called on ``day``, in their order (one query)."""
    return list(AreaVersion.objects.valid_on(day).select_related("area").order_by("order", "area__code"))


def areas_of(period: Period) -> list[AreaVersion]:
    """The areas that a period answers for, each by its last name in the period: the one that its paper will carry."""
    rows = AreaVersion.objects.filter(valid_from__lt=period.end).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=period.start)
    )
    latest = {row.area_id: row for row in rows.select_related("area").order_by("valid_from")}
    return sorted(latest.values(), key=lambda row: (row.order, row.area.code))


def last_day(period: Period) -> date:
    """The last day that lies in the period."""
    return period.end - timedelta(days=1)


def points_on(day: date) -> QuerySet[SubItem]:
    """The points of all areas as they read on ``day``."""
    return SubItem.objects.valid_on(day).select_related("area").order_by("code")


def all_results() -> QuerySet[Result]:
    """Every result, for ``access.fetch``, which narrows to the scope and checks the right."""
    return with_details(Result.objects.all())


def results_for(scope: Scope) -> QuerySet[Result]:
    """Results of the units in which the actor may read them, withdrawn ones included."""
    return Result.objects.filter(unit__in=scope.units_for("reform.result.read"))


def counted(scope: Scope, period: Period) -> QuerySet[Result]:
    """The results that count in a period: happened in it and not withdrawn."""
    return in_period(results_for(scope).filter(state=ResultState.ACTIVE), period)


def in_period(rows: QuerySet[Result], period: Period) -> QuerySet[Result]:
    return rows.filter(happened_on__gte=period.start, happened_on__lt=period.end)


@dataclass(frozen=True)
class Narrowing:
    """How a list of results is narrowed; the empty value of each part lets everything through."""

    area: str = ""
    text: str = ""
    state: str = ResultState.ACTIVE
    proven: bool = False


def listing(
    scope: Scope, unit_id: int, period: Period, areas: Iterable[AreaVersion], wanted: Narrowing
) -> QuerySet[Result]:
    """Results of one unit in a period, area by area, each area newest first, with what a card shows."""
    rows = in_period(results_for(scope).filter(unit_id=unit_id), period)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.area:
        rows = rows.filter(area__code=wanted.area)
    if wanted.proven:
        rows = rows.filter(pk__in=rows.filter(proofs__isnull=False).values("pk"))
    for word in fold(wanted.text).split():
        rows = rows.filter(search_text__contains=word)
    places = [When(area_id=version.area_id, then=Value(version.order)) for version in areas]
    place = Case(*places, default=Value(999), output_field=IntegerField()) if places else Value(999)
    return with_details(rows).annotate(place=place).order_by("place", "-happened_on", "-pk")


def with_details(rows: QuerySet[Result]) -> QuerySet[Result]:
    """Load what a result cites and count its files, the same number of queries for any number of results."""
    cited = ResultCitation.objects.select_related("document", "document__replaced_by").order_by("pk")
    return (
        rows.select_related("area", "sub_item")
        .annotate(proof_count=Count("proofs", distinct=True))
        .prefetch_related(Prefetch("citations", queryset=cited))
    )


def warnings_of(result: Result) -> list[NotInForce]:
    """The cited acts that were not in force on the day of the result (no query when details are loaded)."""
    documents = [row.document for row in result.citations.all()]
    return citations_not_in_force(documents, result.happened_on)


def area_counts(scope: Scope, unit_ids: Iterable[int], period: Period) -> dict[int, dict[str, int]]:
    """How many results count in each area, for many units in one query: ``{unit: {area code: count}}``."""
    counts: dict[int, dict[str, int]] = {unit_id: {} for unit_id in unit_ids}
    rows = counted(scope, period).filter(unit_id__in=list(counts)).order_by()
    for row in rows.values("unit_id", "area__code").annotate(how_many=Count("pk")):
        counts[row["unit_id"]][row["area__code"]] = row["how_many"]
    return counts


def first_day_with_results(scope: Scope, unit_id: int) -> date | None:
    """The day of the unit's oldest result: how far back a list of quarters goes."""
    days = results_for(scope).filter(unit_id=unit_id).order_by("happened_on")
    return days.values_list("happened_on", flat=True).first()


def all_commitments() -> QuerySet[Commitment]:
    """Every commitment, for ``access.fetch``, which narrows to the scope and checks the right."""
    return Commitment.objects.select_related("unit")


def commitments_for(scope: Scope) -> QuerySet[Commitment]:
    """Commitments of the units in which the actor may read them, in their order."""
    return Commitment.objects.filter(unit__in=scope.units_for("reform.commitment.read"))


def standing_commitments(scope: Scope, unit_ids: Iterable[int], quarter: Quarter) -> QuerySet[Commitment]:
    """What the units promised in a quarter and did not drop."""
    rows = commitments_for(scope).filter(unit_id__in=list(unit_ids), quarter=quarter.code)
    return rows.exclude(state=CommitmentState.DROPPED)


def open_before(scope: Scope, unit_id: int, quarter: Quarter) -> QuerySet[Commitment]:
    """What a unit promised in earlier quarters and has neither done nor given up: offered to go on with."""
    return commitments_for(scope).filter(unit_id=unit_id, quarter__lt=quarter.code, state=CommitmentState.OPEN)


def commitment_in(scope: Scope, unit_id: int, quarter: Quarter, commitment_id: int) -> Commitment:
    """One commitment of a unit's quarter. Raises OutOfScope when it is not there."""
    row = commitments_for(scope).filter(pk=commitment_id, unit_id=unit_id, quarter=quarter.code).first()
    if row is None:
        raise OutOfScope
    return row
