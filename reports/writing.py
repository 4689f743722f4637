"""The text of a report's fields: what is drafted by rule, what is offered from last quarter, what people wrote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.content import FieldContent, FigureLine
from reports.enums import Origin, Verdict
from reports.models import Explanation, Override, Paragraph
from reports.rules import carry
from reports.rules.chips import Figures, Piece, pieces, render, to_tokens
from reports.rules.sentences import Draft, drafts
from schooladmin.core.periods import Quarter

LIMITATIONS = "limitations"


@dataclass(frozen=True)
class Item:
    """A part of a field's text, with or without a row. ``text`` holds chips; ``offered`` is what was proposed."""

    field_key: str
    origin: Origin
    text: str
    offered: str = ""
    source_key: str = ""
    carried_from: int = 0
    carried_part: int = 0
    quarter: str = ""
    unchanged_for: int = 0
    verdict: str = ""
    version: int = 0
    saved_by: str = ""
    pk: int = 0

    @property
    def name(self) -> str:
        """Which part of the field it is, in forms and addresses."""
        if self.origin == Origin.DRAFTED:
            return f"drafted-{self.source_key}"
        return f"carried-{self.carried_from}-{self.carried_part}" if self.origin == Origin.CARRIED else "typed"

    @property
    def is_pending(self) -> bool:
        """Whether somebody must still decide: only what is carried forward waits; drafts are right by their rule."""
        return self.origin == Origin.CARRIED and not self.verdict

    @property
    def is_dropped(self) -> bool:
        return self.verdict == Verdict.DROPPED

    @property
    def is_printed(self) -> bool:
        return bool(self.text) and not self.is_dropped and not self.is_pending

    @property
    def is_written(self) -> bool:
        """Whether the school stands behind it: it typed it, or decided about it."""
        return self.is_printed and (self.origin == Origin.TYPED or bool(self.verdict))

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than what was offered."""
        return self.is_printed and not (self.offered and carry.same(self.text, self.offered))

    @property
    def is_stale(self) -> bool:
        """Whether it would stand in the report for the third quarter in the same words."""
        return self.origin == Origin.CARRIED and self.unchanged_for + 1 >= carry.STALE_AFTER and not self.is_changed

    @property
    def from_quarter(self) -> str:
        return Quarter.parse(self.quarter).short_label if self.quarter else ""

    def tokens(self, figures: Figures) -> str:
        return to_tokens(self.text, figures)

    def pieces(self, figures: Figures) -> tuple[Piece, ...]:
        return pieces(self.text, figures)


@dataclass(frozen=True)
class Offer:
    """A paragraph of the last report, for somebody to decide about."""

    field_key: str
    paragraph_id: int
    part: int
    text: str
    quarter: str
    unchanged_for: int


@dataclass(frozen=True)
class Writing:
    """The rows of one report's text."""

    rows: tuple[Paragraph, ...]
    explanations: Mapping[str, Explanation]
    overrides: Mapping[str, Override]

    @cached_property
    def by_field(self) -> Mapping[str, Sequence[Paragraph]]:
        found: dict[str, list[Paragraph]] = defaultdict(list)
        for row in self.rows:
            found[row.field_key].append(row)
        return found

    def items(self, field_key: str, sentences: Iterable[Draft] = (), offers: Iterable[Offer] = ()) -> tuple[Item, ...]:
        """The parts of a field in the order in which they are printed: drafted, carried, typed."""
        rows = self.by_field.get(field_key, ())
        decided = {row.source_key: row for row in rows if row.origin == Origin.DRAFTED}
        known = {draft.key for draft in sentences}
        found = [
            _item(decided[draft.key], draft.text) if draft.key in decided
            else Item(field_key, Origin.DRAFTED, draft.text, draft.text, draft.key)
            for draft in sentences
        ]  # fmt: skip
        # What somebody made of a sentence stays, also when the figures no longer give that sentence.
        found += [_item(row, row.source_text) for key, row in decided.items() if key not in known]
        offered = {(offer.paragraph_id, offer.part): offer for offer in offers if offer.field_key == field_key}
        for row in rows:
            if row.origin == Origin.CARRIED:
                offer = offered.pop((row.carried_from_id or 0, row.carried_part), None)
                found.append(_item(row, row.source_text, offer))
        found += [
            Item(
                field_key, Origin.CARRIED, offer.text, offer.text, "", offer.paragraph_id, offer.part, offer.quarter,
                offer.unchanged_for,
            )
            for offer in offered.values()
        ]  # fmt: skip
        found += [_item(row) for row in rows if row.origin == Origin.TYPED]
        return tuple(found)


def _item(row: Paragraph, offered: str = "", offer: Offer | None = None) -> Item:
    # A sentence that somebody only confirmed goes on following the rule.
    follows = row.origin == Origin.DRAFTED and row.verdict == Verdict.KEPT and offered
    return Item(
        row.field_key,
        Origin(row.origin),
        offered if follows else row.text,
        offered,
        row.source_key,
        row.carried_from_id or 0,
        row.carried_part,
        offer.quarter if offer else "",
        offer.unchanged_for if offer else 0,
        row.verdict,
        row.version,
        row.updated_by_label,
        row.pk,
    )


def sentences_of(field: FieldContent, figures: Figures) -> tuple[Draft, ...]:
    """The sentences that the rules draft for a field."""
    return drafts(field.sentences, figures, [figures[key] for key in field.indicators])


def printed(items: Iterable[Item], figures: Figures) -> str:
    """The text of a field as it is printed: its paragraphs with a blank line between, the figures put in."""
    return "\n\n".join(render(item.text, figures) for item in items if item.is_printed)


def with_overrides(
    lines: Iterable[FigureLine], plain: Figures, overrides: Mapping[str, Override]
) -> tuple[FigureLine, ...]:
    """The figures with, where somebody put a value by hand, what the registers count (``plain``) and the reason."""
    return tuple(
        FigureLine(line.key, line.label, line.value, line.unit, plain[line.key].value, row.reason)
        if (row := overrides.get(line.key))
        else line
        for line in lines
    )
