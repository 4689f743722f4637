"""What an installation begins with: the calendar of some years, office hours, and how reports cut their quarters.

Written by a migration with historical models, and by tests with the present ones: so the models are arguments.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from schooladmin.calendars.enums import DayState, WindowKind
from schooladmin.calendars.seed import propose

FIRST_YEAR, LAST_YEAR = 2019, 2028

OFFICE_HOURS = {
    "valid_from": date(2019, 1, 1),
    "basis": "Nội quy; đơn vị tự điều chỉnh",
    "opens": time(7, 0),
    "lunch_from": time(11, 30),
    "lunch_to": time(13, 30),
    "closes": time(17, 0),
}

# Reports to the state are cut on the 15th, by the pattern that the provinces built on this decree (in force from
# 12/3/2019). The Party cell's thematic outline follows the calendar.
WINDOWS = (
    {
        "report_kind": "party_outline",
        "kind": WindowKind.CALENDAR_QUARTER.value,
        "valid_from": date(2019, 1, 1),
        "basis": "Quý dương lịch; đảng ủy cấp trên có thể quy định khác",
    },
    {
        "report_kind": "state_reform",
        "kind": WindowKind.MID_MONTH_QUARTER.value,
        "valid_from": date(2019, 3, 12),
        "basis": "Nghị định 09/2019/NĐ-CP",
    },
)


def enter_years(years: Iterable[int], *, days: Any, calendar_years: Any) -> int:
    """Enter the proposed days of ``years`` through the two managers; return how many days."""
    added = 0
    for year in years:
        rows = list(propose(year))
        days.bulk_create(
            days.model(date=p.date, kind=p.kind, name=p.name, name_en=p.name_en, basis=p.basis, state=p.state)
            for p in rows
        )
        confirmed = all(p.state == DayState.CONFIRMED for p in rows)
        calendar_years.create(year=year, state=DayState.CONFIRMED if confirmed else DayState.PROVISIONAL)
        added += len(rows)
    return added


def enter_rules(*, office_hours: Any, windows: Any) -> None:
    """Enter office hours and reporting windows where there are none yet."""
    if not office_hours.exists():
        office_hours.create(**OFFICE_HOURS)
    for row in WINDOWS:
        windows.get_or_create(
            report_kind=row["report_kind"],
            valid_from=row["valid_from"],
            defaults={"kind": row["kind"], "basis": row["basis"]},
        )
