"""The rows of a list: every problem of every row at once, and the sound rows as pupils."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from pupils.imports.rules import cells
from pupils.imports.rules.types import Cell, Cells, Heading, Mapping, Parsed, Problem, Row, Sheet, Target, Wrong
from pupils.rules import name_key

_T = Target
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
        _parse_sheet(parsed, number, sheet, heading, mapping, school_year, today)
    wrong = _duplicates(parsed.rows, mapping)
    parsed.problems += wrong
    _drop_wrong(parsed)
    return parsed


def _drop_wrong(parsed: Parsed) -> None:
    places = {(problem.sheet, problem.row) for problem in parsed.problems}
    if places:
        parsed.rows = [row for row in parsed.rows if (row.sheet, row.row) not in places]
        parsed.problems.sort(key=lambda problem: problem[:3])


def _parse_sheet(
    parsed: Parsed,
    number: int,
    sheet: Sheet,
    heading: Heading,
    mapping: Mapping,
    school_year: int | None,
    today: date,
) -> None:
    columns = sorted(set(mapping.values()))
    end = _last_pupil(sheet, heading, columns)
    reader = _Reader(parsed, number, mapping, heading.class_name, school_year, today)
    names = {mapping[target] for target in _NAME_TARGETS if target in mapping}
    said_again = [(column, heading.titles[column]) for column in names if column < len(heading.titles)]
    width = max(columns) + 1
    for at in range(heading.first_row, len(sheet.rows)):
        row = sheet.rows[at]
        if len(row) < width:
            row = [*row, *[None] * (width - len(row))]
        filled = [column for column in columns if row[column] not in ("", None)]
        if not filled:
            continue
        grouping = len(filled) == 1 and filled[0] not in names  # «Lớp 6A2» between the pupils
        if at > end or grouping or any(row[column] == title for column, title in said_again if title):
            parsed.ignored.append((number, at))
        else:
            reader.read(at, row)


def _last_pupil(sheet: Sheet, heading: Heading, columns: Sequence[int]) -> int:
    """The last row with enough cells to be a pupil: what stands below are totals and signatures."""
    enough = min(_FEW, len(columns))
    for at in range(len(sheet.rows) - 1, heading.first_row - 1, -1):
        row = sheet.rows[at]
        if sum(1 for column in columns if column < len(row) and row[column] not in ("", None)) >= enough:
            return at
    return len(sheet.rows)


class _Reader:
    """Reads the rows of one sheet; made once, so that a row costs no more than its cells."""

    def __init__(
        self,
        parsed: Parsed,
        number: int,
        mapping: Mapping,
        class_name: str,
        school_year: int | None,
        today: date,
    ) -> None:
        self._parsed, self._number, self._mapping = parsed, number, mapping
        self._class_name = class_name if _T.CLASS not in mapping else ""
        self._school_year = school_year if _T.SCHOOL_YEAR not in mapping else None
        readers: dict[Target, tuple[str, Callable[[Cell], object]]] = {
            _T.BIRTH_DATE: ("birth_date", lambda cell: cells.birth_date(cell, today)),
            _T.CLASS: ("class_name", cells.class_name),
            _T.SCHOOL_YEAR: ("school_year", lambda cell: cells.school_year(cells.line(cell))),
            _T.CODE: ("code", lambda cell: cells.code(cells.line(cell))),
            _T.GRADUATION_YEAR: ("graduation_year", lambda cell: cells.year(cells.line(cell))),
            _T.STATUS: ("status", lambda cell: cells.status(cells.line(cell))),
            _T.LEFT_ON: ("left_on", lambda cell: cells.day(cell, today)),
        }
        self._plain = [
            (mapping[target], name, reader) for target, (name, reader) in readers.items() if target in mapping
        ]
        self._people = [(mapping.get(person), mapping.get(phone)) for person, phone in _PARENTS]
        self._people = [pair for pair in self._people if pair != (None, None)]

    def read(self, at: int, row: Cells) -> None:
        """Take one row: a pupil, or its problems."""
        found = Row(self._number, at)
        before = len(self._parsed.problems)
        self._names(found, row)
        for column, name, reader in self._plain:
            value = row[column]
            if value not in _EMPTY:
                self._take(found, name, column, value, reader)
        column = self._mapping.get(_T.IDENTIFIER, -1)
        if column >= 0 and row[column] not in _EMPTY:
            self._take(found, "identifier", column, row[column], lambda cell: cells.identifier(cell, found.birth_date))
        if found.school_year is None:
            found.school_year = self._school_year
        if self._people:
            self._guardian(found, row)
        if self._class_name:
            found.class_name = self._class_name
        self._status(found)
        if len(self._parsed.problems) == before:
            self._whole(found)
        if len(self._parsed.problems) == before:
            self._parsed.rows.append(found)

    def _take(self, found: Row, name: str, column: int, value: Cell, reader: Callable[[Cell], object]) -> None:
        if isinstance(value, str) and not value.strip():
            return
        try:
            setattr(found, name, reader(value))
        except Wrong as wrong:
            self._wrong(found, column, wrong)

    def _wrong(self, found: Row, column: int, wrong: Wrong) -> None:
        self._parsed.problems.append(Problem(self._number, found.row, column, wrong.code, wrong.params))

    def _names(self, found: Row, row: Cells) -> None:
        mapping = self._mapping
        parts = [(mapping[target], cells.line(row[mapping[target]])) for target in _NAME_TARGETS if target in mapping]
        whole = " ".join(text for _, text in parts if text)
        column = parts[-1][0]
        if not whole:
            self._wrong(found, column, Wrong("name-missing"))
            return
        try:
            found.full_name = cells.person_name(whole)
        except Wrong as wrong:
            self._wrong(found, column, wrong)

    def _guardian(self, found: Row, row: Cells) -> None:
        """Whoever is named first of guardian, father and mother, with that person's number, or else with any."""
        any_phone = None
        chosen: tuple[str | None, str | None] = (None, None)
        for person_column, phone_column in self._people:
            person = self._read_text(found, row, person_column, lambda cell: cells.person_name(cells.line(cell)))
            phone = self._read_text(found, row, phone_column, cells.phone)
            any_phone = any_phone or phone
            if person and (chosen[0] is None or (phone and not chosen[1])):
                chosen = (person, phone)
        found.guardian_name = chosen[0]
        found.guardian_phone = chosen[1] or any_phone

    def _read_text(self, found: Row, row: Cells, column: int | None, reader: Callable[[Cell], str]) -> str | None:
        value = row[column] if column is not None else None
        if column is None or value in _EMPTY or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return reader(value)
        except Wrong as wrong:
            self._wrong(found, column, wrong)
            return None

    def _status(self, found: Row) -> None:
        if found.left_on is not None:
            if found.status == "studying":
                self._wrong(found, self._mapping[_T.LEFT_ON], Wrong("left-but-studying"))
            found.status = found.status or "left"
        if found.status == "graduated" and found.graduation_year is None:
            if found.school_year is None:
                self._wrong(found, self._mapping[_T.STATUS], Wrong("graduation-year-missing"))
            else:
                found.graduation_year = found.school_year + 1  # a school year ends in its second calendar year

    def _whole(self, found: Row) -> None:
        """What a row without other problems still lacks."""
        if not (found.code or found.identifier or found.birth_date):
            self._wrong(found, -1, Wrong("no-key"))
        elif _T.CLASS in self._mapping and not found.class_name and found.status in (None, "studying"):
            self._wrong(found, self._mapping[_T.CLASS], Wrong("class-missing"))


