"""Reads of training classes. Each starts from a scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.core.periods import Period, local_date
from schooladmin.core.text import fold
from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.models import Membership, Person, Unit, UnitName
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope, opened
from training.enums import ATTENDED, HANDED_IN, HELD, AttendanceStatus, ClassMode, EssayResult, Scale
from training.models import Attendance, ClassOrganiser, ClassPart, ClassSchool, TrainingClass
from training.plan import ClassPlan, Organiser, Part, SchoolPlace

READ = "training.class.read"
READ_LIST = "training.attendance.read"
RECORD = "training.attendance.record"


def classes_for(scope: Scope) -> QuerySet[TrainingClass]:
    """Classes whose page the actor may open: of units, or with schools, in which they may read classes.

    The second half also keeps an old class visible to those who supervise its schools today, when the unit that
    held it is gone.
    """
    return _touching(scope.units_for(READ))


def fetch_class(scope: Scope, verb: str, class_id: int) -> TrainingClass:
    """One class, or 404 outside the actor's reach, or 403 without the right.

    Reading is allowed through any school that takes part; every other verb is held in the unit that owns the class.
    """
    row = _touching(scope.units()).select_related("unit").filter(pk=class_id).first()
    if row is None:
        raise OutOfScope
    if verb != READ:
        scope.require(verb, row.unit_id)
    elif not classes_for(scope).filter(pk=class_id).exists():
        raise Forbidden
    return row


def fetch_sheet(scope: Scope, class_id: int, school_id: int) -> ClassSchool:
    """A school's place in a class; 404 when either is outside the actor's reach or the school takes no part.

    The caller checks the right: which one depends on what is done with the sheet.
    """
    if not _touching(scope.units()).filter(pk=class_id).exists():
        raise OutOfScope
    places = ClassSchool.objects.filter(training_class_id=class_id, school_id=school_id, school__in=scope.units())
    row = places.select_related("training_class", "school").first()
    if row is None:
        raise OutOfScope
    return row


def may_record(scope: Scope, training_class: TrainingClass, school_id: int) -> bool:
    """The school's own people record its list; the officer of the unit that owns the class may for every school."""
    return scope.may(RECORD, school_id) or scope.may(RECORD, training_class.unit_id)


def filtered(
    rows: QuerySet[TrainingClass],
    *,
    text: str = "",
    period: Period | None = None,
    states: Iterable[str] = (),
    school_id: int | None = None,
) -> QuerySet[TrainingClass]:
    """Narrow classes by words without tone marks, the days they begin on, state and a school that takes part."""
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    if period is not None:
        rows = rows.filter(starts_at__gte=period.start_at, starts_at__lt=period.end_at)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    if school_id is not None:
        rows = rows.filter(pk__in=ClassSchool.objects.filter(school_id=school_id).values("training_class_id"))
    return rows.order_by("-starts_at", "-pk")


def years_for(scope: Scope) -> list[int]:
    """The years in which there are classes to show, latest first."""
    return [day.year for day in classes_for(scope).datetimes("starts_at", "year", order="DESC")]


# Which rows stand behind each number: the list page and the figures share this table.
SHOWN: dict[str, Q] = {
    "registered": Q(),
    "present": Q(status=AttendanceStatus.PRESENT),
    "partial": Q(status=AttendanceStatus.PARTIAL),
    "essays_due": Q(status__in=ATTENDED) & ~Q(training_class__essay_topic=""),
    "essays_submitted": Q(essay_state__in=HANDED_IN),
    "essays_pending": Q(essay_state__in=HANDED_IN, essay_result=EssayResult.PENDING),
    "essays_passed": Q(essay_result=EssayResult.PASSED),
}


@dataclass(frozen=True)
class Counts:
    """People of one school in one class, or sums of that.

    ``essays_due`` are those who were there, in a class that set a topic; ``essays_pending`` await their result.
    """

    registered: int = 0
    present: int = 0
    partial: int = 0
    essays_due: int = 0
    essays_submitted: int = 0
    essays_pending: int = 0
    essays_passed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


Key = tuple[int, int]


def counts_for(scope: Scope, class_ids: Iterable[int], verb: str = READ) -> dict[Key, Counts]:
    """Counts by (class, school) for the schools in which the actor holds ``verb``: one query for any number."""
    with opened(scope):
        rows = Attendance.objects.filter(training_class_id__in=list(class_ids), unit__in=scope.units_for(verb))
    counted = rows.order_by().values("training_class_id", "unit_id")
    counted = counted.annotate(**{name: Count("pk", filter=behind) for name, behind in SHOWN.items()})
    found: dict[Key, Counts] = {}
    for class_id, school_id, *numbers in counted.values_list("training_class_id", "unit_id", *SHOWN):
        found[class_id, school_id] = Counts(*numbers)
    return found


@dataclass(frozen=True)
class ClassRow:
    """A line of the list: the class with sums over the schools that the reader may count."""

    training_class: TrainingClass
    schools: int
    counts: Counts

    @property
    def attended(self) -> int:
        return self.counts.present + self.counts.partial


def class_rows(scope: Scope, classes: list[TrainingClass]) -> list[ClassRow]:
    """Lines for one page of classes (two queries for any number)."""
    ids = [row.pk for row in classes]
    sums: dict[int, Counts] = {}
    for (class_id, _school), counts in counts_for(scope, ids).items():
        sums[class_id] = sums.get(class_id, Counts()) + counts
    seen = ClassSchool.objects.filter(training_class_id__in=ids, school__in=scope.units_for(READ))
    schools = dict(seen.values_list("training_class_id").annotate(number=Count("pk")).order_by())
    return [ClassRow(row, schools.get(row.pk, 0), sums.get(row.pk, Counts())) for row in classes]


