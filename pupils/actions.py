"""Writes to the register. The identifier and the guardian's number never reach the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pupils import queries, rules
from pupils.enums import PupilStatus
from pupils.models import BORN, YEARS, Pupil
from pupils.permissions import ADD, EDIT, LEAVE, RETURN, REVEAL
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

# What the trail says only that it changed: it is never cut, so nothing may stand in it that must be erasable.
_UNSAID = frozenset({"identifier_key", "guardian_name", "guardian_phone"})


@dataclass(frozen=True)
class PupilData:
    """What people enter about a pupil. ``identifier`` is None when an edit leaves it as it is."""

    full_name: str
    birth_date: date | None = None
    code: str = ""
    class_name: str = ""
    school_year: int | None = None
    graduation_year: int | None = None
    identifier: str | None = None
    guardian_name: str = ""
    guardian_phone: str = ""


class SameName(Refusal):
    """The school has a pupil of this name and birth date; the person may say that this is another one."""

    def __init__(self, others: Sequence[Pupil]) -> None:
        super().__init__(
            _("Trường đã có học sinh cùng họ tên và ngày sinh. Hãy xem lại, hoặc xác nhận đây là một em khác."),
            code="same-name",
            field="full_name",
        )
        self.others = list(others)


@transaction.atomic
def add_pupil(*, actor: Scope, unit_id: int, data: PupilData, at: datetime, confirmed: bool = False) -> Pupil:
    """Add a pupil who studies at the school and return it.

    Raises ``SameName`` unless ``confirmed``. Adding exactly what is there already returns the row that is there: a form
    sent twice is one pupil, and two rows that differ in nothing would help nobody.
    """
    actor.require(ADD, unit_id)
    pupil = Pupil(unit_id=unit_id, created_at=at, updated_at=at)
    _fill(pupil, data, at)
    alike = queries.same_name(actor, unit_id, pupil.full_name, pupil.birth_date)
    pupil.set_keys()
    if twin := next((other for other in alike if _values(other) == _values(pupil)), None):
        return twin
    if alike and not confirmed:
        raise SameName(alike)
    _check_unique(actor, pupil)
    _save(pupil)
    record(actor=actor, unit_id=unit_id, verb=ADD, at=at, thing=pupil, changes=_changes({}, _values(pupil)))
    actor.require_inside(unit_id)
    return pupil


@transaction.atomic
def edit_pupil(
    *, actor: Scope, pupil_id: int, data: PupilData, lock_version: int, at: datetime, confirmed: bool = False
) -> Pupil:
    """Change what is known about a pupil. Raises ``Stale`` when somebody changed the row since it was shown."""
    pupil = _locked(actor, pupil_id, EDIT, lock_version)
    before = _values(pupil)
    was = (rules.name_key(pupil.full_name), pupil.birth_date)
    _fill(pupil, data, at)
    pupil.set_keys()
    if not confirmed and (rules.name_key(pupil.full_name), pupil.birth_date) != was:
        alike = queries.same_name(actor, pupil.unit_id, pupil.full_name, pupil.birth_date)
        if others := [other for other in alike if other.pk != pupil.pk]:
            raise SameName(others)
    if pupil.status == PupilStatus.GRADUATED and pupil.graduation_year is None:
        raise _year_missing()
    changes = _changes(before, _values(pupil))
    if not changes:
        return pupil
    _check_unique(actor, pupil)
    _close(actor, pupil, EDIT, at, changes)
    return pupil


@transaction.atomic
def reveal_identifier(*, actor: Scope, pupil_id: int, at: datetime) -> str:
    """Return the identifier in full, once, and write down who saw it. Raises ``UnreadableToken`` without its key."""
    pupil = _locked(actor, pupil_id, REVEAL)
    if not pupil.identifier:
        raise Refusal(_("Em này chưa có số định danh trong sổ."), code="no-identifier")
    record(actor=actor, unit_id=pupil.unit_id, verb=REVEAL, at=at, thing=pupil)
    return pupil.identifier


@transaction.atomic
def mark_left(
    *,
    actor: Scope,
    pupil_id: int,
    status: PupilStatus,
    left_on: date | None,
    graduation_year: int | None,
    lock_version: int,
    at: datetime,
) -> Pupil:
    """Write that a pupil left the school or graduated; ``left_on`` may be unknown, the year of graduation may not."""
    pupil = _locked(actor, pupil_id, LEAVE, lock_version)
    if status == PupilStatus.STUDYING:
        raise Refusal(_("Hãy chọn em đã chuyển đi, thôi học hay đã tốt nghiệp."), code="no-reason", field="status")
    if pupil.status != PupilStatus.STUDYING:
        raise Stale(_("Em này đã được ghi là rời trường. Hãy mở lại trang."), code="not-studying")
    if left_on and not (pupil.birth_date or BORN[0]) < left_on <= local_date(at):
        raise Refusal(
            _("Ngày rời trường phải sau ngày sinh và không sau hôm nay."), code="left-day-odd", field="left_on"
        )
    before = _values(pupil)
    pupil.status, pupil.left_on = status, left_on
    if status == PupilStatus.GRADUATED:
        pupil.graduation_year = graduation_year
        if graduation_year is None:
            raise _year_missing()
        _check_years(pupil)
    _close(actor, pupil, LEAVE, at, _changes(before, _values(pupil)))
    return pupil


@transaction.atomic
def mark_studying(*, actor: Scope, pupil_id: int, lock_version: int, at: datetime) -> Pupil:
    """Take a pupil back into the school: one who returned, or was marked as gone by mistake."""
    pupil = _locked(actor, pupil_id, RETURN, lock_version)
    if pupil.status == PupilStatus.STUDYING:
        raise Stale(_("Em này đang học tại trường. Hãy mở lại trang."), code="already-studying")
    before = _values(pupil)
    pupil.status, pupil.left_on, pupil.graduation_year = PupilStatus.STUDYING, None, None
    _close(actor, pupil, RETURN, at, _changes(before, _values(pupil)))
    return pupil


def _locked(actor: Scope, pupil_id: int, verb: str, lock_version: int | None = None) -> Pupil:
    rows = queries.all_pupils(actor).select_for_update(of=("self",))
    pupil = rows.filter(pk=pupil_id, unit__in=actor.units()).first()
    if pupil is None:
        raise OutOfScope
    actor.require(verb, pupil.unit_id)
    if lock_version is not None and pupil.lock_version != lock_version:
        raise Stale(
            _("Người khác vừa sửa em này. Chưa ghi gì cả: hãy mở lại trang, xem nội dung mới rồi sửa."),
            code="pupil-changed",
        )
    return pupil


def _close(actor: Scope, pupil: Pupil, verb: str, at: datetime, changes: Mapping[str, Any]) -> None:
    pupil.lock_version += 1
    pupil.updated_at = at
    _save(pupil)
    record(actor=actor, unit_id=pupil.unit_id, verb=verb, at=at, thing=pupil, changes=changes)
    actor.require_inside(pupil.unit_id)


def _fill(pupil: Pupil, data: PupilData, at: datetime) -> None:
    for item in fields(data):
        value = getattr(data, item.name)
        if item.name == "identifier":
            if value is None:
                continue
            value = rules.identifier_of(value)
        setattr(pupil, item.name, tidy(value) if isinstance(value, str) else value)
    if not rules.words_of(pupil.full_name):
        raise Refusal(_("Hãy ghi họ và tên của học sinh."), code="no-name", field="full_name")
    if pupil.birth_date and not BORN[0] <= pupil.birth_date <= local_date(at):
        raise Refusal(
            _("Ngày sinh phải từ năm 1900 và không sau hôm nay. Hãy xem lại."), code="born-odd", field="birth_date"
        )
    if data.identifier and not rules.is_identifier(pupil.identifier):
        raise Refusal(
            _("Số định danh chỉ gồm chữ số và chữ cái, từ 6 đến 20 ký tự. Hãy xem lại."),
            code="identifier-odd",
            field="identifier",
        )
    _check_years(pupil)
    if pupil.graduation_year and pupil.status == PupilStatus.STUDYING:
        raise Refusal(
            _("Em đang học nên chưa có năm tốt nghiệp. Hãy bỏ trống, hoặc ghi em đã tốt nghiệp."),
            code="not-graduated",
            field="graduation_year",
        )


def _check_years(pupil: Pupil) -> None:
    for name in ("school_year", "graduation_year"):
        year = getattr(pupil, name)
        if year is not None and not YEARS[0] <= year <= YEARS[1]:
            raise Refusal(_("Năm này không đúng. Hãy ghi đủ bốn chữ số."), code="year-odd", field=name)


def _year_missing() -> Refusal:
    return Refusal(_("Hãy ghi năm tốt nghiệp."), code="no-graduation-year", field="graduation_year")


def _check_unique(actor: Scope, pupil: Pupil) -> None:
    rows = queries.all_pupils(actor).filter(unit_id=pupil.unit_id).exclude(pk=pupil.pk)
    if pupil.code and (other := rows.filter(code=pupil.code).first()):
        raise Refusal(
            _("Mã học sinh này là của em %(name)s.") % {"name": other.full_name}, code="code-taken", field="code"
        )
    if pupil.identifier_key and "identifier" not in pupil.get_deferred_fields():
        found = queries.by_identifier(actor, pupil.unit_id, pupil.identifier)
        if found is not None and found.pk != pupil.pk:
            raise Refusal(
                _("Số định danh này đã ghi cho em %(name)s.") % {"name": found.full_name},
                code="identifier-taken",
                field="identifier",
            )


def _save(pupil: Pupil) -> None:
    try:
        with transaction.atomic():
            pupil.save()
    except IntegrityError as error:
        # What was free a moment ago is taken: two people entered the same pupil side by side.
        raise Refusal(
            _("Mã học sinh hoặc số định danh này vừa được ghi cho một em khác. Hãy tìm em ấy trong sổ."),
            code="taken-meanwhile",
        ) from error


# The key stands for the identifier: it tells whether that changed, and needs no unsealing.
_TOLD = (*(item.name for item in fields(PupilData) if item.name != "identifier"), "identifier_key", "status", "left_on")


def _values(pupil: Pupil) -> dict[str, Any]:
    return {name: getattr(pupil, name) for name in _TOLD}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    changed = {}
    for name, new in after.items():
        old = before.get(name, "")
        if (old or "") != (new or ""):
            changed[name.removesuffix("_key")] = [_said(name, old), _said(name, new)]
    return changed


def _said(name: str, value: Any) -> Any:
    if name in _UNSAID:
        return "•••" if value else ""
    return value.isoformat() if isinstance(value, date) else (value or "")
