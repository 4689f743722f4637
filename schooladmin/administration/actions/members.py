"""Taking people in, ending their roles, and their logins. Every change is in the unit's trail."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from schooladmin.administration.queries import person_of
from schooladmin.administration.rules import is_username, may_hand_out, roles_in
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc, sort_key, tidy
from schooladmin.units.actions import add_login, add_person, appoint
from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.models import Membership, Person, Unit, User
from schooladmin.units.passwords import temporary_password
from schooladmin.units.permissions import right_for
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Credentials:
    """A login and its temporary password: shown once, stored nowhere."""

    username: str
    password: str


@dataclass(frozen=True)
class NewMember:
    membership: Membership
    credentials: Credentials | None


@transaction.atomic
def add_member(
    *,
    actor: Scope,
    unit_id: int,
    role: Role,
    valid_from: date,
    at: datetime,
    full_name: str = "",
    person_id: int | None = None,
    title: str = "",
    basis: str = "",
    username: str = "",
    is_namesake: bool = False,
) -> NewMember:
    """Give somebody a role in the unit: a new person by ``full_name``, or one of the unit's own by ``person_id``.

    With ``username`` a login is made too. A second person of the same name needs ``is_namesake``: so a form that is
    sent twice takes nobody in twice. The unit's row is locked, then: right, role, person, login, trail.
    """
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise OutOfScope
    actor.require("staffing.member.add", unit_id)
    _check_role(actor, unit, role)
    _check_start(unit, valid_from)
    person = _known(unit, person_id, role, valid_from) if person_id else _new(unit, full_name, is_namesake, at)
    membership = appoint(person=person, unit=unit, role=role, valid_from=valid_from, title=title, basis=basis)
    credentials = _login(person, username) if username.strip() else None
    record(
        actor=actor,
        unit_id=unit_id,
        verb="staffing.member.add",
        at=at,
        thing=membership,
        label=person.full_name,
        changes={
            "role": [None, role.value],
            "valid_from": [None, valid_from.isoformat()],
            "username": [None, credentials.username if credentials else None],
        },
    )
    actor.require_inside(unit_id)
    return NewMember(membership, credentials)


@transaction.atomic
def end_member(*, actor: Scope, membership_id: int, on: date, at: datetime) -> None:
    """End a role: ``on`` is the first day without it. A role that has not held for a day yet is taken back whole.

    Raises Refusal when the actor would put themselves out, or nobody would be left to manage the unit's people.
    """
    membership = _locked(membership_id)
    unit_id = membership.unit_id
    actor.require("staffing.member.end", unit_id)
    role = Role(membership.role)
    _check_hand(actor, role)
    today = local_date(at)
    if membership.valid_to is not None and membership.valid_to <= today:
        raise Refusal(_("Vai trò này đã kết thúc trước đó."), code="already-ended")
    if on < membership.valid_from or (on == membership.valid_from and membership.valid_from < today):
        raise Refusal(_("Ngày thôi phải sau ngày bắt đầu."), code="ends-before-it-begins", field="on")
    before = membership.valid_to
    if on == membership.valid_from:
        membership.delete()
        membership.pk = membership_id  # the trail names the row that was
    else:
        membership.valid_to = on
        membership.save(update_fields=["valid_to"])
    _check_not_locked_out(actor, membership, on=max(on, today))
    record(
        actor=actor,
        unit_id=unit_id,
        verb="staffing.member.end",
        at=at,
        thing=membership,
        label=membership.person.full_name,
        changes={
            "role": [role.value, role.value],
            "valid_to": [before.isoformat() if before else None, on.isoformat()],
        },
    )
    actor.require_inside(unit_id)


@transaction.atomic
def reset_password(*, actor: Scope, membership_id: int, at: datetime, username: str = "") -> Credentials:
    """Give a member a new temporary password; who had no login gets one by the name ``username``.

    Who holds a password holds every right of its owner: so the actor must manage all units in which that person has
    a role today, and an administrator's password is reset by an administrator or a head only. All sessions end.
    """
    membership = _locked(membership_id)
    today = local_date(at)
    actor.require("staffing.member.reset_password", membership.unit_id)
    person = membership.person
    if person.pk == actor.person_id:
        raise Refusal(_("Mật khẩu của chính mình thì đổi ở mục Đổi mật khẩu."), code="own-password")
    if not membership.holds_on(today):
        raise Refusal(_("Người này hiện không giữ vai trò nào trong đơn vị."), code="not-a-member")
    for row in Membership.objects.valid_on(today).filter(person=person):
        if not actor.may("staffing.member.reset_password", row.unit_id):
            raise Refusal(
                _("Người này còn giữ vai trò ở đơn vị khác. Hãy nhờ người quản trị của đơn vị cấp trên đặt lại."),
                code="member-elsewhere",
            )
        _check_hand(actor, Role(row.role))
    user = User.objects.select_for_update().filter(person=person).first()
    if user is None:
        credentials = _login(person, username)
    else:
        credentials = Credentials(user.username, temporary_password())
        user.set_password(credentials.password)
        user.save(update_fields=["password"])
    record(
        actor=actor,
        unit_id=membership.unit_id,
        verb="staffing.member.reset_password",
        at=at,
        thing=membership,
        label=person.full_name,
        changes={"username": [user.username if user else None, credentials.username]},
    )
    actor.require_inside(membership.unit_id)
    return credentials


def _locked(membership_id: int) -> Membership:
    """The membership with its unit's row locked first, so that two managers cannot put each other out."""
    unit_id = Membership.objects.filter(pk=membership_id).values_list("unit_id", flat=True).first()
    if unit_id is None:
        raise OutOfScope
    Unit.objects.select_for_update().get(pk=unit_id)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("person").filter(pk=membership_id)
    found = membership.first()
    if found is None:
        raise OutOfScope
    return found


