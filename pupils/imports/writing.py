"""Rows of the register written in bulk: three statements at most, however long the list is.

The model's own ``bulk_create`` would send a statement for every fifty rows on SQLite and prepare each value by way of
its field; the values of an import are clean already.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from pupils import rules
from pupils.imports.rules.types import Known, Row
from pupils.models import Pupil
from schooladmin.core.crypto import seal
from schooladmin.core.text import person_sort_key

_FIELDS = (
    "code", "full_name", "birth_date", "class_name", "school_year", "graduation_year", "guardian_name",
    "guardian_phone", "status", "left_on",
)  # fmt: skip
_BORN, _LEFT = _FIELDS.index("birth_date"), _FIELDS.index("left_on")
_KEYS = ("sort_key", "search_text")
_SEALED = ("identifier", "identifier_key")


def insert_pupils(unit_id: int, rows: Iterable[Row], at: datetime) -> None:
    """Add the pupils of the rows to the school's register."""
    moment = connection.ops.adapt_datetimefield_value(at)
    names = ("unit_id", *_FIELDS, *_KEYS, *_SEALED, "lock_version", "created_at", "updated_at")
    _many(
        f"INSERT INTO {_table()} ({', '.join(map(_column, names))}) VALUES ({', '.join(['%s'] * len(names))})",  # noqa: S608 - names of our own
        [(unit_id, *_values(_of_row(row)), *_sealed(row), 1, moment, moment) for row in rows],
    )


def update_pupils(changed: Sequence[tuple[Known, Row, dict[str, Any]]], at: datetime) -> None:
    """Write the changed fields of pupils; ``lock_version`` grows, so that a form opened before says so."""
    moment = connection.ops.adapt_datetimefield_value(at)
    plain, sealed = [], []
    for pupil, row, changes in changed:
        values = _values({name: changes.get(name, getattr(pupil, name)) for name in _FIELDS})
        if "identifier" in changes:
            sealed.append((*values, *_sealed(row), moment, pupil.pk))
        else:
            plain.append((*values, moment, pupil.pk))
    for names, values in (((*_FIELDS, *_KEYS), plain), ((*_FIELDS, *_KEYS, *_SEALED), sealed)):
        version = _column("lock_version")
        columns = ", ".join(f"{_column(name)} = %s" for name in (*names, "updated_at"))
        _many(
            f"UPDATE {_table()} SET {columns}, {version} = {version} + 1 WHERE {_column('id')} = %s",  # noqa: S608 - names of our own
            values,
        )


def _of_row(row: Row) -> dict[str, Any]:
    return {
        "code": row.code or "",
        "full_name": row.full_name,
        "birth_date": row.birth_date,
        "class_name": row.class_name or "",
        "school_year": row.school_year,
        "graduation_year": row.graduation_year,
        "guardian_name": row.guardian_name or "",
        "guardian_phone": row.guardian_phone or "",
        "status": row.status or "studying",
        "left_on": row.left_on,
    }


def _values(said: dict[str, Any]) -> list[Any]:
    """The fields and the keys derived from them, as the database takes them."""
    name, class_name, born = said["full_name"], said["class_name"], said["birth_date"]
    values = [said[field] for field in _FIELDS]
    values[_BORN], values[_LEFT] = _day(born), _day(said["left_on"])
    return [*values, person_sort_key(name), rules.search_text(name, class_name, born)]


def _day(day: date | None) -> Any:
    return connection.ops.adapt_datefield_value(day) if day else None


def _sealed(row: Row) -> tuple[str, str]:
    """The sealed identifier and its index with the newest key, which the comparison needed already."""
    return (seal(row.identifier), row.identifier_keys[0]) if row.identifier else ("", "")


def _many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _table() -> str:
    return connection.ops.quote_name(Pupil._meta.db_table)


def _column(name: str) -> str:
    return connection.ops.quote_name(name)
