"""What a report says, as one frozen value: the same for the screen, the preview, the snapshot and the document.

Live it is gathered from the registers (``reports.gather``); submitted it is read back from the snapshot.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ResultLine:
    """A result of the reform log as the report prints it."""

    day: date
    text: str
    figure: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class FieldContent:
    """A field of part B: what the school wrote and what its log holds."""

    key: str
    number: str
    heading: str
    narrative: str
    results: tuple[ResultLine, ...]
    shows_procedures: bool
    shows_training: bool

    @property
    def is_answered(self) -> bool:
        """A field is answered by a text or by a logged result; the counts alone say nothing about the work."""
        return bool(self.narrative or self.results)


@dataclass(frozen=True)
class ProcedureLine:
    """A procedure's counts in the period. ``outline_order`` places it among the lines that the outline asks for."""

    code: str
    name: str
    outline_order: int | None
    carried_over: int
    received: int
    solved_on_time: int
    solved_late: int
    in_progress: int
    in_progress_late: int
    refused: int
    withdrawn: int

    @property
    def solved(self) -> int:
        return self.solved_on_time + self.solved_late


@dataclass(frozen=True)
class TrainingLine:
    """A class that people of the school attended in the period."""

    title: str
    day: date
    organisers: str
    mode: str
    registered: int
    present: int
    essays_passed: int


@dataclass(frozen=True)
class CommitmentLine:
    """A task that the school takes on for the time ahead."""

    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class ReportContent:
    """Everything that the outline prints, with names resolved on the document's date."""

    unit_code: str
    unit_name: str
    quarter: str
    period_start: date
    period_end: date
    document_date: date
    upper_name: str
    cell_name: str
    place: str
    reporter_name: str
    reporter_title: str
    template: str
    theme_title: str
    theme_version: int
    theme_sha256: str
    part_a: str
    conclusion: str
    fields: tuple[FieldContent, ...]
    procedures: tuple[ProcedureLine, ...]
    training: tuple[TrainingLine, ...]
    limitations: str
    commitments: tuple[CommitmentLine, ...]
    calendar_revision: int

    @property
    def answered(self) -> int:
        return sum(field.is_answered for field in self.fields)

    def to_json(self) -> dict[str, Any]:
        """The content as plain JSON values: what a snapshot stores."""
        return json.loads(json.dumps(asdict(self), default=_iso, ensure_ascii=False))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ReportContent":
        """Read a snapshot back. Raises KeyError or TypeError when it is not one."""
        plain = dict(data)
        plain["fields"] = tuple(_field(row) for row in data["fields"])
        plain["procedures"] = tuple(ProcedureLine(**row) for row in data["procedures"])
        plain["training"] = tuple(
            TrainingLine(**{**row, "day": date.fromisoformat(row["day"])}) for row in data["training"]
        )
        plain["commitments"] = tuple(_commitment(row) for row in data["commitments"])
        for key in ("period_start", "period_end", "document_date"):
            plain[key] = date.fromisoformat(data[key])
        return cls(**plain)


def snapshot_hash(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot as sorted JSON: what the receipt and the rendered files name."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _field(row: dict[str, Any]) -> FieldContent:
    results = tuple(
        ResultLine(date.fromisoformat(r["day"]), r["text"], r["figure"], tuple(r["citations"])) for r in row["results"]
    )
    return FieldContent(**{**row, "results": results})


def _commitment(row: dict[str, Any]) -> CommitmentLine:
    due = row["due_on"]
    return CommitmentLine(row["text"], row["owner"], date.fromisoformat(due) if due else None)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not a value of a snapshot: {value!r}")
