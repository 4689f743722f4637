"""Codes and numbers of issued papers: pure, no database and no clock."""

import re
from collections.abc import Callable, Collection
from itertools import groupby

from schooladmin.core.codes import check_character, only_signs

# Without I and O, which people read as 1 and 0; what is typed as these is read as those.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
_LOOKALIKE = str.maketrans("IO", "10")
_IN_ADDRESS = re.compile(r"(?:^|/V/)([0-9A-Z]{8})/?$", re.ASCII)


def new_code(draw: Callable[[str], str]) -> str:
    """A code of eight signs, the last of which checks the others. ``draw`` picks one sign of an alphabet."""
    while True:
        body = "".join(draw(ALPHABET) for _place in range(LENGTH - 1))
        check = check_character(body)
        if check in ALPHABET:
            return body + check


def read_code(typed: str) -> str | None:
    """The code that was typed or scanned; None when a sign is wrong, missing or too many.

    Blanks, dashes, small letters and tone marks do not matter.
    """
    code = only_signs(typed).translate(_LOOKALIKE)
    return code if len(code) == LENGTH and check_character(code[:-1]) == code[-1] else None


def code_in(scanned: str) -> str | None:
    """The code in what a camera read on a sheet: an address that ends with it, or the code alone."""
    found = _IN_ADDRESS.search(scanned.strip().upper())
    return read_code(found[1]) if found else None


def shown(code: str) -> str:
    """«7K2M-9PQX»: in two groups, to be read out.

    >>> shown("7K2M9PQX")
    '7K2M-9PQX'
    """
    return f"{code[:4]}-{code[4:]}"


def number_text(number: int, suffix: str) -> str:
    """«05/BC-THCS»: numbers below 10 carry a zero (both regimes).

    >>> number_text(5, "/BC-THCS"), number_text(127, "-BC/CB")
    ('05/BC-THCS', '127-BC/CB')
    """
    return f"{number:02d}{suffix}"


def next_free(first: int, taken: Collection[int]) -> int:
    """The first number from ``first`` on that was never given: a voided one is not given again."""
    number = first
    while number in taken:
        number += 1
    return number


def gaps(first: int, following: int, taken: Collection[int]) -> list[tuple[int, int]]:
    """The numbers from ``first`` to before ``following`` that no paper has, as ranges (both ends belong to them).

    >>> gaps(1, 8, {1, 2, 5})
    [(3, 4), (6, 7)]
    """
    missing = [number for number in range(first, following) if number not in taken]
    ranges = []
    for _distance, run in groupby(enumerate(missing), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _place, number in run]
        ranges.append((numbers[0], numbers[-1]))
    return ranges
