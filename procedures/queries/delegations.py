"""Who signs for the principal at a moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from procedures.models import Delegation
from schooladmin.core.periods import local_date
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership
from schooladmin.units.scope import Scope


def delegations_for(scope: Scope, verb: str) -> QuerySet[Delegation]:
    """The assignments of the schools in which the actor holds ``verb``, the latest first."""
    return Delegation.objects.filter(unit__in=scope.units_for(verb)).select_related("principal", "deputy", "unit")


def any_delegation() -> QuerySet[Delegation]:
    """What a page of one assignment fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Delegation.objects.all()


def in_force(unit_ids: Collection[int], at: datetime) -> QuerySet[Delegation]:
    """The assignments under which a deputy may sign at ``at``.

    From the first day to the last one, until revoked, and only while who gave it heads the school: an assignment
    ends with the office of its giver.
    """
    day = local_date(at)
    heads = Membership.objects.valid_on(day).filter(unit_id__in=unit_ids, role=Role.PRINCIPAL)
    return (
        Delegation.objects.valid_on(day)
        .filter(unit_id__in=unit_ids, created_at__lte=at)
        .filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=at))
        .filter(principal__in=heads.values("person_id"))
        .select_related("principal", "deputy")
    )


@dataclass(frozen=True)
class Desk:
    """Who decides at a school on a day. ``delegations`` are those in force, the dated ones first."""

    heads: tuple[Membership, ...]
    deputies: tuple[Membership, ...]
    delegations: tuple[Delegation, ...]

    @property
    def absence(self) -> Delegation | None:
        """The dated assignment: while one is in force the principal is away."""
        return next((row for row in self.delegations if row.valid_to is not None), None)


def desks_on(unit_ids: Collection[int], at: datetime) -> dict[int, Desk]:
    """The leaders and assignments of schools at ``at`` (two queries, however many schools)."""
    day: date = local_date(at)
    leaders = list(
        Membership.objects.valid_on(day)
        .filter(unit_id__in=unit_ids, role__in=(Role.PRINCIPAL, Role.DEPUTY))
        .select_related("person")
        .order_by("-valid_from", "pk")
    )
    delegations = sorted(in_force(unit_ids, at), key=lambda row: (row.valid_to is None, -row.pk))
    return {
        unit_id: Desk(
            heads=tuple(row for row in leaders if row.unit_id == unit_id and row.role == Role.PRINCIPAL),
            deputies=tuple(row for row in leaders if row.unit_id == unit_id and row.role == Role.DEPUTY),
            delegations=tuple(row for row in delegations if row.unit_id == unit_id),
        )
        for unit_id in unit_ids
    }
