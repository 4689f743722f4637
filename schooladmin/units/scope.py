"""Scope: who is acting, for which units, with which rights, on which day.

Every query starts from a scope (``requests_for(scope)``), every action names its actor by one. Rights are computed
from the memberships that hold on ``at``; nothing is cached between requests.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import django_scopes
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _  # said in the language of who reads it

from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Membership, Reach, Unit, User
from schooladmin.units.permissions import Right, right_for


@dataclass(frozen=True)
class Grant:
    """A role held in a unit."""

    role: Role
    unit_id: int
    unit_kind: UnitKind


@dataclass(frozen=True)
class Scope:
    """Who acts (``user_id`` is empty for the system itself), and what they reach on the day ``at``.

    ``loans`` are verbs held in one unit beyond the roles: lent to a person for one step, or carried by a secret.
    """

    at: date
    label: str
    user_id: int | None = None
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    loans: frozenset[tuple[str, int]] = frozenset()
    _reached: dict[str, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def own_unit_ids(self) -> frozenset[int]:
        """The units that the actor is a member of."""
        return frozenset(grant.unit_id for grant in self.grants)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def units(self) -> QuerySet[Unit]:
        """Every unit that the actor may know of: the own ones, all below them, and those of the loans.

        One subquery, never a list of what is below.
        """
        if self.is_system:
            return Unit.objects.all()
        known = self._known_unit_ids
        if not known:
            return Unit.objects.none()
        organs = self._supervising_unit_ids
        if not organs:
            return Unit.objects.filter(pk__in=known)
        below = Reach.objects.valid_on(self.at).filter(supervisor_id__in=organs).values("unit_id")
        return Unit.objects.filter(Q(pk__in=known) | Q(pk__in=below))

    def wall(self) -> QuerySet[Unit] | frozenset[int]:
        """``units`` as the scoped managers take it: the keys themselves where nobody is below the actor.

        Every query of a scoped model carries it, and most people belong to one school: a key is much cheaper to put
        into a query than a query of keys.
        """
        if self.is_system or self._supervising_unit_ids:
            return self.units()
        return self._known_unit_ids

    def units_for(self, verb: str) -> QuerySet[Unit]:
        """The units in which the actor holds ``verb``."""
        if self.is_system:
            return Unit.objects.all()
        right = right_for(verb)
        own = self._own_units(right) | {unit_id for lent, unit_id in self.loans if lent == verb}
        above = self._organs(right)
        where = Q(pk__in=own)
        if above:
            below = Reach.objects.valid_on(self.at).filter(supervisor_id__in=above, kind__in=right.kinds)
            where |= Q(pk__in=below.values("unit_id"))
        return Unit.objects.filter(where) if own or above else Unit.objects.none()

    def may(self, verb: str, unit_id: int) -> bool:
        """Whether the actor holds ``verb`` in the unit."""
        if self.is_system:
            return True
        right = right_for(verb)
        if self.holds_loan(verb, unit_id) or unit_id in self._own_units(right):
            return True
        above = self._organs(right)
        return bool(above) and unit_id in self._reach(right, above, verb)

    def may_anywhere(self, verb: str) -> bool:
        """Whether the actor's roles hold ``verb`` at all: decides what the menu shows.

        An organ whose supervision is all of other kinds does not count: its page could only be empty. One that has
        nobody below it yet does, so that the page can say what to do.
        """
        right = right_for(verb)
        if self.is_system or any(lent == verb for lent, _unit_id in self.loans) or self._own_units(right):
            return True
        organs = self._organs(right)
        if not organs or right.kinds >= frozenset(SupervisionKind):
            return bool(organs)
        return any(not (kinds := self._kinds_below[organ]) or kinds & right.kinds for organ in organs)

    def holds_loan(self, verb: str, unit_id: int) -> bool:
        """Whether ``verb`` in the unit was lent for the step that is being taken, whatever the actor's roles say."""
        return (verb, unit_id) in self.loans

    def lent(self, verbs: Collection[str], unit_id: int) -> "Scope":
        """The same person, who for one step also holds ``verbs`` in one unit, and nothing more than that.

        Name, login and roles stay, so that the trail names who acted. The caller has checked the right to the step;
        KeyError for a verb that does not exist.
        """
        return replace(self, loans=self.loans | _loans(verbs, unit_id))

    def require(self, verb: str, unit_id: int) -> None:
        """Raise Forbidden (403) unless the actor holds ``verb`` in the unit."""
        if not self.may(verb, unit_id):
            raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))

    def require_anywhere(self, verb: str) -> None:
        """Raise Forbidden (403) unless some role of the actor holds ``verb``."""
        if not self.may_anywhere(verb):
            raise Forbidden(_("Thầy, cô chưa được giao quyền xem trang này."))

    def require_inside(self, unit_id: int) -> None:
        """The wall after a write: raise OutOfScope when the row left the actor's reach."""
        if not self.units().filter(pk=unit_id).exists():
            raise OutOfScope

    @property
    def _known_unit_ids(self) -> frozenset[int]:
        """The units that the actor is a member of or was lent a verb in."""
        return self.own_unit_ids | {unit_id for _verb, unit_id in self.loans}

    @property
    def _supervising_unit_ids(self) -> frozenset[int]:
        """The actor's units that may have others below them: a school has nobody below it."""
        return frozenset(grant.unit_id for grant in self.grants if grant.unit_kind != UnitKind.SCHOOL)

    def _own_units(self, right: Right) -> frozenset[int]:
        """The actor's units in which the right is held for the unit itself."""
        return frozenset(
            grant.unit_id
            for grant in self.grants
            if grant.role in right.own and (not right.at or grant.unit_kind in right.at)
        )

    def _organs(self, right: Right) -> frozenset[int]:
        """The supervising units in which the actor's role holds the right for those below.

        A school has nobody below it; a Party committee supervises along the Party's line only.
        """
        return frozenset(
            grant.unit_id
            for grant in self.grants
            if grant.role in right.above
            and grant.unit_kind != UnitKind.SCHOOL
            and (grant.unit_kind != UnitKind.PARTY_COMMITTEE or SupervisionKind.PARTY in right.kinds)
        )

    @cached_property
    def _kinds_below(self) -> Mapping[int, frozenset[str]]:
        """The kinds of supervision by which each of the actor's organs reaches anybody; one query for all verbs."""
        found: dict[int, set[str]] = {organ: set() for organ in self._supervising_unit_ids}
        rows = Reach.objects.valid_on(self.at).filter(supervisor_id__in=found)
        for organ, kind in rows.values_list("supervisor_id", "kind").distinct():
            found[organ].add(kind)
        return {organ: frozenset(kinds) for organ, kinds in found.items()}

    def _reach(self, right: Right, above: frozenset[int], verb: str) -> frozenset[int]:
        """Ids below the actor for one verb; asked once per scope, so that a board of sixty rows costs one query."""
        if verb not in self._reached:
            rows = Reach.objects.valid_on(self.at).filter(supervisor_id__in=above, kind__in=right.kinds)
            self._reached[verb] = frozenset(rows.values_list("unit_id", flat=True))
        return self._reached[verb]


