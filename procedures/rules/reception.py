"""What a counter may take in: phone numbers, years, and how long ago."""

import re
from datetime import datetime, timedelta

LONGEST_BACKDATING = timedelta(days=30)

# Mobile numbers have ten digits (03, 05, 07, 08, 09), land lines eleven (02).
_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}")


def phone_number(text: str) -> str | None:
    """Return the number as ten or eleven digits, or None when it is not a Vietnamese phone number."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("+84"):
        digits = f"0{digits[3:]}"
    return digits if _PHONE.fullmatch(digits) else None


def too_old(received_at: datetime, at: datetime) -> bool:
    """Whether a reception lies too far back to be entered at ``at``."""
    return at - received_at > LONGEST_BACKDATING
