"""Reads of the two-minute month, of the days of reminders, and of figures at cut-off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.enums import State
from procedures.facts import quarter_facts as procedure_facts
from procedures.queries.requests import requests_for
from reform.facts import quarter_facts as reform_facts
from reports.content import ReportContent
from reports.models import CutoffFigures, CutoffRule, MonthlyLook, ReminderRule, ReminderSnooze, Report
from reports.month.permissions import CONFIRM, SNOOZE
from reports.month.rules import (
    FIGURES,
    LIMITATIONS,
    SIGNATURE,
    TASKS,
    Missing,
    completeness,
    figures_of,
    missing_in,
)
from reports.queries import board, fields_of, quarters_known, reports_for
from reports.rendering import content_of
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period, Quarter
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.models import Reach, Supervision, Unit
from schooladmin.units.queries import short_names, with_names
from schooladmin.units.scope import Scope, system

_SOON = timedelta(days=3)  # as the counter's own list: what is due within three days may become late


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


@dataclass(frozen=True)
class MonthPage:
    """The two minutes of a school: what came in, what may become late, what the quarter's report lacks."""

    unit_id: int
    unit_code: str
    unit_name: str
    month: date
    received: int
    received_before: int
    pressing: int
    report: Report | None
    content: ReportContent | None
    missing: tuple[Missing, ...]
    percent: int | None
    unlogged: tuple[tuple[str, str], ...]
    look: MonthlyLook | None
    snooze: ReminderSnooze | None
    can_confirm: bool
    can_snooze: bool
    watching: tuple[str, ...]

    @property
    def is_asleep(self) -> bool:
        return self.snooze is not None


def month_page(scope: Scope, unit: Unit, unit_name: str) -> MonthPage:
    """The page of one school on the scope's day; a constant number of queries."""
    month = scope.at.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    everything = system(scope.at, "reports")
    report = due_report(scope, unit.pk)
    content = content_of(report, scope.at) if report is not None else None
    quarter = Quarter.of(scope.at)
    areas = reform_facts(everything, unit.pk, quarter.calendar).missing
    english = (get_language() or "vi").startswith("en")
    return MonthPage(
        unit_id=unit.pk,
        unit_code=unit.code,
        unit_name=unit_name,
        month=month,
        received=_received(everything, unit.pk, Period(month, after)),
        received_before=_received(everything, unit.pk, Period(before, month)),
        pressing=requests_for(scope).filter(unit_id=unit.pk, state=State.OPEN, due_on__lte=scope.at + _SOON).count(),
        report=report,
        content=content,
        missing=told_missing(report, content) if report is not None and content is not None else (),
        percent=completeness(content) if content is not None else None,
        unlogged=tuple(
            (area.code, area.official_name_en if english and area.official_name_en else area.official_name)
            for area in areas
        ),
        look=MonthlyLook.objects.filter(unit_id=unit.pk, month=month).first(),
        snooze=_snooze(scope, report),
        can_confirm=scope.may(CONFIRM, unit.pk),
        can_snooze=report is not None and not report.is_submitted and scope.may(SNOOZE, unit.pk),
        watching=offices_watching(unit.pk, scope.at),
    )


def due_report(scope: Scope, unit_id: int) -> Report | None:
    """The report that the school works on: the oldest that is not submitted and not long overdue, else the latest."""
    rows = reports_for(scope).filter(unit_id=unit_id).select_related("round", "round__template", "unit")
    waiting = rows.filter(submitted_at__isnull=True, round__due_on__gt=scope.at - timedelta(days=31))
    return waiting.order_by("quarter", "pk").first() or rows.order_by("-quarter", "-pk").first()


def told_missing(report: Report, content: ReportContent) -> tuple[Missing, ...]:
    """What is missing with the fields in the reader's language; nothing of a report that was submitted."""
    if report.is_submitted:
        return ()
    names = {field.key: localized(field, "heading") for field in fields_of(report.round.template_id)} | {
        LIMITATIONS: _("Tồn tại, hạn chế và nguyên nhân"),
        TASKS: _("Nhiệm vụ thời gian tới"),
        SIGNATURE: _("Ký và nộp"),
    }
    return tuple(Missing(row.key, names.get(row.key, row.words), row.anchor) for row in missing_in(content))


def _received(scope: Scope, unit_id: int, period: Period) -> int:
    return int(procedure_facts(scope, unit_id, period).total.received.value or 0)


def _snooze(scope: Scope, report: Report | None) -> ReminderSnooze | None:
    if report is None or scope.person_id is None:
        return None
    rows = ReminderSnooze.objects.filter(report=report, person_id=scope.person_id, until__gt=scope.at)
    return rows.first()


# Figures at cut-off


