"""On which days schools are reminded, and of which reports."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet

from reports.models import ReminderRule, Report
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.models import Supervision
from schooladmin.units.scope import Scope


def rules_on(organ_ids: Collection[int | None], day: date) -> dict[int | None, ReminderRule]:
    """The days of reminders that hold on ``day`` for each organ; the installation's own where it entered none."""
    found: dict[int | None, ReminderRule] = {}
    for row in ReminderRule.objects.valid_on(day).order_by("valid_from"):
        found[row.organ_id] = row
    default = found.get(None)
    rules = {organ_id: found.get(organ_id, default) for organ_id in organ_ids}
    return {organ_id: rule for organ_id, rule in rules.items() if rule is not None}


def party_organs(unit_ids: Collection[int], day: date) -> dict[int, int]:
    """The Party organ above each school on ``day`` (one query)."""
    rows = Supervision.objects.valid_on(day).filter(unit_id__in=unit_ids, kind=SupervisionKind.PARTY)
    return dict(rows.order_by("valid_from").values_list("unit_id", "supervisor_id"))


def open_reports(scope: Scope, day: date) -> QuerySet[Report]:
    """The reports that are not submitted and not long overdue: for the task that reminds."""
    rows = Report.objects.filter(unit__in=scope.units(), submitted_at__isnull=True)
    return rows.filter(round__due_on__gt=day - timedelta(days=92)).select_related(
        "round", "round__theme", "round__template", "unit"
    )
