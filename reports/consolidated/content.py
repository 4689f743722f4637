"""What a consolidated report says, as one frozen value: the same for the draft, the final paper and its files. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from reports.consolidated.rules import Values, summed
from schooladmin.documents.tree import Regime


@dataclass(frozen=True)
class SchoolLine:
    """A school of the sum. ``sha256`` names the snapshot that was summed; without one it had not handed in."""

    code: str
    name: str
    sha256: str = ""
    values: Mapping[str, Values] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SumsContent:
    """The sums of an office over its schools, with names and people of the day of the paper.

    ``sign`` are the organ's letters in a number. ``topics`` are what was counted, code and name, in their order;
    ``first`` and ``last`` the days that the figures are of, None before anybody has handed in.
    """

    regime: Regime
    quarter: str
    unit_code: str
    unit_name: str
    upper_name: str
    place: str
    sign: str
    document_date: date
    authority: str
    position: str
    signer: str
    first: date | None
    last: date | None
    topics: tuple[tuple[str, str], ...]
    schools: tuple[SchoolLine, ...]

    @cached_property
    def counted(self) -> tuple[SchoolLine, ...]:
        return tuple(school for school in self.schools if school.sha256)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The schools that the sum leaves out, by name."""
        return tuple(school.name for school in self.schools if not school.sha256)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What was put by hand or corrected, school by school."""
        return tuple(note for school in self.schools for note in school.notes)

    @cached_property
    def sums(self) -> dict[str, Values]:
        return summed(school.values for school in self.schools)

    def says_the_same(self, other: "SumsContent") -> bool:
        """Whether both say the same, whatever their days; a correction of another paper changes a snapshot only."""
        return self._said(other.document_date) == other._said(other.document_date)

    def _said(self, day: date) -> "SumsContent":
        schools = tuple(replace(school, sha256="-" if school.sha256 else "") for school in self.schools)
        return replace(self, document_date=day, schools=schools)

    def to_json(self) -> dict[str, Any]:
        """The content as plain JSON values."""
        return json.loads(json.dumps(asdict(self), default=date.isoformat, ensure_ascii=False))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SumsContent":
        """Read a stored content back. Raises KeyError or TypeError when it is not one."""
        plain = dict(data)
        plain["regime"] = Regime(data["regime"])
        plain["document_date"] = date.fromisoformat(data["document_date"])
        for key in ("first", "last"):
            plain[key] = date.fromisoformat(data[key]) if data[key] else None
        plain["topics"] = tuple((code, name) for code, name in data["topics"])
        plain["schools"] = tuple(_school(row) for row in data["schools"])
        return cls(**plain)


def _school(row: dict[str, Any]) -> SchoolLine:
    values = {topic: tuple(numbers) for topic, numbers in row["values"].items()}
    return SchoolLine(**{**row, "values": values, "notes": tuple(row["notes"])})