def cutoff_on(organ_id: int, day: date) -> bool:
    """Whether the organ sees unsigned figures on ``day``: its last row to begin decides; without one it does not."""
    return bool(_watchers([organ_id], day))


def _watchers(organ_ids: Collection[int], day: date) -> set[int]:
    """Those of the organs whose setting is on (one query)."""
    rows = CutoffRule.objects.valid_on(day).filter(organ_id__in=list(organ_ids)).order_by("valid_from")
    last = dict(rows.values_list("organ_id", "is_on"))
    return {organ_id for organ_id, is_on in last.items() if is_on}


def offices_watching(unit_id: int, day: date) -> tuple[str, ...]:
    """The names of the organs that see this school's figures after the due day though nobody has signed."""
    above = Reach.objects.valid_on(day).filter(unit_id=unit_id).values_list("supervisor_id", flat=True)
    watching = _watchers(set(above), day)
    if not watching:
        return ()
    return tuple(
        str(getattr(unit, "name", None) or unit.code) for unit in with_names(Unit.objects.filter(pk__in=watching), day)
    )


def watched_schools(day: date) -> set[int]:
    """The schools of which some organ sees unsigned figures: for the task that takes them."""
    organs = set(CutoffRule.objects.valid_on(day).values_list("organ_id", flat=True))
    watching = _watchers(organs, day)
    rows = Reach.objects.valid_on(day).filter(supervisor_id__in=watching)
    return set(rows.values_list("unit_id", flat=True))


@dataclass(frozen=True)
class FigureRow:
    """A school of the table. ``values`` is empty when the office may see none; ``is_signed``: by whom it should."""

    unit_id: int
    code: str
    name: str
    report: Report | None
    values: tuple[int, ...]
    is_signed: bool
    is_late: bool


@dataclass(frozen=True)
class FigureTable:
    """The figures of every school of a quarter, and how honest their sum is."""

    quarter: Quarter
    rows: tuple[FigureRow, ...]
    is_on: bool

    @property
    def known(self) -> tuple[FigureRow, ...]:
        return tuple(row for row in self.rows if row.values)

    @property
    def unsigned(self) -> int:
        return sum(not row.is_signed for row in self.known)

    @property
    def total(self) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*(row.values for row in self.known), strict=True))

    @property
    def missing(self) -> tuple[str, ...]:
        """The schools without figures, by name: a sum says whom it leaves out."""
        return tuple(row.name for row in self.rows if not row.values)


def figure_table(scope: Scope, quarter: Quarter) -> FigureTable:
    """The table of the quarter as the actor may see it; a constant number of queries."""
    rows = board(scope, quarter, scope.at)
    organs = _watchers(scope.own_unit_ids, scope.at)
    reports = [row.report.pk for row in rows if row.report is not None]
    taken = (
        dict(CutoffFigures.objects.filter(report_id__in=reports).values_list("report_id", "figures")) if organs else {}
    )
    signed = {
        report.pk: report
        for report in reports_for(scope)
        .filter(pk__in=reports, submitted_at__isnull=False)
        .select_related("current_snapshot")
    }
    found = []
    for row in rows:
        figures: dict[str, int] = {}
        report = row.report
        if report is not None and report.pk in signed:
            figures = figures_of(content_of(signed[report.pk], scope.at))
        elif report is not None:
            figures = taken.get(report.pk, {})
        found.append(
            FigureRow(
                unit_id=row.unit_id,
                code=row.code,
                name=row.name,
                report=report,
                values=tuple(figures.get(key, 0) for key, _label in FIGURES) if figures else (),
                is_signed=report is not None and report.pk in signed,
                # By the signature, not by the figures: who has not signed by the due day is late.
                is_late=row.standing in ("late", "submitted_late"),
            )
        )
    return FigureTable(quarter, tuple(found), bool(organs))


def unsigned_reports(scope: Scope, report_ids: Collection[int]) -> set[int]:
    """Those of the reports whose figures the actor sees without a signature (two queries)."""
    if not _watchers(scope.own_unit_ids, scope.at):
        return set()
    rows = CutoffFigures.objects.filter(report_id__in=list(report_ids), report__submitted_at__isnull=True)
    return set(rows.values_list("report_id", flat=True))


# The office


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
        is_on=bool(_watchers(own, scope.at)),
    )


def open_reports(scope: Scope, day: date) -> QuerySet[Report]:
    """The reports that are not submitted and not long overdue: for the task that reminds."""
    rows = Report.objects.filter(unit__in=scope.units(), submitted_at__isnull=True)
    return rows.filter(round__due_on__gt=day - timedelta(days=92)).select_related(
        "round", "round__theme", "round__template", "unit"
    )
