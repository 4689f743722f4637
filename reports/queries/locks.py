"""What the Party organ's officer sees of locks and corrections: one value for the page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from reports.actions.exceptions import GRANT
from reports.actions.rounds import CLOSING
from reports.enums import AmendmentState
from reports.models import Amendment, ClosingChange, LockException, Report, Round
from reports.rules.lock import Lock, LockState, Opening, lock_of
from schooladmin.core.periods import Quarter
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class LockLine:
    """A school in a quarter: its lock, and the exceptions that it got, the newest first."""

    report: Report
    name: str
    lock: Lock
    exceptions: tuple[LockException, ...]

    @property
    def open_exception(self) -> LockException | None:
        """The exception that holds the report open now."""
        if self.lock.is_locked:
            return None
        return next((row for row in self.exceptions if row.revoked_at is None and row.until == self.lock.until), None)


@dataclass(frozen=True)
class LockPage:
    quarter: Quarter
    lines: tuple[LockLine, ...]
    proposals: tuple[tuple[Amendment, str], ...]
    # The quarter as the actor's own organs opened it: what they may close on another day.
    rounds: tuple[Round, ...]

    @property
    def locked(self) -> int:
        """How many schools could write if the quarter were open: those that submitted are no business of the lock."""
        return sum(line.lock.state is LockState.LOCKED and not line.report.is_submitted for line in self.lines)


def lock_page(scope: Scope, quarter: Quarter) -> LockPage:
    """Every school whose quarter the actor may open, and every proposal waiting; a constant number of queries."""
    units = scope.units_for(GRANT)
    reports = list(
        Report.objects.filter(unit__in=units, quarter=quarter.code)
        .select_related("round", "round__theme")
        .order_by("unit_id")
    )
    given: Mapping[tuple[int, int], list[LockException]] = defaultdict(list)
    for row in LockException.objects.filter(unit__in=units, round__in={report.round_id for report in reports}):
        given[row.unit_id, row.round_id].append(row)
    proposals = list(open_amendments(scope))
    names = short_names(scope, {row.unit_id for row in reports} | {row.unit_id for row in proposals})
    lines = tuple(
        LockLine(
            report,
            names.get(report.unit_id, ""),
            _lock(report, given[report.unit_id, report.round_id], scope.at),
            tuple(given[report.unit_id, report.round_id]),
        )
        for report in reports
    )
    rounds = Round.objects.filter(unit__in=scope.units_for(CLOSING), quarter=quarter.code)
    waiting = tuple((row, names.get(row.unit_id, "")) for row in proposals)
    return LockPage(quarter, lines, waiting, tuple(rounds.order_by("pk")))


def _lock(report: Report, exceptions: list[LockException], day: date) -> Lock:
    openings = [Opening(row.until, row.revoked_at is not None) for row in exceptions]
    return lock_of(report.round.closes_on, openings, report.is_submitted, day)


def exceptions_of(report: Report) -> list[LockException]:
    """The exceptions that a school got in the quarter of its report, the newest first."""
    return list(LockException.objects.filter(unit_id=report.unit_id, round_id=report.round_id))


def open_amendments(scope: Scope) -> QuerySet[Amendment]:
    """The proposals that the actor decides on, the oldest first."""
    rows = Amendment.objects.filter(unit__in=scope.units_for("reports.amendment.approve"))
    return rows.filter(state=AmendmentState.PROPOSED).select_related("report", "evidence").order_by("proposed_at", "pk")


@dataclass(frozen=True)
class ClosingPage:
    """What moving the closing day of a quarter would change."""

    round: Round
    waiting: int
    submitted: int
    changes: tuple[ClosingChange, ...]

    @property
    def quarter(self) -> Quarter:
        return Quarter.parse(self.round.quarter)


def closing_page(row: Round) -> ClosingPage:
    """The quarter with its schools and with what was moved before, the newest first."""
    found = Report.objects.filter(round=row).aggregate(all=Count("pk"), done=Count("submitted_at"))
    changes = tuple(row.closing_changes.all())
    return ClosingPage(row, found["all"] - found["done"], found["done"], changes)
