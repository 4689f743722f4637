"""Figures at cut-off: who sees them, and the table of all schools."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from reports.consolidated.rules import notes
from reports.models import CutoffFigures, CutoffRule, Report
from reports.month.rules import (
    FIGURES,
    figures_of,
)
from reports.queries import board, reports_for
from reports.rendering import content_of
from schooladmin.core.periods import Quarter
from schooladmin.units.models import Reach, Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


def watchers(organ_ids: Collection[int], day: date) -> set[int]:
    """Those of the organs that see unsigned figures on ``day``: the last row to begin decides; off without one."""
    rows = CutoffRule.objects.valid_on(day).filter(organ_id__in=list(organ_ids)).order_by("valid_from")
    last = dict(rows.values_list("organ_id", "is_on"))
    return {organ_id for organ_id, is_on in last.items() if is_on}


def offices_watching(unit_id: int, day: date) -> tuple[str, ...]:
    """The names of the organs that see this school's figures after the due day though nobody has signed."""
    above = Reach.objects.valid_on(day).filter(unit_id=unit_id).values_list("supervisor_id", flat=True)
    watching = watchers(set(above), day)
    if not watching:
        return ()
    return tuple(
        str(getattr(unit, "name", None) or unit.code) for unit in with_names(Unit.objects.filter(pk__in=watching), day)
    )


def watched_schools(day: date) -> set[int]:
    """The schools of which some organ sees unsigned figures: for the task that takes them."""
    organs = set(CutoffRule.objects.valid_on(day).values_list("organ_id", flat=True))
    watching = watchers(organs, day)
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
    # What was put by hand or corrected in figures that were signed.
    notes: tuple[str, ...] = ()


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
    def notes(self) -> tuple[str, ...]:
        return tuple(note for row in self.rows for note in row.notes)

    @property
    def missing(self) -> tuple[str, ...]:
        """The schools without figures, by name: a sum says whom it leaves out."""
        return tuple(row.name for row in self.rows if not row.values)


def figure_table(scope: Scope, quarter: Quarter) -> FigureTable:
    """The table of the quarter as the actor may see it; a constant number of queries."""
    rows = board(scope, quarter, scope.at)
    organs = watchers(scope.own_unit_ids, scope.at)
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
        told: tuple[str, ...] = ()
        report = row.report
        if report is not None and report.pk in signed:
            content = content_of(signed[report.pk], scope.at)
            figures, told = figures_of(content), tuple(notes(row.code, content))
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
                notes=told,
            )
        )
    return FigureTable(quarter, tuple(found), bool(organs))


def unsigned_reports(scope: Scope, report_ids: Collection[int]) -> set[int]:
    """Those of the reports whose figures the actor sees without a signature (two queries)."""
    if not watchers(scope.own_unit_ids, scope.at):
        return set()
    rows = CutoffFigures.objects.filter(report_id__in=list(report_ids), report__submitted_at__isnull=True)
    return set(rows.values_list("report_id", flat=True))
