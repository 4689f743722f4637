"""Vietnamese text: one normal form, keys for search without tone marks, and the Vietnamese order of letters."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# Position in the Vietnamese alphabet; f, j, w, z are foreign letters at their Latin places.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# What decides an order lies at the front of a text; the rest is cut, so that a key (three letters for each character
# and two between) fits its column: names of units in 500, names of people in 300.
_ORDERED = 160
_ORDERED_GIVEN, _ORDERED_FAMILY = 30, 60
_OUR_LETTERS = 0x2200  # Latin with its marks, and the dashes and quotes of papers, stand before it
_RANK = {letter: index for index, letter in enumerate(_ALPHABET)}
# Order of the tone marks in Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


class _Plain(dict[int, str | None]):
    """For ``str.translate``: a letter without what combines with it. Remembers the letters of our languages."""

    def __missing__(self, code: int) -> str | None:
        parts = unicodedata.normalize("NFD", chr(code).replace("đ", "d"))
        letter = "".join(char for char in parts if not unicodedata.combining(char)) or None
        if code < _OUR_LETTERS:  # a text of strange letters must not fill the memory
            self[code] = letter
        return letter


_PLAIN = _Plain()


def nfc(text: str) -> str:
    """Return ``text`` in Unicode NFC without control characters; line breaks stay."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text))


def tidy(text: str) -> str:
    """Return one line of text in NFC with single spaces and none at the ends."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()  # tidy already, as nearly all texts are
    return _SPACES.sub(" ", nfc(text).replace("\n", " ")).strip()


def fold(text: str) -> str:
    """Return the search key of ``text``: lower case, no tone marks, đ as d, single spaces.

    >>> fold("  Nguyễn  Thị Ánh Đào ")
    'nguyen thi anh dao'
    """
    return tidy(text).casefold().translate(_PLAIN)


def initials(text: str) -> str:
    """Return the first letters of the words of ``text`` as a search key: «Nguyễn Văn An» → ``nva``."""
    return "".join(word[0] for word in fold(text).split())


def search_text(text: str) -> str:
    """Return what a search looks through: the folded words, then their initials."""
    return f"{fold(text)} {initials(text)}"


def sort_key(text: str) -> str:
    """Return a key of lower-case letters whose plain order is the Vietnamese order of ``text``.

    Letters only, so that SQLite and every PostgreSQL collation agree. Letters come first, tones decide between
    equal letters, as dictionaries do.
    """
    return _sort_key(text, _ORDERED)


def person_sort_key(full_name: str) -> str:
    """Return the order of people's names: given name, then family and middle names, as school lists have it.

    Every «Hà» stands before every «Hạ», whatever the families are called.
    """
    plain = full_name.isprintable() and not full_name.endswith(" ")  # the last blank is where the given name begins
    family, _, given = (full_name if plain else tidy(full_name)).rpartition(" ")
    return _given_key(given) + _family_key(family)


@lru_cache(maxsize=4096)  # given names, and family and middle names, are shared by many
def _given_key(given: str) -> str:
    return _sort_key(given, _ORDERED_GIVEN)


@lru_cache(maxsize=4096)
def _family_key(family: str) -> str:
    return _sort_key(family, _ORDERED_FAMILY)


def _sort_key(text: str, length: int) -> str:
    signs = [_signs(char) for char in tidy(text).lower()[:length]]
    return "".join([letter for letter, _ in signs]) + _code(0) + "".join([tone for _, tone in signs])


@lru_cache(maxsize=4096)  # a register of ten thousand names is written with some hundred characters
def _signs(char: str) -> tuple[str, str]:
    """The code of a character's letter, and of its tone."""
    letter, tone = _split(char)
    rank = _RANK.get(letter)
    if rank is not None:
        code = _code(rank + 40)
    elif letter.isdigit():
        code = _code(int(unicodedata.digit(letter, 0)) + 10)
    elif letter.isspace():
        code = _code(1)
    else:
        code = _code(5)
    return code, chr(ord("a") + tone)


def _split(char: str) -> tuple[str, int]:
    """Return the letter without its tone mark, and the tone."""
    tone = 0
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _code(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def roman(number: int) -> str:
    """Return the Roman numeral that quarters and parts are numbered with.

    >>> roman(3), roman(4), roman(19)
    ('III', 'IV', 'XIX')
    """
    if not 0 < number < 4000:
        raise ValueError(f"no Roman numeral for {number}")
    result = ""
    for value, sign in _ROMAN:
        result += sign * (number // value)
        number %= value
    return result


_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
