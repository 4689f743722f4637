"""Reads of the book of outgoing papers: every query starts from a scope."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from schooladmin.core.i18n import localized
from schooladmin.core.text import sort_key
from schooladmin.documents.issuing.models import BookNumber, Issue, NumberSeries, ReturnedCopy
from schooladmin.documents.issuing.permissions import LIST, SERIES
from schooladmin.documents.issuing.rules import gaps, read_code
from schooladmin.documents.kinds import Series
from schooladmin.documents.models import DocumentKind
from schooladmin.units.scope import Scope


def with_numbers(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """The versions with their numbers read beforehand, as ``Issue.number`` wants them."""
    numbers = BookNumber.objects.select_related("series").order_by("given_at", "pk")
    return rows.prefetch_related(Prefetch("numbers", queryset=numbers))


def all_issues() -> QuerySet[Issue]:
    """Every version with its numbers, for ``access.fetch``, which narrows to the scope and checks the right."""
    return with_numbers(Issue.objects.select_related("kind", "replaces", "replaced_by"))


def issues_for(scope: Scope) -> QuerySet[Issue]:
    """The versions that the actor may read, the latest day first."""
    rows = Issue.objects.filter(unit__in=scope.units_for(LIST)).select_related("kind", "replaced_by")
    return with_numbers(rows).order_by("-day", "-issued_at", "-pk")


def current_issue(unit_id: int, source_key: str) -> Issue | None:
    """The version of a paper that speaks now. Who may see the paper is decided by the app that owns it."""
    return with_numbers(Issue.objects.filter(unit_id=unit_id, source_key=source_key, is_current=True)).first()


def kinds_of(scope: Scope) -> list[tuple[str, str]]:
    """The kinds of papers that the actor finds in the book, by code, with the name that holds last."""
    rows = DocumentKind.objects.filter(pk__in=Issue.objects.filter(unit__in=scope.units_for(LIST)).values("kind"))
    names = {row.code: localized(row, "name") for row in rows.order_by("valid_from")}
    return sorted(names.items(), key=lambda pair: sort_key(pair[1]))


def copies_of(issue: Issue) -> QuerySet[ReturnedCopy]:
    """The photographs of the stamped paper that were kept for a version."""
    return ReturnedCopy.objects.filter(issue=issue).select_related("evidence")


def years_of(scope: Scope) -> list[int]:
    """The years in which the actor finds papers, the latest first."""
    days = Issue.objects.filter(unit__in=scope.units_for(LIST)).dates("day", "year", order="DESC")
    return [day.year for day in days]


@dataclass(frozen=True)
class SeriesLine:
    """A series with what its book shows: how many numbers hold, which are voided, and which no paper has."""

    row: NumberSeries
    given: int
    voided: tuple[BookNumber, ...]
    gaps: tuple[tuple[int, int], ...]


def series_for(scope: Scope) -> list[SeriesLine]:
    """The series of the units whose book the actor may read; a constant number of queries."""
    rows = list(
        NumberSeries.objects.filter(unit__in=scope.units_for(SERIES)).order_by(
            "unit__code", "regime", "code", "-begins"
        )
    )
    numbers: dict[int, list[BookNumber]] = defaultdict(list)
    for number in BookNumber.objects.filter(series__in=rows).select_related("series"):
        numbers[number.series_id].append(number)
    return [_line(row, numbers[row.pk]) for row in rows]


def _line(row: NumberSeries, numbers: list[BookNumber]) -> SeriesLine:
    voided = tuple(number for number in numbers if number.voided_at is not None)
    taken = {number.number for number in numbers}
    return SeriesLine(row, len(numbers) - len(voided), voided, tuple(gaps(row.first_number, row.next_number, taken)))


def can_be_numbered(issue: Issue) -> bool:
    """Whether the series of the paper's kind is open on its day; that of a year always is."""
    rule = issue.kind.as_value()
    if rule.series is Series.YEAR:
        return True
    rows = NumberSeries.objects.filter(unit_id=issue.unit_id, regime=rule.regime, code=rule.type_code)
    return rows.filter(Q(ends__isnull=True) | Q(ends__gt=issue.day), begins__lte=issue.day).exists()


def versions_of(issue: Issue) -> list[Issue]:
    """All versions of the paper, the latest first."""
    return list(
        with_numbers(Issue.objects.filter(unit_id=issue.unit_id, source_key=issue.source_key)).order_by("-version")
    )


def narrowed(
    rows: QuerySet[Issue], *, q: str = "", kind: str = "", unit: int | None = None, year: int | None = None
) -> QuerySet[Issue]:
    """The rows of a kind, a unit and a year; ``q`` is a number of the book, or a code as it is printed."""
    if kind:
        rows = rows.filter(kind__code=kind)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    if year is not None:
        rows = rows.filter(day__year=year)
    if not q.strip():
        return rows
    asked = Q(public_code=read_code(q) or "")
    digits = re.match(r"\s*([0-9]{1,6})(?![0-9])", q)  # «127/BC-THCS», «127»
    if digits:
        asked |= Q(pk__in=BookNumber.objects.filter(number=int(digits[1])).values("issue"))
    return rows.filter(asked)
