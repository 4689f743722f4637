"""The pupils of the demonstration: eight classes that study and those who finished lower secondary school in 2025."""

import random
from datetime import date, datetime, timedelta

from pupils.enums import PupilStatus
from pupils.models import Pupil
from schooladmin.demo.texts.people import full_names
from schooladmin.demo.units import SCHOOLS
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_CLASSES = ("6A", "6B", "7A", "7B", "8A", "8B", "9A", "9B")
_PER_CLASS = 12
_GRADUATES = 24
_SCHOOL_YEAR = 2026
_GRADUATION_YEAR = 2025
_GRADUATED_ON = date(2025, 5, 31)


def load_pupils(actor: Scope, now: datetime) -> None:
    """Write the pupils of each school in one statement; the same ones at every load."""
    ids = dict(Unit.objects.filter(code__in=SCHOOLS).values_list("code", "pk"))
    for number, school in enumerate(SCHOOLS, start=1):
        rows = _school(number, ids[school], now)
        for row in rows:
            row.set_keys()
        Pupil.objects.bulk_create(rows, batch_size=200)


def _school(number: int, unit_id: int, now: datetime) -> list[Pupil]:
    draw = random.Random(f"pupils of {number}")  # noqa: S311 - invented people, not secrets
    studying = len(_CLASSES) * _PER_CLASS
    rows = []
    for place, name in enumerate(full_names(studying + _GRADUATES, seed=500 + number)):
        graduated = place >= studying
        class_name = _CLASSES[-1 - place % 2] if graduated else _CLASSES[place // _PER_CLASS]
        school_year = _GRADUATION_YEAR - 1 if graduated else _SCHOOL_YEAR
        born = date(school_year - int(class_name[0]) - 5, 1, 1) + timedelta(days=draw.randrange(365))
        guardian = full_names(1, seed=100_000 * number + place)[0]
        rows.append(
            Pupil(
                unit_id=unit_id,
                code=f"HS{school_year % 100}{number}{place + 1:03d}",
                full_name=name,
                birth_date=born,
                class_name=class_name,
                school_year=school_year,
                graduation_year=_GRADUATION_YEAR if graduated else None,
                # 000 is the number of no province, so no living citizen has such an identifier.
                identifier=f"000{2 + draw.randrange(2)}{born.year % 100:02d}{number:02d}{place:04d}",
                guardian_name=f"{name.split()[0]} {guardian.split(maxsplit=1)[1]}",
                guardian_phone=f"0900 {number:03d} {place:03d}",
                status=PupilStatus.GRADUATED if graduated else PupilStatus.STUDYING,
                left_on=_GRADUATED_ON if graduated else None,
                created_at=now,
                updated_at=now,
            )
        )
    return rows
