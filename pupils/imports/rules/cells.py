"""One cell: from what a spreadsheet holds to what the register keeps. Raises Wrong with a code."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast

from pupils.imports.rules.types import Cell, Wrong
from schooladmin.core.phones import phone_number
from schooladmin.core.text import fold, tidy

LONGEST_NAME, LONGEST_CLASS, LONGEST_CODE = 100, 20, 30
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial numbers from March 1900 on
_SERIAL = (10_000, 60_000)  # 1927 to 2064: no year and no other number of a list falls in between
_EARLIEST_BIRTH = 1920
_YOUNGEST = 3  # years; a younger child in a school's list is a slip of the keyboard

_DMY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?$")
_YEARS = re.compile(r"(?:nam hoc)?\s*:?\s*(\d{4})(?:\s*[-–—/]\s*(\d{4}))?")
# Letters, of the minorities' alphabets too (some need a combining mark): «H'Hen», «Y-Bhăm», «Nguyễn V. An».
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:[ '’.\-]+(?:[^\W\d_]|[\u0300-\u036f])+)*\.?")
# Cells of which nothing has to be mended, one in a line, or none: most columns hold nothing else.
_PLAIN_NAMES = re.compile(r"(?:(?:[^\W\d_]++(?: [^\W\d_]++)*+)?\n)*+")
_PLAIN_CODES = re.compile(rf"(?:[0-9A-Za-z]{{0,{LONGEST_CODE}}}\n)*+")
_PLAIN_IDENTIFIERS = re.compile(r"(?:(?:[0-9]{12})?\n)*+")
_PLAIN_PHONES = re.compile(r"(?:(?:0[35789][0-9]{8}|02[0-9]{9})?\n)*+")
_CLASS_WORD = re.compile(r"^(?:lớp|lop)\b\s*:?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"[;,/|\n]|\s-\s|\bhoặc\b")

# The beginning of the folded words decides, the longer first: «Chuyển đi kỳ II», «Thôi học HK1».
_STATUSES = (
    ("dang hoc", "studying"), ("hoc lai", "studying"), ("xin hoc lai", "studying"), ("chuyen den", "studying"),
    ("tiep nhan", "studying"), ("luu ban", "studying"), ("hien dien", "studying"), ("studying", "studying"),
    ("chuyen di", "left"), ("chuyen truong", "left"), ("da chuyen", "left"), ("thoi hoc", "left"),
    ("bo hoc", "left"), ("da thoi hoc", "left"), ("nghi hoc", "left"), ("xin thoi hoc", "left"),
    ("tot nghiep", "graduated"), ("da tot nghiep", "graduated"), ("hoan thanh chuong trinh", "graduated"),
)  # fmt: skip


def line(value: Cell) -> str:
    """A cell as one line of text: NFC, single blanks, nothing invisible; numbers without «.0»; «» for empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return _number_text(value)
    if value.isascii() and value.isalnum():  # codes and numbers: nothing to tidy
        return value
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if text.isprintable():
        return text
    return tidy("".join(char for char in text if unicodedata.category(char) != "Cf"))


def lines_of(cells: Sequence[Cell]) -> str | None:
    """The cells with a line break after each, None if one is no text: the quickest way to know."""
    try:
        return "\n".join([*cast(Sequence[str], cells), ""])
    except TypeError:
        return None


Plain = Callable[[Sequence[Cell]], bool]


def _plain(cells: Sequence[Cell], pattern: re.Pattern[str]) -> bool:
    """Whether all cells are lines of text and match: then reading each would change none."""
    lines = lines_of(cells)
    return (
        lines is not None
        and pattern.fullmatch(lines) is not None
        and lines.count("\n") == len(cells)
        and (lines.isascii() or unicodedata.is_normalized("NFC", lines))
    )


def plain_names(cells: Sequence[Cell]) -> bool:
    """Whether ``line`` and ``person_name`` would leave each cell (or empty cell) as it is."""
    return _plain(cells, _PLAIN_NAMES) and not any(
        len(name) > LONGEST_NAME or name.isupper() or name.islower() for name in cast(Sequence[str], cells)
    )


def plain_codes(cells: Sequence[Cell]) -> bool:
    """Whether ``line`` and ``code`` would leave each cell (or empty cell) as it is."""
    return _plain(cells, _PLAIN_CODES)


def plain_identifiers(cells: Sequence[Cell]) -> bool:
    """Whether ``identifier`` would leave each cell (or empty cell) as it is."""
    return _plain(cells, _PLAIN_IDENTIFIERS)


def plain_phones(cells: Sequence[Cell]) -> bool:
    """Whether ``phone`` would leave each cell (or empty cell) as it is."""
    return _plain(cells, _PLAIN_PHONES)


def _number_text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def person_name(text: str) -> str:
    """A person's name; a name in capitals (or none) gets one capital for each word: «NGUYỄN VĂN AN»."""
    if len(text) > LONGEST_NAME:
        raise Wrong("name-long", most=LONGEST_NAME)
    if not text.replace(" ", "").isalpha() and not _NAME.fullmatch(text):
        raise Wrong("name-signs")
    return text.title() if text.isupper() or text.islower() else text


def birth_date(value: Cell, today: date) -> date:
    """The day of birth of a pupil."""
    born = _day(value, today) if not isinstance(value, str) else _day_text(line(value), today)
    if born > today:
        raise Wrong("birth-future", date=f"{born:%d/%m/%Y}")
    if born.year < _EARLIEST_BIRTH or born.year > today.year - _YOUNGEST:
        raise Wrong("birth-range", date=f"{born:%d/%m/%Y}")
    return born


