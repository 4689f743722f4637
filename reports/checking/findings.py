"""What a check found, and what the checks have to know. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.enums import Severity
from schooladmin.core.periods import Quarter


@dataclass(frozen=True)
class PaperFinding:
    """Where (``line`` counts from 1, 0 is the whole paper; ``excerpt`` stands there), what and how to mend it."""

    code: str
    severity: Severity
    line: int
    excerpt: str
    message: str
    suggestion: str = ""


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
    """All that the checks compare with, as it was on ``day``, the last day of the quarter."""

    quarter: Quarter
    day: date
    headings: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    acts: Mapping[str, Act] = field(default_factory=dict)
    former: tuple[Former, ...] = ()
    earlier: tuple[frozenset[str], ...] = ()


def excerpt(text: str, at: int = 0, most: int = 120) -> str:
    """The words around a place of a line, not longer than ``most`` characters."""
    if len(text) <= most:
        return text
    start = max(0, min(at - most // 3, len(text) - most))
    return ("…" if start else "") + text[start : start + most].strip() + ("…" if start + most < len(text) else "")
