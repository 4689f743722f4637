"""Reads of transfers. Each starts from a side in scope; the shared row is reached through it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from procedures.enums import Route, State, TermStage
from procedures.models import (
    ClassPlace,
    ProcedureTerm,
    Request,
    RequestComponent,
    TransferEvent,
    TransferLetter,
    TransferSide,
)
from procedures.public.words import day_in_words
from procedures.transfers.enums import RUNNING, SideRole, TransferState
from procedures.transfers.permissions import LIST
from procedures.transfers.rules import grade_of
from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.core.periods import local_date
from schooladmin.units.enums import SupervisionKind, UnitKind
from schooladmin.units.models import Reach, Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope

_OPEN = (State.OPEN, State.PAUSED)
_SAME_PROVINCE = (SupervisionKind.ADMINISTRATIVE, SupervisionKind.PROFESSIONAL)


def any_side() -> QuerySet[TransferSide]:
    """What a page of one transfer fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    rows = TransferSide.objects.select_related("transfer", "request__version__procedure", "pupil")
    return rows.defer("transfer__identifier", "pupil__identifier")


def sides_for(scope: Scope) -> QuerySet[TransferSide]:
    """The sides of the actor's schools."""
    return any_side().filter(unit__in=scope.units_for(LIST))


def _is_work() -> Q:
    """What somebody still has to do: a case that runs, or the open request of the school whose case was refused.

    The other school has answered then, but the family has not: the sending school asks another one or answers.
    """
    refused = Q(transfer__state=TransferState.DECLINED, role=SideRole.SENDING, is_latest=True)
    return Q(transfer__state__in=RUNNING) | refused & Q(request__state__in=_OPEN)


def waiting(scope: Scope) -> QuerySet[TransferSide]:
    """The transfers on which the actor's schools still have work, those that wait longest first."""
    return sides_for(scope).filter(_is_work()).order_by("transfer__asked_at", "pk")


def closed(scope: Scope) -> QuerySet[TransferSide]:
    """The transfers that ended, the latest first."""
    done = sides_for(scope).exclude(pk__in=sides_for(scope).filter(_is_work()).values("pk"))
    return done.order_by("-transfer__closed_at", "-pk")


def waits_for_own_answer(side: TransferSide) -> bool:
    """Whether the other school refused and the own request is still open: the school must ask another or answer."""
    is_refused = side.transfer.state == TransferState.DECLINED and side.role == SideRole.SENDING
    return is_refused and side.is_latest and side.request is not None and side.request.state in _OPEN


def events_of(side: TransferSide) -> QuerySet[TransferEvent]:
    return TransferEvent.objects.filter(side=side)


def side_of_request(request: Request) -> TransferSide | None:
    """The side that the request is the work of now, if it is part of a shared transfer."""
    return TransferSide.objects.filter(request=request, is_latest=True).select_related("transfer").first()


@dataclass(frozen=True)
class Chain:
    """The cases of the same school before and after one, where a school refused and another was asked."""

    before: TransferSide | None
    after: TransferSide | None


def chain_of(side: TransferSide) -> Chain:
    """What the side's own school asked before and after (one query); a school sees only cases that it is part of."""
    either = Q(transfer__next=side.transfer_id) | Q(transfer__after=side.transfer_id)
    rows = TransferSide.objects.filter(either, unit_id=side.unit_id).select_related("transfer")
    found = {row.transfer.after_id == side.transfer_id: row for row in rows}
    return Chain(before=found.get(False), after=found.get(True))


def may_ask_again(side: TransferSide) -> bool:
    """Whether the sending school can still ask another one: not asked yet, and its own request not closed."""
    is_open = side.request is None or side.request.state in _OPEN
    return side.is_latest and side.role == SideRole.SENDING and is_open


def letter_of(request: Request) -> TransferLetter | None:
    """The letter to a school outside the network, if one was made."""
    return TransferLetter.objects.filter(request=request).first()


def letters_for(scope: Scope, verb: str) -> QuerySet[TransferLetter]:
    """The letters of the schools in which the actor holds ``verb``, each with its request."""
    return TransferLetter.objects.filter(unit__in=scope.units_for(verb)).select_related("request")


