"""Vietnamese phone numbers as people write them."""

import re

# Mobile numbers have ten digits (03, 05, 07, 08, 09), land lines eleven (02).
_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}")
_SIGNS = re.compile(r"[\s.\-()]")


def phone_number(text: str) -> str | None:
    """Return the number as ten or eleven digits, or None when it is not a Vietnamese phone number."""
    if _PHONE.fullmatch(text):
        return text
    digits = _SIGNS.sub("", text)
    if digits.startswith("+84"):
        digits = f"0{digits[3:]}"
    return digits if _PHONE.fullmatch(digits) else None
