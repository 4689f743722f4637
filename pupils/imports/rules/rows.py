"""The rows of a list: every problem of every row at once, and the sound rows as pupils."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial

from pupils.imports.rules import cells
from pupils.imports.rules.heading import plain_title
from pupils.imports.rules.types import Cell, Cells, Heading, Mapping, Parsed, Problem, Row, Sheet, Target, Wrong
from pupils.rules import name_key as whole_name_key

_T = Target
_FEW = 3  # filled cells of a row that is surely a pupil's

_PARENTS = ((_T.GUARDIAN, _T.GUARDIAN_PHONE), (_T.FATHER, _T.FATHER_PHONE), (_T.MOTHER, _T.MOTHER_PHONE))


@lru_cache(maxsize=16_384)
def _word_key(word: str) -> str:
    return whole_name_key(word)


def name_key(full_name: str) -> str:
    """``pupils.rules.name_key``, remembering words: a school's names are made of a few hundred."""
    return " ".join(key for key in map(_word_key, full_name.split()) if key)


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
    read = partial(_read_row, parsed, number, mapping, heading.class_name, school_year, today)
    names = {mapping[target] for target in (_T.FULL_NAME, _T.FAMILY_NAME, _T.GIVEN_NAME) if target in mapping}
    titles = [plain_title(title) for title in heading.titles]
    width = max(columns) + 1
    for at in range(heading.first_row, len(sheet.rows)):
        row = sheet.rows[at]
        if len(row) < width:
            row = [*row, *[None] * (width - len(row))]
        filled = [column for column in columns if row[column] not in ("", None)]
        if not filled:
            continue
        if at > end or (len(filled) < _FEW and _is_no_pupil(row, filled, names, titles)):
            parsed.ignored.append((number, at))
            continue
        read(at, row)


def _last_pupil(sheet: Sheet, heading: Heading, columns: Sequence[int]) -> int:
    """The last row with enough cells to be a pupil: what stands below are totals and signatures."""
    enough = min(_FEW, len(columns))
    for at in range(len(sheet.rows) - 1, heading.first_row - 1, -1):
        row = sheet.rows[at]
        if sum(1 for column in columns if column < len(row) and row[column] not in ("", None)) >= enough:
            return at
    return len(sheet.rows)


def _is_no_pupil(row: Cells, filled: Sequence[int], names: set[int], titles: Sequence[str]) -> bool:
    """A line between the pupils that only groups them («Lớp 6A2»), or a heading said again."""
    if not names.intersection(filled):
        return len(filled) == 1
    return all(column < len(titles) and plain_title(cells.line(row[column])) == titles[column] for column in filled)


def _read_row(
    parsed: Parsed,
    number: int,
    mapping: Mapping,
    class_name: str,
    school_year: int | None,
    today: date,
    at: int,
    row: Cells,
) -> None:
    found = Row(number, at)
    before = len(parsed.problems)

    def wrong(target: Target, problem: Wrong) -> None:
        parsed.problems.append(Problem(number, at, mapping.get(target, -1), problem.code, problem.params))

    def cell(target: Target) -> Cell:
        column = mapping.get(target)
        return None if column is None else row[column]

    def take(target: Target, reader: Callable[[Cell], object]) -> object:
        value = cell(target)
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return reader(value)
        except Wrong as problem:
            wrong(target, problem)
            return None

    _names(found, cell, wrong)
    found.birth_date = take(_T.BIRTH_DATE, lambda value: cells.birth_date(value, today))  # type: ignore[assignment]
    found.class_name = take(_T.CLASS, cells.class_name)  # type: ignore[assignment]
    if _T.CLASS not in mapping and class_name:
        found.class_name = class_name
    found.school_year = take(_T.SCHOOL_YEAR, lambda value: cells.school_year(cells.line(value)))  # type: ignore[assignment]
    if found.school_year is None and _T.SCHOOL_YEAR not in mapping:
        found.school_year = school_year
    found.code = take(_T.CODE, lambda value: cells.code(cells.line(value)))  # type: ignore[assignment]
    found.identifier = take(_T.IDENTIFIER, lambda value: cells.identifier(value, found.birth_date))  # type: ignore[assignment]
    found.graduation_year = take(_T.GRADUATION_YEAR, lambda value: cells.year(cells.line(value)))  # type: ignore[assignment]
    _guardian(found, take)
    _status(found, take, wrong, today)
    if len(parsed.problems) == before and not (found.code or found.identifier or found.birth_date):
        parsed.problems.append(Problem(number, at, -1, "no-key"))
    if (
        _T.CLASS in mapping
        and not found.class_name
        and found.status in (None, "studying")
        and len(parsed.problems) == before
    ):
        wrong(_T.CLASS, Wrong("class-missing"))
    if len(parsed.problems) == before:
        parsed.rows.append(found)


def _names(found: Row, cell: Callable[[Target], Cell], wrong: Callable[[Target, Wrong], None]) -> None:
    whole = cells.line(cell(_T.FULL_NAME))
    at = _T.FULL_NAME
    if not whole:
        whole = f"{cells.line(cell(_T.FAMILY_NAME))} {cells.line(cell(_T.GIVEN_NAME))}".strip()
        at = _T.GIVEN_NAME if whole else _T.FULL_NAME
    if not whole:
        wrong(at, Wrong("name-missing"))
        return
    try:
        found.full_name = cells.person_name(whole)
    except Wrong as problem:
        wrong(at, problem)


def _guardian(found: Row, take: Callable[[Target, Callable[[Cell], object]], object]) -> None:
    """Whoever is named first of guardian, father and mother, with that person's number, or else with any."""
    people = [
        (
            take(person, lambda value: cells.person_name(cells.line(value))),
            take(number, cells.phone),
        )
        for person, number in _PARENTS
    ]
    name, phone = next((pair for pair in people if all(pair)), next((pair for pair in people if pair[0]), (None, None)))
    found.guardian_name = name  # type: ignore[assignment]
    found.guardian_phone = phone or next((number for _, number in people if number), None)  # type: ignore[assignment]


def _status(
    found: Row,
    take: Callable[[Target, Callable[[Cell], object]], object],
    wrong: Callable[[Target, Wrong], None],
    today: date,
) -> None:
    found.status = take(_T.STATUS, lambda value: cells.status(cells.line(value)))  # type: ignore[assignment]
    found.left_on = take(_T.LEFT_ON, lambda value: cells.day(value, today))  # type: ignore[assignment]
    if found.left_on and found.status == "studying":
        wrong(_T.LEFT_ON, Wrong("left-but-studying"))
    if found.left_on and found.status is None:
        found.status = "left"
    if found.status == "graduated" and found.graduation_year is None:
        if found.school_year is None:
            wrong(_T.STATUS, Wrong("graduation-year-missing"))
        else:
            found.graduation_year = found.school_year + 1  # a school year ends in its second calendar year


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
