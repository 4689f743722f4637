"""The items of the service index that a school can compute, as dated data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.enums import IndexFormula, IndexGroup
from schooladmin.core.fields import LineField
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class IndexRule(Dated):
    """How one item of the service index is computed during a span of days.

    ``full_marks``: empty where no source gives them. ``threshold``: the share in percent from which the item counts
    in full; empty: in proportion up to 100 %. ``note`` says where the working formula comes from and how it is read.
    """

    code = models.CharField(_("Mã chỉ số"), max_length=10)
    group = models.CharField(_("Nhóm"), max_length=20, choices=IndexGroup.choices)
    name = LineField(_("Tên"), max_length=200)
    name_en = LineField(_("Tên tiếng Anh"), max_length=200)
    full_marks = models.DecimalField(_("Điểm tối đa"), max_digits=5, decimal_places=2, null=True, blank=True)
    threshold = models.DecimalField(_("Mức đạt đủ điểm (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    formula = models.CharField(_("Cách tính"), max_length=20, choices=IndexFormula.choices)
    note = LineField(_("Ghi chú"), max_length=400, blank=True)
    note_en = LineField(_("Ghi chú (tiếng Anh)"), max_length=400, blank=True)

    objects: ClassVar[DatedQuerySet["IndexRule"]] = DatedQuerySet["IndexRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            ends_after_it_begins("index_rule_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="index_rule_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