def short_names_of(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """What schools are called, also those that the actor does not reach: a school's name is public."""
    rows = with_names(Unit.objects.filter(pk__in=unit_ids), day)
    return {unit.pk: str(getattr(unit, "short_name", None) or unit.code) for unit in rows}


def schools_of(sides: Iterable[TransferSide], day: date) -> dict[int, str]:
    """The names of both schools of each transfer (one query)."""
    ids = {pk for side in sides for pk in (side.transfer.sending_id, side.transfer.receiving_id)}
    return short_names_of(ids, day)


def network_choices(day: date, leave_out: Collection[int] = ()) -> list[tuple[int, str]]:
    """The schools of the network on ``day`` as choices of a form."""
    rows = with_names(Unit.objects.valid_on(day).filter(kind=UnitKind.SCHOOL), day)
    return [(unit.pk, str(getattr(unit, "name", None) or unit.code)) for unit in rows if unit.pk not in set(leave_out)]


def route_between(one: int, other: int, day: date) -> Route:
    """In the same province when some unit stands above both schools in administration or profession."""
    above = Reach.objects.valid_on(day).filter(kind__in=_SAME_PROVINCE)
    common = above.filter(unit_id=one, supervisor__in=above.filter(unit_id=other).values("supervisor"))
    return Route.IN_PROVINCE if common.exists() else Route.OTHER_PROVINCE


# --- Places in the classes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A class with its seats and the pupils of the register in it."""

    class_name: str
    seats: int
    taken: int

    @property
    def left(self) -> int:
        return self.seats - self.taken


def places_of(unit_ids: Collection[int], school_year: int) -> dict[int, list[Place]]:
    """The classes of schools for which seats were entered (two queries for all of them)."""
    rows = list(ClassPlace.objects.filter(unit_id__in=unit_ids, school_year=school_year))
    pupils = Pupil.objects.filter(unit_id__in=unit_ids, status=PupilStatus.STUDYING).exclude(class_name="")
    taken = {
        (unit_id, name): count
        for unit_id, name, count in pupils.values_list("unit_id", "class_name").annotate(number=CountRows("pk"))
    }
    found: dict[int, list[Place]] = {}
    for row in rows:
        place = Place(row.class_name, row.seats, taken.get((row.unit_id, row.class_name), 0))
        found.setdefault(row.unit_id, []).append(place)
    return found


def of_grade(places: Iterable[Place], class_name: str) -> list[Place]:
    """The classes of the grade of ``class_name``."""
    grade = grade_of(class_name)
    return [place for place in places if grade and grade_of(place.class_name) == grade]


# --- For the applicant --------------------------------------------------------------------------------------------


def public_words(request: Request) -> str:
    """How a shared transfer stands, in one sentence for the parent, with a date and a place; empty for other requests.

    Names schools and days only. The caller has opened a scope that holds the request.
    """
    side = side_of_request(request)
    if side is None:
        return ""
    transfer = side.transfer
    names = short_names_of((transfer.sending_id, transfer.receiving_id), local_date(transfer.asked_at))
    said = {"sending": names[transfer.sending_id], "receiving": names[transfer.receiving_id]}
    match TransferState(transfer.state):
        case TransferState.ASKED:
            due = _due_of(transfer.pk, SideRole.RECEIVING)
            if due is None:
                return _("%(receiving)s đang xem xét tiếp nhận, chưa phải đi đâu.") % said
            return _("%(receiving)s đang xem xét tiếp nhận, trả lời chậm nhất %(day)s; chưa phải đi đâu.") % {
                **said,
                "day": day_in_words(due),
            }
        case TransferState.ACCEPTED:
            due = _due_of(transfer.pk, SideRole.SENDING)
            return _(
                "%(receiving)s đồng ý tiếp nhận; %(sending)s chuyển hồ sơ chậm nhất %(day)s, gia đình không phải"
                " mang hồ sơ đi."
            ) % {**said, "day": day_in_words(due or local_date(transfer.asked_at))}
        case TransferState.DECLINED:
            return _("%(receiving)s không tiếp nhận được. Học sinh vẫn học tại %(sending)s; hãy hỏi nơi đã nộp.") % said
        case TransferState.RELEASED:
            assert transfer.released_at is not None
            return _("Hồ sơ đã ở %(receiving)s từ %(day)s. Hãy đưa học sinh đến %(receiving)s vào học.") % {
                **said,
                "day": day_in_words(local_date(transfer.released_at)),
            }
        case TransferState.ARRIVED:
            return _("%(receiving)s đã nhận học sinh. Việc chuyển trường đã xong.") % said
        case TransferState.RETURNED:
            return _("Học sinh ở lại học tại %(sending)s.") % said
        case _:
            return _("Gia đình đã rút đề nghị chuyển trường; học sinh vẫn học tại %(sending)s.") % said


def _due_of(transfer_id: int, role: SideRole) -> date | None:
    """The promise of the other school, asked past the walls: a day, and nothing else of that request."""
    rows = TransferSide._base_manager.filter(transfer_id=transfer_id, role=role, request__isnull=False)
    return rows.values_list("request__due_on", flat=True).first()


def due_of_other(side: TransferSide) -> date | None:
    """The promise that the other school gave, as the shared case tells it."""
    role = SideRole.RECEIVING if side.role == SideRole.SENDING else SideRole.SENDING
    return _due_of(side.transfer_id, role)


def placement_days(side: TransferSide) -> int | None:
    """Within how many working days the receiving school places the pupil, by the version of its request."""
    if side.request is None:
        return None
    terms = ProcedureTerm.objects.filter(version=side.request.version, stage=TermStage.PLACEMENT)
    return terms.values_list("working_days", flat=True).first()


def papers_in(request: Request) -> list[RequestComponent]:
    """The checklist of a request."""
    return list(RequestComponent.objects.filter(request=request).select_related("component"))


def has_running_transfer() -> Exists:
    """For lists of requests: whether a request is a part of a transfer that still runs."""
    return Exists(TransferSide.objects.filter(request=OuterRef("pk"), transfer__state__in=RUNNING))
