"""The days of reminders that the system begins with. Offices enter their own as rows."""

from datetime import date
from typing import Any

# No law says when a school is reminded: ten days before, three, one, the day itself, and the day after.
REMINDERS: dict[str, Any] = {
    "organ": None,
    "offsets": [-10, -3, -1, 0, 1],
    "month_day": 5,
    "valid_from": date(2021, 7, 15),
    "basis": "Mặc định của hệ thống, dùng khi cơ quan quản lý chưa ghi ngày nhắc",
}
