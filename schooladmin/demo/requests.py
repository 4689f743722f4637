"""The counters of the demonstration: two past quarters and the present days, the same at every load.

Everything goes through the actions of the counter, as a clerk's work would, only with the times of then.
"""

import random
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import (
    pause_request,
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.desk.delegating import Assignment, delegate
from procedures.desk.handing import hand_over_request, prepare_request
from procedures.enums import Channel, Relation, Route, State
from procedures.models import Request
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import ONE_DAY, WorkCalendar, add_working_days
from schooladmin.core.periods import VIETNAM, Period, Quarter, local_date
from schooladmin.demo.texts.people import STAFF, full_names
from schooladmin.demo.texts.requests import LATE_CAUSES, PAUSE_REASONS, REFUSAL_REASONS
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Unit
from schooladmin.units.scope import Scope

# How many requests of each procedure a school receives in a quarter.
_OLD = {"RUT-HOC-BA": 12, "RUT-BANG": 14, "CHUYEN-LOP": 5, "CHUYEN-DEN": 4, "CHUYEN-DI": 6, "BAN-SAO": 7}
_NEW = {
    "RUT-HOC-BA": 9, "RUT-BANG": 4, "XAC-NHAN-THCS": 11, "CHUYEN-LOP": 6, "CHUYEN-DEN": 7, "CHUYEN-DI": 5, "BAN-SAO": 8,
}  # fmt: skip
_SHARE = {"THCS-AB": 1.0, "THCS-HM": 0.5, "THCS-DT": 0.34}
_CLASSES = ("6A", "6B", "7A", "7B", "8A", "8B", "9A", "9B")
_NAMESPACE = uuid.UUID("6f3f6b7e-6f0a-4c39-9d8e-0c1b7a6a2d11")


def load_past(actor: Scope) -> None:
    """The requests of Q3/2024 under the old procedures and of Q3/2026 under the new ones."""
    calendar = work_calendar()
    for quarter, counts in ((Quarter(2024, 3), _OLD), (Quarter(2026, 3), _NEW)):
        for school, share in _SHARE.items():
            scaled = {code: max(1, round(number * share)) for code, number in counts.items()}
            _Counter(actor, calendar, school, f"{school} {quarter.code}").quarter(quarter.calendar, scaled)


def load_today(actor: Scope, now: datetime) -> None:
    """Requests in every state on the day of the load, for the main school's counter."""
    counter = _Counter(actor, work_calendar(), "THCS-AB", "today")
    for days_ago, fate in (
        (0, "open"), (1, "open"), (2, "open"), (6, "late"), (8, "late"), (3, "paused"), (5, "paused"),
        (2, "solved"), (4, "solved"), (5, "returned"), (7, "returned"), (9, "returned"), (6, "refused"),
    ):  # fmt: skip
        counter.present(now, days_ago, fate)
    _sign_and_hold(actor, counter, now)


def _sign_and_hold(actor: Scope, counter: "_Counter", now: datetime) -> None:
    """The deputy's assignments, standing and for these days; two files put up for decision, one with a colleague."""
    people = {row.role: row.person_id for row in Membership.objects.valid_on(local_date(now)).filter(unit=counter.unit)}
    today = local_date(now)
    for place, (first, last, basis, reason) in enumerate(
        (
            (date(2026, 9, 1), None, "05/QĐ-THCSAB", "Phân công nhiệm vụ trong Ban Giám hiệu năm học 2026–2027"),
            (today, today + timedelta(days=4), "31/QĐ-THCSAB", "Hiệu trưởng dự tập huấn tại tỉnh"),
        )
    ):
        delegate(
            actor=counter.principal,
            unit_id=counter.unit.pk,
            assignment=Assignment(people[Role.PRINCIPAL], people[Role.DEPUTY], first, last, basis, reason),
            at=now - timedelta(hours=1),
            mutation_id=uuid.uuid5(_NAMESPACE, f"delegation {place}"),
        )
    still_open = list(Request.objects.filter(unit=counter.unit, state=State.OPEN).order_by("due_on", "pk"))
    clerk = replace(counter.clerk, person_id=people[Role.CLERK])
    for request in still_open[:2]:
        prepare_request(actor=clerk, request_id=request.pk, at=now - timedelta(minutes=30))
    hand_over_request(
        actor=clerk,
        request_id=still_open[2].pk,
        taker_id=people[Role.DEPUTY],
        at=now - timedelta(minutes=20),
        note="Nhờ cô xác minh lớp trước khi trình.",
    )


class _Counter:
    """One school's counter while it is being filled."""

    def __init__(self, actor: Scope, calendar: WorkCalendar, school: str, seed: str) -> None:
        # The system enters the old registers; each entry carries the name of who would have made it.
        self.clerk = replace(actor, label=STAFF[f"{school[-2:].lower()}.clerk"])
        self.principal = replace(actor, label=STAFF[f"{school[-2:].lower()}.principal"])
        self.calendar = calendar
        self.unit = Unit.objects.get(code=school)
        self.random = random.Random(seed)  # noqa: S311 - invented data, the same at every load
        self.seed = seed
        self.number = 0

    def quarter(self, period: Period, counts: dict[str, int]) -> None:
        """Spread the requests over the quarter; the first come from just before it, the last run past its end."""
        codes = [code for code, number in counts.items() for _n in range(number)]
        self.random.shuffle(codes)
        span = (period.end - period.start).days
        for place, code in enumerate(codes):
            day = period.start + timedelta(days=-4 + (span + 2) * place // len(codes))
            self._finished(code, self.calendar.next_working(day), self._fate(place, len(codes)), period)

    def _fate(self, place: int, total: int) -> str:
        """Most are done in time; two are late, one is refused, one withdrawn, two had to bring a paper."""
        special = {total // 5: "late", total // 2: "late", total // 3: "refused", total // 4: "withdrawn"}
        special |= {total // 6: "paused", (2 * total) // 3: "paused"}
        return special.get(place, "done") if total >= 12 else "done"

    def _finished(self, code: str, day: date, fate: str, period: Period) -> None:
        request = self._accept(code, self._at(day, 7, 10))
        received = request.received_at
        if fate == "refused":
            reason = self.random.choice(REFUSAL_REASONS)
            refuse_request(actor=self.principal, request_id=request.pk, at=received + timedelta(hours=4), note=reason)
            return
        if fate == "withdrawn":
            note = "Gia đình đổi ý, xin rút hồ sơ."
            withdraw_request(actor=self.clerk, request_id=request.pk, at=received + timedelta(hours=5), note=note)
            return
        if fate == "paused":
            self._pause(request, days=2)
            request.refresh_from_db()
        solved_on = self._solved_on(request, late=fate == "late")
        at = max(self._at(solved_on, 14, 16), request.events.order_by("-at")[0].at + timedelta(minutes=5))
        note = self.random.choice(LATE_CAUSES) if fate == "late" else ""
        solve_request(actor=self.principal, request_id=request.pk, at=at, note=note)
        fetched = self._at(self.calendar.next_working(local_date(at) + ONE_DAY), 8, 11)
        return_request(actor=self.clerk, request_id=request.pk, at=fetched)

    def present(self, now: datetime, days_ago: int, fate: str) -> None:
        """A request that stands in ``fate`` on the day of the load."""
        day = local_date(now)
        for _n in range(days_ago):
            day -= ONE_DAY
            while not self.calendar.is_working(day):
                day -= ONE_DAY
        at = min(self._at(day, 7, 11), now - timedelta(hours=2)) if days_ago == 0 else self._at(day, 7, 11)
        code = self.random.choice(("RUT-HOC-BA", "CHUYEN-LOP", "XAC-NHAN-THCS") if days_ago > 1 else ("CHUYEN-DEN",))
        request = self._accept(code, at)
        if fate == "paused":
            reason = self.random.choice(PAUSE_REASONS)
            pause_request(actor=self.clerk, request_id=request.pk, at=at + timedelta(hours=1), note=reason)
        elif fate == "refused":
            reason = self.random.choice(REFUSAL_REASONS)
            refuse_request(actor=self.principal, request_id=request.pk, at=at + timedelta(hours=3), note=reason)
        elif fate in ("solved", "returned"):
            solve_request(actor=self.principal, request_id=request.pk, at=at + timedelta(hours=5))
            if fate == "returned":
                fetched = self._at(self.calendar.next_working(local_date(at) + ONE_DAY), 14, 16)
                return_request(actor=self.clerk, request_id=request.pk, at=fetched)

    def _pause(self, request: Request, days: int) -> None:
        started = request.received_at + timedelta(hours=2)
        reason = self.random.choice(PAUSE_REASONS)
        pause_request(actor=self.clerk, request_id=request.pk, at=started, note=reason)
        back = add_working_days(self.calendar, local_date(started), days).due
        resume_request(actor=self.clerk, request_id=request.pk, at=self._at(back, 9, 11))

    def _solved_on(self, request: Request, *, late: bool) -> date:
        if late:
            return add_working_days(self.calendar, request.due_on, self.random.choice((1, 2))).due
        first = self.calendar.next_working(local_date(request.received_at))
        days = [first]
        while days[-1] < request.due_on:
            days.append(self.calendar.next_working(days[-1] + ONE_DAY))
        # A same-day procedure is done on its day; others somewhere on the way, mostly near the promise.
        return days[min(len(days) - 1, self.random.choice((len(days) // 2, len(days) - 1)))]

    def _accept(self, code: str, at: datetime) -> Request:
        self.number += 1
        pupil, applicant = full_names(2, seed=self.random.randrange(10_000))
        graduated = code in ("RUT-BANG", "XAC-NHAN-THCS", "BAN-SAO")
        last = 2025 if code == "RUT-BANG" else at.year
        return accept_request(
            actor=self.clerk,
            unit_id=self.unit.pk,
            application=Application(
                procedure=code,
                channel=self.random.choice((Channel.DIRECT, Channel.DIRECT, Channel.DIRECT, Channel.ONLINE)),
                applicant_name=applicant,
                applicant_phone=f"09{self.random.randrange(10_000_000, 99_999_999)}",
                relation=Relation.PARENT,
                pupil_name=pupil,
                received_at=at,
                route=self.random.choice((Route.IN_PROVINCE, Route.IN_PROVINCE, Route.OTHER_PROVINCE)),
                pupil_birth_date=date(at.year - self.random.randint(11, 15), self.random.randint(1, 12), 15),
                pupil_class="" if graduated else self.random.choice(_CLASSES),
                graduation_year=min(last, at.year) if graduated else None,
            ),
            at=at,
            mutation_id=uuid.uuid5(_NAMESPACE, f"{self.seed} {self.number}"),
            backdated=True,
        )

    def _at(self, day: date, first_hour: int, last_hour: int) -> datetime:
        hour, minute = self.random.randint(first_hour, last_hour - 1), self.random.randrange(60)
        return datetime.combine(day, time(hour, minute), VIETNAM)
