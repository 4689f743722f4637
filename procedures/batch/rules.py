"""The code of a line, which stands as a QR code on the sheet and which a scanner types; and who undoes a slip. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from schooladmin.core.codes import only_signs
from schooladmin.core.periods import local_date

MOST_LINES = 300
_ORDER_DIGITS = 3
_CODE = re.compile(r"(\d+)(\d{3})(\d)")


@dataclass(frozen=True)
class LineCode:
    """Which list, which line."""

    batch_id: int
    order: int


def check_digit(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10: catches every wrong digit and nearly every swapped pair."""
    carry = 10
    for digit in digits:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - carry) % 10)


def line_code(batch_id: int, order: int) -> str:
    """«42-013-7»: list, line, check digit.

    Digits only: a scanner types like a keyboard, and a Vietnamese typing method would turn letters into others.
    """
    if not 0 < order < 10**_ORDER_DIGITS:
        raise ValueError(f"a list has at most 999 lines, not {order}")
    return f"{batch_id}-{order:03d}-{check_digit(f'{batch_id}{order:03d}')}"


def read_line_code(typed: str) -> LineCode | None:
    """The line that was scanned, with or without the dashes; None for anything with a wrong check digit."""
    found = _CODE.fullmatch(only_signs(typed))
    if found is None or len(found[1]) > 18 or check_digit(found[1] + found[2]) != found[3]:
        return None
    return LineCode(int(found[1]), int(found[2]))


def resembles_line_code(typed: str) -> bool:
    """Whether something was scanned or typed from a sheet, right or wrong: to tell it from a name."""
    signs = only_signs(typed)
    return bool(signs) and signs.isdecimal()


def is_same_day(handed_at: datetime, at: datetime) -> bool:
    """Whether a mistaken hand-over is undone on the day on which it was made, by whoever hands out.

    Our choice, no law: what the day brought is looked over in the evening, and the register book is printed from it.
    Afterwards a paper that was given to the wrong person is the principal's business.
    """
    return local_date(handed_at) == local_date(at)
