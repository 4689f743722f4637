"""Builders of the log of a quarter: a value, a system, an inspection, an indicator of the commune."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from reform.actions.catalogue import IndicatorText, add_indicator
from reform.actions.inspections import InspectionText, add_inspection
from reform.actions.systems import SystemText, add_system
from reform.actions.values import Entry, log_value
from reform.enums import Aggregation, Direction, IndicatorKind, Rhythm
from reform.models import Indicator, IndicatorValue
from reform.rules.indicators import read_measure
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, system
from tests.factory import World

Q3 = Quarter(2026, 3)


@dataclass(frozen=True)
class Logged:
    """The keys of what was made."""

    value: int
    system: int
    inspection: int
    indicator: int


def asked(code: str) -> Indicator:
    """A shipped indicator."""
    return Indicator.objects.get(code=code)


def log(
    world: World,
    code: str,
    first: str,
    second: str = "",
    *,
    at: datetime,
    quarter: Quarter = Q3,
    who: str = "clerk",
    version: int = 0,
    system_id: int | None = None,
    mutation_id: uuid.UUID | None = None,
) -> IndicatorValue:
    """Log what somebody typed for an indicator."""
    indicator = asked(code)
    value = read_measure(IndicatorKind(indicator.kind), first, second)
    with opened(world.scope(who, at.date())) as scope:
        return log_value(
            actor=scope,
            unit_id=world.school.pk,
            quarter=quarter,
            entry=Entry(indicator.pk, value, version, system_id),
            at=at,
            mutation_id=mutation_id,
        )


def wording(**other: object) -> IndicatorText:
    """What an office asks for, with some of it said otherwise."""
    fields: dict[str, object] = {
        "place": "6.1",
        "kind": IndicatorKind.NUMBER,
        "aggregation": Aggregation.SUM,
        "measure": "buổi",
        "direction": Direction.UP,
        "rhythm": Rhythm.QUARTER,
        "name": "Buổi tập huấn chuyển đổi số",
        "name_en": "",
        "hint": "",
        "valid_from": date(2026, 7, 1),
        **other,
    }
    return IndicatorText(**fields)  # type: ignore[arg-type]


def log_something(world: World, at: datetime) -> Logged:
    """One of each in the world's first school, and an indicator of its commune; twice is once."""
    root = system(at.date(), "test")
    with opened(root):
        used = add_system(
            actor=root,
            unit_id=world.school.pk,
            text=SystemText("SMAS", "smas.edu.vn", "Đỗ Thị Văn Thư", "Sổ điểm, học bạ điện tử", date(2024, 9, 1)),
            at=at,
            mutation_id=uuid.UUID(int=11),
        )
        inspected = add_inspection(
            actor=root,
            unit_id=world.school.pk,
            text=InspectionText(
                "Đoàn kiểm tra xã", date(2026, 9, 10), "Công tác văn thư", "Đúng quy định, sổ còn thiếu cột",
                "Bổ sung cột ngày trả", date(2026, 9, 30),
            ),
            at=at,
            mutation_id=uuid.UUID(int=12),
        )  # fmt: skip
        own = Indicator.objects.filter(owner=world.commune).first()
        own = own or add_indicator(actor=root, unit_id=world.commune.pk, code="TH-1", text=wording(), at=at)
    mutation_id = uuid.UUID(int=13)
    value = log(world, "1.1-VAN-BAN", "12", at=at, mutation_id=mutation_id)
    return Logged(value.pk, used.pk, inspected.pk, own.pk)
