"""Reads of the register. Each starts from a scope; none brings the sealed identifier along unless it is asked for."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import add

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan

from pupils import rules
from pupils.enums import PupilStatus
from pupils.models import Pupil
from pupils.permissions import READ
from schooladmin.core.crypto import blind_indexes
from schooladmin.units.access import fetch
from schooladmin.units.scope import Scope, opened

_GIVEN_NAME, _WHOLE_KEY = 2, 1  # points for a token that is all of a key, not only its beginning


def all_pupils(scope: Scope) -> QuerySet[Pupil]:
    """Pupils of every unit that the scope reaches, for ``access.fetch``, which asks for the right."""
    with opened(scope):
        return Pupil.objects.defer("identifier")


def pupils_for(scope: Scope) -> QuerySet[Pupil]:
    """Pupils that the actor may read."""
    return all_pupils(scope).filter(unit__in=scope.units_for(READ))


def pupil_of(scope: Scope, pk: int) -> Pupil:
    """One pupil for a paper or a request: OutOfScope outside the actor's reach, Forbidden without the right to read."""
    return fetch(all_pupils(scope), scope, READ, pk=pk)


def search(scope: Scope, unit_id: int, text: str, most: int = 9) -> list[Pupil]:
    """The best ``most`` pupils of one school for what was typed: one query, nothing without a letter or digit.

    Each word must be the beginning of a word of the name, of its initials («nva»), of the initials with the given
    name («nmanh»), of the class («8a1») or of the birth date («0512», «05/12/2014»); tone marks do not matter.
    Those who study come first, then whole given names and whole keys, then the Vietnamese order.

    The inner query reads nothing but the index ``pupil_by_search``, and asks for the one school only: the scope is
    asked once for the few rows that it found, not for each of 40,000 (which would take twice as long).
    """
    wanted = rules.tokens(text)
    if not wanted:
        return []
    order = _order(wanted)
    of_school = Pupil._base_manager.filter(unit_id=unit_id)
    best = _matching(of_school, wanted).order_by(*order).values("pk")[:most]
    return list(pupils_for(scope).filter(pk__in=best).order_by(*order))


def filtered(
    rows: QuerySet[Pupil],
    *,
    text: str = "",
    unit_id: int | None = None,
    class_name: str = "",
    school_year: int | None = None,
    graduation_year: int | None = None,
    status: str = "",
) -> QuerySet[Pupil]:
    """Narrow the register by what ``search`` understands, class, years and state; in the Vietnamese order."""
    rows = _matching(rows, rules.tokens(text))
    exact = {
        "unit_id": unit_id,
        "class_name": class_name,
        "school_year": school_year,
        "graduation_year": graduation_year,
        "status": status,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.order_by("sort_key", "pk")


def classes_of(scope: Scope) -> list[str]:
    """The classes of those who study, in the order of their names."""
    rows = pupils_for(scope).filter(status=PupilStatus.STUDYING).exclude(class_name="")
    return list(rows.order_by("class_name").values_list("class_name", flat=True).distinct())


def years_of(scope: Scope) -> list[int]:
    """The school years that pupils are written under, latest first."""
    rows = pupils_for(scope).filter(school_year__isnull=False)
    return [year for year in rows.order_by("-school_year").values_list("school_year", flat=True).distinct() if year]


def same_name(scope: Scope, unit_id: int, full_name: str, birth_date: date | None) -> list[Pupil]:
    """Pupils of the school with this name, tone marks aside, and this birth date (both unknown: also alike)."""
    rows = pupils_for(scope).filter(unit_id=unit_id, birth_date=birth_date)
    wanted = [(word,) for word in rules.words_of(full_name)]
    key = rules.name_key(full_name)
    rows = _matching(rows, wanted).order_by("sort_key", "pk")
    return [row for row in rows if rules.name_key(row.full_name) == key]


def by_identifier(scope: Scope, unit_id: int, identifier: str) -> Pupil | None:
    """The pupil of the school with exactly this personal identifier, whichever key its index was made with."""
    if not (plain := rules.identifier_of(identifier)):
        return None
    return pupils_for(scope).filter(unit_id=unit_id, identifier_key__in=blind_indexes(plain)).first()


def _matching(rows: QuerySet[Pupil], wanted: Sequence[tuple[str, ...]]) -> QuerySet[Pupil]:
    for forms in wanted:
        begins = Q()
        for form in forms:
            begins |= Q(GreaterThan(StrIndex("search_text", Value(f" {form}")), 0))
        rows = rows.filter(begins)
    return rows


def _order(wanted: Sequence[tuple[str, ...]]) -> list[Combinable | str]:
    studying = Case(When(status=PupilStatus.STUDYING, then=Value(0)), default=Value(1), output_field=IntegerField())
    # A single letter is all of hardly any key, and half of the register begins with it: it earns no points.
    points = [_points(form) for forms in wanted for form in forms if len(form) > 1]
    if not points:
        return [studying.asc(), "sort_key", "pk"]
    return [studying.asc(), reduce(add, points).desc(), "sort_key", "pk"]


def _points(form: str) -> Case:
    place = StrIndex("search_text", Value(f" {form} "))
    return Case(
        When(Exact(place, 1), then=Value(_GIVEN_NAME)),  # the given name is the first key
        When(GreaterThan(place, 1), then=Value(_WHOLE_KEY)),
        default=Value(0),
        output_field=IntegerField(),
    )
