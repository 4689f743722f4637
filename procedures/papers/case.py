"""What the papers of a request are written from: its rows, gathered once, and the forms and people of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from procedures.batch.permissions import UNDO
from procedures.enums import Route, State, StopKind
from procedures.explain import explain_days, explanation, from_json
from procedures.models import Extension, HandOver, PaperForm, Request, RequestComponent, RequestEvent, StopInterval
from procedures.papers.kinds import PaperKind
from procedures.papers.permissions import APOLOGISE
from procedures.papers.rules import day_expected
from procedures.queries.catalogue import promise_for
from procedures.queries.requests import components_of, events_of, extension_of, pauses_of, stops_of
from procedures.rules.escalation import Level, level_of
from procedures.rules.transitions import ACCEPT, EXTEND, READY, REFUSE, WITHDRAW
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError
from schooladmin.core.periods import local_date
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership, Unit
from schooladmin.units.queries import members_on, name_on, supervisor_on

_LEADERS = (Role.PRINCIPAL, Role.DEPUTY)


@dataclass(frozen=True)
class Issuer:
    """Who issues a paper on its day."""

    code: str
    upper: str
    name: str
    place: str


def issuer_on(unit_id: int, day: date) -> Issuer:
    """The school and the organ above it by their names of ``day``. Raises Refusal when the school had none."""
    name = name_on(unit_id, day)
    organ = supervisor_on(unit_id, SupervisionKind.ADMINISTRATIVE, day)
    code = Unit.objects.values_list("code", flat=True).get(pk=unit_id)
    return Issuer(code, name_on(organ.pk, day).name if organ else "", name.name, name.place)


def leaders_on(unit_id: int, day: date) -> list[Membership]:
    """Principal and deputies of ``day``, the principal first."""
    rows = members_on(Unit.objects.filter(pk=unit_id), day).filter(role__in=_LEADERS)
    return sorted(rows, key=lambda row: _LEADERS.index(Role(row.role)))


class Forms:
    """The dated forms, read once: ``on`` answers for a kind and a day."""

    def __init__(self, kinds: Iterable[PaperKind] = PaperKind) -> None:
        self._rows = list(PaperForm.objects.filter(kind__in=list(kinds)))

    def on(self, kind: PaperKind, day: date) -> PaperForm | None:
        """The form of ``day``; None where that time had none."""
        found = [row for row in self._rows if row.kind == kind and row.holds_on(day)]
        return max(found, key=lambda row: row.valid_from, default=None)


@dataclass(frozen=True)
class Case:
    """A request with everything that its papers tell. ``today`` is the day of looking: only drafts depend on it."""

    row: Request
    events: Sequence[RequestEvent]
    stops: Sequence[StopInterval]
    components: Sequence[RequestComponent]
    extension: Extension | None
    today: date

    @property
    def accepted(self) -> RequestEvent | None:
        """The event of the reception; an old import may lack it."""
        return self.last(ACCEPT)

    @property
    def receiver(self) -> str:
        event = self.accepted
        return event.actor_label if event else ""

    @property
    def apology(self) -> RequestEvent | None:
        """The latest apology that named a day instead of a promise."""
        return self.last(APOLOGISE)

    @property
    def expected(self) -> date | None:
        """The day to come that the school named in an apology, while the request is late."""
        named = [event.expected_on for event in self.events]
        return day_expected(named, self.row.due_on, self.today) if self.row.state == State.OPEN else None

    @property
    def asked(self) -> list[StopInterval]:
        """The times when the applicant was asked for something, in order."""
        return [stop for stop in self.stops if stop.kind == StopKind.APPLICANT]

    @property
    def is_finished(self) -> bool:
        return self.row.state not in (State.OPEN, State.PAUSED)

    @property
    def presses(self) -> bool:
        """Whether the day before the promise has come while the work goes on: time to draft an apology."""
        if self.row.state != State.OPEN:
            return False
        try:
            level = level_of(self.row.due_on, self._counted(), self.today, work_calendar())
        except CalendarGapError:
            return self.today >= self.row.due_on  # the years to come are not in the calendar: at the latest on the day
        return level is not None and level >= Level.DAY_BEFORE

    @property
    def is_beyond_extension(self) -> bool:
        """Whether only an apology is left: the promise has run out, or was put off once already."""
        return self.row.state == State.OPEN and (self.today > self.row.due_on or self.extension is not None)

    def last(self, *verbs: str) -> RequestEvent | None:
        return next((event for event in reversed(self.events) if event.verb in verbs), None)

    def closing(self) -> RequestEvent | None:
        return self.last(REFUSE, WITHDRAW, UNDO)

    def why(self) -> str:
        """Why the present promise is on this day, in words; reckoned anew only where no event kept it."""
        event = self._reckoned()
        if event is not None:
            return explain_days(event.due_after, from_json(event.days))
        promise = promise_for(
            self.row.version,
            Route(self.row.route),
            self.row.received_at,
            pauses_of(self.row),
            work_calendar(),
            extended_by=self.extension.working_days if self.extension else 0,
        )
        return explanation(promise) if promise.due == self.row.due_on else ""

    def why_extended(self) -> str:
        """Why the extension ends on its day, in words."""
        event = self.last(EXTEND)
        return explain_days(event.due_after, from_json(event.days)) if event else ""

    def _reckoned(self) -> RequestEvent | None:
        return next((event for event in reversed(self.events) if event.days), None)

    def _counted(self) -> list[date]:
        event = self._reckoned()
        return [date.fromisoformat(day["date"]) for day in event.days if day["counted"]] if event else []

    def day_of_result(self) -> date | None:
        """The day on which the clock stopped for good."""
        ended = self.row.solved_at or self.row.closed_at
        return local_date(ended) if ended else None

    @property
    def was_ready(self) -> bool:
        return self.last(READY) is not None


def case_of(row: Request, today: date) -> Case:
    """Gather a request (four queries)."""
    return Case(row, list(events_of(row)), list(stops_of(row)), list(components_of(row)), extension_of(row), today)


def handed_over(row: Request) -> list[HandOver]:
    """The hand-overs of the file on paper, in order."""
    return list(HandOver.objects.filter(request=row))
