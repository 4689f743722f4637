"""The statistics of a school, or of all schools that somebody may see, in a period. Nothing is typed or stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procedures.enums import Catalogue, Channel, Count, IndexFormula, Reckoning, Score, TermStage
from procedures.models import IndexRule, Procedure, ProcedureVersion, Rating, Request
from procedures.permissions import STATISTICS
from procedures.queries.catalogue import all_procedures, procedures_in
from procedures.queries.register import Month, Tally, months, tallies
from procedures.rules.balance import UnbalancedError
from procedures.rules.index766 import Share, is_reached, marks, satisfaction
from procedures.statistics.form import Counts, Line, Table, counts_by, line
from procedures.statistics.links import RowsUrl
from schooladmin.core.errors import OutOfScope
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class School:
    unit_id: int
    code: str
    name: str


@dataclass(frozen=True)
class Subject:
    """Whose statistics: one school (``code``), or all that the actor may see (empty ``code``).

    ``unit_id`` is the unit that a paper of these figures belongs to: the school, or the actor's own unit.
    """

    unit_id: int
    code: str
    name: str
    schools: tuple[School, ...]

    @property
    def is_many(self) -> bool:
        return not self.code


@dataclass(frozen=True)
class Coverage:
    """How many of the schools are in the totals, and which are not.

    ``missing``: schools whose register was never used up to the end of the period. ``left_out``: schools whose
    register does not add up; their figures are in no total.
    """

    total: int
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def counted(self) -> int:
        return self.total - len(self.missing) - len(self.left_out)


@dataclass(frozen=True)
class IndexItem:
    """An item of the service index with its share, and its marks where a source gives them.

    ``late`` is set where the percentage is what two shares leave of 100 %: ``late`` and ``share``.
    """

    rule: IndexRule
    percent: Decimal | None
    share: Share
    part_words: str
    whole_words: str
    marks: Decimal | None
    is_reached: bool | None
    part_url: str = ""
    whole_url: str = ""
    late: Share | None = None


@dataclass(frozen=True)
class ProcedureShare:
    """The on-time share of one procedure."""

    name: str
    share: Share
    part_url: str
    whole_url: str


@dataclass(frozen=True)
class MonthLine:
    month: Month
    received_url: str
    solved_url: str

    @property
    def label(self) -> str:
        return f"{self.month.month[5:]}/{self.month.month[:4]}"


@dataclass(frozen=True)
class Statistics:
    """Everything of the page «Thống kê». While the period ``is_running``, figures are those of ``counted_on``."""

    subject: Subject
    period: Period
    counted_on: date
    coverage: Coverage
    national: Table
    internal: Table
    channels: tuple[Table, ...]
    schools: Table | None
    index: tuple[IndexItem, ...]
    months: tuple[MonthLine, ...]
    on_time: tuple[ProcedureShare, ...]

    @property
    def is_running(self) -> bool:
        return self.counted_on < self.period.end


def schools_for(scope: Scope) -> list[School]:
    """The schools whose statistics the actor may see, in Vietnamese order."""
    rows = with_names(scope.units_for(STATISTICS).filter(kind=UnitKind.SCHOOL), scope.at)
    return [School(unit.pk, unit.code, str(getattr(unit, "name", None) or unit.code)) for unit in rows]


def subject_for(scope: Scope, code: str = "") -> Subject:
    """The school named, or all schools of the actor; somebody of one school gets that one.

    Raises OutOfScope for a school that the actor may not see the statistics of.
    """
    schools = schools_for(scope)
    if code or len(schools) == 1:
        for school in schools:
            if school.code == code or not code:
                return Subject(school.unit_id, school.code, school.name, (school,))
        raise OutOfScope
    home = _home(scope, schools)
    name = _("Các trường thuộc phạm vi của %(organ)s") % {"organ": home.name}
    return Subject(home.unit_id, "", name, tuple(schools))


def _home(scope: Scope, schools: list[School]) -> School:
    """The unit that somebody of many schools acts for: the organ above them, or the first of the schools."""
    above = right_for(STATISTICS).above
    organs = {grant.unit_id for grant in scope.grants if grant.role in above and grant.unit_kind != UnitKind.SCHOOL}
    unit = with_names(Unit.objects.filter(pk__in=organs), scope.at).first()
    if unit is not None:
        return School(unit.pk, unit.code, str(getattr(unit, "name", None) or unit.code))
    if not schools:
        raise OutOfScope
    return schools[0]


def statistics_of(scope: Scope, subject: Subject, period: Period) -> Statistics:
    """Count. The number of queries depends neither on the requests nor on the procedures or schools."""
    counted = _counted(scope, subject, period)
    shown, units = counted.shown, counted.units
    national = counted.table(Catalogue.NATIONAL)
    return Statistics(
        subject=subject,
        period=period,
        counted_on=min(period.end, scope.at),
        coverage=Coverage(len(subject.schools), _missing(units, period, subject, counted.left_out), counted.left_out),
        national=national,
        internal=counted.table(Catalogue.INTERNAL),
        channels=tuple(shown.channels(kind, counted.of(kind)) for kind in (Catalogue.NATIONAL, Catalogue.INTERNAL)),
        schools=shown.schools(counted.of(Catalogue.NATIONAL)) if subject.is_many else None,
        index=_index(units.filter(pk__in=counted.by_school), period, national.total.counts, shown.rows),
        months=_months(units, period, scope.at, shown.rows),
        on_time=shown.on_time(counted.rows),
    )


def tables_of(
    scope: Scope, subject: Subject, period: Period, found: Sequence[Tally] | None = None
) -> tuple[Table, Table]:
    """The tables of national and of internal procedures alone, as ``statistics_of`` counts them.

    ``found`` are the tallies of these schools in the period, for a caller who has counted them already. Raises
    UnbalancedError when the register of a school does not add up: no table is without one of the schools.
    """
    counted = _counted(scope, subject, period, found)
    if counted.left_out:
        raise UnbalancedError(f"the register of {', '.join(counted.left_out)} does not add up")
    return counted.table(Catalogue.NATIONAL), counted.table(Catalogue.INTERNAL)


@dataclass(frozen=True)
class _Counted:
    """The register of a period as it was counted, of the schools whose register adds up."""

    shown: "_Shown"
    units: QuerySet[Unit]
    procedures: list[Procedure]
    in_force: set[int]
    by_school: set[int]
    left_out: tuple[str, ...]
    rows: list[Tally]

    def of(self, kind: Catalogue) -> list[Tally]:
        return [row for row in self.rows if self._kind_of(self.shown.procedure_of[row.version_id]) is kind]

    def table(self, kind: Catalogue) -> Table:
        procedures = [row for row in self.procedures if self._kind_of(row) is kind]
        return self.shown.table(kind, procedures, self.in_force, self.of(kind))

    @staticmethod
    def _kind_of(procedure: Procedure) -> Catalogue:
        return Catalogue.NATIONAL if procedure.is_national else Catalogue.INTERNAL


def _counted(scope: Scope, subject: Subject, period: Period, found: Sequence[Tally] | None = None) -> _Counted:
    units = scope.units_for(STATISTICS).filter(pk__in=[school.unit_id for school in subject.schools])
    procedures = list(all_procedures())
    found = tallies(units, period, scope.at) if found is None else found
    by_school, left_out = _by_school(found, subject)
    shown = _Shown(
        period,
        subject,
        {version.pk: procedure for procedure in procedures for version in procedure.versions.all()},
        # The list would show the rows of a school that is in no total.
        RowsUrl(period, subject.code, is_open=not left_out),
    )
    return _Counted(
        shown=shown,
        units=units,
        procedures=procedures,
        in_force=set(procedures_in(period).values_list("pk", flat=True)),
        by_school=by_school,
        left_out=left_out,
        rows=[row for row in found if row.unit_id in by_school],
    )


def _by_school(rows: Iterable[Tally], subject: Subject) -> tuple[set[int], tuple[str, ...]]:
    """The schools whose register adds up, and the names of those whose does not."""
    sound, left_out = set(), []
    by_unit: dict[int, list[Tally]] = {school.unit_id: [] for school in subject.schools}
    for row in rows:
        by_unit[row.unit_id].append(row)
    for school in subject.schools:
        try:
            counts_by(by_unit[school.unit_id], lambda row: (row.version_id, row.channel))
        except UnbalancedError:
            left_out.append(school.name)
        else:
            sound.add(school.unit_id)
    return sound, tuple(left_out)


def _missing(units: QuerySet[Unit], period: Period, subject: Subject, left_out: tuple[str, ...]) -> tuple[str, ...]:
    """The schools that had received nothing through this register by the end of the period."""
    used = Request.objects.filter(unit=OuterRef("pk"), received_at__lt=period.end_at)
    users = set(units.filter(Exists(used)).values_list("pk", flat=True))
    return tuple(
        school.name for school in subject.schools if school.unit_id not in users and school.name not in left_out
    )


@dataclass(frozen=True)
class _Shown:
    """Makes the tables of one period and subject."""

    period: Period
    subject: Subject
    procedure_of: dict[int, Procedure]
    rows: RowsUrl

    def table(self, kind: Catalogue, procedures: list[Procedure], in_force: set[int], rows: list[Tally]) -> Table:
        """A line per procedure that was in force or has requests."""
        counts = counts_by(rows, lambda row: self.procedure_of[row.version_id].pk)
        lines = tuple(
            line(row.code, localized(row, "name"), counts.get(row.pk, Counts()), self._narrowed(procedure=row.code))
            for row in procedures
            if row.pk in in_force or row.pk in counts
        )
        return Table(kind.value, str(kind.label), lines, self._total(kind, lines))

    def channels(self, kind: Catalogue, rows: list[Tally]) -> Table:
        """A line per channel."""
        counts = counts_by(rows, lambda row: row.channel)
        lines = tuple(
            line(
                f"{kind.value}.{channel.value}",
                str(channel.label),
                counts.get(channel.value, Counts()),
                self._narrowed(procedure=kind.value, channel=channel.value),
            )
            for channel in (Channel.ONLINE, Channel.DIRECT, Channel.POST)
        )
        return Table(f"{kind.value}.channels", str(kind.label), lines, self._total(kind, lines))

    def schools(self, rows: list[Tally]) -> Table:
        """A line per school, national procedures only."""
        counts = counts_by(rows, lambda row: row.unit_id)
        kind = Catalogue.NATIONAL
        lines = tuple(
            line(
                school.code,
                school.name,
                counts.get(school.unit_id, Counts()),
                RowsUrl(self.period, school.code, kind.value, is_open=self.rows.is_open),
                url=statistics_url(school.code, self.period),
            )
            for school in self.subject.schools
        )
        return Table("schools", str(kind.label), lines, self._total(kind, lines))

    def on_time(self, rows: list[Tally]) -> tuple[ProcedureShare, ...]:
        """The on-time share of each procedure that something was solved of, national and internal."""
        counts = counts_by(rows, lambda row: self.procedure_of[row.version_id].pk)
        found = {row.pk: row for row in self.procedure_of.values()}
        return tuple(
            ProcedureShare(
                localized(row, "name"),
                counts[row.pk].on_time,
                self._narrowed(procedure=row.code).of(Count.SOLVED_ON_TIME),
                self._narrowed(procedure=row.code).of(Count.SOLVED),
            )
            for row in sorted(found.values(), key=lambda row: row.position)
            if row.pk in counts and counts[row.pk].on_time.whole
        )

    def _narrowed(self, *, procedure: str, channel: str = "") -> RowsUrl:
        return RowsUrl(self.period, self.rows.unit, procedure, channel, self.rows.is_open)

    def _total(self, kind: Catalogue, lines: Iterable[Line]) -> Line:
        counts = sum((row.counts for row in lines), Counts())
        return line(f"{kind.value}.total", _("Tổng số"), counts, self._narrowed(procedure=kind.value))


def statistics_url(code: str, period: Period) -> str:
    """The page of one school for the same days."""
    last = period.end - timedelta(days=1)
    query = {"unit": code, "from": period.start.isoformat(), "to": last.isoformat()}
    return f"{reverse('procedures.statistics.read')}?{urlencode({k: v for k, v in query.items() if v})}"


def _index(units: QuerySet[Unit], period: Period, counts: Counts, rows: RowsUrl) -> tuple[IndexItem, ...]:
    """The items of the index whose rule holds on the last day of the period, on national procedures only."""
    day = period.end - timedelta(days=1)
    national = RowsUrl(rows.period, rows.unit, Catalogue.NATIONAL.value, is_open=rows.is_open)
    made = {
        IndexFormula.PUBLISHED: lambda: _Made(
            _published(day), _("thủ tục công khai đủ nội dung"), _("thủ tục đang có hiệu lực")
        ),
        IndexFormula.ON_TIME: lambda: _Made(
            counts.index_on_time,
            _("đúng hạn"),
            _("phải giải quyết"),
            national.of(Reckoning.JUDGED_ON_TIME),
            national.of(Reckoning.ARRIVED),
        ),
        IndexFormula.ONLINE: lambda: _Made(
            counts.online_share,
            _("nộp trực tuyến"),
            _("tiếp nhận trong kỳ"),
            national.of(Count.RECEIVED, Channel.ONLINE.value),
            national.of(Count.RECEIVED),
        ),
        IndexFormula.SATISFACTION: lambda: _Made(
            _unsatisfied(units, period), _("chưa hài lòng"), _("lượt đánh giá"), late=counts.index_late
        ),
    }
    rules = IndexRule.objects.valid_on(day).order_by("code")
    return tuple(_item(rule, made[IndexFormula(rule.formula)]()) for rule in rules)


@dataclass(frozen=True)
class _Made:
    """What a formula gives, before the rule's marks."""

    share: Share
    part_words: str
    whole_words: str
    part_url: str = ""
    whole_url: str = ""
    late: Share | None = None

    @property
    def percent(self) -> Decimal | None:
        return self.share.percent if self.late is None else satisfaction(self.late, self.share)


