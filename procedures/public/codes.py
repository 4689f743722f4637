"""Reading what a parent typed: a short code at a school's own address, the full one elsewhere. Pure; no database."""

import re
from dataclasses import dataclass
from enum import Enum

from schooladmin.core.codes import check_character, only_signs

_TAIL = re.compile(r"\d{7}[0-9A-Z]")
_TAIL_LENGTH = 8


class Slip(Enum):
    """What is wrong with a typed code, told before anything is looked up."""

    MISTYPED = "mistyped"
    SCHOOL_MISSING = "school-missing"
    OTHER_SCHOOL = "other-school"


@dataclass(frozen=True)
class TypedCode:
    """A code whose check sign is right: the signs of the unit's code, and of year, number and check."""

    unit: str
    tail: str

    @property
    def signs(self) -> str:
        return self.unit + self.tail

    def full(self, unit_code: str) -> str:
        """The code as it stands on the receipt: «THCS-AB-26-00137-K»."""
        return f"{unit_code}-{self.tail[:2]}-{self.tail[2:7]}-{self.tail[7]}"


def read_typed(typed: str, unit_code: str = "") -> TypedCode | Slip:
    """Read a code typed at the address of ``unit_code``, or at no school's address when that is empty.

    Blanks, dashes, small letters and tone marks do not matter.
    """
    signs, own = only_signs(typed), only_signs(unit_code)
    unit, tail = signs[:-_TAIL_LENGTH], signs[-_TAIL_LENGTH:]
    if not _TAIL.fullmatch(tail):
        return Slip.MISTYPED
    if not unit and not own:
        return Slip.SCHOOL_MISSING
    code = TypedCode(unit or own, tail)
    if check_character(code.signs[:-1]) != tail[-1]:
        return Slip.MISTYPED
    return Slip.OTHER_SCHOOL if own and code.unit != own else code
