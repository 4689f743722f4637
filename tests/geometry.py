"""A written paper held against its profile, millimetre by millimetre: every check yields what is wrong, in words."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
from pypdf import PdfReader

from schooladmin.documents import charts, tree
from schooladmin.documents.profiles import Profile, Style
from schooladmin.documents.tree import PaperSize
from tests.papers import MM, Word, fonts, words

NEAR = 0.5  # mm
POINT = 0.2  # pt
_SHEETS = {PaperSize.A4: (210.0, 297.0), PaperSize.A5: (148.0, 210.0), PaperSize.A4_LANDSCAPE: (297.0, 210.0)}
_FACES = {f"Liberation-Serif{face}" for face in ("", "-Bold", "-Italic", "-Bold-Italic")}
_IN_CHART = 11  # units of the picture
_LARGEST = 40  # pt; the mark of a draft is larger
_THICKEST = 0.8  # mm; what is higher is no line
_BELOW = 4  # mm from a line to its rule
_LONG = 200  # signs of a paragraph that surely takes two lines


@dataclass(frozen=True)
class Run:
    """A piece of text as the file draws it: where its line stands and in which face."""

    page: int
    text: str
    left: float  # mm
    base: float  # mm from the upper edge to the base line
    size: float  # pt
    bold: bool
    italic: bool


@dataclass(frozen=True)
class Rule:
    """A line that is drawn across, in millimetres."""

    page: int
    left: float
    right: float
    down: float

    @property
    def length(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Printed:
    """A paper as it came out: its file read back beside what it should be."""

    path: Path
    document: tree.Document
    form: Profile  # as it holds on the sheet
    pages: list[list[Word]]
    runs: list[Run]
    rules: list[Rule]

    @property
    def width(self) -> float:
        return _SHEETS[self.document.paper][0]

    @property
    def height(self) -> float:
        return _SHEETS[self.document.paper][1]

    @property
    def middle(self) -> float:
        """The middle of the text between the margins."""
        return (self.form.margins.left + self.width - self.form.margins.right) / 2

    @cached_property
    def text(self) -> str:
        """What the pages say between their margins, without the mark of a draft."""
        return "".join(squeezed(run.text) for run in self._said)

    @cached_property
    def owners(self) -> list[Run]:
        """The run of each letter of ``text``."""
        return [run for run in self._said for _letter in squeezed(run.text)]

    @cached_property
    def _said(self) -> list[Run]:
        said = [run for run in self.runs if run.size < _LARGEST and run.base > self.form.margins.top]
        if any(isinstance(block, tree.Chart) for block in self.document.blocks):
            # Drawn after the text of its page, where a paragraph may go on overleaf, a chart stands behind all.
            said.sort(key=lambda run: _near(run.size, self._chart_size, POINT))
        return said

    @property
    def _chart_size(self) -> float:
        """The size of letters in a chart that is as wide as the text."""
        return _IN_CHART * (self.width - self.form.margins.left - self.form.margins.right) / MM / charts.WIDTH


def read_back(path: Path, document: tree.Document, profile: Profile) -> Printed:
    """Read the file: the words' boxes from poppler, the base lines and faces from the drawing itself."""
    found: list[Run] = []
    rules: list[Rule] = []
    for number, page in enumerate(PdfReader(path).pages):
        height = float(page.mediabox.height)
        points: list[tuple[float, float]] = []

        def draw(
            sign: bytes, args: Any, cm: Any, _tm: Any, at: int = number, tall: float = height, path_: Any = points
        ) -> None:
            """Keep a box that is much wider than high, and a stroke from side to side."""
            if sign == b"m":
                path_.clear()
            if sign in (b"m", b"l"):
                x, y = map(float, args)
                path_.append(((x * cm[0] + y * cm[2] + cm[4]) * MM, (tall - x * cm[1] - y * cm[3] - cm[5]) * MM))
            across, down = zip(*path_, strict=True) if path_ else ((0.0,), (0.0,))
            if max(down) - min(down) < _THICKEST < max(across) - min(across):
                rules.append(Rule(at, min(across), max(across), max(down)))

        def visit(text: str, cm: Any, tm: Any, font: Any, size: float, at: int = number, tall: float = height) -> None:
            if text.strip() and font is not None:
                x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                face = str(font["/BaseFont"])
                points = size * abs(tm[3] * cm[3] + tm[2] * cm[1])
                where = (x * MM, (tall - y) * MM, points)
                found.append(Run(at, text.strip("\n"), *where, "Bold" in face, "Italic" in face))

        page.extract_text(visitor_text=visit, visitor_operand_before=draw)
    return Printed(path, document, profile.for_paper(document.paper), words(path), found, rules)


