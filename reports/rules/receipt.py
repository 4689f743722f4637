"""The code that a school gets in the moment of submitting."""

from schooladmin.core.text import fold

_TAIL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which people read as 1 and 0
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def receipt_code(unit_code: str, quarter: str, snapshot_hash: str) -> str:
    """«BC-THCS-AB-24Q3-7K2M9»: unit, quarter, a part of the snapshot's hash; the last sign checks the rest."""
    short = f"{quarter[2:4]}{quarter[5:]}"
    number = int(snapshot_hash[:10], 16)
    tail = ""
    for _place in range(4):
        number, digit = divmod(number, len(_TAIL))
        tail += _TAIL[digit]
    body = f"BC-{unit_code}-{short}-{tail}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37,36: catches every wrong letter and nearly every swapped pair.

    Letters and digits count, signs between them do not; a Vietnamese letter counts as its plain one.
    """
    carry = 36
    for char in fold(body).upper():
        if char in _ALPHABET:
            carry = ((carry + _ALPHABET.index(char)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - carry) % 36]
