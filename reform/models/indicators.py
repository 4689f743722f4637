"""Indicators that schools are asked for, in the words of their time, and the values that schools log each quarter."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reform.enums import Aggregation, Direction, IndicatorKind, IndicatorSource, Rhythm
from reform.models.register import Area
from reform.models.systems import DigitalSystem
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class Indicator(models.Model):
    """What is measured and how values of it are put together; its words are dated rows (``IndicatorVersion``).

    ``owner`` is the office that asks for it of the units below; empty: it is asked everywhere. ``kind``, ``measure``
    and ``aggregation`` stay as they are from the first value on. A computed indicator has no values of its own: it
    points at the figure ``fact_key``. ``per_system``: one value for each digital system in use.
    """

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("Lĩnh vực"))
    sub_item_code = models.CharField(_("Nội dung"), max_length=8, blank=True)
    code = models.CharField(_("Mã chỉ tiêu"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    kind = models.CharField(_("Kiểu"), max_length=10, choices=IndicatorKind.choices)
    measure = LineField(_("Đơn vị tính"), max_length=40, blank=True)
    direction = models.CharField(_("Chiều tốt"), max_length=6, choices=Direction.choices, default=Direction.NONE)
    aggregation = models.CharField(_("Cách gộp"), max_length=6, choices=Aggregation.choices)
    source = models.CharField(_("Nguồn"), max_length=10, choices=IndicatorSource.choices, default=IndicatorSource.TYPED)
    fact_key = models.CharField(_("Số liệu gốc"), max_length=80, blank=True)
    rhythm = models.CharField(_("Ghi khi nào"), max_length=8, choices=Rhythm.choices, default=Rhythm.QUARTER)
    per_system = models.BooleanField(_("Ghi theo từng hệ thống"), default=False)

    class Meta:
        ordering = ["area__code", "order", "code"]
        constraints = [
            models.CheckConstraint(
                name="reform_indicator_computed_from_a_fact",
                condition=(Q(source=IndicatorSource.COMPUTED, per_system=False) & ~Q(fact_key=""))
                | Q(source=IndicatorSource.TYPED, fact_key=""),
            ),
            models.CheckConstraint(
                name="reform_indicator_aggregation_fits",
                condition=Q(kind=IndicatorKind.NUMBER, aggregation__in=["sum", "last", "mean"])
                | Q(kind=IndicatorKind.PERCENT, aggregation__in=["share", "last"])
                | Q(kind=IndicatorKind.YES_NO, aggregation__in=["share", "last"])
                | Q(kind=IndicatorKind.SCORE, aggregation__in=["mean", "last"])
                | Q(kind=IndicatorKind.TEXT, aggregation="last"),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IndicatorVersion(Dated):
    """What an indicator is called, and the hint for who fills it in, for a span of days."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    name = LineField(_("Tên chỉ tiêu"), max_length=200)
    name_en = LineField(_("Tên tiếng Anh"), max_length=200, blank=True)
    hint = LineField(_("Hướng dẫn"), max_length=300, blank=True)

    objects: ClassVar[DatedQuerySet["IndicatorVersion"]] = DatedQuerySet["IndicatorVersion"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["indicator", "valid_from"]
        constraints = [
            ends_after_it_begins("reform_indicator_version_ends_after_it_begins"),
            models.UniqueConstraint(fields=["indicator", "valid_from"], name="reform_indicator_one_version_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """What one unit logged for one indicator in one quarter. A percent is two numbers; which columns are filled
    follows from the indicator's kind."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(DigitalSystem, on_delete=models.PROTECT, null=True, related_name="values")
    quarter = models.CharField(_("Quý"), max_length=7)
    happened_on = models.DateField(_("Ngày của số liệu"))
    numerator = models.DecimalField(_("Tử số"), max_digits=13, decimal_places=2, null=True)
    denominator = models.DecimalField(_("Mẫu số"), max_digits=13, decimal_places=2, null=True)
    number = models.DecimalField(_("Số"), max_digits=15, decimal_places=2, null=True)
    yes = models.BooleanField(_("Có"), null=True)
    score = models.DecimalField(_("Điểm"), max_digits=7, decimal_places=2, null=True)
    text = ProseField(_("Nội dung"), blank=True)
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)
    saved_by_label = LineField(_("Người ghi"), max_length=120)
    saved_at = models.DateTimeField(_("Ghi lúc"))

    objects: ClassVar[models.Manager["IndicatorValue"]] = scoped()

    class Meta:
        ordering = ["quarter", "indicator", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="reform_value_sent_once"),
            models.UniqueConstraint(
                fields=["unit", "indicator", "quarter"], name="reform_value_one", condition=Q(system__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["unit", "indicator", "quarter", "system"],
                name="reform_value_one_a_system",
                condition=Q(system__isnull=False),
            ),
            models.CheckConstraint(
                name="reform_value_percent_of_a_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=0, denominator__gt=0, numerator__lte=F("denominator")),
            ),
            models.CheckConstraint(
                name="reform_value_says_one_thing",
                condition=Q(numerator__isnull=False, number__isnull=True, yes__isnull=True, score__isnull=True, text="")
                | Q(numerator__isnull=True, number__isnull=False, yes__isnull=True, score__isnull=True, text="")
                | Q(numerator__isnull=True, number__isnull=True, yes__isnull=False, score__isnull=True, text="")
                | Q(numerator__isnull=True, number__isnull=True, yes__isnull=True, score__isnull=False, text="")
                | (Q(numerator__isnull=True, number__isnull=True, yes__isnull=True, score__isnull=True) & ~Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.quarter}"