def faults(paper: Printed) -> list[str]:
    """Everything that is not as the profile says."""
    checks = (
        _sheet, _margins, _numbers, _left_head, _right_head, _title, _lines, _body, _headings, _heads, _closing, _draft,
        _gates,
    )  # fmt: skip
    return [f"{check.__name__.strip('_')}: {fault}" for check in checks for fault in check(paper)]


def squeezed(text: str) -> str:
    """Text without white space and soft differences, for comparing what was written with what came out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text)).casefold()


def _near(value: float, wanted: float, most: float = NEAR) -> bool:
    return abs(value - wanted) <= most


def _say(what: str, value: float, wanted: float, most: float = NEAR) -> Iterator[str]:
    if not _near(value, wanted, most):
        yield f"{what} is {value:.2f}, should be {wanted:.2f}"


# The sheet -----------------------------------------------------------------------------------------------------------


def _sheet(paper: Printed) -> Iterator[str]:
    for page in PdfReader(paper.path).pages:
        yield from _say("width", float(page.mediabox.width) * MM, paper.width)
        yield from _say("height", float(page.mediabox.height) * MM, paper.height)


def _content(paper: Printed, page: int) -> list[Word]:
    """The words of a page without its number and without the mark of a draft."""
    mark = set(paper.document.watermark.split())
    top = paper.form.margins.top - NEAR
    return [word for word in paper.pages[page] if word.top > top and not (word.text in mark and word.size > _LARGEST)]


def _margins(paper: Printed) -> Iterator[str]:
    margins = paper.form.margins
    right = paper.width - margins.right
    bottom = paper.height - margins.bottom
    lefts, rights = [], []
    for number in range(len(paper.pages)):
        body = _content(paper, number)
        if not body:
            yield f"page {number + 1} is empty"
            continue
        lefts.append(min(word.left for word in body))
        rights.append(max(word.right for word in body))
        if lefts[-1] < margins.left - NEAR:
            yield f"page {number + 1} begins {lefts[-1]:.2f} mm from the left, margin {margins.left}"
        if rights[-1] > right + NEAR:
            yield f"page {number + 1} ends {rights[-1]:.2f} mm from the left, margin at {right}"
        if max(word.bottom for word in body) > bottom + NEAR:
            yield f"page {number + 1} reaches {max(word.bottom for word in body):.2f} mm down, margin at {bottom}"
        # The box of a word is higher than its size; a line's leading and a cell's padding lie above it.
        top = min(word.top for word in body) - margins.top
        if top < -NEAR or (top > paper.form.line * MM and not _has_room_to_write(paper.document)):
            yield f"page {number + 1} begins {top:.2f} mm below its margin"
    if any(len(_words_of(block)) > _LONG for block in paper.document.blocks if _is_text(block)):
        yield from _say("left edge of the text", min(lefts), margins.left)
        yield from _say("right edge of the text", max(rights), right)


def _has_room_to_write(document: tree.Document) -> bool:
    """Whether a page may begin with dotted lines, which are no words."""
    return any(row.lines > 1 for block in document.blocks if isinstance(block, tree.Fields) for row in block.rows)


def _is_text(block: tree.Block) -> bool:
    return isinstance(block, tree.Paragraph) and not block.centered


def _numbers(paper: Printed) -> Iterator[str]:
    wanted = paper.form.page_number
    for number, page in enumerate(paper.pages, start=1):
        above = [word for word in page if word.top <= paper.form.margins.top - NEAR and word.size < _LARGEST]
        if number == 1 and not wanted.on_first:
            yield from (f"«{word.text}» above the first page" for word in above)
            continue
        shown = wanted.pattern.format(page=number, pages=len(paper.pages))
        if squeezed("".join(word.text for word in above)) != squeezed(shown):
            yield f"page {number} says «{' '.join(word.text for word in above)}», not «{shown}»"
            continue
        yield from _say("middle of the number", (above[0].left + above[-1].right) / 2, paper.middle)
        yield from _say("top of the number", min(word.top for word in above), wanted.top)
        yield from _say("size of the number", above[0].size, wanted.size, 0.3)


# Words in their places -----------------------------------------------------------------------------------------------


def _runs_of(paper: Printed, text: str, *, last: bool = False, after: int = 0) -> list[Run]:
    """The runs that draw ``text``: the first time after that many letters of the file, or the last time."""
    start = _place_of(paper, text, last=last, after=after)
    return list(dict.fromkeys(paper.owners[start : start + len(squeezed(text))])) if start >= 0 else []


def _place_of(paper: Printed, text: str, *, last: bool = False, after: int = 0) -> int:
    wanted = squeezed(text)
    if not wanted:
        return -1
    return paper.text.rfind(wanted) if last else paper.text.find(wanted, after)


def _boxes_of(paper: Printed, runs: Sequence[Run]) -> list[Word]:
    """The words that stand on the lines of the runs, from where each begins to where the next one does."""
    found = []
    for run in runs:
        count = len(run.text.split())
        near = [
            word
            for word in paper.pages[run.page]
            if word.top < run.base < word.bottom + 0.2 and word.right > run.left + 0.1
        ]
        found += sorted(near, key=lambda word: word.left)[:count]
    return found


def _set(paper: Printed, what: str, text: str, style: Style, *, last: bool = False) -> Iterator[str]:
    """Whether ``text`` is there in this size, weight and slope."""
    runs = _runs_of(paper, style.text(text), last=last)
    if not runs:
        yield f"{what} «{text}» is not there"
    for run in runs:
        yield from _say(f"size of {what} «{run.text.strip()}»", run.size, style.size, POINT)
        if (run.bold, run.italic) != (style.bold, style.italic):
            yield f"{what} «{run.text.strip()}» is bold {run.bold}, italic {run.italic}"
        if style.capitals and squeezed(run.text) and run.text != run.text.upper():
            yield f"{what} «{run.text.strip()}» is not in capitals"


def _middles(paper: Printed, text: str) -> list[float]:
    """The middle of each line that ``text`` takes where it stands first."""
    return _middles_of(paper, _runs_of(paper, text))


def _middles_of(paper: Printed, runs: Sequence[Run]) -> list[float]:
    lines: dict[tuple[int, float], list[Run]] = {}
    for run in runs:
        lines.setdefault((run.page, round(run.base, 1)), []).append(run)
    found = []
    for line in lines.values():
        boxes = _boxes_of(paper, line)
        found.append((min(box.left for box in boxes) + max(box.right for box in boxes)) / 2)
    return found


def _left_head(paper: Printed) -> Iterator[str]:
    head, form = paper.document.head, paper.form
    middles: list[float] = []
    lines = [("upper organ", text, form.upper) for text in head.upper.splitlines()]
    lines += [("issuer", text, form.issuer) for text in head.issuer.splitlines()]
    if head.number:
        lines.append(("number", form.number_line(head.number), form.number))
    if head.subject:
        lines.append(("subject", head.subject, form.subject))
    for what, text, style in lines:
        yield from _set(paper, what, text, style)
        middles += _middles(paper, style.text(text))
    if form.issuer_mark and not [run for run in paper.runs if run.text.strip() == form.issuer_mark]:
        yield "the mark below the issuer is missing"
    for middle in middles[1:]:
        yield from _say("middle of the left head", middle, middles[0])


def _right_head(paper: Printed) -> Iterator[str]:
    head, form = paper.document.head, paper.form
    middles: list[float] = []
    for line in form.national:
        yield from _set(paper, "national line", line.text, line.style)
        middles += _middles(paper, line.style.text(line.text))
    if head.place:
        place = form.date_line(head.place, head.day)
        yield from _set(paper, "place and date", place, form.place)
        middles += _middles(paper, place)
    for middle in middles:
        if middle < paper.middle:
            yield "the national head is not in the right half"
        yield from _say("middle of the right head", middle, middles[0])
    first = _runs_of(paper, form.national[0].text)
    upper = _runs_of(paper, form.upper.text((head.upper or head.issuer).splitlines()[0]))
    if first and upper:
        yield from _say("base line of the first lines", upper[0].base, first[0].base, 0.8)


def _title(paper: Printed) -> Iterator[str]:
    document, form = paper.document, paper.form
    lines = [(text, form.type_name) for text in document.type_name.splitlines()]
    lines += [(text, form.abstract) for text in document.abstract]
    for text, style in lines:
        yield from _set(paper, "title", text, style)
        if document.qr is None:
            for middle in _middles(paper, style.text(text)):
                yield from _say(f"middle of «{text}»", middle, paper.middle)
    if form.title_tail and not [run for run in paper.runs if run.text.strip() == form.title_tail]:
        yield "the hyphens below the title are missing"
    if document.theme:
        yield from _set(paper, "theme", document.theme, form.theme)


def _lines(paper: Printed) -> Iterator[str]:
    """The rules: as long as the words above them, or a third to a half of that."""
    document, form = paper.document, paper.form
    for line in form.national:
        if line.rule:
            yield from _ruled(paper, line.style.text(line.text), 1, 1)
    if form.issuer_rule:
        yield from _ruled(paper, form.issuer.text(document.head.issuer.splitlines()[-1]), 1 / 3, 1 / 2)
    if form.title_rule and document.qr is None:
        above = document.abstract[-1] if document.abstract else document.type_name.splitlines()[-1]
        style = form.abstract if document.abstract else form.type_name
        yield from _ruled(paper, style.text(above), 1 / 3, 1 / 2)
    if document.recipients and form.recipients_label.underline:
        yield from _ruled(paper, "Nơi nhận:", 1, 1)


def _ruled(paper: Printed, text: str, least: float, most: float) -> Iterator[str]:
    """Whether a rule of that share of the last line of ``text`` stands in its middle, just below."""
    runs = _runs_of(paper, text)
    if not runs:
        yield f"«{text}» is not there"
        return
    boxes = _boxes_of(paper, [run for run in runs if _near(run.base, runs[-1].base)])
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    below = [
        rule
        for rule in paper.rules
        if rule.page == runs[-1].page
        and 0 < rule.down - runs[-1].base < _BELOW
        and _near((rule.left + rule.right) / 2, (left + right) / 2)
    ]
    widest = max((right - left), *(_line_widths(paper, runs)))
    if not [rule for rule in below if least * (right - left) - NEAR <= rule.length <= most * widest + NEAR]:
        yield f"no rule of {least:.2f} to {most:.2f} below «{text}», but {[round(rule.length, 1) for rule in below]}"


def _line_widths(paper: Printed, runs: Sequence[Run]) -> list[float]:
    """How wide each line of the runs is."""
    found = []
    for base in sorted({round(run.base, 1) for run in runs}):
        boxes = _boxes_of(paper, [run for run in runs if _near(run.base, base)])
        found.append(max(box.right for box in boxes) - min(box.left for box in boxes))
    return found


# The text ------------------------------------------------------------------------------------------------------------


def _body(paper: Printed) -> Iterator[str]:
    """Size, indent, distance of lines, and the gap to the next paragraph on the same page."""
    form, left, seen = paper.form, paper.form.margins.left, 0
    before: tuple[int, float] | None = None  # page and base line of the paragraph above
    for block in paper.document.blocks:
        text = _words_of(block)
        place = _place_of(paper, text, after=seen)
        if place < 0:
            if isinstance(block, tree.Paragraph) and squeezed(text):
                yield f"«{text[:40]}» is not there"
            before = None
            continue
        runs = _runs_of(paper, text, after=seen)
        seen = place + len(squeezed(text))
        if not isinstance(block, tree.Paragraph):
            before = None
            continue
        for run in runs:
            yield from _say(f"size of «{run.text[:30]}»", run.size, form.body.size, POINT)
        bases = sorted({(run.page, round(run.base, 2)) for run in runs})
        for upper, lower in pairwise(bases):
            if upper[0] == lower[0]:
                yield from _say("distance of lines in pt", (lower[1] - upper[1]) / MM, form.line, POINT)
        if before and before[0] == bases[0][0]:
            step = (bases[0][1] - before[1]) / MM
            yield from _say("distance of paragraphs in pt", step, form.line + form.gap, POINT)
        before = bases[-1]
        if block.centered:
            for middle in _middles_of(paper, runs):
                yield from _say(f"middle of «{text[:30]}»", middle, paper.middle)
        else:
            yield from _say(f"first line of «{text[:30]}»", runs[0].left, left + form.indent)


def _words_of(block: tree.Block) -> str:
    """The text of a block of running text; empty for tables, pictures and forms."""
    match block:
        case tree.Heading(number=number, text=text):
            return f"{number} {text}"
        case tree.Paragraph():
            return block.text
        case tree.Item(marker=marker):
            return f"{marker} {block.text}"
        case _:
            return ""


def _headings(paper: Printed) -> Iterator[str]:
    for block in paper.document.blocks:
        if isinstance(block, tree.Heading):
            text = f"{block.number} {block.text}".strip()
            yield from _set(paper, "heading", text, paper.form.heading_style(block.level))
            runs = _runs_of(paper, text)
            if runs:
                yield from _say(f"indent of «{text[:30]}»", runs[0].left, paper.form.margins.left + paper.form.indent)


def _closing(paper: Printed) -> Iterator[str]:
    document, form = paper.document, paper.form
    for signer in document.signers:
        for text in signer.authority.splitlines():
            yield from _set(paper, "authority", text, form.authority, last=True)
        for text in signer.position.splitlines():
            yield from _set(paper, "position", text, form.position, last=True)
        if signer.name:
            yield from _set(paper, "signer", signer.name, form.signer, last=True)
        if signer.hint:
            yield from _set(paper, "hint", signer.hint, form.hint, last=True)
    if len(document.signers) == 1:
        signer = document.signers[0]
        for text in filter(None, (form.position.text(signer.position.splitlines()[-1]), signer.name)):
            run = _runs_of(paper, text, last=True)[:1]
            if run and run[0].left < paper.middle - NEAR:
                yield f"«{text}» does not stand in the right half"
        name = _runs_of(paper, signer.name, last=True)
        position = _runs_of(paper, form.position.text(signer.position.splitlines()[-1]), last=True)
        if name and position and name[0].base - position[-1].base < 4 * form.signer.size * MM:
            yield "there is no room to sign"
    if document.recipients:
        label = _runs_of(paper, "Nơi nhận:")
        yield from _set(paper, "label of the recipients", "Nơi nhận:", form.recipients_label)
        if label:
            yield from _say("left of the recipients", label[0].left, form.margins.left)
        for text in document.recipients.lines:
            yield from _set(paper, "recipient", text, form.recipients, last=True)
    for text in document.foot:
        yield from _set(paper, "foot", text, form.note)
    if document.form_mark:
        yield from _set(paper, "mark of the form", document.form_mark, form.form_mark)


def _draft(paper: Printed) -> Iterator[str]:
    document = paper.document
    mark = squeezed(document.watermark)
    for number in range(len(paper.pages)):
        drawn = squeezed("".join(run.text for run in paper.runs if run.page == number and run.size > _LARGEST))
        if mark not in drawn or (drawn and not mark):
            yield f"page {number + 1} is marked «{drawn}», should be «{mark}»"
    given = (document.signature,) if document.signature else document.signatures
    if document.watermark:
        for signer in given:
            if signer.authority and squeezed(signer.authority) in paper.text:
                yield "a draft has room for a signature"


# What holds for every file -------------------------------------------------------------------------------------------


def _gates(paper: Printed) -> Iterator[str]:
    head = paper.document.head
    for text in paper.document.texts():
        written = paper.form.number_line(head.number) if text and text == head.number else text
        if squeezed(written) not in paper.text and not _torn(paper, written):
            yield f"«{text[:60]}» is missing"
    raw = subprocess.run(["pdftotext", "-raw", str(paper.path), "-"], check=True, capture_output=True, text=True).stdout
    if not unicodedata.is_normalized("NFC", raw):
        yield "the text of the file is not in NFC"
    if not fonts(paper.path) <= _FACES:
        yield f"fonts: {fonts(paper.path) - _FACES}"
    checked = subprocess.run(["qpdf", "--check", str(paper.path)], capture_output=True, check=False)
    if checked.returncode:
        yield f"qpdf: {checked.stdout.decode()[-200:]}"
    for finding in pdfua.validate(str(paper.path)).findings:
        if finding.severity >= pdfua.Severity.ERROR:
            yield f"PDF/UA: {finding}"


def _heads(paper: Printed) -> Iterator[str]:
    """No syllable in the head of a table is torn apart by a column that is too narrow for it."""
    shown = {word.text for page in paper.pages for word in page}
    for block in paper.document.blocks:
        if isinstance(block, tree.Table):
            for word in (word for column in block.columns for word in column.label.split()):
                if word not in shown:
                    yield f"«{word}» is torn in the head of «{block.caption}»"


def _torn(paper: Printed, text: str) -> bool:
    """Whether every word is there, where a page or the head of a table comes between them; nothing is always there."""
    return all(squeezed(word) in paper.text for word in text.split())
