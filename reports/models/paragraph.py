"""What a school says in its report beside the figures: paragraphs, reasons, values by hand, and what people ask."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from reports.enums import ExplanationKind, Origin, Verdict
from reports.models.report import Report
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Person, Unit, ends_after_it_begins


class Paragraph(models.Model):
    """A part of a field's text. Figures in it are chips (``[[key]]``), never digits.

    A field has at most one paragraph that people typed. A *drafted* one stands in the place of the sentence that the
    rules draft under ``source_key``; a *carried* one in the place of part ``carried_part`` of a paragraph of an
    earlier report. Neither has a row before somebody has decided about it (``verdict``). ``source_text`` is what they
    were offered, so that the reader sees what was changed.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="paragraphs")
    field_key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    text = ProseField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TYPED)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    source_key = models.CharField(max_length=60, blank=True)
    source_text = ProseField(blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    carried_part = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(null=True)
    updated_at = models.DateTimeField()
    updated_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Paragraph"]] = scoped()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "field_key"], condition=Q(origin=Origin.TYPED), name="paragraph_typed_once_per_field"
            ),
            models.UniqueConstraint(
                fields=["report", "field_key", "source_key"],
                condition=Q(origin=Origin.DRAFTED),
                name="paragraph_drafted_once",
            ),
            models.UniqueConstraint(
                fields=["report", "carried_from", "carried_part"],
                condition=Q(origin=Origin.CARRIED),
                name="paragraph_carried_once",
            ),
            models.CheckConstraint(
                name="paragraph_offered_has_verdict",
                condition=Q(origin=Origin.TYPED, verdict="") | (~Q(origin=Origin.TYPED) & ~Q(verdict="")),
            ),
        ]


class ReasonOption(Dated):
    """A reason that is offered with one tap, for figures whose key begins with ``prefix`` (empty: for all)."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ExplanationKind.choices)
    prefix = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField()
    name = LineField(max_length=200)
    name_en = LineField(max_length=200, blank=True)

    objects: ClassVar[DatedQuerySet["ReasonOption"]] = DatedQuerySet["ReasonOption"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["order"]
        constraints = [
            ends_after_it_begins("reason_option_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="reason_code_once_a_day"),
        ]


class Explanation(models.Model):
    """Why a field is blank (``key`` is the field's), or why a figure is zero or has jumped (the figure's)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="explanations")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ExplanationKind.choices)
    reason_code = models.CharField(max_length=40, blank=True)
    text = LineField(max_length=300)
    given_at = models.DateTimeField()
    given_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Explanation"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="explanation_once_per_key")]


class Override(models.Model):
    """A value put by hand in the place of what the registers count, with its reason; it is always shown as such."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="overrides")
    key = models.CharField(max_length=120)
    value = models.PositiveIntegerField()
    reason = LineField(max_length=300)
    version = models.PositiveIntegerField(default=1)
    given_at = models.DateTimeField()
    given_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Override"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="override_once_per_key")]


class Comment(models.Model):
    """A question about one figure (``anchor`` is its key), one field, or one paragraph, until it is closed.

    A paragraph has no row before somebody decided about it, so its anchor is its place in the report
    («part-digital-carried-12-0»), and the comment keeps the words: ``about`` as they were read that day,
    ``source`` as they are stored (with chips), by which it is seen whether they still stand there.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    anchor = models.CharField(max_length=120)
    about = ProseField(blank=True)
    source = ProseField(blank=True)
    text = ProseField()
    mutation_id = models.UUIDField(unique=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_by_label = LineField(max_length=120)
    answer = ProseField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_label = LineField(max_length=120, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by_label = LineField(max_length=120, blank=True)

    objects: ClassVar[models.Manager["Comment"]] = scoped()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_on_a_paragraph_quotes_it",
                condition=Q(anchor__startswith="part-", about__gt="", source__gt="")
                | (~Q(anchor__startswith="part-") & Q(about="", source="")),
            ),
        ]