def day(value: Cell, today: date) -> date:
    """Any day of a list, such as the one on which a pupil left."""
    found = _day(value, today) if not isinstance(value, str) else _day_text(line(value), today)
    if not _EARLIEST_BIRTH < found.year <= today.year + 1:
        raise Wrong("date-range", date=f"{found:%d/%m/%Y}")
    return found


def _day(value: Cell, today: date) -> date:
    """A date cell, or a number: Excel's serial of a day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("date-format")
    if _SERIAL[0] <= value < _SERIAL[1]:
        return _EPOCH + timedelta(days=int(value))
    if 1900 <= value <= 2100 and value == int(value):
        raise Wrong("date-year-only")
    return _day_text(_number_text(value), today)


@lru_cache(maxsize=16_384)
def _day_text(text: str, today: date) -> date:
    """«05/03/2014», «5/3/14», «5.3.2014», «2014-03-05», with or without a time of the day."""
    plain = _CLOCK.sub("", text)
    if found := _DMY.fullmatch(plain):
        day_, month, year = (int(part) for part in found.groups())
        if len(found[3]) == 2:  # a pupil was born in the past: the latest such year
            year += 2000 if year <= today.year % 100 else 1900
    elif found := _YMD.fullmatch(plain):
        year, month, day_ = (int(part) for part in found.groups())
    elif re.fullmatch(r"\d{5}(\.\d+)?", plain) and _SERIAL[0] <= float(plain) < _SERIAL[1]:
        return _EPOCH + timedelta(days=int(float(plain)))
    elif re.fullmatch(r"(\d{1,2}\s*[/.\-]\s*)?\d{4}", plain):
        raise Wrong("date-year-only")
    else:
        raise Wrong("date-format")
    if month > 12 and day_ <= 12:
        raise Wrong("date-month-first")
    try:
        return date(year, month, day_)
    except ValueError as none:
        raise Wrong("date-none", date=plain) from none


def class_name(value: Cell) -> str:
    """«6A1», «Lớp 6A1», 6. A date is what Excel makes of «6/1»: nobody knows which of the two numbers came first."""
    if isinstance(value, date | datetime):
        raise Wrong("class-is-date")
    return _class_text(line(value))


@lru_cache(maxsize=4096)
def _class_text(text: str) -> str:
    plain = _CLASS_WORD.sub("", text)
    if not plain or len(plain) > LONGEST_CLASS:
        raise Wrong("class-long", most=LONGEST_CLASS)
    return plain


@lru_cache(maxsize=256)
def school_year(text: str) -> int:
    """The first calendar year of «2026-2027», «Năm học 2026 – 2027», «2026»."""
    found = _YEARS.fullmatch(fold(text))
    if found is None:
        raise Wrong("school-year-format")
    first = int(found[1])
    if (found[2] and int(found[2]) != first + 1) or not 1950 <= first <= 2099:
        raise Wrong("school-year-format")
    return first


@lru_cache(maxsize=256)
def year(text: str) -> int:
    """A calendar year."""
    if not re.fullmatch(r"(19[5-9]\d|20\d\d)", text):
        raise Wrong("year-format")
    return int(text)


def code(text: str) -> str:
    """The pupil's code in the school's own program."""
    if len(text) > LONGEST_CODE or " " in text or "E+" in text.upper():
        raise Wrong("code-format", most=LONGEST_CODE)
    return text


def identifier(value: Cell, born: date | None) -> str:
    """The twelve digits of a personal identifier.

    Excel drops the zeros in front when the cell is a number. They are put back only where the identifier itself proves
    it right: its 4th digit tells the century, the 5th and 6th the year of birth (Decree 137/2015, Article 13).
    """
    if isinstance(value, str) and len(value) == 12 and value.isascii() and value.isdecimal():
        return value
    digits = line(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if len(digits) in (10, 11) and digits.isdecimal():
            whole = digits.zfill(12)
            if born is not None and _agrees(whole, born):
                return whole
            raise Wrong("identifier-zeros")
    elif not digits.isdecimal():
        digits = digits.replace(" ", "").replace(".", "").replace("-", "").lstrip("'")
    if len(digits) == 12 and digits.isascii() and digits.isdecimal():
        return digits
    if "E+" in digits.upper():
        raise Wrong("identifier-rounded")
    if digits.isascii() and digits.isdecimal():
        raise Wrong("identifier-length", count=len(digits))
    raise Wrong("identifier-signs")


def _agrees(digits: str, born: date) -> bool:
    century = 19 + int(digits[3]) // 2
    return century == born.year // 100 and int(digits[4:6]) == born.year % 100


def phone(value: Cell) -> str:
    """A phone number; of several in one cell the first. A number cell has lost its zero in front."""
    if isinstance(value, str) and (plain := phone_number(value)):
        return plain
    text = line(value)
    if len(text) == 9 and isinstance(value, int | float):
        text = f"0{text}"
    found = phone_number(text.lstrip("'")) or phone_number(_SEVERAL.split(text, 1)[0].lstrip("'"))
    if not found:
        raise Wrong("phone-format")
    return found


@lru_cache(maxsize=256)
def status(text: str) -> str:
    """The status as the register knows it: studying, left, graduated."""
    words = fold(text)
    for beginning, state in _STATUSES:
        if words.startswith(beginning):
            return state
    raise Wrong("status-unknown")
