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


def insert_pupils(unit_id: int, rows: Sequence[Row], keys: IdentifierKeys, at: datetime) -> None:
    """Add the pupils of the rows to the school's register."""
    if not rows:
        return
    moment = str(connection.ops.adapt_datetimefield_value(at))
    names = (*_FIELDS, *_SEALED, "unit_id", "lock_version", "created_at", "updated_at")
    said: dict[str, tuple[Any, ...]] = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    classes = _filled(said["class_name"])
    days = _Days()
    values = zip(
        _filled(said["code"]),
        said["full_name"],
        map(days.__getitem__, said["birth_date"]),
        classes,
        said["school_year"],
        said["graduation_year"],
        _filled(said["guardian_name"]),
        _filled(said["guardian_phone"]),
        [status or "studying" for status in said["status"]],
        map(days.__getitem__, said["left_on"]),
        map(person_sort_key, said["full_name"]),
        map(rules.search_text_of, map(str.split, said["name_key"]), classes, said["birth_date"]),
        *_sealed(said["identifier"], keys),
        *map(repeat, (unit_id, 1, moment, moment)),
        strict=False,  # the last ones have no end
    )
    # In the order of the longest indexes: their pages are filled one after the other.
    _insert(names, sorted(values, key=itemgetter(names.index("sort_key"))))


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


def _insert(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows by the quickest way that the database has."""
    into = f"{_table()} ({', '.join(map(_column, names))})"
    if connection.vendor == "postgresql":
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {into} FROM STDIN") as out,
        ):
            for row in rows:
                out.write_row(row)
        return
    # A hundred with each statement: SQLite counts its ids on once for each.
    place = f"({', '.join(['%s'] * len(names))})"
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
