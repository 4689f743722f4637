"""The form of the papers, version by version: which parts and fields they have and what fills them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import FedTable, FeedKind, PartKind, SentenceRule
from schooladmin.core.fields import LineField
from schooladmin.documents.tree import Regime
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class OutlineTemplate(Dated):
    """A version of the outline's form: which fields part B asks for. Old quarters keep the version of their time."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = LineField(_("Tên mẫu"), max_length=200)
    report_kind = models.CharField(max_length=40)
    regime = models.CharField(
        _("Thể thức"),
        max_length=12,
        choices=[(Regime.PARTY.value, _("Văn bản của Đảng")), (Regime.STATE.value, _("Văn bản hành chính"))],
        default=Regime.PARTY.value,
    )

    objects: ClassVar[DatedQuerySet["OutlineTemplate"]] = DatedQuerySet["OutlineTemplate"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("template_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "version"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class TemplatePart(models.Model):
    """A part (level 1: A, B, C) or section (level 2: I, II) of a paper: what it promises and must then hold."""

    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=10)
    heading = LineField(max_length=200)
    heading_en = LineField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=PartKind.choices)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_part_order_once"),
            models.UniqueConstraint(fields=["template", "kind"], name="template_part_kind_once"),
            models.CheckConstraint(name="template_part_level", condition=Q(level__in=[1, 2])),
        ]


class TemplateField(models.Model):
    """A field of part B: its heading is printed as it stands here, never typed by a school.

    A sub-field (``parent``) is a heading below it, under which the results of its sub-item of the log stand.
    """

    template = models.ForeignKey(OutlineTemplate, on_delete=models.PROTECT, related_name="fields")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="subfields")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    heading = LineField(max_length=200)
    heading_en = LineField(max_length=200, blank=True)
    hint = LineField(max_length=300, blank=True)
    hint_en = LineField(max_length=300, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    sub_item_code = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_field_order_once"),
            models.UniqueConstraint(fields=["template", "key"], name="template_field_key_once"),
        ]


class Feed(models.Model):
    """One thing that fills a field; the rows of a field decide what it shows, tells and prints.

    By kind, ``key`` is that of a fact («procedures.total.received»; «procedures.asked.solved» is each procedure that
    the outline asks about), of an indicator or of an area for all of its indicators («reform.area.1»), or the name of
    a table (``FedTable``). Logged results of the field's area have none. ``sentence`` names the rule of
    ``reports.rules.sentences`` that words it; empty: shown, not worded.
    """

    field = models.ForeignKey(TemplateField, on_delete=models.PROTECT, related_name="feeds")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=FeedKind.choices)
    key = models.CharField(max_length=80, blank=True)
    sentence = models.CharField(max_length=40, blank=True, choices=SentenceRule.choices)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["field", "order"], name="feed_order_once"),
            models.CheckConstraint(
                name="feed_names_its_source",
                condition=Q(kind=FeedKind.RESULTS, key="") | ~Q(kind=FeedKind.RESULTS) & ~Q(key=""),
            ),
            models.CheckConstraint(
                name="feed_knows_its_sentence", condition=Q(sentence__in=["", *SentenceRule.values])
            ),
            models.CheckConstraint(
                name="feed_knows_its_table", condition=~Q(kind=FeedKind.TABLE) | Q(key__in=FedTable.values)
            ),
        ]
