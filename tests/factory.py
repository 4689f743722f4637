"""Builders for tests: a small world of units, people and logins, made through the same actions as in use."""

from dataclasses import dataclass
from datetime import date, datetime

from schooladmin.calendars.actions import seed_years
from schooladmin.calendars.catalogue import enter_rules
from schooladmin.calendars.models import OfficeHours, ReportingWindow
from schooladmin.core.periods import VIETNAM
from schooladmin.units.actions import add_login, add_person, add_unit, appoint, supervise
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Person, Unit, User
from schooladmin.units.scope import Scope, scope_of

LONG_AGO = date(2015, 1, 1)
PASSWORD = "mat-khau-thu-2026"


def moment(text: str) -> datetime:
    """``moment("2026-11-20 10:00")`` in Vietnam's time."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def make_calendar(first: int = 2023, last: int = 2028) -> None:
    """The seeded calendar of record, the usual office hours and the reporting windows."""
    seed_years(first=first, last=last, at=moment("2023-01-01 00:00"))
    enter_rules(office_hours=OfficeHours.objects, windows=ReportingWindow.objects)


def make_school(code: str, name: str) -> Unit:
    return add_unit(
        code=code,
        kind=UnitKind.SCHOOL,
        name=name,
        short_name=name,
        place="Sơn Lam",
        cell_name=f"Chi bộ {name}",
        valid_from=LONG_AGO,
    )


def make_organ(code: str, kind: UnitKind, name: str) -> Unit:
    return add_unit(code=code, kind=kind, name=name, short_name=name, place="Sơn Lam", valid_from=LONG_AGO)


def put_above(unit: Unit, supervisor: Unit, *kinds: SupervisionKind) -> None:
    for kind in kinds or tuple(SupervisionKind):
        supervise(unit=unit, supervisor=supervisor, kind=kind, valid_from=LONG_AGO, basis="Quyết định thành lập")


def make_person(unit: Unit, role: Role, full_name: str, title: str = "") -> Person:
    person = add_person(full_name=full_name)
    appoint(person=person, unit=unit, role=role, valid_from=LONG_AGO, title=title)
    return person


def make_user(unit: Unit, role: Role, username: str, full_name: str = "Trần Thị Thử") -> User:
    return add_login(person=make_person(unit, role, full_name), username=username, password=PASSWORD)


def scope_for(user: User, day: date = date(2026, 11, 22)) -> Scope:
    return scope_of(user, day)


@dataclass(frozen=True)
class World:
    """Two schools below one commune and its Party committee, a third school elsewhere, and one login per role."""

    school: Unit
    sister: Unit
    foreign: Unit
    commune: Unit
    party: Unit
    department: Unit
    other_commune: Unit
    users: dict[str, User]

    def scope(self, who: str, day: date = date(2026, 11, 22)) -> Scope:
        return scope_of(self.users[who], day)


def make_world() -> World:
    """Build the world that most tests live in."""
    school = make_school("THCS-A", "Trường THCS Bình An")
    sister = make_school("THCS-B", "Trường THCS Hòa Bình")
    foreign = make_school("THCS-Z", "Trường THCS Xa Lạ")
    commune = make_organ("UBND-1", UnitKind.COMMUNE_COMMITTEE, "UBND xã Sơn Lam")
    other = make_organ("UBND-2", UnitKind.COMMUNE_COMMITTEE, "UBND xã Xa Lạ")
    party = make_organ("DU-1", UnitKind.PARTY_COMMITTEE, "Đảng ủy xã Sơn Lam")
    department = make_organ("SO-1", UnitKind.PROVINCE_DEPARTMENT, "Sở Giáo dục và Đào tạo")
    for unit in (school, sister):
        put_above(unit, commune, SupervisionKind.ADMINISTRATIVE, SupervisionKind.DATA_REPORTING)
        put_above(unit, party, SupervisionKind.PARTY)
        put_above(unit, department, SupervisionKind.PROFESSIONAL, SupervisionKind.TRAINING)
    put_above(foreign, other)
    people = {
        "principal": (school, Role.PRINCIPAL, "Lê Văn Hiệu"),
        "deputy": (school, Role.DEPUTY, "Phạm Thị Phó"),
        "clerk": (school, Role.CLERK, "Đỗ Thị Văn Thư"),
        "party_secretary": (school, Role.PARTY_SECRETARY, "Ngô Văn Bí"),
        "teacher": (school, Role.TEACHER, "Vũ Thị Giáo"),
        "admin": (school, Role.ADMIN, "Hồ Văn Trị"),
        "school_auditor": (school, Role.AUDITOR, "Trịnh Văn Tra"),
        "sister_principal": (sister, Role.PRINCIPAL, "Bùi Thị Hòa"),
        "sister_clerk": (sister, Role.CLERK, "Mai Văn Bình"),
        "foreign_principal": (foreign, Role.PRINCIPAL, "Lý Văn Xa"),
        "foreign_clerk": (foreign, Role.CLERK, "Cao Thị Lạ"),
        "officer": (commune, Role.OFFICER, "Đặng Thị Viên"),
        "head": (commune, Role.HEAD, "Hoàng Văn Lãnh"),
        "party_officer": (party, Role.OFFICER, "Tô Văn Đảng"),
        "department_officer": (department, Role.OFFICER, "Chu Thị Sở"),
        "auditor": (commune, Role.AUDITOR, "Quách Văn Kiểm"),
        "other_officer": (other, Role.OFFICER, "Kiều Thị Khác"),
    }
    users = {key: make_user(unit, role, key, name) for key, (unit, role, name) in people.items()}
    return World(school, sister, foreign, commune, party, department, other, users)