def scope_of(user: User, at: date) -> Scope:
    """Return the scope of a login on the day ``at``, from the memberships that hold then (two queries)."""
    if not user.is_active:
        return Scope(at=at, label=user.username, user_id=user.pk)
    rows = Membership.objects.valid_on(at).filter(person_id=user.person_id)
    grants = tuple(
        Grant(Role(role), unit_id, UnitKind(kind))
        for role, unit_id, kind in rows.values_list("role", "unit_id", "unit__kind")
    )
    return Scope(at=at, label=user.person.full_name, user_id=user.pk, person_id=user.person_id, grants=grants)


def scope_of_id(user_id: int, at: date) -> Scope:
    """Return the scope of the login with this key, as it is on the day ``at``."""
    return scope_of(User.objects.select_related("person").get(pk=user_id), at)


def nobody(at: date) -> Scope:
    """The scope of somebody who has not logged in: it reaches nothing."""
    return Scope(at=at, label="")


def bearer(at: date, label: str, verbs: Collection[str], unit_id: int) -> Scope:
    """The scope of somebody without a login who acts in one unit: they hold ``verbs`` there and reach nothing else.

    For who holds a secret (a link, a QR code), and for what a step of one school does at another. ``label`` says who
    they are; KeyError for a verb that does not exist.
    """
    return Scope(at=at, label=label, loans=_loans(verbs, unit_id))


def _loans(verbs: Collection[str], unit_id: int) -> frozenset[tuple[str, int]]:
    for verb in verbs:
        right_for(verb)
    return frozenset((verb, unit_id) for verb in verbs)


def system(at: date, label: str) -> Scope:
    """The scope of the installation itself (commands, the reconciler): it reaches everything and says its name."""
    return Scope(at=at, label=label, is_system=True)


@contextmanager
def opened(scope: Scope) -> Iterator[Scope]:
    """Open ``scope`` for the scoped managers: rows of units outside it do not exist within the block."""
    with django_scopes.scope(unit=scope.wall()):
        yield scope
