"""Rows of the register written in bulk.

The model's own ``bulk_create`` would make an object of each row and prepare each value by way of its field; the values
of an import are clean already, and stand in columns.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from django.db import connection

from pupils import rules
from pupils.imports.rules.types import IdentifierKeys, Known, Row
from pupils.models import Pupil
from schooladmin.core.crypto import seal_all
from schooladmin.core.text import person_sort_key

_FIELDS = (
    "code", "full_name", "birth_date", "class_name", "school_year", "graduation_year", "guardian_name",
    "guardian_phone", "status", "left_on", "sort_key", "search_text",
)  # fmt: skip
_DAYS = ("birth_date", "left_on")
_SEALED = ("identifier", "identifier_key")
_AT_ONCE = 100  # rows of a statement
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})  # what COPY takes for its own signs


def insert_pupils(unit_id: int, rows: Sequence[Row], keys: IdentifierKeys, at: datetime) -> None:
    """Add the pupils of the rows to the school's register."""
    if not rows:
        return
    moment = str(connection.ops.adapt_datetimefield_value(at))
    said: dict[str, tuple[Any, ...]] = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    classes = _filled(said["class_name"])
    days = _Days()
    identifiers, identifier_keys = _sealed(said["identifier"], keys)
    columns: dict[str, Sequence[Any]] = {
        # The first column orders the rows: the pages of the longest index are filled one after the other.
        "sort_key": list(map(person_sort_key, said["full_name"])),
        "search_text": list(map(rules.search_text_of, said["name_key"], classes, said["birth_date"])),
        "code": _filled(said["code"]),
        "full_name": said["full_name"],
        "birth_date": list(map(days.__getitem__, said["birth_date"])),
        "class_name": classes,
        "school_year": said["school_year"],
        "graduation_year": said["graduation_year"],
        "guardian_name": _filled(said["guardian_name"]),
        "guardian_phone": _filled(said["guardian_phone"]),
        "status": [status or "studying" for status in said["status"]],
        "left_on": list(map(days.__getitem__, said["left_on"])),
        "identifier": identifiers,
        "identifier_key": identifier_keys,
    }
    alike = {"unit_id": unit_id, "lock_version": 1, "created_at": moment, "updated_at": moment}
    into = f"{_table()} ({', '.join(map(_column, (*columns, *alike)))})"
    if connection.vendor == "postgresql":
        _copy(into, list(columns.values()), list(alike.values()))
    else:
        _insert(into, list(columns.values()), list(alike.values()))


def update_pupils(changed: Sequence[tuple[Known, Row, dict[str, Any]]], keys: IdentifierKeys, at: datetime) -> None:
    """Write the changed fields of pupils; ``lock_version`` grows, so that a form opened before says so."""
    moment = str(connection.ops.adapt_datetimefield_value(at))
    days = _Days()
    plain: list[tuple[Any, ...]] = []
    sealed: list[tuple[Any, ...]] = []
    for (pupil, _, changes), *identifier in zip(
        changed, *_sealed([row.identifier for _, row, _ in changed], keys), strict=True
    ):
        said: dict[str, Any] = pupil._asdict() | changes
        said["sort_key"] = person_sort_key(said["full_name"])
        said["search_text"] = rules.search_text(said["full_name"], said["class_name"], said["birth_date"])
        values = [days[said[name]] if name in _DAYS else said[name] for name in _FIELDS]
        if "identifier" in changes:
            sealed.append((*values, *identifier, moment, pupil.pk))
        else:
            plain.append((*values, moment, pupil.pk))
    for names, rows in ((_FIELDS, plain), ((*_FIELDS, *_SEALED), sealed)):
        version = _column("lock_version")
        columns = ", ".join(f"{_column(name)} = %s" for name in (*names, "updated_at"))
        _many(
            f"UPDATE {_table()} SET {columns}, {version} = {version} + 1 WHERE {_column('id')} = %s",  # noqa: S608 - names of our own
            rows,
        )


class _Days(dict[date | None, str | None]):
    """Days as text, which every database reads; each made once."""

    def __missing__(self, day: date | None) -> str | None:
        self[day] = text = day.isoformat() if day else None
        return text


def _filled(texts: Iterable[str | None]) -> list[str]:
    return [text or "" for text in texts]


def _sealed(identifiers: Sequence[str | None], keys: IdentifierKeys) -> tuple[list[str], list[str]]:
    """The sealed identifiers, and their indexes with the newest key, which the comparison needed already."""
    sealed = iter(seal_all([text for text in identifiers if text]))
    return [next(sealed) if text else "" for text in identifiers], [
        keys[text][0] if text else "" for text in identifiers
    ]


def _copy(into: str, columns: Sequence[Sequence[Any]], alike: Sequence[Any]) -> None:
    """Insert rows as PostgreSQL reads them quickest; ``alike`` is what all of them end with."""
    lines = sorted(map("\t".join, zip(*map(_copied, columns), strict=True)))
    end = "\t".join(["", *map(str, alike)]) + "\n"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN") as out,
    ):
        out.write(f"{end.join(lines)}{end}")


def _copied(column: Sequence[Any]) -> Sequence[str]:
    """The values of a column in the text format of COPY."""
    try:
        whole = "".join(column)
    except TypeError:  # not all are text
        texts = {value: r"\N" if value is None else str(value).translate(_ESCAPED) for value in set(column)}
        return list(map(texts.__getitem__, column))
    if any(chr(sign) in whole for sign in _ESCAPED):
        return [text.translate(_ESCAPED) for text in column]
    return column


def _insert(into: str, columns: Sequence[Sequence[Any]], alike: Sequence[Any]) -> None:
    """Insert rows a hundred with each statement: SQLite counts its ids on once for each."""
    rows = sorted(zip(*columns, *map(repeat, alike), strict=False), key=itemgetter(0))  # the last have no end
    place = f"({', '.join(['%s'] * (len(columns) + len(alike)))})"
    full = len(rows) // _AT_ONCE * _AT_ONCE
    for some, size in ((rows[:full], _AT_ONCE), (rows[full:], len(rows) - full)):
        parts = [list(chain.from_iterable(some[at : at + size])) for at in range(0, len(some), size or 1)]
        _many(f"INSERT INTO {into} VALUES {', '.join([place] * size)}", parts)  # noqa: S608 - names of our own


def _many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _table() -> str:
    return connection.ops.quote_name(Pupil._meta.db_table)


def _column(name: str) -> str:
    return connection.ops.quote_name(name)
