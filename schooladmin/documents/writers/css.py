"""The figures of a profile as CSS for paper. Numbers only: no text of a person enters a style sheet unescaped."""

import hashlib
import re
from dataclasses import dataclass

from django.urls import reverse

from schooladmin.documents.profiles import PageNumber, Profile
from schooladmin.documents.tree import PaperSize

FIRST_PAGE = "@page :first"
MARK_PLACE = "@bottom-left"
MARK_SIZE = 14  # mm, edge of the code with its quiet zone: still read by a telephone
MARK_ROOM = 3  # mm between the mark and the edge of the sheet, where printers do not print
_CHOSEN = frozenset("\\\"'\n\r\f<>")
_LETTERS = '"Liberation Serif", "Times New Roman", serif'
_COUNTERS = {"{page}": "counter(page)", "{pages}": "counter(pages)"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its name in CSS, its size, and how a word is laid across it."""

    name: str
    width: int  # mm
    height: int  # mm
    mark_size: int  # pt
    mark_up: int  # mm from the foot to the middle
    mark_turn: int  # degrees


SHEETS = {
    PaperSize.A4: Sheet("A4", 210, 297, 88, 138, -52),
    PaperSize.A5: Sheet("A5", 148, 210, 62, 98, -52),
    PaperSize.A4_LANDSCAPE: Sheet("A4 landscape", 297, 210, 88, 95, -32),
}


def print_css(profile: Profile, paper: PaperSize = PaperSize.A4) -> str:
    """Page box, page number, lines and gaps of the profile on this sheet."""
    form = profile.for_paper(paper)
    margins, number = form.margins, form.page_number
    first = "" if number.on_first else "@page :first { @top-center { content: none } }\n"
    return (
        f"@page {{ size: {SHEETS[paper].name};"
        f" margin: {margins.top:g}mm {margins.right:g}mm {margins.bottom:g}mm {margins.left:g}mm;\n"
        f"  @top-center {{ content: {_number_content(number)}; font-size: {number.size}pt; line-height: 1;\n"
        f"    font-family: {_LETTERS}; padding-top: {number.top:g}mm; vertical-align: top }} }}\n"
        f"{first}"
        f".document {{ line-height: {form.line:g}pt }}\n"
        f".document .text, .document .heading, .items > li, .document .note {{ margin-bottom: {form.gap:g}pt }}\n"
        f"{_indents(form)}"
    )


def browser_css(profile: Profile, paper: PaperSize) -> str:
    """The same for the browser: its printer takes ``print_css``, its screen shows a sheet of that width and margins.

    A small screen keeps the margins of the common style sheet.
    """
    form = profile.for_paper(paper)
    margins = form.margins
    return (
        f"@media print {{\n{print_css(profile, paper)}}}\n"
        "@media screen and (min-width: 48.01rem) {\n"
        f".paper {{ max-width: {SHEETS[paper].width}mm;"
        f" padding: {margins.top:g}mm {margins.right:g}mm {margins.bottom:g}mm {margins.left:g}mm }}\n"
        f"{_indents(form)}"
        "}\n"
    )


def form_sheet_url(profile: Profile, paper: PaperSize) -> str:
    """The address of ``browser_css``; it changes with the figures, so that no browser keeps older ones."""
    digest = hashlib.sha256(browser_css(profile, paper).encode()).hexdigest()[:12]
    return f"{reverse('documents.profile.style', args=[profile.code, paper.value])}?v={digest}"


def watermark_css(text: str, paper: PaperSize = PaperSize.A4) -> str:
    """``text`` large and grey across every page. It is painted as decoration: screen readers pass over it."""
    sheet = SHEETS[paper]
    return (
        f'@page {{ @bottom-center {{ content: "{_plain(text)}"; white-space: nowrap; font-size: {sheet.mark_size}pt;'
        f" font-weight: bold; color: #e6e6e6; transform: translate(0, -{sheet.mark_up}mm)"
        f" rotate({sheet.mark_turn}deg); z-index: -1 }} }}\n"
    )


def bottom_with_mark(profile: Profile, paper: PaperSize = PaperSize.A4) -> float:
    """The lower margin in millimetres of a paper that carries a mark: on small sheets the text makes room for it."""
    return max(profile.for_paper(paper).margins.bottom, MARK_SIZE + MARK_ROOM)


def mark_css(profile: Profile, paper: PaperSize = PaperSize.A4, *, pages: str = "@page") -> str:
    """The mark of the paper in the lower margin of every page, or of those that the selector ``pages`` names."""
    bottom = bottom_with_mark(profile, paper)
    return (
        f"@page {{ margin-bottom: {bottom:g}mm }}\n"
        f"{pages} {{ {MARK_PLACE} {{ content: element(page-mark); width: 75mm; vertical-align: top;"
        f" padding-top: {bottom - MARK_ROOM - MARK_SIZE:g}mm }} }}\n"
        f".page-mark {{ position: running(page-mark) }}\n"
        f".page-mark img {{ width: {MARK_SIZE}mm; height: {MARK_SIZE}mm }}\n"
    )


def first_page_css(number: int) -> str:
    """The first page counts as this one: the pages between are put in later."""
    return f"{FIRST_PAGE} {{ counter-increment: page {number} }}\n"


def _indents(form: Profile) -> str:
    return (
        f".text, .heading, .hang-none {{ text-indent: {form.indent:g}mm }}\n"
        f".hang-dash, .hang-short {{ margin-left: {form.indent:g}mm }}\n"
    )


def _number_content(number: PageNumber) -> str:
    """«Trang {page}/{pages}» as the value of ``content``."""
    parts = re.split(r"(\{pages?\})", number.pattern)
    return " ".join(_COUNTERS.get(part) or f'"{_plain(part)}"' for part in parts if part)


def _plain(text: str) -> str:
    return "".join(char for char in text if char not in _CHOSEN)
