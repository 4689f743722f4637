"""What the papers of a class are written from: its rows, gathered once, and the names and people of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schooladmin.documents import tree
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import holder_on, name_on, supervisor_on
from schooladmin.units.scope import Scope
from training.enums import ClassState
from training.models import Attendance, ClassOrganiser, ClassSchool, TrainingClass
from training.queries import days_of, eligible, positions_in, sheet_rows
from training.rules import is_certified


@dataclass(frozen=True)
class Issuer:
    """Who issues a paper of a class on its day, and who signs it there."""

    code: str
    upper: str
    name: str
    place: str
    signature: tree.Signature


@dataclass(frozen=True)
class Line:
    """Somebody on the list of a school: ``entry`` is None while nothing was recorded."""

    name: str
    position: str
    entry: Attendance | None = None


@dataclass(frozen=True)
class Course:
    """A class with the list of one school; ``day`` is that of the paper, ``school_name`` of the first day of class."""

    row: TrainingClass
    school_name: str
    organisers: Sequence[str]
    lines: Sequence[Line]
    day: date

    @property
    def certified(self) -> list[Line]:
        """Who passed, in the order of the list."""
        return [line for line in self.lines if line.entry is not None and earns_certificate(self.row, line.entry)]


def course_of(scope: Scope, place: ClassSchool, day: date) -> Course:
    """Gather a class (four queries). Before anything was recorded, the list is of all people of the school."""
    row = place.training_class
    first, last = days_of(row)
    positions = positions_in(place.school_id, first, last)
    recorded = list(sheet_rows(scope, place))
    lines = [Line(entry.person.full_name, positions.get(entry.person_id, ""), entry) for entry in recorded] or [
        Line(person.full_name, positions.get(person.pk, ""))
        for person in sorted(eligible(place.school_id, first, last).values(), key=lambda one: (one.sort_key, one.pk))
    ]
    organisers = list(ClassOrganiser.objects.filter(training_class=row).values_list("name", flat=True))
    return Course(row, name_on(place.school_id, first).name, organisers, lines, day)


def earns_certificate(row: TrainingClass, entry: Attendance) -> bool:
    """Whether this line of the list may have a certificate of the class."""
    return is_certified(
        is_closed=row.state == ClassState.CLOSED,
        has_essay=row.has_essay,
        status=entry.status,
        result=entry.essay_result,
    )


def certified_ids(scope: Scope, place: ClassSchool) -> list[int]:
    """The lines of a school's list that may have a certificate, in the order of names."""
    return [entry.pk for entry in sheet_rows(scope, place) if earns_certificate(place.training_class, entry)]


def book_numbers(row: TrainingClass) -> dict[int, str]:
    """The lines of the class's book of certificates («0012-003») by attendance: no number is given twice.

    Counted over all schools of the class; nothing of a closed class changes, so neither do the numbers.
    """
    # Past the belt, because other schools may lie outside of it; nothing but how many they are is told.
    entries = Attendance._base_manager.filter(training_class=row).order_by("pk")
    certified = (entry.pk for entry in entries if earns_certificate(row, entry))
    return {pk: f"{row.pk:04d}-{number:03d}" for number, pk in enumerate(certified, start=1)}


def issuer_on(unit_id: int, day: date) -> Issuer:
    """The unit and the organ above it by their names of ``day``. Raises Refusal when the unit had no name then."""
    unit = Unit.objects.get(pk=unit_id)
    name = name_on(unit_id, day)
    organ = supervisor_on(unit_id, SupervisionKind.ADMINISTRATIVE, day)
    is_school = unit.kind == UnitKind.SCHOOL
    holder = holder_on(unit_id, Role.PRINCIPAL if is_school else Role.HEAD, day)
    position = (holder.title if holder else "") or ("HIỆU TRƯỞNG" if is_school else "THỦ TRƯỞNG ĐƠN VỊ")
    return Issuer(
        code=unit.code,
        upper=name_on(organ.pk, day).name if organ else "",
        name=name.name,
        place=name.place,
        signature=tree.Signature("", position, holder.person.full_name if holder else ""),
    )
