"""A letter to all units below about whatever its writer says: proposed as a frame, to be written before it is sent."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schooladmin.core.periods import Quarter
from schooladmin.notices.outbox.permissions import ABOUT
from schooladmin.notices.outbox.registry import TO_WRITE, LetterKind, Text, register_letter
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


def register() -> None:
    """Let plain letters be collected (from ``AppConfig.ready``)."""
    register_letter(
        LetterKind(code="plain", label=_("Thông báo gửi các trường"), verb=ABOUT, compose=compose, order=90)
    )


def compose(scope: Scope, units: QuerySet[Unit], quarter: Quarter, base: str) -> Iterator[Text]:
    """One letter for each school, with its name and room for what is to be said."""
    for unit in with_names(units.filter(kind=UnitKind.SCHOOL), scope.at):
        name = str(getattr(unit, "name", None) or unit.code)
        yield Text(
            unit.pk,
            f"plain:{unit.pk}:{quarter.code}",
            f"Thông báo gửi {name}",
            f"Kính gửi thầy, cô lãnh đạo {name},\n\n{TO_WRITE}\n\nTrân trọng cảm ơn thầy, cô.",
        )
