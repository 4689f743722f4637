"""Who left one school and has not arrived at the other, or came and has no class yet; and the balance of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as CountRows
from django.db.models import Q, QuerySet

from procedures.enums import WITH_RESULT
from procedures.models import (
    TransferRule,
    TransferSide,
)
from procedures.queries.transfers import any_side, schools_of
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.permissions import ON_THE_WAY, READ
from procedures.transfers.rules import initials_of
from pupils.enums import PupilStatus
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Traveller:
    """A pupil who left one school and has not arrived at the other. ``who`` is a name only for the two schools.

    ``days``: working days since the file was handed over; None where nobody entered the calendar.
    """

    side: TransferSide
    who: str
    may_open: bool
    sending: str
    receiving: str
    released_on: date
    days: int | None
    is_late: bool


def sides_on_the_way(scope: Scope) -> QuerySet[TransferSide]:
    """One side of each transfer whose pupil is on the way: the sending one, where that is in scope."""
    units = scope.units_for(ON_THE_WAY)
    one_each = Q(role=SideRole.SENDING) | ~Q(transfer__sending__in=units)
    rows = any_side().filter(one_each, unit__in=units, transfer__state=TransferState.RELEASED)
    return rows.order_by("transfer__released_at", "pk")


def travellers(scope: Scope, sides: Iterable[TransferSide]) -> list[Traveller]:
    """The rows of the list «on the way» (a fixed number of queries, however many they are)."""
    sides = list(sides)
    names = schools_of(sides, scope.at)
    calendar, rule = work_calendar(), rule_on(scope.at)
    found = []
    for side in sides:
        transfer = side.transfer
        assert transfer.released_at is not None
        assert side.request is not None
        released_on = local_date(transfer.released_at)
        days = days_since(calendar, released_on, scope.at)
        is_own = scope.may(READ, side.unit_id)
        found.append(
            Traveller(
                side=side,
                who=transfer.pupil_name if is_own else f"{initials_of(transfer.pupil_name)} ({side.request.code})",
                may_open=is_own,
                sending=names[transfer.sending_id],
                receiving=names[transfer.receiving_id],
                released_on=released_on,
                days=days,
                is_late=is_late(days, rule.alert_after if rule else None),
            )
        )
    return found


def rules() -> QuerySet[TransferRule]:
    """The days of the reminders, the latest row first. They are the same for all schools."""
    return TransferRule.objects.order_by("-valid_from")


def rule_on(day: date) -> TransferRule | None:
    """The row that holds on ``day``: the last one to begin."""
    return TransferRule.objects.valid_on(day).order_by("-valid_from").first()


def days_since(calendar: WorkCalendar, released_on: date, today: date) -> int | None:
    """Working days after the day on which the file left, up to today."""
    try:
        return calendar.working_days_between(released_on, today)
    except CalendarGapError:
        return None


def is_late(days: int | None, most: int | None) -> bool:
    """Whether somebody has been on the way for more than ``most`` working days."""
    return days is not None and most is not None and days > most


@dataclass(frozen=True)
class Newcomer:
    """A pupil who came and has no class yet. ``days``: working days since the arrival, as above.

    ``is_soon``: the days of the rule are over; ``is_late``: so is the term of placing.
    """

    side: TransferSide
    who: str
    may_open: bool
    sending: str
    receiving: str
    arrived_on: date
    days: int | None
    is_soon: bool
    is_late: bool


def sides_without_class() -> QuerySet[TransferSide]:
    """The receiving sides whose pupil studies there and is in no class of the register, those due first."""
    rows = any_side().filter(
        role=SideRole.RECEIVING,
        transfer__state=TransferState.ARRIVED,
        pupil__status=PupilStatus.STUDYING,
        pupil__class_name="",
    )
    return rows.order_by("placement_due", "pk")


def lacks_class(side: TransferSide) -> bool:
    """Whether the pupil of a receiving side has come and is in no class of the register yet."""
    pupil = side.pupil if side.role == SideRole.RECEIVING else None
    return pupil is not None and pupil.status == PupilStatus.STUDYING and not pupil.class_name


def without_class(scope: Scope) -> QuerySet[TransferSide]:
    """Those of the actor's schools, and of the schools below."""
    return sides_without_class().filter(unit__in=scope.units_for(ON_THE_WAY))


def newcomers(sides: Iterable[TransferSide], day: date, scope: Scope | None = None) -> list[Newcomer]:
    """How long each has waited for a class on ``day`` (a fixed number of queries); without a scope, by code alone."""
    sides = list(sides)
    names = schools_of(sides, day)
    calendar, rule = work_calendar(), rule_on(day)
    found = []
    for side in sides:
        assert side.transfer.closed_at is not None
        arrived_on = local_date(side.transfer.closed_at)
        days = days_since(calendar, arrived_on, day)
        is_own = scope is not None and scope.may(READ, side.unit_id)
        code = side.request.code if side.request else ""
        found.append(
            Newcomer(
                side=side,
                who=side.transfer.pupil_name if is_own else f"{initials_of(side.transfer.pupil_name)} ({code})",
                may_open=is_own,
                sending=names[side.transfer.sending_id],
                receiving=names[side.transfer.receiving_id],
                arrived_on=arrived_on,
                days=days,
                is_soon=is_late(days, rule.place_after if rule else None),
                is_late=side.placement_due is not None and day > side.placement_due,
            )
        )
    return found


@dataclass(frozen=True)
class Balance:
    """Where those are who left the schools of a scope for the network.

    ``released`` = ``arrived`` + ``on_the_way`` + ``returned``, always. ``released`` is counted from the requests, like
    every report; the others from the transfers.
    """

    released: int
    arrived: int
    on_the_way: int
    returned: int


def balance(scope: Scope) -> Balance:
    """The balance of those who left schools of the scope for another school of the network."""
    left = TransferSide.objects.filter(unit__in=scope.units_for(ON_THE_WAY), role=SideRole.SENDING)
    states = TransferState
    row = left.aggregate(
        released=CountRows("pk", filter=Q(request__state__in=WITH_RESULT, is_latest=True)),
        arrived=CountRows("pk", filter=Q(transfer__state=states.ARRIVED)),
        on_the_way=CountRows("pk", filter=Q(transfer__state=states.RELEASED)),
        returned=CountRows("pk", filter=Q(transfer__state=states.RETURNED)),
    )
    return Balance(**row)
