"""What a report says, as one frozen value: the same for the screen, the preview, the snapshot and the document.

Live it is gathered from the registers (``reports.gather``); submitted it is read back from the snapshot.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reports.catalogue import PROCEDURE_FEEDS, TRAINING_FEEDS
from reports.enums import FeedKind
from schooladmin.core.numbers import number_text, with_unit
from schooladmin.core.periods import Quarter

_FLAGS = {"shows_procedures": PROCEDURE_FEEDS, "shows_training": TRAINING_FEEDS}


@dataclass(frozen=True)
class ResultLine:
    """A result of the reform log as the report prints it."""

    day: date
    text: str
    figure: str
    citations: tuple[str, ...]
    sub_item: str = ""


@dataclass(frozen=True)
class SubField:
    """A heading below a field, under which the results of its sub-item of the log stand."""

    number: str
    heading: str
    sub_item: str


@dataclass(frozen=True)
class PartLine:
    """A part or section of the paper as its template heads it; ``kind`` says what it is filled with."""

    kind: str
    number: str
    heading: str


@dataclass(frozen=True)
class FormLine:
    """A procedure in the layout of form 06/VPCP/KSTT: the values by the keys of the form's columns."""

    code: str
    name: str
    values: dict[str, int]


@dataclass(frozen=True)
class AmendmentLine:
    """A correction after submission as the papers tell it, with the old and the new value."""

    number: int
    day: date
    key: str
    label: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True)
class TextLine:
    """A paragraph of a text with its figures as chips (``[[key]]``).

    ``source_key`` names the sentence of the rules in whose place it stands. While ``is_ruled`` nobody has reworded it:
    it is drafted anew when figures change. Without ``text`` somebody left the sentence out.
    """

    text: str
    source_key: str = ""
    is_ruled: bool = False


@dataclass(frozen=True)
class FeedLine:
    """What fills a field, as its template says: ``models.Feed`` without its order."""

    kind: str
    key: str
    sentence: str = ""


@dataclass(frozen=True)
class FieldContent:
    """A field of part B: what the school wrote and what its log holds."""

    key: str
    number: str
    heading: str
    narrative: str
    results: tuple[ResultLine, ...]
    feeds: tuple[FeedLine, ...] = ()
    subfields: tuple[SubField, ...] = ()
    # Whether the school stands behind a part of the text: not all of it was drafted by rule and left untouched.
    is_written: bool = True
    # Why there is nothing to tell, in the school's words.
    reason: str = ""
    # The keys of the indicators that the field prints, in their order: those with a value.
    indicators: tuple[str, ...] = ()
    # What ``narrative`` was put together from; None in a snapshot from before chips were kept.
    paragraphs: tuple[TextLine, ...] | None = None

    def fed(self, kind: str) -> tuple[str, ...]:
        """The keys of the feeds of a kind, in their order."""
        return tuple(feed.key for feed in self.feeds if feed.kind == kind)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables; each paper draws them in its own form."""
        return self.fed(FeedKind.TABLE)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The rules that draft its sentences, in the order of reading."""
        return tuple(dict.fromkeys(feed.sentence for feed in self.feeds if feed.sentence))

    @property
    def is_answered(self) -> bool:
        """A field is answered by a text of the school, a logged result, or the reason why there is nothing.

        The counts alone, and the sentences drafted from them, say nothing about the work.
        """
        return bool((self.narrative and self.is_written) or self.results or self.reason)


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
class PromiseLine:
    """A task of the quarter before and what had become of it on the day of the content.

    ``carried_to`` is the quarter that goes on with it («2026-Q4»).
    """

    text: str
    due_on: date
    is_overdue: bool
    done_on: date | None = None
    reason: str = ""
    carried_to: str = ""

    @property
    def onward(self) -> str:
        """What the quarter is called that goes on with it; empty for none."""
        return Quarter.parse(self.carried_to).short_label if self.carried_to else ""


@dataclass(frozen=True)
class FigureLine:
    """A figure of the report. ``value`` is a plain decimal («1250.5»), None when there is nothing to compute from.

    Where somebody put a value by hand, ``computed`` keeps what the registers count and ``reason`` says why.
    ``words`` is what a figure says that is no number («Có»), ``parts`` are the two numbers of a share («12/300»).
    """

    key: str
    label: str
    value: str | None
    unit: str = ""
    computed: str | None = None
    reason: str = ""
    words: str = ""
    parts: str = ""

    @property
    def number(self) -> Decimal | None:
        return None if self.value is None else Decimal(self.value)

    @property
    def shown(self) -> str:
        """The number without its unit as papers write it: «1.250,5», «4 (12/300)»; or the words; or a dash."""
        return self._with_parts(number_text(Decimal(self.value))) if self.value is not None else self.words or "–"

    @property
    def spoken(self) -> str:
        """The number with what it counts: «1.250 hồ sơ», «95,8%», «4% (12/300)»; or the words; or a dash."""
        return self._with_parts(self.without_parts)

    @property
    def without_parts(self) -> str:
        """What is spoken, of a share its percent alone: «4%»."""
        return with_unit(Decimal(self.value), self.unit) if self.value is not None else self.words or "–"

    @property
    def is_said(self) -> bool:
        """Whether there is a number, also zero, or words."""
        return self.value is not None or bool(self.words)

    @property
    def is_overridden(self) -> bool:
        return bool(self.reason)

    def _with_parts(self, number: str) -> str:
        return f"{number} ({self.parts})" if self.parts else number


