"""Which form a paper of the counter follows: number, title and words as dated data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.papers.kinds import PaperKind
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class PaperForm(Dated):
    """The form that a kind of paper follows during a span of days; a paper takes that of the day of its event.

    ``number`` is empty for a paper that no circular gives a form for. ``legal_words`` says what the reader may do or
    must know, whatever the request; it is printed below the facts.
    """

    kind = models.CharField(_("Loại giấy tờ"), max_length=20, choices=PaperKind.choices)
    number = models.CharField(_("Số mẫu"), max_length=10, blank=True)
    title = LineField(_("Tên giấy tờ"), max_length=150)
    legal_words = ProseField(_("Lời ghi theo quy định"), blank=True)

    objects: ClassVar[DatedQuerySet["PaperForm"]] = DatedQuerySet["PaperForm"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["kind", "valid_from"]
        constraints = [
            ends_after_it_begins("paper_form_ends_after_it_begins"),
            models.UniqueConstraint(fields=["kind", "valid_from"], name="paper_form_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.title
