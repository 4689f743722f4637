"""The rows of a list: every problem of every row at once, and the sound rows as pupils.

A list is read column by column, each distinct cell once: a thousand pupils share a few dozen classes, years and states.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import repeat
from operator import itemgetter
from typing import Any

from pupils.imports.rules import cells
from pupils.imports.rules.types import Cell, Heading, Mapping, Parsed, Problem, Row, Sheet, Target, Wrong
from pupils.rules import name_key

_T = Target
_BLOCK = 250  # cells that are looked at together
_FEW = 3  # filled cells of a row that is surely a pupil's

_EMPTY: tuple[Cell, ...] = ("", None)
_NAME_TARGETS = (_T.FULL_NAME, _T.FAMILY_NAME, _T.GIVEN_NAME)
_PARENTS = ((_T.GUARDIAN, _T.GUARDIAN_PHONE), (_T.FATHER, _T.FATHER_PHONE), (_T.MOTHER, _T.MOTHER_PHONE))


def parse(
    sheets: Sequence[tuple[int, Sheet, Heading]], mapping: Mapping, *, school_year: int | None, today: date
) -> Parsed:
    """Read all rows below the headings. ``school_year`` holds for lists without such a column.

    ``sheets`` are (number in the workbook, sheet, its heading). Duplicates within the list are problems of both rows.
    """
    parsed = Parsed()
    for number, sheet, heading in sheets:
        table = _table(sheet, heading, mapping)
        places, ignored = _places(sheet, heading, mapping, table)
        parsed.ignored += [(number, at) for at in ignored]
        if len(places) < len(sheet.rows) - heading.first_row:
            table = {target: [said[at - heading.first_row] for at in places] for target, said in table.items()}
        reader = _Reader(number, places, table, mapping)
        parsed.rows += reader.pupils(heading.class_name, school_year, today)
        parsed.problems += reader.problems
    wrong = _duplicates(parsed.rows, mapping)
    if wrong:
        unsound = {(problem.sheet, problem.row) for problem in wrong}
        parsed.rows = [row for row in parsed.rows if (row.sheet, row.row) not in unsound]
    parsed.problems = sorted([*parsed.problems, *wrong], key=lambda problem: problem[:3])
    return parsed


# --- Which rows are pupils --------------------------------------------------------------------------------------------

_Table = dict[Target, list[Cell]]


def _table(sheet: Sheet, heading: Heading, mapping: Mapping) -> _Table:
    """What all rows below the heading hold in the column of each target; a row that ends before it holds nothing."""
    rows = sheet.rows[heading.first_row :]
    table: _Table = {}
    narrowest = min(map(len, rows), default=0)
    for target, column in mapping.items():
        if column < narrowest:
            said = list(map(itemgetter(column), rows))
        else:
            said = [row[column] if column < len(row) else None for row in rows]
        if cells.lines_of(said) is None and bool in set(map(type, said)):  # as keys, True and 1 would be the same cell
            said = [str(cell) if isinstance(cell, bool) else cell for cell in said]
        table[target] = said
    return table


def _places(sheet: Sheet, heading: Heading, mapping: Mapping, table: _Table) -> tuple[list[int], list[int]]:
    """The rows that are pupils, and those that are filled and are none."""
    names = [target for target in _NAME_TARGETS if target in mapping]
    titles = {target: heading.titles[mapping[target]] for target in names if mapping[target] < len(heading.titles)}
    said_again = {
        at
        for target, title in titles.items()
        if title
        for at, cell in enumerate(table[target], heading.first_row)
        if cell == title
    }
    end = _last_pupil(sheet, heading, sorted(set(mapping.values())))
    places: list[int] = []
    ignored: list[int] = []
    for at, name in enumerate(table[names[-1]], heading.first_row):
        if name in _EMPTY:
            filled = [target for target, said in table.items() if said[at - heading.first_row] not in _EMPTY]
            if not filled:
                continue
            grouping = len(filled) == 1 and filled[0] not in names  # «Lớp 6A2» between the pupils
        else:
            grouping = False
        (ignored if grouping or at > end or at in said_again else places).append(at)
    return places, ignored


def _last_pupil(sheet: Sheet, heading: Heading, columns: Sequence[int]) -> int:
    """The last row with enough cells to be a pupil: what stands below are totals and signatures."""
    enough = min(_FEW, len(columns))
    for at in range(len(sheet.rows) - 1, heading.first_row - 1, -1):
        row = sheet.rows[at]
        if sum(1 for column in columns if column < len(row) and row[column] not in _EMPTY) >= enough:
            return at
    return len(sheet.rows)


# --- What they say ----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the pupils of one sheet; what is wrong with them gathers in ``problems``."""

    def __init__(self, number: int, places: Sequence[int], table: _Table, mapping: Mapping) -> None:
        self._number, self._places, self._table, self._mapping = number, places, table, mapping
        self._unsound: set[int] = set()  # by the place in ``places``
        self.problems: list[Problem] = []

    def pupils(self, class_name: str, school_year: int | None, today: date) -> list[Row]:
        """The sound rows; ``class_name`` and ``school_year`` hold for lists that have no such column."""
        names = self._names()
        born = self._column(_T.BIRTH_DATE, lambda cell: cells.birth_date(cell, today))
        classes = self._column(_T.CLASS, cells.class_name, otherwise=class_name or None)
        years = self._column(_T.SCHOOL_YEAR, lambda cell: cells.school_year(cells.line(cell)), otherwise=school_year)
        codes = self._column(_T.CODE, lambda cell: cells.code(cells.line(cell)), cells.plain_codes)
        identifiers = self._identifiers(born)
        guardians, phones = self._guardians()
        states = self._column(_T.STATUS, lambda cell: cells.status(cells.line(cell)))
        left = self._column(_T.LEFT_ON, lambda cell: cells.day(cell, today))
        graduated = self._column(_T.GRADUATION_YEAR, lambda cell: cells.year(cells.line(cell)))
        self._settle_states(states, left, graduated, years)
        self._look_for_gaps(born, codes, identifiers, classes, states)
        keys = [name_key(name) if name else "" for name in names]
        columns = (
            repeat(self._number), self._places, names, keys, born, classes, years, codes, identifiers, guardians,
            phones, states, left, graduated,
        )  # fmt: skip
        rows = map(Row._make, zip(*columns, strict=False))  # the first column has no end
        return [row for at, row in enumerate(rows) if at not in self._unsound] if self._unsound else list(rows)

    def _wrong(self, at: int, target: Target | None, code: str, params: dict[str, str] | None = None) -> None:
        column = self._mapping[target] if target else -1
        self.problems.append(Problem(self._number, self._places[at], column, code, params or {}))
        self._unsound.add(at)

    def _values(
        self, target: Target, said: Sequence[Any], reader: Callable[[Any], object], plain: cells.Plain | None = None
    ) -> list[Any]:
        """What each cell (or tuple of cells) of ``said`` means; None for nothing and for what is wrong.

        ``plain`` knows cells that ``reader`` leaves as they are, many at once.
        """
        if plain is None:
            return self._read(target, said, reader)
        meant: list[Any] = []
        for at in range(0, len(said), _BLOCK):
            some = said[at : at + _BLOCK]
            if plain(some):
                meant += some if "" not in some else [cell or None for cell in some]
            else:
                meant += self._read(target, some, reader, at)
        return meant

    def _read(self, target: Target, said: Sequence[Any], reader: Callable[[Any], object], first: int = 0) -> list[Any]:
        """The meaning of each cell, each distinct one read once; ``first`` is the place of the first."""
        meaning: dict[Hashable, object] = dict.fromkeys(said)
        refused: dict[Hashable, Wrong] = {}
        for cell in meaning:
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                meaning[cell] = reader(cell)
            except Wrong as wrong:
                refused[cell] = wrong
        if refused:
            for at, cell in enumerate(said, first):
                if cell in refused:
                    self._wrong(at, target, refused[cell].code, refused[cell].params)
        return [meaning[cell] for cell in said]

    def _column(
        self,
        target: Target,
        reader: Callable[[Cell], object],
        plain: cells.Plain | None = None,
        *,
        otherwise: object = None,
    ) -> list[Any]:
        """The meaning of a column's cells; ``otherwise`` if the list has no such column."""
        if target not in self._mapping:
            return [otherwise] * len(self._places)
        return self._values(target, self._table[target], reader, plain)

    def _names(self) -> list[str | None]:
        """The names, of which no row may lack one; family and given name may stand in two columns."""
        *front, last = [target for target in _NAME_TARGETS if target in self._mapping]
        said = self._table[last]
        if front:
            parts = zip(*[self._table[target] for target in (*front, last)], strict=True)
            said = [" ".join(map(cells.line, cells_)) for cells_ in parts]
        names = self._values(last, said, _name, cells.plain_names)
        for at, name in enumerate(names) if None in names else ():
            if name is None and at not in self._unsound:
                self._wrong(at, last, "name-missing")
        return names

    def _identifiers(self, born: Sequence[date | None]) -> list[str | None]:
        """The identifiers; one that has become a number needs the birth date to be sure of its zeros."""
        if _T.IDENTIFIER not in self._mapping:
            return [None] * len(self._places)
        said: Sequence[Any] = self._table[_T.IDENTIFIER]
        if set(map(type, said)) - {str, type(None)}:
            said = [
                cell if cell is None or isinstance(cell, str) else (cell, day)
                for cell, day in zip(said, born, strict=True)
            ]
        return self._values(_T.IDENTIFIER, said, _identifier, cells.plain_identifiers)

    def _guardians(self) -> tuple[list[str | None], list[str | None]]:
        people = [
            (
                self._column(person, lambda cell: cells.person_name(cells.line(cell)), cells.plain_names),
                self._column(phone, cells.phone, cells.plain_phones),
            )
            for person, phone in _PARENTS
            if person in self._mapping or phone in self._mapping
        ]
        if len(people) == 1:
            return people[0]
        chosen = [_guardian(pairs) for pairs in zip(*[zip(*pair, strict=True) for pair in people], strict=True)]
        chosen = chosen or [(None, None)] * len(self._places)
        return [name for name, _ in chosen], [phone for _, phone in chosen]

    def _settle_states(
        self, states: list[str | None], left: list[date | None], graduated: list[int | None], years: list[int | None]
    ) -> None:
        """Who has left or graduated says so in one way or another: fill in what follows."""
        for at, (status, left_on) in enumerate(zip(states, left, strict=True)):
            if left_on is not None:
                if status == "studying":
                    self._wrong(at, _T.LEFT_ON, "left-but-studying")
                states[at] = status or "left"
            if status == "graduated" and graduated[at] is None:
                if (year := years[at]) is None:
                    self._wrong(at, _T.STATUS, "graduation-year-missing")
                else:
                    graduated[at] = year + 1  # a school year ends in its second calendar year

    def _look_for_gaps(
        self,
        born: Sequence[date | None],
        codes: Sequence[str | None],
        identifiers: Sequence[str | None],
        classes: Sequence[str | None],
        states: Sequence[str | None],
    ) -> None:
        """What a row without other problems still lacks."""
        for at, (day, code, identifier, class_name) in enumerate(zip(born, codes, identifiers, classes, strict=True)):
            if at in self._unsound:
                continue
            if not (code or identifier or day):
                self._wrong(at, None, "no-key")
            elif not class_name and _T.CLASS in self._mapping and states[at] in (None, "studying"):
                self._wrong(at, _T.CLASS, "class-missing")


