"""Carrying last quarter's text forward, paragraph by paragraph: none goes on without somebody's verdict. Pure."""

import re
from collections.abc import Iterable, Set
from itertools import takewhile

from schooladmin.core.text import fold, nfc

_DASH = re.compile(r"\s*[-–•]\s+")
STALE_AFTER = 3  # quarters in a row with the same words


def split(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: each line is one, and dash lines stay with the line that announces them."""
    found: list[list[str]] = []
    is_open = False
    for raw in nfc(text).splitlines():
        line = raw.strip()
        if not line:
            is_open = False
        elif _DASH.match(raw) and is_open:
            found[-1].append(line)
        else:
            found.append([line])
            is_open = True
    return tuple("\n".join(lines) for lines in found)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same words: spaces, case and tone marks aside."""
    return fold(one) == fold(other)


def said(paragraphs: Iterable[str]) -> frozenset[str]:
    """The paragraphs of a quarter as ``unchanged_for`` compares them."""
    return frozenset(map(fold, paragraphs))


def unchanged_for(text: str, earlier: Iterable[Set[str]]) -> int:
    """In how many quarters in a row, counting back from the last one, the same words were said.

    ``earlier`` holds what was ``said`` in each quarter, the last one first.
    """
    words = fold(text)
    return sum(1 for _quarter in takewhile(lambda quarter: words in quarter, earlier))
