"""The one code of a request: on the receipt, in the register, on the public page."""

import re

from schooladmin.core.codes import check_character, only_signs

_RESEMBLING = re.compile(r"\d{2}[0-9A-Z]{6}")
_FEWEST_DIGITS = 5
_SHORT = re.compile(r"(\d{2})(\d{5})([0-9A-Z])")


def request_code(unit_code: str, year: int, number: int) -> str:
    """«THCS-AB-26-00137-K»: unit, year, number in the year; the last sign checks the rest.

    Internal to the school: it does not imitate the codes of the national portal, which the school has none of.
    """
    if not 0 < number < 100_000:
        raise ValueError(f"a unit gives out 99,999 codes a year, not number {number}")
    body = f"{unit_code}-{year % 100:02d}-{number:05d}"
    return f"{body}-{check_character(body)}"


def short_code(code: str) -> str:
    """What a parent types: «26-00137-K», without the unit."""
    return "-".join(code.rsplit("-", 3)[1:])


def read_code(unit_code: str, typed: str) -> str | None:
    """The full code for what was typed, with or without the unit and the dashes; None when the check sign is wrong."""
    signs = only_signs(typed).removeprefix(only_signs(unit_code))
    found = _SHORT.fullmatch(signs)
    if found is None:
        return None
    body = f"{unit_code}-{found[1]}-{found[2]}"
    return f"{body}-{found[3]}" if check_character(body) == found[3] else None


def resembles_code(unit_code: str, typed: str) -> bool:
    """Whether ``typed`` was meant as a code of the unit, right or with a wrong sign: to tell it from a name."""
    signs = only_signs(typed).removeprefix(only_signs(unit_code))
    return bool(_RESEMBLING.fullmatch(signs)) and sum(map(str.isdigit, signs)) >= _FEWEST_DIGITS
