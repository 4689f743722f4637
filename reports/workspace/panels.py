"""A field of the workspace: its heading, its figures, and the parts of its text with what is asked about them."""

from dataclasses import dataclass, replace

from reports.checking.findings import Finding
from reports.content import FieldContent
from reports.enums import ExplanationKind, Origin
from reports.figure_rows import Beside, FigureRow
from reports.rules.chips import Figures, Piece, render
from reports.rules.explain import Reason, suggestions
from reports.talk import Talk, Talks, paragraphs_in
from reports.writing import Item


@dataclass(frozen=True)
class Part:
    """A part of a field's text as the page shows it: in the box its chips are names in braces.

    ``typed`` is what somebody sent that was not saved (``error``, ``conflict`` say why); ``text`` stays what is stored.
    """

    item: Item
    pieces: tuple[Piece, ...]
    text: str
    typed: str
    talk: Talk
    error: str = ""
    conflict: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def is_open(self) -> bool:
        """Whether the box is shown at once: something must be done in it."""
        return bool(self.error or self.conflict)


@dataclass(frozen=True)
class Panel:
    """A field of the workspace: its printed heading, its figures, what the log holds, and the parts of its text."""

    key: str
    number: str
    heading: str
    content: FieldContent | None
    parts: tuple[Part, ...]
    typed: Part
    talk: Talk
    figures: tuple[FigureRow, ...] = ()
    hint: str = ""
    reason: str = ""
    reasons: tuple[Reason, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_answered(self) -> bool:
        return self.content.is_answered if self.content else any(part.item.is_written for part in self.all_parts)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (*self.parts, self.typed)

    @property
    def talks(self) -> tuple[Talk, ...]:
        """Everything that is asked in the field, in the order of the page."""
        return (*(row.talk for row in self.figures), *(part.talk for part in self.all_parts), self.talk)

    @property
    def pending(self) -> int:
        """How many carried paragraphs wait for a verdict."""
        return sum(part.item.is_pending for part in self.parts)

    def answered(
        self, name: str, *, typed: str | None = None, error: str = "", conflict: str = "", note: str = ""
    ) -> "Panel":
        """The panel with one part put back as it was typed, and why it was not saved, or what there is to say."""

        def told(part: Part) -> Part:
            if part.name != name:
                return part
            text = part.typed if typed is None else typed
            return replace(part, typed=text, error=error, conflict=conflict, note=note)

        return replace(self, parts=tuple(map(told, self.parts)), typed=told(self.typed))


def panel_of(key: str, number: str, heading: str, items: tuple[Item, ...], figures: Figures, beside: Beside) -> Panel:
    parts = {item.name: _part(item, figures, beside.talks) for item in items}
    typed = parts.pop("typed", None) or _part(Item(key, Origin.TYPED, ""), figures, beside.talks)
    reason = beside.explanations.get(key)
    return Panel(
        key=key,
        number=number,
        heading=heading,
        content=None,
        parts=tuple(parts.values()),
        typed=typed,
        talk=beside.talks.at(key),
        reason=reason.text if reason else "",
        reasons=tuple(suggestions(key, ExplanationKind.BLANK, beside.reasons)),
    )


def _part(item: Item, figures: Figures, talks: Talks) -> Part:
    text = item.tokens(figures)
    read = {source: render(source, figures) for source in paragraphs_in(item)}
    return Part(item, item.pieces(figures), text, text, talks.about(item, read))
