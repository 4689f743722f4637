"""Dated rules of form, and the files that were rendered by them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.documents.batches.models import Batch as Batch
from schooladmin.documents.batches.models import BatchItem as BatchItem
from schooladmin.documents.enums import FileKind, RegimeChoice, SeriesChoice
from schooladmin.documents.issuing.models import BookNumber, Issue, NumberSeries, ReturnedCopy
from schooladmin.documents.kinds import KindRule, Series
from schooladmin.documents.portals.models import PortalLayout as PortalLayout
from schooladmin.documents.profiles import Profile
from schooladmin.documents.signing.models import SignedCopy as SignedCopy
from schooladmin.documents.signing.models import TrustAnchor as TrustAnchor
from schooladmin.documents.tree import Kind, PaperSize, Regime
from schooladmin.jobs.models import Job
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins

__all__ = ["BookNumber", "FormatProfile", "Issue", "NumberSeries", "RenderedFile", "ReturnedCopy"]


class FormatProfile(Dated):
    """A regulation on the form of papers, for the days on which it holds. ``spec`` are its figures (``Profile``)."""

    code = models.CharField(_("Mã"), max_length=20)
    regime = models.CharField(_("Loại văn bản"), max_length=10, choices=RegimeChoice.choices)
    name = LineField(_("Tên"), max_length=120)
    name_en = LineField(_("Tên tiếng Anh"), max_length=120, blank=True)
    spec = models.JSONField(_("Số liệu thể thức"))

    objects: ClassVar[DatedQuerySet["FormatProfile"]] = DatedQuerySet["FormatProfile"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["regime", "valid_from"]
        constraints = [
            ends_after_it_begins("format_profile_ends_after_it_begins"),
            models.UniqueConstraint(fields=["regime", "valid_from"], name="format_profile_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_value(self) -> Profile:
        """The row as the value that writers work with."""
        return Profile.from_spec(code=self.code, name=self.name, regime=Regime(self.regime), spec=self.spec)


class DocumentKind(Dated):
    """What holds for a kind of paper (``tree.Kind``) during a span of days; the fields are those of ``KindRule``."""

    code = models.CharField(_("Mã"), max_length=30)
    regime = models.CharField(_("Loại văn bản"), max_length=10, choices=RegimeChoice.choices)
    name = LineField(_("Tên"), max_length=150)
    name_en = LineField(_("Tên tiếng Anh"), max_length=150, blank=True)
    sheets = models.JSONField(_("Khổ giấy"))
    series = models.CharField(_("Cách đánh số"), max_length=10, choices=SeriesChoice.choices)
    suffix = models.CharField(_("Ký hiệu sau số"), max_length=30, blank=True)
    recipients = models.BooleanField(_("Có nơi nhận"))
    draft = models.BooleanField(_("Có bản dự thảo"))
    attaches_data = models.BooleanField(_("Tệp lưu trữ kèm số liệu"))
    automatic = models.BooleanField(_("Cấp số khi phát hành"))
    form = models.JSONField(_("Thể thức riêng"), default=dict, blank=True)

    objects: ClassVar[DatedQuerySet["DocumentKind"]] = DatedQuerySet["DocumentKind"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            ends_after_it_begins("document_kind_ends_after_it_begins"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="document_kind_one_from_a_day"),
            models.CheckConstraint(
                name="document_kind_code_where_numbered",
                condition=Q(series=SeriesChoice.NONE, suffix="") | (~Q(series=SeriesChoice.NONE) & ~Q(suffix="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_value(self) -> KindRule:
        """The row as the value that programs work with."""
        return KindRule(
            kind=Kind(self.code),
            name=self.name,
            name_en=self.name_en,
            regime=Regime(self.regime),
            sheets=tuple(PaperSize(sheet) for sheet in self.sheets),
            series=Series(self.series),
            suffix=self.suffix,
            recipients=self.recipients,
            draft=self.draft,
            attaches_data=self.attaches_data,
            automatic=self.automatic,
            basis=self.basis,
            form=self.form,
        )


class RenderedFile(models.Model):
    """A file that a writer made of something («reports.report:12»). Older ones stay; one of each kind is current."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=80)
    kind = models.CharField(_("Loại tệp"), max_length=10, choices=FileKind.choices)
    path = models.CharField(max_length=200, unique=True)  # below MEDIA_ROOT; never an address
    name = LineField(_("Tên tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(_("Số trang"))
    size = models.PositiveBigIntegerField(_("Dung lượng"))
    seconds = models.FloatField()
    versions = models.JSONField(default=dict)  # of the engine and the fonts
    snapshot_hash = models.CharField(max_length=64)  # of the content that the file shows
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, related_name="files")  # the version it is of

    objects: ClassVar[models.Manager["RenderedFile"]] = scoped()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key", "kind"], condition=Q(is_current=True), name="rendered_file_one_current"
            ),
            models.UniqueConstraint(fields=["job", "source_key", "kind"], name="rendered_file_once_per_job"),
        ]
        indexes = [
            models.Index(fields=["source_key", "created_at"], name="rendered_file_by_source"),
            models.Index(fields=["sha256"], name="rendered_file_by_sum"),
        ]

    def __str__(self) -> str:
        return self.name
