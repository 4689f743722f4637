"""The heading of a list: which row it is, and what each column seems to be."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from pupils.imports.rules.cells import line
from pupils.imports.rules.types import MAX_COLUMNS, Cell, Cells, Heading, Mapping, Sheet, Target
from schooladmin.core.text import fold

LOOKED_AT = 40  # rows from the top in which a heading is sought
SAMPLES = 50
REASON_TITLE = "Lỗi"  # the column that we add to the workbook that goes back

_T = Target
_NAMES: dict[Target, tuple[str, ...]] = {
    _T.FULL_NAME: (
        "ho va ten", "ho ten", "ho va ten hoc sinh", "ho ten hoc sinh", "ten hoc sinh", "hoc sinh", "ho va ten hs",
        "ho ten hs", "hoc sinh ho va ten", "hoc sinh ho ten", "ho va ten khai sinh", "ho ten khai sinh",
    ),
    _T.FAMILY_NAME: (
        "ho dem", "ho va ten dem", "ho va dem", "ho lot", "ho va ten lot", "ho ten dem", "ho va chu dem", "ho chu dem",
        "ho", "ho va ten ho dem", "ho ten ho dem", "ho va ten ho va ten dem",
    ),
    _T.GIVEN_NAME: ("ten", "ho va ten ten", "ho ten ten"),
    _T.BIRTH_DATE: (
        "ngay sinh", "ngay thang nam sinh", "sinh ngay", "ngay thang sinh", "ngay sinh hoc sinh", "ngay sinh hs",
        "ngay thang nam sinh hoc sinh",
    ),
    _T.CLASS: ("lop", "ten lop", "lop hoc", "lop hien tai", "lop dang hoc"),
    _T.SCHOOL_YEAR: ("nam hoc",),
    _T.CODE: ("ma hoc sinh", "ma hs", "mhs", "ma so hoc sinh", "ma hoc sinh truong", "so dang bo"),
    _T.IDENTIFIER: ("so dinh danh", "cmnd tcc"),
    _T.STATUS: (
        "trang thai", "trang thai hoc sinh", "tinh trang", "trang thai hoc", "tinh trang hoc", "trang thai hoc tap",
    ),
    _T.LEFT_ON: ("ngay chuyen di", "ngay thoi hoc", "ngay roi truong", "ngay chuyen di thoi hoc", "ngay nghi hoc"),
    _T.GRADUATION_YEAR: ("nam tot nghiep",),
}  # fmt: skip
_EXACT = {name: target for target, names in _NAMES.items() for name in names}
_OWNERS = (
    (re.compile(r"\b(cha|bo)\b(?!.*\bme\b)"), _T.FATHER, _T.FATHER_PHONE),
    (re.compile(r"\bme\b(?<!cha me)(?<!bo me)"), _T.MOTHER, _T.MOTHER_PHONE),
    (re.compile(r"\b(giam ho|phu huynh|ph|do dau|cha me|bo me|gia dinh|lien he)\b"), _T.GUARDIAN, _T.GUARDIAN_PHONE),
)
_PHONE_WORDS = re.compile(r"\b(sdt|so dt|dt|dien thoai|dtdd|di dong)\b")
# «Số ĐDCN/CCCD», «CCCD - Số định danh cá nhân của HS»: these words in any order and nothing else.
_IDENTIFIER_WORDS = re.compile(
    r"(?=.*\b(?:ca nhan|ddcn|cccd|cmnd|can cuoc)\b)"
    r"(?:(?:so|ma|dinh danh|ca nhan|ddcn|cccd|cmnd|can cuoc|cong dan|cua|hoc sinh|hs)(?: |$))+"
)
# What else is told about parents, and what looks like one of ours but is another's.
_OTHERS = re.compile(
    r"\b(nghe|nam sinh|ngay|noi|dia chi|email|cccd|cmnd|dan toc|quoc tich|que|don vi|trinh do|zalo|facebook|so nguoi"
    r"|can bo)\b"
)
_PARENTHESES = re.compile(r"\([^)]*\)")
_SIGNS = re.compile(r"[\W_]+")
_YEAR_IN_TITLE = re.compile(r"nam hoc\s*:?\s*(\d{4})\s*[-–—/]\s*(\d{4})")
_CLASS_IN_TITLE = re.compile(r"\blop\s*:?\s*(\d{1,2}[a-z]?\d{0,2}(?:[/.]\d{1,2})?)\b")
_CLASS_AS_NAME = re.compile(r"(?:lớp\s*)?(\d{1,2}[a-zA-ZĐđ]\d{0,2})", re.IGNORECASE)
_COUNTER = re.compile(r"\(?\s*(\d{1,3}|[a-zA-Z])\s*\)?")


def plain_title(title: str) -> str:
    """A title for comparing: folded, without signs and what stands in parentheses."""
    return " ".join(_SIGNS.sub(" ", _PARENTHESES.sub(" ", fold(title))).split())


@lru_cache(maxsize=1024)  # each row is looked at alone and together with the next, and says little that is new
def meaning(title: str) -> tuple[Target | None, int]:
    """What a column with this title seems to be, and how sure that is (3 sure, 2 likely, 0 nothing)."""
    words = plain_title(title)
    if target := _EXACT.get(words):
        return target, 3
    if _IDENTIFIER_WORDS.fullmatch(words):
        return _T.IDENTIFIER, 3
    if _OTHERS.search(words) or not words:
        return None, 0
    if words.startswith("ma dinh danh") or words in {"ma bo", "ma csdl", "ma hoc sinh csdl", "ma moet"}:
        return _T.CODE, 2
    phone = _PHONE_WORDS.search(words)
    for pattern, person, number in _OWNERS:
        if pattern.search(words):
            return (number if phone else person), 3 if phone or "ten" in words else 2
    if phone and len(words.split()) <= 4:
        return _T.GUARDIAN_PHONE, 2
    return None, 0


def find_heading(sheet: Sheet) -> Heading | None:
    """The heading of a sheet: the row (or two rows) with most titles that we know, a name among them; None if none."""
    rows = sheet.rows
    best: tuple[int, Heading] | None = None
    for at in range(min(len(rows), LOOKED_AT)):
        single = [line(cell) for cell in rows[at][:MAX_COLUMNS]]
        if not any(single):
            continue
        options = [(1, single)]
        if at + 1 < len(rows):
            options.append((2, _joined(sheet, at, single)))
        for lines, titles in options:
            score = 10 * _score(titles) - lines  # two lines only if they say more than one
            if score > 0 and (best is None or score > best[0]):
                best = (score, Heading(at, lines, _cut(titles)))
    return _completed(sheet, best[1]) if best else None


def _completed(sheet: Sheet, heading: Heading) -> Heading:
    """With the row that numbers the columns, and what the rows above say about all pupils of the sheet."""
    counted = heading.first_row < len(sheet.rows) and _counts_columns(sheet.rows[heading.first_row])
    above = [fold(line(cell)) for row in sheet.rows[: heading.row] for cell in row if isinstance(cell, str) and cell]
    return replace(
        heading,
        lines=heading.lines + counted,
        class_name=_class_above(above, sheet.name),
        school_year=_year_above(above),
    )


def _score(titles: Sequence[str]) -> int:
    found = {target for target, _ in map(meaning, titles) if target}
    if _T.FULL_NAME not in found and _T.GIVEN_NAME not in found:
        return 0
    return len(found) if len(found) >= 2 else 0


def _joined(sheet: Sheet, at: int, upper: list[str]) -> list[str]:
    """Two rows as one: what is merged above stands before what is below it, «Cha» · «Họ tên» → «Cha Họ tên»."""
    lower = [line(cell) for cell in sheet.rows[at + 1][:MAX_COLUMNS]]
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    for (top, left), (bottom, right) in sheet.merged:
        if top <= at <= bottom and left < width:
            for column in range(left + 1, min(right + 1, width)):
                upper[column] = upper[column] or upper[left]
    return [
        " ".join(dict.fromkeys(part for part in (above, below) if part))
        for above, below in zip(upper, lower, strict=True)
    ]


def _cut(titles: Sequence[str]) -> tuple[str, ...]:
    """Without the empty end, and without the column of reasons that we added ourselves."""
    kept = ["" if title == REASON_TITLE else title for title in titles]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _counts_columns(row: Cells) -> bool:
    """Whether a row only numbers the columns: «(1) (2) (3)»."""
    filled = [line(cell) for cell in row if cell not in ("", None)]
    return len(filled) >= 3 and all(_COUNTER.fullmatch(text) for text in filled)


def _year_above(texts: Iterable[str]) -> int | None:
    for text in texts:
        if (found := _YEAR_IN_TITLE.search(text)) and int(found[2]) == int(found[1]) + 1:
            return int(found[1])
    return None


def _class_above(texts: Iterable[str], sheet_name: str) -> str:
    for text in texts:
        if found := _CLASS_IN_TITLE.search(text):
            return found[1].upper()
    named = _CLASS_AS_NAME.fullmatch(line(sheet_name))
    return named[1].upper() if named else ""


def signature(titles: Sequence[str]) -> str:
    """The same for lists with the same columns in the same order, whatever stands above and below the heading."""
    text = "\n".join(plain_title(title) for title in titles)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def samples(sheet: Sheet, heading: Heading) -> list[list[Cell]]:
    """The first filled cells of each column below the heading."""
    found: list[list[Cell]] = [[] for _ in range(_width(sheet, heading))]
    for row in sheet.rows[heading.first_row : heading.first_row + SAMPLES]:
        for column, cell in enumerate(row[: len(found)]):
            if cell not in ("", None):
                found[column].append(cell)
    return found


def _width(sheet: Sheet, heading: Heading) -> int:
    """One column more than has a title: a given name often stands there, below a title that spans both."""
    return min(len(heading.titles) + 1, MAX_COLUMNS)


def guess(titles: Sequence[str], examples: Sequence[Sequence[Cell]]) -> Mapping:
    """What each column seems to be, by its title and its content; each target once, the surest column first."""
    found: list[tuple[int, int, Target]] = []
    for column, title in enumerate(titles):
        target, sure = meaning(title)
        if target in (_T.CODE, _T.IDENTIFIER):
            target, sure = _code_or_identifier(target, sure, title, examples[column] if column < len(examples) else ())
        if target:
            found.append((-sure, column, target))
    mapping: Mapping = {}
    for _, column, target in sorted(found):
        mapping.setdefault(target, column)
    _settle_names(mapping, titles, examples)
    return dict(sorted(mapping.items(), key=lambda item: item[1]))


def _code_or_identifier(target: Target, sure: int, title: str, cells: Sequence[Cell]) -> tuple[Target, int]:
    """«Mã định danh Bộ GD&ĐT» held ten digits once and holds the personal identifier now: the content decides."""
    if target == _T.CODE and sure == 2 and cells:
        whole = sum(1 for cell in cells if _twelve_digits(cell))
        if whole * 2 > len(cells):
            return _T.IDENTIFIER, 2
    return target, sure


def _twelve_digits(cell: Cell) -> bool:
    text = line(cell).lstrip("'")
    return text.isdecimal() and (len(text) == 12 or (not isinstance(cell, str) and len(text) in (10, 11)))


def _settle_names(mapping: Mapping, titles: Sequence[str], examples: Sequence[Sequence[Cell]]) -> None:
    """One column with the whole name, or family and given name in two."""
    if _T.FULL_NAME in mapping:
        beside = mapping[_T.FULL_NAME] + 1
        spans = beside >= len(titles) or titles[beside] in ("", titles[mapping[_T.FULL_NAME]])
        cells = examples[beside] if spans and beside < len(examples) else ()
        words = [cell for cell in cells if isinstance(cell, str) and cell.strip() and " " not in cell.strip()]
        if cells and len(words) == len(cells) and all(word.strip().isalpha() for word in words):
            mapping[_T.FAMILY_NAME], mapping[_T.GIVEN_NAME] = mapping.pop(_T.FULL_NAME), beside
        else:
            mapping.pop(_T.FAMILY_NAME, None)
            mapping.pop(_T.GIVEN_NAME, None)
    elif _T.GIVEN_NAME in mapping and _T.FAMILY_NAME not in mapping:
        mapping[_T.FULL_NAME] = mapping.pop(_T.GIVEN_NAME)
