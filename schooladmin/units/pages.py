"""What the pages about units show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from schooladmin.core.errors import OutOfScope
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Membership, Reach, Succession, Supervision, Unit, UnitName
from schooladmin.units.queries import find_units, members_on, with_names
from schooladmin.units.scope import Scope


def units_for(scope: Scope, *, text: str = "", kind: str = "", ended: bool = False) -> QuerySet[Unit]:
    """The units that the actor may know of, with names of today; ended ones only when asked for."""
    rows = find_units(scope.units_for("units.unit.read"), text)
    if kind:
        rows = rows.filter(kind=kind)
    if not ended:
        rows = rows.exclude(valid_to__lte=scope.at)
    return with_names(rows, scope.at)


def unit_for(scope: Scope, verb: str, code: str) -> Unit:
    """One unit by its code: 404 outside the scope, 403 without the right."""
    unit = scope.units().filter(code=code).first()
    if unit is None:
        raise OutOfScope
    scope.require(verb, unit.pk)
    return unit


@dataclass(frozen=True)
class Above:
    """A unit above, in one way, for a span of days; ``name`` is what it was called at the end of that span."""

    kind: SupervisionKind
    name: str
    valid_from: date
    valid_to: date | None
    basis: str
    is_current: bool


@dataclass(frozen=True)
class Handover:
    """A step in the unit's line of succession."""

    name: str
    kind: str
    on: date
    basis: str


@dataclass(frozen=True)
class UnitPage:
    """Everything that the page of a unit shows, answered for one day."""

    unit: Unit
    name: UnitName | None
    names: list[UnitName]
    above: list[Above]
    unsupervised: list[SupervisionKind]
    came_from: list[Handover]
    went_to: list[Handover]


def unit_page(unit: Unit, day: date) -> UnitPage:
    """Read the unit's names, those above it and its succession (four queries whatever their number)."""
    names = list(UnitName.objects.filter(unit=unit).order_by("-valid_from"))
    links = list(Supervision.objects.filter(unit=unit).order_by("-valid_from", "pk"))
    steps = list(Succession.objects.filter(Q(old=unit) | Q(new=unit)).order_by("on", "pk"))
    others = {link.supervisor_id for link in links} | {pk for step in steps for pk in (step.old_id, step.new_id)}
    called = _Names(others)
    order = list(SupervisionKind)
    above = [
        Above(
            SupervisionKind(link.kind),
            called.at_end(link.supervisor_id, link.valid_to, day),
            link.valid_from,
            link.valid_to,
            link.basis,
            link.holds_on(day),
        )
        for link in links
    ]
    above.sort(key=lambda row: (not row.is_current, order.index(row.kind)))
    held = {row.kind for row in above if row.is_current}
    return UnitPage(
        unit=unit,
        name=next((row for row in names if row.holds_on(day)), names[0] if names else None),
        names=names,
        above=above,
        unsupervised=[kind for kind in order if kind not in held] if unit.kind == UnitKind.SCHOOL else [],
        came_from=[
            Handover(called.at_end(step.old_id, step.on, day), step.get_kind_display(), step.on, step.basis)
            for step in steps
            if step.new_id == unit.pk
        ],
        went_to=[
            Handover(called.on(step.new_id, max(step.on, day)), step.get_kind_display(), step.on, step.basis)
            for step in steps
            if step.old_id == unit.pk
        ],
    )


class _Names:
    """Names of several units over time, read at once."""

    def __init__(self, unit_ids: Iterable[int]) -> None:
        self._rows: dict[int, list[UnitName]] = defaultdict(list)
        for row in UnitName.objects.filter(unit_id__in=list(unit_ids)).order_by("-valid_from"):
            self._rows[row.unit_id].append(row)

    def on(self, unit_id: int, day: date) -> str:
        """The name on ``day``, or the last one before it: an ended unit keeps its last name."""
        rows = self._rows[unit_id]
        return next((row.name for row in rows if row.valid_from <= day), rows[-1].name if rows else "")

    def at_end(self, unit_id: int, end: date | None, day: date) -> str:
        """The name on the last day before ``end``, or on ``day`` while it has not come."""
        last = day if end is None or end > day else date.fromordinal(end.toordinal() - 1)
        return self.on(unit_id, last)


@dataclass(frozen=True)
class Colleague:
    """A person of a unit with the roles held there today."""

    full_name: str
    roles: list[str]
    since: date


def colleagues(unit: Unit, day: date) -> list[Colleague]:
    """People of the unit on ``day``, one line for each, in the order of Vietnamese names."""
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in members_on(Unit.objects.filter(pk=unit.pk), day):
        found[row.person_id].append(row)
    rank = {role.value: place for place, role in enumerate(Role)}
    for rows in found.values():
        rows.sort(key=lambda row: rank[row.role])
    return [
        Colleague(
            rows[0].person.full_name,
            [row.title or row.get_role_display() for row in rows],
            min(row.valid_from for row in rows),
        )
        for rows in found.values()
    ]


def below(scope: Scope, unit: Unit) -> QuerySet[Unit]:
    """The units below ``unit`` in any way today that the actor may know of, with names."""
    reached = Reach.objects.valid_on(scope.at).filter(supervisor=unit).values("unit_id")
    return with_names(scope.units_for("units.unit.read").filter(pk__in=reached), scope.at)
