"""Reads of notices: always a person's own."""

from django.db.models import Case, QuerySet, Value, When

from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.units.scope import Scope


def own_open(scope: Scope) -> QuerySet[Notice]:
    """The person's own notices whose reason lasts, in units that the person still belongs to or supervises."""
    if scope.person_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(unit__in=scope.units(), person_id=scope.person_id, closed_at__isnull=True)


def notices_for(scope: Scope) -> QuerySet[Notice]:
    """The open notices of the person: unread ones first, of these the most pressing, of these the newest."""
    is_read = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1))
    calm = Case(When(level=Level.URGENT, then=Value(0)), When(level=Level.SOON, then=Value(1)), default=Value(2))
    return own_open(scope).order_by(is_read, calm, "-created_at", "pk")


def unread_count(scope: Scope) -> int:
    """How many open notices the person has not read (one query; none for somebody who belongs nowhere)."""
    return own_open(scope).filter(read_at__isnull=True).count()


def units_told(scope: Scope, kind: str) -> set[int]:
    """The units of the scope in which anybody has an open notice of a kind: for the task that keeps them."""
    rows = Notice.objects.filter(unit__in=scope.units(), kind=kind, closed_at__isnull=True)
    return set(rows.values_list("unit_id", flat=True).distinct())
