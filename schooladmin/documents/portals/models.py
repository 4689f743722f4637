"""How the screens of other systems ask for a paper: dated rows, for these screens change."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


class PortalLayout(Dated):
    """The fields of a destination's screen in that screen's order, for the papers whose keys begin with ``paper``.

    ``fields``: each has ``label``, ``label_en`` and ``value``, words with ``{names}`` of values in them.
    ``file_name`` is made the same way, without the ending. ``paper`` empty: for every paper.
    """

    code = models.SlugField(_("Mã"), max_length=30)
    paper = models.CharField(_("Loại văn bản"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    name = LineField(_("Nơi nhận"), max_length=120)
    name_en = LineField(_("Tên tiếng Anh"), max_length=120, blank=True)
    fields = models.JSONField(_("Các ô theo thứ tự màn hình"))
    file_name = LineField(_("Quy tắc đặt tên tệp"), max_length=200)

    objects: ClassVar[DatedQuerySet["PortalLayout"]] = DatedQuerySet["PortalLayout"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            ends_after_it_begins("portal_layout_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "paper", "valid_from"], name="portal_layout_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