def _check_role(actor: Scope, unit: Unit, role: Role) -> None:
    if role not in roles_in(UnitKind(unit.kind)):
        raise Refusal(_("Vai trò này không có ở loại đơn vị này."), code="role-not-here", field="role")
    _check_hand(actor, role)


def _check_hand(actor: Scope, role: Role) -> None:
    if not actor.is_system and not may_hand_out(role, actor.roles):
        raise Refusal(
            _("Quyền quản trị hệ thống do người quản trị hoặc lãnh đạo cơ quan cấp trên giao."),
            code="admin-by-admin",
            field="role",
        )


def _check_start(unit: Unit, valid_from: date) -> None:
    if not unit.holds_on(valid_from):
        raise Refusal(
            _("Đơn vị không hoạt động vào ngày %(day)s.") % {"day": f"{valid_from:%d/%m/%Y}"},
            code="unit-not-there",
            field="valid_from",
        )


def _known(unit: Unit, person_id: int, role: Role, valid_from: date) -> Person:
    person = person_of(unit, person_id)
    if person is None:
        raise OutOfScope
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    if Membership.objects.filter(later, person=person, unit=unit, role=role).exists():
        raise Refusal(_("%(name)s đã có vai trò này.") % {"name": person.full_name}, code="role-held", field="role")
    return person


def _new(unit: Unit, full_name: str, is_namesake: bool, at: datetime) -> Person:
    name = sort_key(full_name)
    present = Membership.objects.filter(unit=unit).exclude(valid_to__lte=local_date(at))
    names = present.values_list("person__full_name", flat=True)
    if not is_namesake and any(sort_key(other) == name for other in names):
        raise Refusal(
            _("Đơn vị đã có %(name)s. Nếu là một người khác trùng tên, hãy đánh dấu ô “Người khác, trùng tên”.")
            % {"name": tidy(full_name)},
            code="namesake",
            field="full_name",
        )
    return add_person(full_name=full_name)


def _login(person: Person, username: str) -> Credentials:
    name = nfc(username).strip().lower()
    if not is_username(name):
        raise Refusal(
            _("Tên đăng nhập gồm 3–40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối."),
            code="username-form",
            field="username",
        )
    if User.objects.filter(person=person).exists():
        raise Refusal(_("Người này đã có tên đăng nhập."), code="login-exists", field="username")
    password = temporary_password()
    add_login(person=person, username=name, password=password)
    return Credentials(name, password)


def _check_not_locked_out(actor: Scope, ended: Membership, *, on: date) -> None:
    """The wall against locking a unit out, asked after the change and before the commit."""
    left = Membership.objects.valid_on(on).filter(unit_id=ended.unit_id)
    if ended.person_id == actor.person_id and not left.filter(person_id=ended.person_id).exists():
        raise Refusal(
            _("Thầy, cô không tự kết thúc vai trò cuối cùng của mình được. Hãy nhờ người quản lý khác làm việc này."),
            code="own-last-membership",
        )
    manages = right_for("staffing.member.end").own
    if ended.role not in manages or ended.unit_id not in actor.own_unit_ids:
        return
    if not left.filter(role__in=manages, person__user__is_active=True).exists():
        raise Refusal(
            _("Sau ngày đó sẽ không còn ai quản lý người dùng của đơn vị. Hãy giao vai trò cho người khác trước."),
            code="last-manager",
        )
