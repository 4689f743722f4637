"""The settings of transfers that ship. No act gives these days: an installation may enter a row of its own."""

from datetime import date
from typing import Any

RULES_SINCE = date(2020, 11, 1)
ALERT_AFTER = 5  # working days


def enter(rules: Any) -> None:
    """Write the shipped row with the manager of a migration."""
    rules.get_or_create(
        valid_from=RULES_SINCE, defaults={"alert_after": ALERT_AFTER, "basis": "Quy định nội bộ của hệ thống"}
    )
