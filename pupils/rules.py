"""How a pupil is found: keys of a pupil, tokens of a search, and the forms of an identifier. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from schooladmin.core.text import fold, tidy

LONGEST_SEARCH_TEXT = 400
MOST_TOKENS = 6
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}))?")
_SIGNS = re.compile(r"[\W_]+")
_BREAKS = re.compile(r"[\s\-–—.,;/]+")
_IDENTIFIER = re.compile(r"[0-9A-Z]{6,20}")
HIDDEN = "•••• ••••"


def words_of(full_name: str) -> list[str]:
    """The folded words of a name, letters and digits only: «H'Hen Niê-Kđăm» → ``hhen``, ``nie``, ``kdam``."""
    return name_key(full_name).split()


def name_key(full_name: str) -> str:
    """What two spellings of one name share: folded words with single blanks."""
    parts = (full_name if full_name.isprintable() else tidy(full_name)).split()
    return " ".join(filter(None, map(_key_of_part, parts)))


@lru_cache(maxsize=16_384)  # the names of a school are made of a few hundred parts
def _key_of_part(part: str) -> str:
    return " ".join(word for word in map(_only_letters, _BREAKS.split(fold(part))) if word)


@lru_cache(maxsize=4096)
def class_key(class_name: str) -> str:
    """A class as it is typed: «8A1», «8 a1» and «8/A1» are ``8a1``."""
    return _only_letters(fold(class_name))


@lru_cache(maxsize=16_384)
def _birth_key(day: date) -> str:
    return f"{day:%d%m}{day.year:04d}"


def search_text(full_name: str, class_name: str, birth_date: date | None) -> str:
    """The keys of a pupil with a blank before and after each; a typed token matches the beginning of one of them.

    The given name comes first (that is how ``queries.search`` knows it), then the initials, the initials of all words
    but the last with the given name, the other words, the class and the birth date as ``ddmmyyyy``.
    """
    return search_text_of(name_key(full_name), class_name, birth_date)


def search_text_of(name: str, class_name: str, birth_date: date | None) -> str:
    """The ``search_text`` of a pupil whose ``name_key`` is ``name``."""
    front, _, given = name.rpartition(" ")
    first, others = _initials(front)
    text = f"{given} {first}{given[:1]} {first}{given}{others}" if given else ""
    if class_name and (plain := class_key(class_name)):
        text = f"{text} {plain}"
    if birth_date:
        text = f"{text} {_birth_key(birth_date)}"
    return f" {text.lstrip()[: LONGEST_SEARCH_TEXT - 2]} "


@lru_cache(maxsize=16_384)  # family and middle names are shared by many
def _initials(front: str) -> tuple[str, str]:
    """The initials of the words, and the words, each with a blank before it."""
    words = front.split()
    return "".join([word[0] for word in words]), "".join([f" {word}" for word in words])


def tokens(text: str) -> list[tuple[str, ...]]:
    """What somebody typed as tokens, each with the forms it may have; a pupil must match one form of every token.

    A written date has two: «5/12» is ``0512`` and ``512`` (which could be the class «5/12»).
    """
    found = [forms for word in fold(text).split() if (forms := tuple(_forms(word)))]
    return list(dict.fromkeys(found))[:MOST_TOKENS]


def identifier_of(text: str) -> str:
    """An identifier as it is kept: capitals and digits without blanks, dots and dashes."""
    return re.sub(r"[\s.\-–]", "", tidy(text)).upper()


def is_identifier(text: str) -> bool:
    """Whether ``text`` may be an identifier: the numbers in use are digits, some older ones hold letters."""
    return _IDENTIFIER.fullmatch(text) is not None


def masked(identifier: str) -> str:
    """What of an identifier may be shown: its last four signs, and never more than half of it."""
    if not identifier:
        return ""
    shown = identifier[-4:] if len(identifier) >= 2 * 4 else ""
    return f"{HIDDEN} {shown}".rstrip()


def _forms(word: str) -> Iterator[str]:
    if found := _DATE.fullmatch(word):
        day, month, year = found.groups(default="")
        yield f"{int(day):02d}{int(month):02d}{year}"
    if plain := _only_letters(word):
        yield plain


def _only_letters(word: str) -> str:
    return _SIGNS.sub("", word)
