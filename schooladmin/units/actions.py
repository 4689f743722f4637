"""Writes to units, supervision, people and memberships."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.core.text import tidy
from schooladmin.units.enums import Role, SuccessionKind, SupervisionKind, UnitKind
from schooladmin.units.models import Membership, Person, Reach, Succession, Supervision, Unit, UnitName, User
from schooladmin.units.rules import Edge, closure


@transaction.atomic
def add_unit(
    *,
    code: str,
    kind: UnitKind,
    name: str,
    short_name: str,
    place: str,
    valid_from: date,
    basis: str = "",
    cell_name: str = "",
) -> Unit:
    """Found a unit with its first name. Raises Refusal when the code is taken."""
    if Unit.objects.filter(code=code).exists():
        raise Refusal(_("Mã đơn vị %(code)s đã có.") % {"code": code}, code="unit-code-taken", field="code")
    unit = Unit.objects.create(code=code, kind=kind, valid_from=valid_from, basis=basis)
    UnitName.objects.create(
        unit=unit,
        name=name,
        short_name=short_name,
        place=place,
        cell_name=cell_name,
        valid_from=valid_from,
        basis=basis,
    )
    return unit


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, place: str, on: date, basis: str, cell_name: str
) -> UnitName:
    """Give a unit a new name from ``on``; the old one ends that day and stays on the papers of its time."""
    UnitName.objects.valid_on(on).filter(unit=unit).update(valid_to=on)
    return UnitName.objects.create(
        unit=unit, name=name, short_name=short_name, place=place, cell_name=cell_name, valid_from=on, basis=basis
    )


@transaction.atomic
def supervise(
    *, unit: Unit, supervisor: Unit, kind: SupervisionKind, valid_from: date, valid_to: date | None = None, basis: str
) -> Supervision:
    """Put ``supervisor`` above ``unit`` and rebuild the reach."""
    row = Supervision.objects.create(
        unit=unit, supervisor=supervisor, kind=kind, valid_from=valid_from, valid_to=valid_to, basis=basis
    )
    rebuild_reach()
    return row


@transaction.atomic
def end_unit(*, unit: Unit, on: date, basis: str) -> None:
    """End a unit: its supervision and memberships end with it, its rows stay."""
    Unit.objects.filter(pk=unit.pk).update(valid_to=on, basis=basis)
    for rows in (Supervision.objects.filter(unit=unit), Supervision.objects.filter(supervisor=unit)):
        rows.valid_on(on).update(valid_to=on)
    Membership.objects.filter(unit=unit).valid_on(on).update(valid_to=on)
    rebuild_reach()


def succeed(*, old: Unit, new: Unit, kind: SuccessionKind, on: date, basis: str) -> Succession:
    """Record that ``new`` takes over from ``old``."""
    return Succession.objects.create(old=old, new=new, kind=kind, on=on, basis=basis)


@transaction.atomic
def rebuild_reach() -> int:
    """Derive the closure of supervision anew and return its size. Replaces all rows: safe to run at any time."""
    edges = [
        Edge(row.supervisor_id, row.unit_id, row.kind, row.valid_from, row.valid_to)
        for row in Supervision.objects.all()
    ]
    reach = closure(edges)
    Reach.objects.all().delete()
    Reach.objects.bulk_create(
        [
            Reach(supervisor_id=e.supervisor, unit_id=e.unit, kind=e.kind, valid_from=e.start, valid_to=e.end)
            for e in sorted(reach, key=lambda e: (e.supervisor, e.unit, e.kind, e.start))
        ],
        batch_size=500,
    )
    return len(reach)


@transaction.atomic
def add_person(*, full_name: str) -> Person:
    """Enter a person. Raises Refusal for an empty name."""
    if not tidy(full_name):
        raise Refusal(_("Hãy nhập họ và tên."), code="name-empty", field="full_name")
    return Person.objects.create(full_name=full_name)


def appoint(
    *,
    person: Person,
    unit: Unit,
    role: Role,
    valid_from: date,
    title: str = "",
    basis: str = "",
    valid_to: date | None = None,
) -> Membership:
    """Give a person a role in a unit from a day."""
    return Membership.objects.create(
        person=person, unit=unit, role=role, title=title, valid_from=valid_from, valid_to=valid_to, basis=basis
    )


def add_login(*, person: Person, username: str, password: str) -> User:
    """Let a person log in. Raises Refusal when the name is taken."""
    if User.objects.filter(username=username).exists():
        raise Refusal(_("Tên đăng nhập này đã có người dùng."), code="username-taken", field="username")
    return User.objects.create_user(username=username, password=password, person=person)