def _duplicates(rows: Iterable[Row], mapping: Mapping) -> list[Problem]:
    """Two rows for one pupil: the same identifier, the same code, or the same name and birth date with neither."""
    same: dict[tuple[str, object], list[Row]] = defaultdict(list)
    for row in rows:
        row.name_key = name_key(row.full_name)
        if row.identifier:
            same["identifier", row.identifier].append(row)
        if row.code:
            same["code", row.code.casefold()].append(row)
        if row.birth_date:
            same["name", (row.name_key, row.birth_date)].append(row)
    columns = {
        "identifier": mapping.get(_T.IDENTIFIER, -1),
        "code": mapping.get(_T.CODE, -1),
        "name": mapping.get(_T.FULL_NAME, mapping.get(_T.GIVEN_NAME, -1)),
    }
    problems: list[Problem] = []
    for (kind, _), group in same.items():
        if len(group) < 2:
            continue
        for row in group:
            twin = next(
                (other for other in group if other is not row and (kind != "name" or not told_apart(row, other))), None
            )
            if twin is not None:
                problems.append(Problem(row.sheet, row.row, columns[kind], f"twice-{kind}", {"row": str(twin.row + 1)}))
    return problems


def told_apart(one: Row, other: Row) -> bool:
    """Whether two of one name and birth date say themselves that they are two: different identifiers or codes."""
    if one.identifier and other.identifier:
        return one.identifier != other.identifier
    return bool(one.code and other.code and one.code.casefold() != other.code.casefold())
