"""The page of an office: who has not handed in, and its rows."""

from dataclasses import dataclass
from datetime import date

from reports.models import CutoffRule, ReminderRule
from reports.month.queries.figures import watchers
from reports.month.queries.reminders import rules_on
from reports.queries import board, quarters_known
from schooladmin.core.periods import Quarter
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class OfficePage:
    """What an officer sees of a quarter: who has not handed in, and the rows of the office."""

    quarter: Quarter
    quarters: list[Quarter]
    due_on: date | None
    late_names: tuple[str, ...]
    rules: tuple[tuple[ReminderRule, bool], ...]
    cutoffs: tuple[CutoffRule, ...]
    organ_names: dict[int, str]
    is_on: bool


def office_page(scope: Scope, quarter: Quarter | None) -> OfficePage:
    """The page of the actor's organs; a constant number of queries."""
    known = quarters_known(scope, scope.at)
    chosen = quarter or next((one for one in known if one.calendar.end <= scope.at), known[0])
    rows = [row for row in board(scope, chosen, scope.at) if row.report is not None and row.report.submitted_at is None]
    own = sorted(scope.own_unit_ids)
    rules = list(ReminderRule.objects.filter(organ_id__in=own)) + list(ReminderRule.objects.filter(organ__isnull=True))
    current = rules_on(own, scope.at)
    return OfficePage(
        quarter=chosen,
        quarters=known,
        due_on=max((row.report.round.due_on for row in rows if row.report is not None), default=None),
        late_names=tuple(row.name for row in rows),
        rules=tuple((row, any(row.pk == one.pk for one in current.values())) for row in rules),
        cutoffs=tuple(CutoffRule.objects.filter(organ_id__in=own).order_by("-valid_from")),
        organ_names=short_names(scope, set(own)),
        is_on=bool(watchers(own, scope.at)),
    )
