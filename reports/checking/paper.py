"""A paper as numbered lines, and the parts that an outline is made of. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from schooladmin.core.periods import Period
from schooladmin.core.text import fold, tidy

_PART = re.compile(r"([A-C])\s*[.,)/:-]\s*(?=\S)")
_BULLET = re.compile(r"[-–—•*+·]\s*")
_NUMBER = re.compile(r"(?P<number>\d{1,2}|[IVX]{1,5})\s*[.,)/:-]+\s+(?=\D)")
_SUB_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\s*[.,)/:-]*\s+")
_LONGEST_HEADING = 200
_MOST_WORDS = 25
_MOST_HEADINGS = 2_000  # a paper with more short lines than that is a list


@dataclass(frozen=True)
class Line:
    """A line or paragraph; ``number`` counts from 1 as the file's reader counts them."""

    number: int
    text: str
    # Of a paper that the workspace holds: where the line stands on the page, what that is called, and whether it comes
    # from above or from the system, so that the unit is not blamed for it.
    anchor: str = ""
    place: str = ""
    is_given: bool = False

    @property
    def is_bullet(self) -> bool:
        return _BULLET.match(self.text) is not None

    @property
    def heading(self) -> str:
        """What a numbered heading says without its number; empty for every other line."""
        match = _NUMBER.match(self.text)
        if match is None or len(self.text) > _LONGEST_HEADING:
            return ""
        return self.text[match.end() :].strip(" .:;")

    @property
    def ordinal(self) -> str:
        """The number of a numbered heading as it was typed; empty for every other line."""
        match = _NUMBER.match(self.text)
        return match["number"] if match and self.heading else ""

    @property
    def is_short(self) -> bool:
        """Whether it may be a heading whose number Word made: few words, no bullet, no end of a sentence."""
        if len(self.text) > _LONGEST_HEADING or self.is_bullet or self.text.endswith((".", ";", ",")):
            return False
        return len(self.text.split()) <= _MOST_WORDS

    @property
    def is_heading(self) -> bool:
        """Whether the line is numbered as a heading of any level, or stands in capitals."""
        short = len(self.text) <= _LONGEST_HEADING
        numbered = bool(self.heading) or _SUB_NUMBER.match(self.text) is not None
        capitals = self.text.isupper() and len(self.text.split()) > 1
        return short and not self.is_bullet and (numbered or capitals)


@dataclass(frozen=True)
class Signed:
    """What the system knows of a paper that it holds: its day, when it was counted, its period, signer, late ones."""

    day: date
    counted_on: date
    period: Period
    reporter: str
    late: int
    limitations: str


@dataclass(frozen=True)
class Paper:
    """An outline: a head with its title, part A from above, part B of the unit's own, part C.

    A paper that the system holds has ``signed``; its headings are the given lines and its part B begins at ``own_from``
    (a place in ``lines``). Of a paper that somebody brings both are read from its text.
    """

    lines: tuple[Line, ...]
    signed: Signed | None = None
    own_from: int | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Paper":
        """A paper of these lines; empty ones count but are not kept."""
        numbered = ((number, tidy(text)) for number, text in enumerate(texts, 1))
        return cls(tuple(Line(number, text) for number, text in numbered if text))

    @cached_property
    def _starts(self) -> dict[str, int]:
        """Where each part begins: its first heading in capitals, in the order of the letters."""
        if self.own_from is not None:
            return {"B": self.own_from}
        found: dict[str, int] = {}
        for at, line in enumerate(self.lines):
            match = _PART.match(line.text)
            if match and match[1] not in found and line.text[match.end() :][:12].isupper():
                found[match[1]] = at
        return found

    def part(self, letter: str) -> tuple[Line, ...]:
        """The lines of a part, its heading first; empty when the paper has no such part."""
        start = self._starts.get(letter)
        if start is None:
            return ()
        later = [at for at in self._starts.values() if at > start]
        return self.lines[start : min(later, default=len(self.lines))]

    @cached_property
    def head(self) -> tuple[Line, ...]:
        """What stands before the first part: names, day, title and theme."""
        return self.lines[: min(self._starts.values(), default=0)]

    @cached_property
    def own(self) -> tuple[Line, ...]:
        """What the unit wrote itself: part B, or everything when the paper has no parts."""
        return self.part("B") or self.lines

    @cached_property
    def written(self) -> tuple[Line, ...]:
        """What the unit answers for: the head and its own part, without what was given to it."""
        return tuple(line for line in (*self.head, *self.own) if not line.is_given)

    @cached_property
    def headings(self) -> tuple[Line, ...]:
        """The lines of the own part that may be headings, except the part's first."""
        own = self.own[1:]
        if self.signed:
            return tuple(line for line in own if line.is_given)
        return tuple(line for line in own if line.is_heading or line.is_short)[:_MOST_HEADINGS]

    @cached_property
    def title(self) -> str:
        """Title and theme in one line: the head from the words that say what kind of paper it is."""
        folded = [fold(line.text) for line in self.head]
        starts = [at for at, text in enumerate(folded) if text.startswith(("de cuong", "bao cao", "sinh hoat"))]
        return " ".join(line.text for line in self.head[min(starts, default=0) :])
