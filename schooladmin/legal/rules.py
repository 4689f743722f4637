"""Pure rules about acts: how their numbers are written and read, and whether they hold on a day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from schooladmin.core.text import fold, tidy

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_AROUND = re.compile(r"\s*([/-])\s*")
_SEPARATORS = re.compile(r"[,;\n]+")

# What people write before a number, and the beginning of the code that it stands for.
_KINDS = {
    "nghi dinh": "nd", "nd": "nd", "quyet dinh": "qd", "qd": "qd", "quy dinh": "qd", "thong tu": "tt", "tt": "tt",
    "nghi quyet": "nq", "nq": "nq", "huong dan": "hd", "hd": "hd", "ket luan": "kl", "kl": "kl", "luat": "qh",
    "bo luat": "qh", "cong van": "", "cv": "", "thong bao": "tb", "tb": "tb",
}  # fmt: skip
_NUMBER = re.compile(
    r"(?:(?P<kind>" + "|".join(sorted(_KINDS, key=len, reverse=True)) + r")\.?\s+)?(?:so\s*:?\s*)?"
    r"(?P<serial>\d{1,6})(?:/(?P<year>\d{4}))?(?:[/-](?P<code>[a-z&][a-z0-9&/-]*))?"
)


@dataclass(frozen=True)
class Number:
    """A number taken apart: serial without leading zeros, year and code where given. Lower case, no tone marks."""

    serial: str
    year: str = ""
    code: str = ""
    kind: str = ""

    def fits(self, other: "Number") -> bool:
        """Whether this typed number, perhaps shortened, may mean the full number ``other``."""
        if self.serial != other.serial or (self.year and self.year != other.year):
            return False
        if self.code:
            return self.code == other.code
        return other.code.startswith(self.kind)


def normalise_number(text: str) -> str:
    """Return a number as papers write it: one kind of hyphen, no spaces around «/» and «-».

    >>> normalise_number(" 27- NQ/TW ")
    '27-NQ/TW'
    """
    return _AROUND.sub(r"\1", tidy(_DASHES.sub("-", text)))


def parse_number(text: str) -> Number | None:
    """Take a typed number apart: «Nghị định số 30/2020/NĐ-CP», «NĐ 30/2020», «27- NQ/TW»; None when it is none."""
    match = _NUMBER.fullmatch(fold(normalise_number(text)))
    if match is None:
        return None
    return Number(
        serial=match["serial"].lstrip("0") or "0",
        year=match["year"] or "",
        code=match["code"] or "",
        kind=_KINDS[match["kind"]] if match["kind"] else "",
    )


def split_numbers(text: str) -> list[str]:
    """Return the numbers typed one a line or separated by commas, each normalised, none twice, in the order typed."""
    typed = (normalise_number(part).rstrip(".") for part in _SEPARATORS.split(text))
    return list(dict.fromkeys(part for part in typed if part))


def matches(text: str, known: Iterable[str]) -> list[str]:
    """Return the known numbers that ``text`` may mean; one exact match wins over all shortened ones."""
    typed = parse_number(text)
    if typed is None:
        return []
    fitting = [(number, parsed) for number in known if (parsed := parse_number(number)) and typed.fits(parsed)]
    exact = [number for number, parsed in fitting if (parsed.year, parsed.code) == (typed.year, typed.code)]
    return exact or [number for number, _ in fitting]


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known number that looks most like ``text``, or an empty string when none does."""
    keys = {fold(number): number for number in known}
    close = get_close_matches(fold(normalise_number(text)), keys, n=1, cutoff=0.55)
    return keys[close[0]] if close else ""


def holds_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether an act is in force on ``day``; ``valid_to`` is the first day on which it is not."""
    return valid_from <= day and (valid_to is None or day < valid_to)
