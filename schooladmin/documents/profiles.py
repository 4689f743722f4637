"""A format profile as a value: the figures of a regulation on the form of papers. Pure: no ORM, no clock.

Lengths of the page are in millimetres, sizes of letters and gaps between lines in points (1 pt = 1/72 inch).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from schooladmin.documents.tree import Regime


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
    """Arabic, centred in the top margin: ``top`` millimetres from the edge of the paper to the figure."""

    size: int
    top: float
    on_first: bool = False


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

    @classmethod
    def from_spec(cls, *, code: str, name: str, regime: Regime, spec: Mapping[str, Any]) -> Self:
        """Build the profile from the JSON of its row. Raises TypeError for a missing or unknown entry."""
        values = dict(spec)
        national = tuple(
            NationalLine(line["text"], Style(**line["style"]), line.get("rule", False))
            for line in values.pop("national")
        )
        styles: dict[str, Any] = {key: Style(**values.pop(key)) for key in _STYLES if key in values}
        return cls(
            code=code,
            name=name,
            regime=regime,
            margins=Margins(**values.pop("margins")),
            page_number=PageNumber(**values.pop("page_number")),
            national=national,
            **styles,
            **values,
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
_STYLES = (
    "upper", "issuer", "number", "place", "type_name", "abstract", "theme", "heading", "body", "table",
    "authority", "position", "signer", "recipients_label", "recipients",
)  # fmt: skip
