"""Writing an assignment to sign for the principal, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from procedures.desk.permissions import DELEGATE, REVOKE
from procedures.models import Delegation
from schooladmin.audit.actions import record
from schooladmin.calendars.rules import ONE_DAY
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Assignment:
    """What the assignment says. ``last_day`` is the last day that it holds; None: until it is revoked."""

    principal_id: int
    deputy_id: int
    first_day: date
    last_day: date | None
    basis: str
    reason: str


@transaction.atomic
def delegate(*, actor: Scope, unit_id: int, assignment: Assignment, at: datetime, mutation_id: UUID) -> Delegation:
    """Write down that a deputy signs for the principal on the days named.

    Sent twice it is written once. Raises Refusal for days that are over or in the wrong order, for people who do not
    hold the two offices on the first day, and for days that another assignment of the same kind to the same deputy
    already covers.
    """
    actor.require_inside(unit_id)
    actor.require(DELEGATE, unit_id)
    Unit.objects.select_for_update().get(pk=unit_id)  # two assignments of one school are written one after the other
    written = Delegation.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if written is not None:
        return written
    _check(unit_id, assignment, at)
    row = Delegation.objects.create(
        unit_id=unit_id,
        principal_id=assignment.principal_id,
        deputy_id=assignment.deputy_id,
        valid_from=assignment.first_day,
        valid_to=assignment.last_day + ONE_DAY if assignment.last_day else None,
        basis=assignment.basis,
        reason=assignment.reason,
        created_at=at,
        created_by=actor.label,
        mutation_id=mutation_id,
    )
    record(
        actor=actor,
        unit_id=unit_id,
        verb=DELEGATE,
        at=at,
        thing=row,
        label=row.basis,
        changes={
            "deputy": [None, row.deputy.full_name],
            "valid_from": [None, row.valid_from.isoformat()],
            "valid_to": [None, row.valid_to.isoformat() if row.valid_to else None],
        },
    )
    actor.require_inside(unit_id)
    return row


@transaction.atomic
def revoke(*, actor: Scope, delegation_id: int, at: datetime) -> Delegation:
    """End an assignment from this moment on. What was signed under it stays signed; done twice it changes nothing.

    Raises Refusal for one whose days are over.
    """
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("deputy")
        .filter(unit__in=actor.units(), pk=delegation_id)
        .first()
    )
    if row is None:
        raise OutOfScope
    actor.require(REVOKE, row.unit_id)
    if row.revoked_at is not None:
        return row
    if row.valid_to is not None and row.valid_to <= local_date(at):
        raise Refusal(_("Phân công này đã hết hạn, không cần thu hồi."), code="delegation-over")
    row.revoked_at, row.revoked_by = at, actor.label
    row.save(update_fields=["revoked_at", "revoked_by"])
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb=REVOKE,
        at=at,
        thing=row,
        label=row.basis,
        changes={"deputy": [row.deputy.full_name, None]},
    )
    actor.require_inside(row.unit_id)
    return row


def _check(unit_id: int, assignment: Assignment, at: datetime) -> None:
    first, last = assignment.first_day, assignment.last_day
    if last is not None and last < first:
        raise Refusal(_("Ngày cuối phải từ ngày đầu trở đi."), code="days-in-wrong-order", field="last_day")
    if last is not None and last < local_date(at):
        raise Refusal(_("Những ngày này đã qua. Phân công chỉ có tác dụng về sau."), code="days-over", field="last_day")
    for text, field in ((assignment.basis, "basis"), (assignment.reason, "reason")):
        if not tidy(text):
            raise Refusal(_("Hãy ghi số văn bản phân công và lý do."), code="basis-missing", field=field)
    offices = (
        (assignment.principal_id, Role.PRINCIPAL, "principal", _("Vào ngày đầu, người này không phải hiệu trưởng.")),
        (assignment.deputy_id, Role.DEPUTY, "deputy", _("Vào ngày đầu, người này không phải phó hiệu trưởng.")),
    )
    for person_id, role, field, words in offices:
        if not Membership.objects.valid_on(first).filter(unit_id=unit_id, person_id=person_id, role=role).exists():
            raise Refusal(words, code=f"not-the-{field}", field=field)
    same = Delegation.objects.filter(
        unit_id=unit_id,
        principal_id=assignment.principal_id,
        deputy_id=assignment.deputy_id,
        revoked_at__isnull=True,
        valid_to__isnull=last is None,
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    if last is not None:
        same = same.filter(valid_from__lte=last)
    other = same.first()
    if other is not None:
        raise Refusal(
            _("Phân công số %(basis)s đã cho người này ký thay trong những ngày đó.") % {"basis": other.basis},
            code="delegation-overlaps",
            field="first_day",
        )
