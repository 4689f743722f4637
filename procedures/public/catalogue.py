"""The days of applicants that ship. No act gives them: an installation may enter a row of its own."""

from datetime import date
from typing import Any

RULES_SINCE = date(2020, 11, 1)
_DAYS = {"draft_days": 14, "answer_days": 90, "rating_days": 7}


def enter(rules: Any) -> None:
    """Write the shipped row with the manager of a migration."""
    rules.get_or_create(valid_from=RULES_SINCE, defaults={**_DAYS, "basis": "Quy định nội bộ của hệ thống"})
