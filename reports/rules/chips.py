"""Chips: the places of a text that hold a figure. Stored as ``[[key]]``, shown as «12 hồ sơ», edited as ``{label}``.

A chip has no number of its own, so it can never differ from the table. People never see a key: where they edit, a
chip is the figure's name in braces («{Rút học bạ: đã giải quyết}»), which a phone types and no script is needed for.
Numbers that people type are theirs and left alone. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from reports.content import FigureLine
from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold

_CHIP = re.compile(r"\[\[([^\[\]\s]{1,120})\]\]")
_TOKEN = re.compile(r"\{([^{}\n]{1,240})\}")
GONE = "(số liệu này không còn)"

Figures = Mapping[str, FigureLine]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: plain words, or a chip (``key``) with its figure as shown."""

    text: str
    key: str = ""
    label: str = ""


def by_key(figures: Iterable[FigureLine]) -> dict[str, FigureLine]:
    return {line.key: line for line in figures}


def chip(key: str) -> str:
    """How a text stores the figure of ``key``."""
    return f"[[{key}]]"


def keys(text: str) -> tuple[str, ...]:
    """The keys of the chips of a text, in their order."""
    return tuple(match[1] for match in _CHIP.finditer(text))


def unknown(text: str, figures: Figures) -> tuple[str, ...]:
    """The keys of a text's chips that no figure answers to."""
    return tuple(key for key in keys(text) if key not in figures)


def pieces(text: str, figures: Figures) -> tuple[Piece, ...]:
    """The text cut at its chips. A chip whose figure has gone says so."""
    found: list[Piece] = []
    end = 0
    for match in _CHIP.finditer(text):
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        line = figures.get(match[1])
        found.append(Piece(line.spoken if line else GONE, match[1], line.label if line else ""))
        end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def render(text: str, figures: Figures) -> str:
    """The text as it is printed: every chip is its figure with its unit."""
    return "".join(piece.text for piece in pieces(text, figures))


def _names(figures: Figures) -> Mapping[str, str]:
    """Key → the name by which people edit it; equal labels are told apart by a number."""
    return _named(tuple((key, line.label) for key, line in figures.items()))


@lru_cache(maxsize=32)  # every text of a page asks about the same figures
def _named(labels: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    for key, label in labels:
        name = label.translate({ord("{"): "(", ord("}"): ")", ord("\n"): " "}) or key
        count = taken[fold(name)] = taken.get(fold(name), 0) + 1
        names[key] = name if count == 1 else f"{name} ({count})"
    return names


def to_tokens(text: str, figures: Figures) -> str:
    """The text as people edit it: chips as names in braces. A chip whose figure has gone stays as it is."""
    if "[[" not in text:
        return text
    names = _names(figures)
    return _CHIP.sub(lambda match: f"{{{names[match[1]]}}}" if match[1] in names else match[0], text)


def from_tokens(text: str, figures: Figures) -> str:
    """The text as it is stored. Raises Refusal for a name in braces, or a key, that no figure answers to.

    Names are compared without tone marks and case: who types one by hand on a phone is understood.
    """
    found = {fold(name): key for key, name in _names(figures).items()}

    def stored(match: re.Match[str]) -> str:
        key = found.get(fold(match[1]))
        if key is None:
            raise Refusal(
                _("Không có số liệu nào tên là «%(name)s». Hãy sửa tên trong dấu { } hoặc bỏ dấu { } đi.")
                % {"name": match[1]},
                code="chip-unknown",
                field="text",
            )
        return chip(key)

    written = _TOKEN.sub(stored, text)
    if missing := unknown(written, figures):
        raise Refusal(
            _("Không có số liệu nào tên là «%(name)s». Hãy bỏ phần trong dấu [[ ]].") % {"name": missing[0]},
            code="chip-unknown",
            field="text",
        )
    return written
