"""A format profile as a value: the figures of a regulation on the form of papers. Pure: no ORM, no clock.

Lengths of the page are in millimetres, sizes of letters and gaps between lines in points (1 pt = 1/72 inch).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from schooladmin.documents.tree import Kind, PaperSize, Paragraph, Regime, Run


@dataclass(frozen=True)
class Style:
    """How a part of the paper is set: size in points, weight, slope, and whether it is in capitals."""

    size: int
    bold: bool = False
    italic: bool = False
    underline: bool = False
    capitals: bool = False

    def text(self, text: str) -> str:
        """``text`` as this part prints it."""
        return text.upper() if self.capitals else text

    @property
    def classes(self) -> str:
        """The classes that the style sheets know the style by: «pt-14 is-bold»."""
        words = {"is-bold": self.bold, "is-italic": self.italic, "is-underlined": self.underline}
        return " ".join((f"pt-{self.size}", *(word for word, on in words.items() if on)))


@dataclass(frozen=True)
class Margins:
    """White edges of the page in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True)
class PageNumber:
    """Centred in the top margin: ``top`` millimetres from the edge of the paper to the figure.

    ``pattern`` may name the number of all pages too: «Trang {page}/{pages}».
    """

    size: int
    top: float
    on_first: bool = False
    pattern: str = "{page}"


@dataclass(frozen=True)
class NationalLine:
    """A line of the right-hand head («ĐẢNG CỘNG SẢN VIỆT NAM»), with or without a rule of its own length below."""

    text: str
    style: Style
    rule: bool = False


@dataclass(frozen=True)
class Profile:
    """Everything that a writer must know of a regulation on form."""

    code: str
    name: str
    regime: Regime
    margins: Margins
    page_number: PageNumber
    national: tuple[NationalLine, ...]
    upper: Style
    issuer: Style
    issuer_mark: str  # «*» below a Party organ's name
    issuer_rule: bool  # the state's short rule below the issuing organ
    number: Style
    number_pattern: str  # «Số {number}» (Party), «Số: {number}» (state)
    place: Style
    date_pattern: str
    type_name: Style
    abstract: Style
    title_tail: str  # five hyphens below the abstract of Party papers
    title_rule: bool  # the state's rule at the same place
    theme: Style
    heading: Style
    body: Style
    table: Style
    line: float  # exact distance of lines in points
    indent: float  # first line of a paragraph, in millimetres
    gap: float  # between paragraphs, in points
    sign_prefixes: Mapping[str, str]  # on behalf, for the head, by order, acting: «T/M» or «TM.»
    authority: Style
    position: Style
    signer: Style
    recipients_label: Style
    recipients: Style
    form_mark: Style = Style(12, italic=True)  # «Mẫu số 01» above the head
    hint: Style = Style(12, italic=True)  # «(Ký và ghi rõ họ tên)»
    note: Style = Style(11, italic=True)  # explanations, legal basis at the foot
    subject: Style = Style(12)  # «V/v …» below the number of a letter that has no type of its own
    part: Style = Style(14, bold=True)  # heading of level 1: a part, a chapter
    item: Style = Style(14, bold=True, italic=True)  # heading of level 4: a sub-item
    base: Style = Style(14, italic=True)  # «Căn cứ …», above the text
    base_pattern: str = "{text};"
    last_base_pattern: str = "{text}."
    back: Margins | None = None  # of the back of a sheet printed on both sides; None: as on the front
    # What differs on another sheet than upright A4: fields of this class, ready for ``for_paper``.
    papers: Mapping[PaperSize, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_spec(cls, *, code: str, name: str, regime: Regime, spec: Mapping[str, Any]) -> Self:
        """Build the profile from the JSON of its row. Raises TypeError for a missing or unknown entry."""
        values = dict(spec)
        papers = {PaperSize(size): _parsed(changes) for size, changes in values.pop("papers", {}).items()}
        profile = cls(code=code, name=name, regime=regime, papers=papers, **_parsed(values))
        for size in papers:
            profile.for_paper(size)
        return profile

    def for_paper(self, size: PaperSize) -> Self:
        """The profile as it holds on this sheet: smaller margins and letters on A5, where the regulation allows them.

        A sheet that the regulation says nothing of keeps the figures of upright A4.
        """
        return replace(self, **self.papers.get(size, {}))

    def for_kind(self, kind: Kind, form: Mapping[str, Any]) -> Self:
        """The profile with what a kind of paper sets otherwise; ``form`` are entries as in ``from_spec``."""
        return replace(self, code=f"{self.code}_{kind}", **_parsed(form)) if form else self

    def heading_style(self, level: int) -> Style:
        """How a heading of this level is set: 1 a part, 2 and 3 sections and items, 4 a sub-item."""
        return {1: self.part, 4: self.item}.get(level, self.heading)

    def bases(self, *acts: str) -> tuple[Paragraph, ...]:
        """The acts that a paper rests on, one to a line, opened and closed as the regime writes them."""
        patterns = [self.base_pattern] * (len(acts) - 1) + [self.last_base_pattern]
        return (
            tuple(
                Paragraph((Run(pattern.format(text=act.strip().rstrip(";., ")), italic=self.base.italic),))
                for pattern, act in zip(patterns, acts, strict=True)
            )
            if acts
            else ()
        )

    def date_line(self, place: str, day: date) -> str:
        """«Sơn Lam, ngày 05 tháng 02 năm 2024»: days below 10 and the months 1 and 2 carry a zero (both regimes)."""
        month = f"{day.month:02d}" if day.month < _MONTHS_WITHOUT_ZERO else str(day.month)
        return self.date_pattern.format(place=place, day=f"{day.day:02d}", month=month, year=day.year)

    def number_line(self, number: str) -> str:
        """«Số 05-BC/CB»: the serial number has two digits at least, the label and its colon are the regime's."""
        digits = len(number) - len(number.lstrip("0123456789"))
        return self.number_pattern.format(number=f"0{number}" if digits == 1 else number)


_MONTHS_WITHOUT_ZERO = 3
_STYLES = frozenset({
    "upper", "issuer", "number", "place", "type_name", "abstract", "theme", "heading", "body", "table",
    "authority", "position", "signer", "recipients_label", "recipients", "form_mark", "hint", "note",
    "subject", "part", "item", "base",
})  # fmt: skip


def _parsed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of a JSON as the values of ``Profile``'s fields. Raises TypeError for an unknown part of a style."""
    values = dict(spec)
    for key in ("margins", "back"):
        if values.get(key) is not None:
            values[key] = Margins(**values[key])
    if "page_number" in values:
        values["page_number"] = PageNumber(**values["page_number"])
    if "national" in values:
        values["national"] = tuple(
            NationalLine(line["text"], Style(**line["style"]), line.get("rule", False)) for line in values["national"]
        )
    return values | {key: Style(**values[key]) for key in _STYLES & values.keys()}
