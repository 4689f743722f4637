"""The sums of a quarter over the snapshots that the actor oversees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures.queries.catalogue import all_procedures
from reports.consolidated.rules import TOTAL, TRAINING, Column, Values, columns_of, notes, summed, values_of
from reports.content import ReportContent
from reports.models import Report
from reports.queries import submitted_reports
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Regime
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Reach, Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope

VERB = "reports.board.read"


@dataclass(frozen=True)
class School:
    """A school of the sum. Without ``values`` it has not handed in this paper, and the sum leaves it out."""

    code: str
    name: str
    report: Report | None
    values: Mapping[str, Values]
    notes: tuple[str, ...]
    # The figures that have a page of their own: snapshots from before that have none.
    figures: frozenset[str]


@dataclass(frozen=True)
class Consolidated:
    """What the schools of a quarter handed in, added up."""

    quarter: Quarter
    regime: Regime
    schools: tuple[School, ...]
    names: Mapping[str, str]
    # The first and the last day of what was counted: the state's quarter is not the Party's.
    days: tuple[date, date] | None

    @cached_property
    def counted(self) -> tuple[School, ...]:
        return tuple(school for school in self.schools if school.values)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The schools that the sum leaves out, by name."""
        return tuple(school.name for school in self.schools if not school.values)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        return tuple(note for school in self.schools for note in school.notes)

    @cached_property
    def sums(self) -> dict[str, Values]:
        return summed(school.values for school in self.schools)

    @property
    def topics(self) -> tuple[str, ...]:
        """What was counted, in the order of the catalogue: the procedures, all of them, the classes."""
        return tuple(topic for topic in self.names if topic in self.sums)

    def columns(self, topic: str) -> tuple[Column, ...]:
        return columns_of(self.regime, topic)


def schools_below(scope: Scope, organ_id: int | None = None) -> QuerySet[Unit]:
    """The schools that the actor oversees: all of them, or those below one of the actor's organs."""
    rows = scope.units_for(VERB).filter(kind=UnitKind.SCHOOL)
    if organ_id is None:
        return rows
    reached = Reach.objects.valid_on(scope.at).filter(supervisor_id=organ_id, kind__in=right_for(VERB).kinds)
    return rows.filter(pk__in=reached.values("unit_id"))


def consolidated(scope: Scope, quarter: Quarter, regime: Regime, organ_id: int | None = None) -> Consolidated:
    """Every school below the actor, or below one organ, with what it handed in; a constant number of queries."""
    units = list(with_names(schools_below(scope, organ_id), scope.at))
    known = {unit.pk for unit in units}
    papers = {
        report.unit_id: (report, content)
        for report in submitted_reports(scope, quarter).order_by("unit__code", "pk")
        if report.unit_id in known and (content := _paper(report, regime)) is not None
    }
    names: dict[str, str] = {row.code: localized(row, "name") for row in all_procedures()}
    for _report, content in papers.values():
        counted = {row.code: row.name for row in content.procedures} | {row.code: row.name for row in content.form06}
        for code in counted.keys() - names.keys():  # a procedure that has left the catalogue since
            names[code] = counted[code]
    schools = []
    for unit in units:
        report, content = papers.get(unit.pk, (None, None))
        schools.append(
            School(
                code=unit.code,
                name=str(getattr(unit, "name", None) or unit.code),
                report=report,
                values=values_of(content, regime) if content else {},
                notes=tuple(notes(unit.code, content)) if content else (),
                figures=frozenset(line.key for line in content.figures) if content else frozenset(),
            )
        )
    first = next((content for _report, content in papers.values()), None)
    return Consolidated(
        quarter,
        regime,
        tuple(schools),
        names | {TOTAL: _("Tất cả thủ tục"), TRAINING: _("Đào tạo, bồi dưỡng")},
        (first.period_start, first.period_end - timedelta(days=1)) if first else None,
    )


def _paper(report: Report, regime: Regime) -> ReportContent | None:
    """The paper as it was submitted and last corrected; None for a quarter that had no such paper."""
    data = report.current_snapshot.of(regime) if report.current_snapshot else None
    return ReportContent.from_json(data) if data is not None else None