def _item(rule: IndexRule, made: _Made) -> IndexItem:
    return IndexItem(
        rule,
        made.percent,
        made.share,
        made.part_words,
        made.whole_words,
        marks=marks(made.percent, rule.full_marks, rule.threshold),
        is_reached=is_reached(made.percent, rule.threshold),
        part_url=made.part_url,
        whole_url=made.whole_url,
        late=made.late,
    )


def _unsatisfied(units: QuerySet[Unit], period: Period) -> Share:
    """How many of the ratings given in the period on national procedures said «chưa hài lòng»."""
    found = Rating.objects.filter(
        unit__in=units,
        at__gte=period.start_at,
        at__lt=period.end_at,
        request__version__procedure__is_national=True,
    ).aggregate(part=CountRows("pk", filter=Q(score=Score.UNSATISFIED)), whole=CountRows("pk"))
    return Share(found["part"], found["whole"])


def _published(day: date) -> Share:
    """National procedures in force on ``day`` whose published page says term, papers, result and legal basis."""
    versions = (
        ProcedureVersion.objects.valid_on(day)
        .filter(procedure__is_national=True)
        .prefetch_related("terms", "components")
    )
    complete = [
        version
        for version in versions
        if version.output
        and (version.citations or version.basis)
        and version.components.all()
        and any(term.stage == TermStage.RESULT for term in version.terms.all())
    ]
    return Share(len(complete), len(versions))


def _months(units: QuerySet[Unit], period: Period, today: date, rows: RowsUrl) -> tuple[MonthLine, ...]:
    """The twelve months up to the end of the period, or up to today while it runs."""
    last = min(period.end - timedelta(days=1), max(today, period.start)).replace(day=1)
    first = last.replace(year=last.year - 1) + timedelta(days=31)
    end = (last + timedelta(days=31)).replace(day=1)
    lines = []
    for month in months(units, Period(first.replace(day=1), end)):
        start = date.fromisoformat(f"{month.month}-01")
        of_month = RowsUrl(Period(start, (start + timedelta(days=31)).replace(day=1)), rows.unit, is_open=rows.is_open)
        lines.append(MonthLine(month, of_month.of(Count.RECEIVED), of_month.of(Count.SOLVED)))
    return tuple(lines)
