"""The six areas of administrative reform and what a school achieved in them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform.enums import AreaKind, ResultState
from schooladmin.core.fields import LineField, ProseField
from schooladmin.evidence.models import EvidenceFile
from schooladmin.legal.models import LegalDocument
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class Area(models.Model):
    """A field that the outline asks about: an area of the programme, or a field that was added to it."""

    code = models.CharField(_("Mã"), max_length=4, unique=True)
    kind = models.CharField(_("Loại"), max_length=20, choices=AreaKind.choices)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class AreaVersion(Dated):
    """What an area is called for a span of days: by the programme, and by the papers of the place."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="versions")
    order = models.PositiveSmallIntegerField(_("Thứ tự"))
    official_name = LineField(_("Tên chính thức"), max_length=200)
    official_name_en = LineField(_("Tên tiếng Anh"), max_length=200, blank=True)
    local_name = LineField(_("Tên dùng ở địa phương"), max_length=200)

    objects: ClassVar[DatedQuerySet["AreaVersion"]] = DatedQuerySet["AreaVersion"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order", "valid_from"]
        constraints = [
            ends_after_it_begins("reform_area_version_ends_after_it_begins"),
            models.UniqueConstraint(fields=["area", "valid_from"], name="reform_area_one_version_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.official_name


class SubItem(Dated):
    """A point of an area («2.4»), as it reads for a span of days."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="sub_items")
    code = models.CharField(_("Mã"), max_length=8)
    name = LineField(_("Tên"), max_length=200)
    name_en = LineField(_("Tên tiếng Anh"), max_length=200, blank=True)

    objects: ClassVar[DatedQuerySet["SubItem"]] = DatedQuerySet["SubItem"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            ends_after_it_begins("reform_sub_item_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="reform_sub_item_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Result(models.Model):
    """What the school did in an area on a day, in words and, where it can be counted, as a figure."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("Lĩnh vực"))
    sub_item = models.ForeignKey(
        SubItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Nội dung")
    )
    happened_on = models.DateField(_("Ngày thực hiện"))
    text = ProseField(_("Kết quả"))
    figure = models.DecimalField(_("Số liệu"), max_digits=13, decimal_places=2, null=True, blank=True)
    figure_unit = LineField(_("Đơn vị tính"), max_length=40, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=12, choices=ResultState.choices, default=ResultState.ACTIVE)
    withdrawn_reason = LineField(_("Lý do rút"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)
    created_by_label = LineField(_("Người ghi"), max_length=120)
    created_at = models.DateTimeField(_("Ghi lúc"))
    updated_at = models.DateTimeField(_("Sửa lúc"))
    search_text = models.TextField(editable=False)

    objects: ClassVar[models.Manager["Result"]] = scoped()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="reform_result_sent_once"),
            models.CheckConstraint(
                name="reform_figure_in_bounds",
                condition=Q(figure__isnull=True) | Q(figure__gte=0, figure__lte=1_000_000_000),
            ),
            models.CheckConstraint(
                name="reform_figure_has_a_unit",
                condition=Q(figure__isnull=True, figure_unit="") | (Q(figure__isnull=False) & ~Q(figure_unit="")),
            ),
            models.CheckConstraint(
                name="reform_withdrawn_with_reason",
                condition=Q(state=ResultState.ACTIVE, withdrawn_reason="")
                | (Q(state=ResultState.WITHDRAWN) & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "happened_on"], name="reform_result_by_day")]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"


class ResultCitation(models.Model):
    """An act that a result names as its basis."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="citations")
    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["ResultCitation"]] = scoped()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["result", "document"], name="reform_cited_once")]


class ResultEvidence(models.Model):
    """A file that proves a result."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["ResultEvidence"]] = scoped()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["result", "evidence"], name="reform_proven_once")]
