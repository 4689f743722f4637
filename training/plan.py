"""What a class is to be: the value that the form, an importer and the demonstration data hand to the actions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from training.enums import ClassMode, Scale


@dataclass(frozen=True)
class Organiser:
    """A name as papers write it; ``organ_id`` where it is a unit of the system."""

    name: str
    organ_id: int | None = None


@dataclass(frozen=True)
class Part:
    title: str
    minutes: int


@dataclass(frozen=True)
class SchoolPlace:
    """A school that takes part and how many people it may send (None: not limited)."""

    school_id: int
    quota: int | None = None


@dataclass(frozen=True)
class ClassPlan:
    """Everything about a class that people enter. ``hours`` are tiết; ``pass_mark`` as in ``TrainingClass``."""

    title: str
    starts_at: datetime
    ends_at: datetime
    mode: ClassMode
    organisers: tuple[Organiser, ...]
    schools: tuple[SchoolPlace, ...]
    parts: tuple[Part, ...] = ()
    platform: str = ""
    place: str = ""
    speaker_name: str = ""
    speaker_title: str = ""
    hours: Decimal | None = None
    essay_topic: str = ""
    essay_due: date | None = None
    scale: Scale = Scale.PASS_FAIL
    pass_mark: Decimal | None = None
    basis: str = ""
