"""Misspellings: syllables that Vietnamese cannot have and pairs that are always a slip; signs that no paper can print;
figures without a unit. Pure.

A syllable is an onset, a rhyme and a tone; what cannot be taken apart so is no Vietnamese syllable. Names, addresses,
abbreviations and the foreign words that offices use are left alone: few false alarms are worth more than all slips.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import gettext as _

from reports.checking.findings import Finding, Knowledge, excerpt
from reports.checking.paper import Line, Paper
from reports.checking.words import FOREIGN, ONSETS, PAIRS, RHYMES, SYLLABLES
from reports.enums import Severity

# Words between spaces that are an address; looked at one by one, so that no text takes more than its length in time.
_SPACED = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|\bwww\.|@|[\w-]\.[\w-]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_LONGEST = 30  # letters of a word; the longest syllable has seven
_STOPPED = ("c", "ch", "p", "t")  # a syllable that ends so has the tones sắc and nặng only
_BARE = re.compile(
    r"\b(?:đạt|được|tổng số(?: là)?|khoảng|trên|hơn|gồm|có)\s+(\d[\d.,]*\d|\d)(?=\s*(?:[.;](?:\s|$)|$))", re.IGNORECASE
)


def letters(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Signs that the fonts of the papers do not have: with one of them the paper could not be printed."""
    if not known.letters:
        return
    for line in paper.written:
        missing = [sign for sign in dict.fromkeys(line.text) if ord(sign) not in known.letters and not sign.isspace()]
        if missing:
            yield Finding(
                "letter-without-font",
                Severity.BLOCKING,
                line.number,
                excerpt(line.text, line.text.index(missing[0])),
                _("Phông chữ in không có ký tự này: %(letters)s.") % {"letters": " ".join(missing[:10])},
                _("Bỏ hoặc thay ký tự đó; phần chữ còn lại giữ nguyên."),
                wrong=missing[0],
            )


def misspellings(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Slips in what the unit wrote itself; part A comes from above."""
    for line in paper.written:
        text = _SPACED.sub(_without_address, line.text)
        pairs = list(_pairs(line, text))
        yield from pairs
        yield from _syllables(line, text)


def _without_address(match: re.Match[str]) -> str:
    return " " * len(match[0]) if _ADDRESS.search(match[0]) else match[0]


def _pairs(line: Line, text: str) -> Iterator[Finding]:
    """Two syllables that are words each and together always a slip."""
    lower = text.lower()
    for wrong, right in PAIRS.items():
        if wrong not in lower:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", lower):
            yield _finding(line, match.start(), line.text[match.start() : match.end()], right)


def _syllables(line: Line, text: str) -> Iterator[Finding]:
    for match in _WORD.finditer(text):
        right = _right(match[0]) if len(match[0]) <= _LONGEST else None  # longer than that is no word at all
        if right is not None:
            yield _finding(line, match.start(), match[0], right)


@lru_cache(maxsize=20_000)  # a text says few words often, and is checked again while somebody types
def _right(word: str) -> str | None:
    """How a misspelt word is written; empty when that cannot be told; None for one that is left alone."""
    if word.isupper() or any(char.isupper() for char in word[1:]):
        return None  # an abbreviation, or a name of a product
    lower = unicodedata.normalize("NFC", word.lower())
    if right := SYLLABLES.get(lower):
        return right
    if lower in FOREIGN or is_syllable(lower):
        return None
    if _has_vietnamese_letters(lower):
        return ""
    return _meant(lower) or None


@lru_cache(maxsize=10_000)
def _meant(word: str) -> str:
    """The foreign word that was meant, or nothing. «rn» and «m» look alike to who reads a scan."""
    alike = {known.replace("rn", "m"): known for known in FOREIGN if len(known) > 4}
    near = get_close_matches(word.replace("rn", "m"), alike, n=1, cutoff=0.75)
    return alike[near[0]] if near else ""


@lru_cache(maxsize=10_000)  # Vietnamese has some seven thousand
def is_syllable(word: str) -> bool:
    """Whether a lower-case word in NFC can be taken apart as a Vietnamese syllable.

    >>> is_syllable("nghiêng"), is_syllable("trườg")
    (True, False)
    """
    tones: list[str] = []
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        (tones if char in _TONES else letters).append(char)
    plain = unicodedata.normalize("NFC", "".join(letters))
    if len(tones) > 1:
        return False
    for onset in ONSETS:
        rhyme = plain[len(onset) :]
        if plain.startswith(onset) and rhyme in RHYMES:
            stopped = rhyme.endswith(_STOPPED)
            return not stopped or not tones or tones[0] in {"\u0301", "\u0323"}
    return False


def _has_vietnamese_letters(word: str) -> bool:
    return any(ord(char) > 127 for char in word)


def _finding(line: Line, at: int, wrong: str, right: str) -> Finding:
    return Finding(
        "misspelling",
        Severity.ADVICE,
        line.number,
        excerpt(line.text, at),
        _("«%(word)s» có lẽ viết sai.") % {"word": wrong},
        _("Sửa thành «%(word)s».") % {"word": right} if right else _("Hãy xem lại cách viết."),
        wrong=wrong,
    )


def bare_figures(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """A figure at the end of its clause: nobody can tell what was counted."""
    for line in paper.written:
        for match in _BARE.finditer(line.text):
            yield Finding(
                "unit-missing",
                Severity.ADVICE,
                line.number,
                excerpt(line.text, match.start()),
                _("Số %(figure)s không có đơn vị tính.") % {"figure": match[1]},
                _("Ghi rõ đếm gì: hồ sơ, lượt, phần trăm, giáo viên…"),
                wrong=match[0],
            )
