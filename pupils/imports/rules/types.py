"""The words that the rules of an import share."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

MAX_ROWS = 20_000
MAX_COLUMNS = 100

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Cells = Sequence[Cell]


class Target(StrEnum):
    """What a column of the list may be."""

    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    CLASS = "class"
    SCHOOL_YEAR = "school_year"
    CODE = "code"
    IDENTIFIER = "identifier"
    GUARDIAN = "guardian"
    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN_PHONE = "guardian_phone"
    FATHER_PHONE = "father_phone"
    MOTHER_PHONE = "mother_phone"
    STATUS = "status"
    LEFT_ON = "left_on"
    GRADUATION_YEAR = "graduation_year"


Mapping = dict[Target, int]
IdentifierKeys = MappingOf[str, Sequence[str]]  # of each identifier its blind indexes, the newest first


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet from A1 on; ``merged`` are ranges as ((row, column), (row, column)), both ends inside."""

    name: str
    rows: Sequence[Cells]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@dataclass(frozen=True)
class Heading:
    """Where the heading of a sheet is (rows count from 0), and what it says about the whole sheet."""

    row: int
    lines: int
    titles: tuple[str, ...]
    class_name: str = ""
    school_year: int | None = None

    @property
    def first_row(self) -> int:
        """The row after the heading."""
        return self.row + self.lines


class Problem(NamedTuple):
    """Something wrong in one cell: sheet, row and column count from 0; column -1 is the row as a whole."""

    sheet: int
    row: int
    column: int
    code: str
    params: dict[str, str] = {}  # never changed


class Row(NamedTuple):
    """A pupil as one row tells of them; None is «the list does not say». ``name_key`` is that of ``full_name``."""

    sheet: int
    row: int
    full_name: str
    name_key: str
    birth_date: date | None = None
    class_name: str | None = None
    school_year: int | None = None
    code: str | None = None
    identifier: str | None = None
    guardian_name: str | None = None
    guardian_phone: str | None = None
    status: str | None = None
    left_on: date | None = None
    graduation_year: int | None = None


@dataclass
class Parsed:
    """All rows of a list: the sound ones, what is wrong in the others, and the places that hold no pupil."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[tuple[int, int]] = field(default_factory=list)
    identifier_keys: IdentifierKeys = field(default_factory=dict)


class Known(NamedTuple):
    """A pupil of the register, as far as an import compares."""

    pk: int
    code: str
    full_name: str
    birth_date: date | None
    class_name: str
    school_year: int | None
    graduation_year: int | None
    identifier_key: str
    guardian_name: str
    guardian_phone: str
    status: str
    left_on: date | None


class Wrong(Exception):  # noqa: N818 - an answer, not an error of the program
    """A cell that cannot be taken: ``code`` and what the words about it need."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}