@dataclass(frozen=True)
class SchoolRow:
    """A school in a class as the reader sees it, with what they may open."""

    school_id: int
    name: str
    quota: int | None
    counts: Counts
    may_list: bool
    may_record: bool


def school_rows(scope: Scope, training_class: TrainingClass) -> list[SchoolRow]:
    """The schools of a class that the reader may see: all for the owner, only the own one for a school."""
    places = ClassSchool.objects.filter(training_class=training_class, school__in=scope.units_for(READ))
    quotas = dict(places.values_list("school_id", "quota"))
    counts = counts_for(scope, [training_class.pk])
    units = with_names(Unit.objects.filter(pk__in=quotas), local_date(training_class.starts_at))
    return [
        SchoolRow(
            school_id=unit.pk,
            name=str(getattr(unit, "name", None) or unit.code),
            quota=quotas[unit.pk],
            counts=counts.get((training_class.pk, unit.pk), Counts()),
            may_list=scope.may(READ_LIST, unit.pk),
            may_record=may_record(scope, training_class, unit.pk),
        )
        for unit in units
    ]


def attendance_for(scope: Scope) -> QuerySet[Attendance]:
    """Rows by name that the actor may read."""
    with opened(scope):
        return Attendance.objects.filter(unit__in=scope.units_for(READ_LIST))


def behind_figure(scope: Scope, *, show: str, period: Period | None, unit_id: int | None) -> QuerySet[Attendance]:
    """The rows that the figure ``show`` counts: of classes held in the period, in the order of days and names."""
    rows = attendance_for(scope).filter(SHOWN[show], training_class__state__in=HELD)
    if period is not None:
        rows = rows.filter(training_class__starts_at__gte=period.start_at, training_class__starts_at__lt=period.end_at)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return rows.select_related("person", "training_class").order_by(
        "training_class__starts_at", "training_class_id", "person__sort_key", "person_id"
    )


def sheet_rows(scope: Scope, place: ClassSchool) -> QuerySet[Attendance]:
    """The recorded rows of one school in one class, in the order of names. The caller has checked the right."""
    with opened(scope):
        rows = Attendance.objects.filter(training_class_id=place.training_class_id, unit_id=place.school_id)
        return rows.select_related("person").order_by("person__sort_key", "person_id")


def own_attendance(scope: Scope, training_class: TrainingClass) -> Attendance | None:
    """The reader's own row in a class: everybody may see what was written about them."""
    if scope.person_id is None:
        return None
    with opened(scope):
        rows = Attendance.objects.filter(training_class=training_class, person_id=scope.person_id)
        return rows.filter(unit__in=scope.own_unit_ids).first()


def days_of(training_class: TrainingClass) -> tuple[date, date]:
    """The first and the last day of a class in Vietnam."""
    return local_date(training_class.starts_at), local_date(training_class.ends_at)


def eligible(school_id: int, first: date, last: date) -> dict[int, Person]:
    """Who belonged to the school on a day of the class, by id and in the order of names."""
    ids = _held(school_id, first, last).values("person_id")
    return {person.pk: person for person in Person.objects.filter(pk__in=ids)}


def positions_in(school_id: int, first: date, last: date) -> dict[int, str]:
    """What each of them was in the school, so that people of one name can be told apart."""
    return {
        row.person_id: row.title or str(Role(row.role).label) for row in _held(school_id, first, last).order_by("-pk")
    }


def _held(school_id: int, first: date, last: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(unit_id=school_id, valid_from__lte=last)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))


def plan_of(row: TrainingClass) -> ClassPlan:
    """A stored class as the value that ``edit_class`` takes (three queries)."""
    organisers = ClassOrganiser.objects.filter(training_class=row)
    parts = ClassPart.objects.filter(training_class=row)
    schools = ClassSchool.objects.filter(training_class=row)
    return ClassPlan(
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=ClassMode(row.mode),
        platform=row.platform,
        place=row.place,
        speaker_name=row.speaker_name,
        speaker_title=row.speaker_title,
        hours=row.hours,
        essay_topic=row.essay_topic,
        essay_due=row.essay_due,
        scale=Scale(row.scale),
        pass_mark=row.pass_mark,
        basis=row.basis,
        organisers=tuple(Organiser(entry.name, entry.organ_id) for entry in organisers),
        parts=tuple(Part(part.title, part.minutes) for part in parts),
        schools=tuple(SchoolPlace(place.school_id, place.quota) for place in schools),
    )


def schools_to_choose(scope: Scope) -> list[tuple[int, str]]:
    """The schools that the actor may put into a class, by name."""
    rows = with_names(scope.units().filter(kind=UnitKind.SCHOOL), scope.at)
    return [(unit.pk, str(getattr(unit, "name", None) or unit.code)) for unit in rows]


def organs_to_choose(scope: Scope) -> list[tuple[int, str]]:
    """The units that may be linked to an organiser's name: the own ones, and organs below them."""
    rows = with_names(scope.units().filter(~Q(kind=UnitKind.SCHOOL) | Q(pk__in=scope.own_unit_ids)), scope.at)
    return [(unit.pk, str(getattr(unit, "name", None) or unit.code)) for unit in rows]


def name_of(unit_id: int, day: date) -> str:
    """The name of a unit on a day; its code where it had none."""
    named = UnitName.objects.valid_on(day).filter(unit_id=unit_id).order_by("-valid_from").first()
    return named.name if named else Unit.objects.get(pk=unit_id).code


def _touching(units: QuerySet[Unit]) -> QuerySet[TrainingClass]:
    part = ClassSchool.objects.filter(school__in=units).values("training_class_id")
    return TrainingClass.objects.filter(Q(unit__in=units) | Q(pk__in=part))
