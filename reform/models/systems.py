"""The digital systems that a school uses."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class SystemKind(Dated):
    """A sort of digital system that schools are asked about, for a span of days."""

    code = models.CharField(_("Mã"), max_length=20)
    order = models.PositiveSmallIntegerField(_("Thứ tự"))
    name = LineField(_("Tên"), max_length=120)
    name_en = LineField(_("Tên tiếng Anh"), max_length=120, blank=True)

    objects: ClassVar[DatedQuerySet["SystemKind"]] = DatedQuerySet["SystemKind"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            ends_after_it_begins("reform_system_kind_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="reform_system_kind_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class DigitalSystem(Dated):
    """A system in use at one unit from ``valid_from`` on: what it is, who looks after it, what it is used for."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(SystemKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("Loại hệ thống"))
    name = LineField(_("Tên hệ thống"), max_length=120)
    owner_name = LineField(_("Người phụ trách"), max_length=100)
    use = ProseField(_("Dùng vào việc gì"))
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects: ClassVar[models.Manager["DigitalSystem"]] = scoped(DatedQuerySet)

    class Meta:
        ordering = ["kind__order", "name", "pk"]
        constraints = [
            ends_after_it_begins("reform_system_ends_after_it_begins"),
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="reform_system_sent_once"),
        ]

    def __str__(self) -> str:
        return self.name
