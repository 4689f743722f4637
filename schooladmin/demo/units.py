"""The invented places and people of the demonstration: an island district that became a special zone on 1/7/2025."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from schooladmin.demo.texts.people import STAFF, full_names
from schooladmin.units.actions import add_login, add_person, add_unit, appoint, end_unit, succeed, supervise
from schooladmin.units.enums import Role, SuccessionKind, SupervisionKind, UnitKind
from schooladmin.units.models import Unit, User

MAIN_SCHOOL = "THCS-AB"
SCHOOLS = ("THCS-AB", "THCS-HM", "THCS-DT")
LONG_AGO = date(2015, 9, 1)
TWO_TIERS = date(2025, 7, 1)
PASSWORD = "so-truong-2026"  # noqa: S105 - invented people on a demonstration machine

_ACT = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"


@dataclass(frozen=True)
class Place:
    """A unit of the demonstration."""

    code: str
    kind: UnitKind
    name: str
    short_name: str
    place: str
    valid_from: date = LONG_AGO
    cell_name: str = ""


PLACES = (
    Place("SO-GDDT", UnitKind.PROVINCE_DEPARTMENT, "Sở Giáo dục và Đào tạo tỉnh Hải Trung", "Sở GD&ĐT", "Hải Trung"),
    Place("HUYEN-HS", UnitKind.DISTRICT_COMMITTEE, "Ủy ban nhân dân huyện Hòn Sơn", "UBND huyện", "Hòn Sơn"),
    Place("PGD-HS", UnitKind.DISTRICT_OFFICE, "Phòng Giáo dục và Đào tạo huyện Hòn Sơn", "Phòng GD&ĐT", "Hòn Sơn"),
    Place("DU-GD-HS", UnitKind.PARTY_COMMITTEE, "Đảng ủy Giáo dục Hòn Sơn", "Đảng ủy Giáo dục", "Hòn Sơn"),
    Place("TTCT-HS", UnitKind.TRAINING_CENTRE, "Trung tâm Chính trị huyện Hòn Sơn", "Trung tâm Chính trị", "Hòn Sơn"),
    Place("DK-HS", UnitKind.COMMUNE_COMMITTEE, "Ủy ban nhân dân đặc khu Hòn Sơn", "UBND đặc khu", "Hòn Sơn", TWO_TIERS),
    Place("DU-HS", UnitKind.PARTY_COMMITTEE, "Đảng ủy đặc khu Hòn Sơn", "Đảng ủy đặc khu", "Hòn Sơn", TWO_TIERS),
    Place(
        "THCS-AB", UnitKind.SCHOOL, "Trường THCS An Bình", "THCS An Bình", "Hòn Sơn",
        cell_name="Chi bộ Trường THCS An Bình",
    ),
    Place(
        "THCS-HM", UnitKind.SCHOOL, "Trường THCS Hòn Mun", "THCS Hòn Mun", "Hòn Sơn",
        cell_name="Chi bộ Trường THCS Hòn Mun",
    ),
    Place(
        "THCS-DT", UnitKind.SCHOOL, "Trường TH và THCS Đảo Trên", "TH và THCS Đảo Trên", "Hòn Sơn",
        cell_name="Chi bộ Trường TH và THCS Đảo Trên",
    ),
)  # fmt: skip

# Who stood above the schools, in which way, before and since the two-tier government.
_BEFORE = {
    SupervisionKind.ADMINISTRATIVE: "HUYEN-HS",
    SupervisionKind.PROFESSIONAL: "PGD-HS",
    SupervisionKind.PARTY: "DU-GD-HS",
    SupervisionKind.TRAINING: "TTCT-HS",
    SupervisionKind.DATA_REPORTING: "PGD-HS",
}
_SINCE = {
    SupervisionKind.ADMINISTRATIVE: "DK-HS",
    SupervisionKind.PROFESSIONAL: "SO-GDDT",
    SupervisionKind.PARTY: "DU-HS",
    SupervisionKind.TRAINING: "SO-GDDT",
    SupervisionKind.DATA_REPORTING: "DK-HS",
}
_SUCCESSION = (
    ("HUYEN-HS", "DK-HS"), ("PGD-HS", "SO-GDDT"), ("PGD-HS", "DK-HS"), ("DU-GD-HS", "DU-HS"), ("TTCT-HS", "SO-GDDT"),
)  # fmt: skip


@dataclass(frozen=True)
class Login:
    """A demonstration login: who, where, in which role."""

    username: str
    staff_key: str
    unit: str
    role: Role
    title: str


LOGINS = (
    Login("hieutruong.ab", "ab.principal", "THCS-AB", Role.PRINCIPAL, "Hiệu trưởng"),
    Login("phohieutruong.ab", "ab.deputy", "THCS-AB", Role.DEPUTY, "Phó Hiệu trưởng"),
    Login("vanthu.ab", "ab.clerk", "THCS-AB", Role.CLERK, "Nhân viên văn thư"),
    Login("bithu.ab", "ab.party_secretary", "THCS-AB", Role.PARTY_SECRETARY, "Bí thư chi bộ"),
    Login("giaovien.ab", "ab.teacher", "THCS-AB", Role.TEACHER, "Giáo viên"),
    Login("hieutruong.hm", "hm.principal", "THCS-HM", Role.PRINCIPAL, "Hiệu trưởng"),
    Login("vanthu.hm", "hm.clerk", "THCS-HM", Role.CLERK, "Nhân viên văn thư"),
    Login("bithu.hm", "hm.party_secretary", "THCS-HM", Role.PARTY_SECRETARY, "Bí thư chi bộ"),
    Login("hieutruong.dt", "dt.principal", "THCS-DT", Role.PRINCIPAL, "Hiệu trưởng"),
    Login("vanthu.dt", "dt.clerk", "THCS-DT", Role.CLERK, "Nhân viên văn thư"),
    Login("bithu.dt", "dt.party_secretary", "THCS-DT", Role.PARTY_SECRETARY, "Bí thư chi bộ"),
    Login("chuyenvien.dk", "dk.officer", "DK-HS", Role.OFFICER, "Chuyên viên Phòng Văn hóa – Xã hội"),
    Login("lanhdao.dk", "dk.head", "DK-HS", Role.HEAD, "Phó Chủ tịch UBND đặc khu"),
    Login("danguy.hs", "du.officer", "DU-HS", Role.OFFICER, "Chuyên viên Ban Xây dựng Đảng"),
    Login("chuyenvien.so", "so.officer", "SO-GDDT", Role.OFFICER, "Chuyên viên Sở Giáo dục và Đào tạo"),
    Login("kiemtra.dk", "auditor", "DK-HS", Role.AUDITOR, "Thành viên đoàn kiểm tra"),
    Login("quantri", "admin", "SO-GDDT", Role.ADMIN, "Quản trị hệ thống"),
)
# How many teachers each school has besides those with a login.
_TEACHERS = {"THCS-AB": 51, "THCS-HM": 6, "THCS-DT": 4}


def load_units() -> None:
    """Make the units, what stands above them, the people and the logins."""
    units = {p.code: add_unit(**_fields(p)) for p in PLACES}
    for school in SCHOOLS:
        for kind, code in _BEFORE.items():
            supervise(
                unit=units[school], supervisor=units[code], kind=kind, valid_from=LONG_AGO, basis="Quyết định thành lập"
            )
    for code in ("HUYEN-HS", "PGD-HS", "DU-GD-HS", "TTCT-HS"):
        end_unit(unit=units[code], on=TWO_TIERS, basis=_ACT)
    for school in SCHOOLS:
        for kind, code in _SINCE.items():
            supervise(unit=units[school], supervisor=units[code], kind=kind, valid_from=TWO_TIERS, basis=_ACT)
    for old, new in _SUCCESSION:
        succeed(old=units[old], new=units[new], kind=SuccessionKind.TRANSFER, on=TWO_TIERS, basis=_ACT)
    _load_people(units)


def _fields(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "kind": place.kind,
        "name": place.name,
        "short_name": place.short_name,
        "place": place.place,
        "valid_from": place.valid_from,
        "cell_name": place.cell_name,
        "basis": _ACT if place.valid_from == TWO_TIERS else "Quyết định thành lập",
    }


def _load_people(units: dict[str, Unit]) -> None:
    first: User | None = None
    for login in LOGINS:
        unit = units[login.unit]
        person = add_person(full_name=STAFF[login.staff_key])
        appoint(person=person, unit=unit, role=login.role, title=login.title, valid_from=max(unit.valid_from, LONG_AGO))
        # One hash for the one password of all: seventeen would cost seconds of every first start.
        first = first or add_login(person=person, username=login.username, password=PASSWORD)
        if first.person_id != person.pk:
            User.objects.create(username=login.username, person=person, password=first.password)
    for seed, (school, count) in enumerate(_TEACHERS.items(), start=7):
        for name in full_names(count, seed):
            appoint(
                person=add_person(full_name=name),
                unit=units[school],
                role=Role.TEACHER,
                title="Giáo viên",
                valid_from=LONG_AGO,
            )
