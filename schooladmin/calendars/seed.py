"""Proposals for the calendar of record, from the ``holidays`` package and the overlay of notices it lacks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import holidays

from schooladmin.calendars.enums import DayKind, DayState

_LABOUR_CODE = "Bộ luật Lao động 45/2019/QH14, Điều 112"
_PACKAGE = "Đề xuất theo bộ dữ liệu lịch; chưa có số thông báo"

# Notices known by number: (first day, last day, number). A day outside them stays provisional unless the law fixes it.
_NOTICES = (
    (date(2025, 1, 25), date(2025, 2, 2), "TB 6150/TB-BLĐTBXH ngày 03/12/2024"),
    (date(2026, 2, 14), date(2026, 2, 22), "TB 9441/TB-BNV ngày 16/10/2025"),
    (date(2026, 8, 22), date(2026, 9, 2), "TB 9441/TB-BNV ngày 16/10/2025"),
)
_FIXED = {(1, 1), (4, 30), (5, 1), (9, 2)}
_CULTURE_DAY = "Nghị quyết 28/2026/QH16, Điều 2"
# The package writes American dates into its English names; our English pages keep Vietnam's order.
_MONTH_FIRST = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


@dataclass(frozen=True)
class ProposedDay:
    """A row proposed for the calendar of record."""

    date: date
    kind: DayKind
    name: str
    name_en: str
    basis: str
    state: DayState


# What the package of version 0.109 does not know: the swap of 2 January 2026.
OVERLAY = (
    ProposedDay(
        date(2026, 1, 2), DayKind.SWAP_OFF, "Nghỉ hoán đổi dịp Tết Dương lịch", "Day off by swap, New Year",
        "12729/VPCP-KGVX ngày 25/12/2025", DayState.CONFIRMED,
    ),
    ProposedDay(
        date(2026, 1, 10), DayKind.MAKE_UP_WORK, "Làm bù cho ngày 02/01/2026", "Make-up work for 2 January 2026",
        "12729/VPCP-KGVX ngày 25/12/2025", DayState.CONFIRMED,
    ),
)  # fmt: skip


def propose(year: int) -> Iterator[ProposedDay]:
    """Yield the days of ``year``: those of the package, with the overlay on top."""
    overlay = {row.date: row for row in OVERLAY if row.date.year == year}
    vietnamese = holidays.country_holidays("VN", years=year, language="vi")
    english = holidays.country_holidays("VN", years=year, language="en_US")
    for day in sorted(vietnamese):
        if day not in overlay:
            yield _from_package(day, vietnamese[day], _MONTH_FIRST.sub(r"\2/\1/\3", english.get(day, "")))
    for day in sorted(vietnamese.weekend_workdays):
        if day.year == year and day not in overlay:
            basis = _notice(day)
            yield ProposedDay(
                day,
                DayKind.MAKE_UP_WORK,
                "Làm bù theo lịch hoán đổi",
                "Make-up work by swap",
                basis or _PACKAGE,
                _state(basis),
            )
    yield from overlay.values()


def _from_package(day: date, name: str, name_en: str) -> ProposedDay:
    lowered = name_en.lower()
    if "substituted" in lowered or "swap" in lowered:
        kind = DayKind.SWAP_OFF
    elif "observed" in lowered:
        kind = DayKind.OBSERVED
    else:
        kind = DayKind.HOLIDAY
    basis = _notice(day) or _by_law(day, kind, name_en)
    return ProposedDay(day, kind, name, name_en, basis or _PACKAGE, _state(basis))


def _notice(day: date) -> str:
    return next((number for first, last, number in _NOTICES if first <= day <= last), "")


def _by_law(day: date, kind: DayKind, name_en: str) -> str:
    """The act that fixes the day itself. Days moved by swap or compensation need a notice of their own."""
    if kind is not DayKind.HOLIDAY:
        return ""
    if (day.month, day.day) in _FIXED or name_en.startswith("Hung Kings"):
        return _LABOUR_CODE
    if (day.month, day.day) == (11, 24) and day.year >= 2026:
        return _CULTURE_DAY
    return ""


def _state(basis: str) -> DayState:
    return DayState.CONFIRMED if basis else DayState.PROVISIONAL
