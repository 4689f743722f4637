"""Reads of units, names and people. All are answered for a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership, Reach, Supervision, Unit, UnitName
from schooladmin.units.scope import Scope


def name_on(unit_id: int, day: date) -> UnitName:
    """The name that the unit carried on ``day``. Raises Refusal when it had none: a paper cannot invent one."""
    row = UnitName.objects.valid_on(day).filter(unit_id=unit_id).order_by("-valid_from").first()
    if row is None:
        raise Refusal(
            _("Đơn vị này chưa có tên vào ngày %(day)s. Hãy báo người quản trị ghi tên của đơn vị.")
            % {"day": f"{day:%d/%m/%Y}"},
            code="unit-without-name",
        )
    return row


def supervisor_on(unit_id: int, kind: SupervisionKind, day: date) -> Unit | None:
    """The unit that stood above ``unit_id`` in the given way on ``day``, if any."""
    row = (
        Supervision.objects.valid_on(day)
        .filter(unit_id=unit_id, kind=kind)
        .select_related("supervisor")
        .order_by("-valid_from")
        .first()
    )
    return row.supervisor if row else None


def units_below(unit_id: int, kind: SupervisionKind, day: date) -> QuerySet[Unit]:
    """The units that ``unit_id`` reached in the given way on ``day``."""
    reached = Reach.objects.valid_on(day).filter(supervisor_id=unit_id, kind=kind)
    return Unit.objects.filter(pk__in=reached.values("unit_id"))


def with_names(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Add ``name`` and ``short_name`` of ``day`` to the units, in Vietnamese order."""
    names = UnitName.objects.valid_on(day).filter(unit_id=OuterRef("pk")).order_by("-valid_from")
    return units.annotate(
        name=Subquery(names.values("name")[:1]),
        short_name=Subquery(names.values("short_name")[:1]),
        name_key=Subquery(names.values("sort_key")[:1]),
    ).order_by("name_key", "code")


def short_names(scope: Scope, unit_ids: set[int]) -> dict[int, str]:
    """Short names of today for a list's column, one query for the whole list."""
    rows = with_names(scope.units().filter(pk__in=unit_ids), scope.at)
    return {unit.pk: str(getattr(unit, "short_name", None) or unit.code) for unit in rows}


@dataclass(frozen=True)
class HomeUnit:
    """A unit that the person belongs to, with the roles held there."""

    unit_id: int
    code: str
    name: str
    roles: tuple[str, ...]


def home_units(scope: Scope) -> list[HomeUnit]:
    """The person's own units with names of today, for the page frame."""
    rows = with_names(Unit.objects.filter(pk__in=scope.own_unit_ids), scope.at)
    return [
        HomeUnit(
            unit_id=unit.pk,
            code=unit.code,
            name=str(getattr(unit, "name", None) or unit.code),
            roles=tuple(str(grant.role.label) for grant in scope.grants if grant.unit_id == unit.pk),
        )
        for unit in rows
    ]


def choices_for(scope: Scope, verb: str) -> list[tuple[int, str]]:
    """Units in which the actor holds ``verb``, as choices of a form."""
    rows = with_names(scope.units_for(verb), scope.at)
    return [(unit.pk, str(getattr(unit, "name", None) or unit.code)) for unit in rows]


def members_on(unit_ids: QuerySet[Unit], day: date, role: Role | None = None) -> QuerySet[Membership]:
    """People of the units on ``day``, in the order of Vietnamese names."""
    rows = Membership.objects.valid_on(day).filter(unit__in=unit_ids).select_related("person", "person__user")
    if role is not None:
        rows = rows.filter(role=role)
    return rows.order_by("person__sort_key", "person_id", "role")


def holder_on(unit_id: int, role: Role, day: date) -> Membership | None:
    """Who held ``role`` in the unit on ``day`` (the latest to begin, if two did)."""
    rows = Membership.objects.valid_on(day).filter(unit_id=unit_id, role=role)
    return rows.select_related("person").order_by("-valid_from", "pk").first()


def find_units(units: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Narrow units by a search without tone marks, by name, initials or code."""
    key = fold(text)
    if not key:
        return units
    named = UnitName.objects.filter(search_text__contains=key).values("unit_id")
    return units.filter(pk__in=named) | units.filter(code__icontains=text.strip())