@dataclass(frozen=True)
class ExplanationLine:
    """Why a figure is zero or has jumped: the figure's key and label, what was asked, and the answer."""

    key: str
    label: str
    kind: str
    text: str


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
    counted_on: date | None = None
    form06: tuple[FormLine, ...] = ()
    amendments: tuple[AmendmentLine, ...] = ()
    parts: tuple[PartLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    explanations: tuple[ExplanationLine, ...] = ()
    limitations_paragraphs: tuple[TextLine, ...] | None = None
    promised: tuple[PromiseLine, ...] = ()

    def figure(self, key: str) -> FigureLine:
        """The figure of that key. Raises KeyError when the report has none."""
        for line in self.figures:
            if line.key == key:
                return line
        raise KeyError(key)

    def part(self, kind: str, usual: tuple[str, str]) -> tuple[str, str]:
        """Number and heading of a part; ``usual`` for a snapshot from before parts were kept."""
        return next(((line.number, line.heading) for line in self.parts if line.kind == kind), usual)

    @property
    def closed_early(self) -> date | None:
        """The day on which the figures were read, when the period was not over by then."""
        day = self.counted_on
        return day if day and day < self.period_end else None

    @property
    def overrides(self) -> tuple[FigureLine, ...]:
        """The figures that somebody put by hand: every table that shows them says so."""
        return tuple(line for line in self.figures if line.is_overridden)

    @property
    def keeps_chips(self) -> bool:
        """Whether its sentences follow its figures; not in a snapshot from before chips were kept."""
        return self.limitations_paragraphs is not None

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
        plain["promised"] = tuple(_promise(row) for row in data.get("promised", ()))
        plain["figures"] = tuple(FigureLine(**row) for row in data.get("figures", ()))
        plain["explanations"] = tuple(ExplanationLine(**row) for row in data.get("explanations", ()))
        plain["limitations_paragraphs"] = _text_lines(data.get("limitations_paragraphs"))
        plain["parts"] = tuple(PartLine(**row) for row in data.get("parts", ()))
        plain["form06"] = tuple(FormLine(**row) for row in data.get("form06", ()))
        plain["amendments"] = tuple(
            AmendmentLine(**{**row, "day": date.fromisoformat(row["day"])}) for row in data.get("amendments", ())
        )
        for key in ("period_start", "period_end", "document_date"):
            plain[key] = date.fromisoformat(data[key])
        plain["counted_on"] = date.fromisoformat(data["counted_on"]) if data.get("counted_on") else None
        return cls(**plain)


def snapshot_hash(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot as sorted JSON: what the receipt and the rendered files name."""
    return hashlib.sha256(sorted_json(snapshot)).hexdigest()


def sorted_json(snapshot: dict[str, Any]) -> bytes:
    """A snapshot as JSON that is the same whoever writes it."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _field(row: dict[str, Any]) -> FieldContent:
    results = tuple(
        ResultLine(date.fromisoformat(r["day"]), r["text"], r["figure"], tuple(r["citations"]), r.get("sub_item", ""))
        for r in row["results"]
    )
    subfields = tuple(SubField(**line) for line in row.get("subfields", ()))
    return FieldContent(
        **{
            **{name: value for name, value in row.items() if name not in _FLAGS},
            "results": results,
            "feeds": _feeds(row),
            "subfields": subfields,
            "indicators": tuple(row.get("indicators", ())),
            "paragraphs": _text_lines(row.get("paragraphs")),
        }
    )


def _feeds(row: dict[str, Any]) -> tuple[FeedLine, ...]:
    """What fills a field. A snapshot from before feeds has two flags, which stood for these feeds."""
    if "feeds" in row:
        return tuple(FeedLine(**feed) for feed in row["feeds"])
    return tuple(FeedLine(*feed) for flag, feeds in _FLAGS.items() if row[flag] for feed in feeds)


def _text_lines(rows: list[dict[str, Any]] | None) -> tuple[TextLine, ...] | None:
    return None if rows is None else tuple(TextLine(**row) for row in rows)


def _commitment(row: dict[str, Any]) -> CommitmentLine:
    due = row["due_on"]
    return CommitmentLine(row["text"], row["owner"], date.fromisoformat(due) if due else None)


def _promise(row: dict[str, Any]) -> PromiseLine:
    done = date.fromisoformat(row["done_on"]) if row["done_on"] else None
    return PromiseLine(**{**row, "due_on": date.fromisoformat(row["due_on"]), "done_on": done})


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not a value of a snapshot: {value!r}")
