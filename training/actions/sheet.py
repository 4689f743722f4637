"""What both sheets of a school share: the locks, the order of checks, and how mistakes in rows are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.units.models import Person
from schooladmin.units.scope import Scope, opened
from training.enums import ClassState
from training.models import Attendance, ClassSchool, TrainingClass
from training.queries import days_of, eligible, fetch_sheet


class SheetRefusal(Refusal):
    """Some rows cannot be saved, so none was. ``rows`` says what is wrong, by the id of the person."""

    def __init__(self, rows: Mapping[int, Refusal]) -> None:
        super().__init__(
            _("Chưa lưu: có %(count)s dòng cần sửa, đánh dấu bên dưới.") % {"count": len(rows)}, code="rows"
        )
        self.rows = dict(rows)


@dataclass(frozen=True)
class Sheet:
    """A locked sheet: the class, the school's place in it, its people and what is recorded of them."""

    training_class: TrainingClass
    place: ClassSchool
    people: dict[int, Person]
    recorded: dict[int, Attendance]


def open_class(class_id: int) -> TrainingClass:
    """Lock a class that is not closed. Raises OutOfScope when there is none and Refusal when it is closed."""
    row = TrainingClass.objects.select_for_update().filter(pk=class_id).first()
    if row is None:
        raise OutOfScope
    if row.state == ClassState.CLOSED:
        raise Refusal(_("Lớp này đã kết thúc, không thay đổi được nữa."), code="class-closed")
    return row


def open_sheet(actor: Scope, class_id: int, school_id: int) -> tuple[TrainingClass, ClassSchool]:
    """Lock the class, then the school's place: always in this order, so that two writers never wait in a circle."""
    place = fetch_sheet(actor, class_id, school_id)
    row = open_class(class_id)
    return row, ClassSchool.objects.select_for_update().get(pk=place.pk)


def read_sheet(actor: Scope, row: TrainingClass, place: ClassSchool) -> Sheet:
    with opened(actor):
        rows = list(Attendance.objects.filter(training_class=row, unit_id=place.school_id).select_related("person"))
    return Sheet(row, place, eligible(place.school_id, *days_of(row)), {entry.person_id: entry for entry in rows})


def check_version(seen: int | None, stored: int) -> None:
    """Raise Stale when the sheet was saved by somebody else since it was shown; None does not ask."""
    if seen is not None and seen != stored:
        raise Stale(
            _(
                "Có người vừa lưu danh sách này. Chưa ghi gì của thầy, cô; những gì đã chọn vẫn còn trên màn hình. "
                "Hãy xem các dòng khác nhau rồi lưu lại."
            ),
            code="sheet-changed",
        )