def _identifier(said: str | tuple[Cell, date | None]) -> str:
    return cells.identifier(said, None) if isinstance(said, str) else cells.identifier(*said)


def _name(cell: Cell) -> str:
    if not (text := cells.line(cell)):
        raise Wrong("name-missing")
    return cells.person_name(text)


def _guardian(people: Iterable[tuple[str | None, str | None]]) -> tuple[str | None, str | None]:
    """Whoever is named first of guardian, father and mother, with that person's number, or else with any."""
    any_phone: str | None = None
    name: str | None = None
    own: str | None = None
    for person, phone in people:
        any_phone = any_phone or phone
        if person and (name is None or (phone and not own)):
            name, own = person, phone
    return name, own or any_phone


# --- Rows that are one pupil ------------------------------------------------------------------------------------------


def _duplicates(rows: Sequence[Row], mapping: Mapping) -> list[Problem]:
    """Two rows for one pupil: the same identifier, the same code, or the same name and birth date with neither."""
    keys: dict[str, tuple[int, list[Any]]] = {
        "identifier": (mapping.get(_T.IDENTIFIER, -1), [row.identifier for row in rows]),
        "code": (mapping.get(_T.CODE, -1), [row.code and row.code.casefold() for row in rows]),
        "name": (
            mapping.get(_T.FULL_NAME, mapping.get(_T.GIVEN_NAME, -1)),
            [row.birth_date and (row.birth_date, row.name_key) for row in rows],
        ),
    }
    problems: list[Problem] = []
    for kind, (column, said) in keys.items():
        if len(set(said)) < len(said):
            twice = {key for key, count in Counter(said).items() if count > 1 and key}
            problems += _twins([(row, key) for row, key in zip(rows, said, strict=True) if key in twice], column, kind)
    return problems


def _twins(rows: Iterable[tuple[Row, Hashable]], column: int, kind: str) -> Iterator[Problem]:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row, key in rows:
        groups[key].append(row)
    for group in groups.values():
        for row in group:
            others = (other for other in group if other is not row and (kind != "name" or not told_apart(row, other)))
            if twin := next(others, None):
                yield Problem(row.sheet, row.row, column, f"twice-{kind}", {"row": str(twin.row + 1)})


def told_apart(one: Row, other: Row) -> bool:
    """Whether two of one name and birth date say themselves that they are two: different identifiers or codes."""
    if one.identifier and other.identifier:
        return one.identifier != other.identifier
    return bool(one.code and other.code and one.code.casefold() != other.code.casefold())
