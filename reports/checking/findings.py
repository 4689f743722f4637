"""What a check found, and what the checks have to know. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from reports.checking.kinds import RULES
from reports.enums import Severity
from schooladmin.core.periods import Quarter


@dataclass(frozen=True)
class Finding:
    """Where (``line`` counts from 1, 0 is the whole paper; ``excerpt`` stands there), what and how to mend it.

    ``wrong`` are the words of the excerpt that are meant; empty when it is all of them. Of a paper that the workspace
    holds, ``anchor`` is the place on the report's page, and ``place`` what that place is called.
    """

    code: str
    severity: Severity
    line: int
    excerpt: str
    message: str
    suggestion: str = ""
    wrong: str = ""
    anchor: str = ""
    place: str = ""

    @property
    def where(self) -> str:
        """The place in words."""
        if self.place:
            return self.place
        return _("Dòng %(line)s") % {"line": self.line} if self.line else _("Cả bài")

    @property
    def names_its_place(self) -> bool:
        """Whether the message says itself where: nobody reads «Mục 3» twice in one line."""
        return bool(self.place) and self.place in self.message

    @property
    def why(self) -> str:
        """What the mistake does to the paper and to who reads it."""
        return str(RULES[self.code].why)

    @property
    def title(self) -> str:
        """The kind of mistake in two or three words."""
        return str(RULES[self.code].name)

    @property
    def parts(self) -> tuple[str, str, str]:
        """The excerpt as what stands before the wrong words, those words, and what follows them."""
        if not self.wrong or self.wrong not in self.excerpt:
            return "", self.excerpt, ""
        before, after = self.excerpt.split(self.wrong, 1)
        return before, self.wrong, after

    def to_json(self) -> dict[str, str | int]:
        """What programs are told: the words of the paper and of the finding, without addresses of pages."""
        told = ("code", "severity", "line", "excerpt", "message", "suggestion")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True)
class Act:
    """An act of the register."""

    number: str
    issued_on: date
    subject: str
    valid_from: date
    valid_to: date | None
    replaced_by: str = ""


@dataclass(frozen=True)
class Former:
    """A name of a body that no longer exists, and who does its work now."""

    name: str
    ended_on: date
    successor: str


@dataclass(frozen=True)
class Knowledge:
    """All that the checks compare with, as it was on ``day``, the last day of the quarter.

    ``letters`` are the code points that the fonts of the papers can draw; empty for a paper that is not printed here.
    """

    quarter: Quarter
    day: date
    headings: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    acts: Mapping[str, Act] = field(default_factory=dict)
    former: tuple[Former, ...] = ()
    earlier: tuple[frozenset[str], ...] = ()
    letters: frozenset[int] = frozenset()


def excerpt(text: str, at: int = 0, most: int = 120) -> str:
    """The words around a place of a line, not longer than ``most`` characters."""
    if len(text) <= most:
        return text
    start = max(0, min(at - most // 3, len(text) - most))
    return ("…" if start else "") + text[start : start + most].strip() + ("…" if start + most < len(text) else "")
