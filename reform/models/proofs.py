"""What proves a value: files that were linked, and work of kinds that prove by rule."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from reform.models.indicators import Indicator, IndicatorValue
from reform.models.register import Area
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class ValueEvidence(models.Model):
    """A file that proves a value; the same file may prove many."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    value = models.ForeignKey(IndicatorValue, on_delete=models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["ValueEvidence"]] = scoped()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["value", "evidence"], name="reform_value_proven_once")]


class ProofRule(Dated):
    """For a span of days, work of a kind (and of this detail, if one is named) proves an indicator, or the results of
    a point or of a whole area."""

    work_kind = models.CharField(_("Loại việc"), max_length=20, choices=WorkKind.choices)
    work_detail = models.CharField(_("Chi tiết"), max_length=40, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    sub_item_code = models.CharField(_("Nội dung"), max_length=8, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[DatedQuerySet["ProofRule"]] = DatedQuerySet["ProofRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["area", "sub_item_code", "pk"]
        constraints = [ends_after_it_begins("reform_proof_rule_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.work_kind} → {self.indicator or self.sub_item_code or self.area}"
