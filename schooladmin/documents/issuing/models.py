"""Numbers and versions of papers that left the house. Rows are added and ended, never changed into others."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.documents.enums import RegimeChoice
from schooladmin.documents.issuing.rules import number_text, shown
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User

_SHA256 = r"^[0-9a-f]{64}$"


class NumberSeries(models.Model):
    """Numbers of one type of paper in one year, or in one term of the committee (``ends`` empty: it goes on).

    ``ends`` is the first day that no longer belongs to it. Numbers begin with ``first_number``, more than 1 where a
    book on paper is continued. The row is locked while a number is given.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(_("Loại văn bản"), max_length=10, choices=RegimeChoice.choices)
    code = LineField(_("Ký hiệu loại"), max_length=12)
    suffix = LineField(_("Phần sau số"), max_length=40)
    begins = models.DateField(_("Từ ngày"))
    ends = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    first_number = models.PositiveIntegerField(_("Số đầu tiên"), default=1)
    next_number = models.PositiveIntegerField(_("Số kế tiếp"), default=1)

    objects: ClassVar[models.Manager["NumberSeries"]] = scoped()

    class Meta:
        ordering = ["regime", "code", "-begins"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "regime", "code", "begins"], name="number_series_one_from_a_day"),
            models.CheckConstraint(
                name="number_series_ends_after_it_begins", condition=Q(ends__isnull=True) | Q(ends__gt=F("begins"))
            ),
            models.CheckConstraint(
                name="number_series_counts_up",
                condition=Q(first_number__gte=1) & Q(next_number__gte=F("first_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.begins.year}"


class Issue(models.Model):
    """One version of a paper as it left the house.

    ``source_key`` names the paper («reports.report:12»), ``snapshot_hash`` what it said. Drawn when it is issued,
    published when its file is there, until a later version ``replaces`` it or somebody withdraws it.
    """

    public_code = models.CharField(max_length=8, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # As it held on the day of the paper: its name and its numbers are told by that row for ever.
    kind = models.ForeignKey(
        "documents.DocumentKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("Loại văn bản")
    )
    period = LineField(_("Kỳ"), max_length=60, blank=True)
    source_key = models.CharField(max_length=80)
    source_url = models.CharField(max_length=300)  # of the page that shows the paper, below this installation
    version = models.PositiveSmallIntegerField(_("Bản"))
    is_current = models.BooleanField(default=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    day = models.DateField(_("Ngày ghi trên văn bản"))
    sign = LineField(max_length=30)  # the organ's part of a number: «THCS»
    snapshot_hash = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("Số trang"), default=0)
    published_at = models.DateTimeField(null=True)
    signer_position = LineField(max_length=200, blank=True)
    signer_name = LineField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_by_label = LineField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_label = LineField(max_length=120, blank=True)
    withdrawn_reason = LineField(_("Lý do thu hồi"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Issue"]] = scoped()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source_key", "version"], name="issue_version_once"),
            models.UniqueConstraint(fields=["source_key"], condition=Q(is_current=True), name="issue_one_current"),
            models.CheckConstraint(
                name="issue_names_what_it_replaces",
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
            ),
            models.CheckConstraint(name="issue_has_its_sum", condition=Q(snapshot_hash__regex=_SHA256)),
            models.CheckConstraint(
                name="issue_is_published_whole",
                condition=Q(published_at__isnull=True, file_sha256="", pages=0)
                | Q(published_at__isnull=False, file_sha256__regex=_SHA256, pages__gte=1),
            ),
            models.CheckConstraint(
                name="issue_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="issue_by_day")]

    def __str__(self) -> str:
        return shown(self.public_code)

    @property
    def shown_code(self) -> str:
        """The code in two groups."""
        return shown(self.public_code)

    @property
    def number(self) -> "BookNumber | None":
        """The number that holds, of those read beforehand (``prefetch_related("numbers")``)."""
        return next((row for row in self.numbers.all() if row.voided_at is None), None)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class BookNumber(models.Model):
    """A number of the book of outgoing papers: given once. One that was wrong is voided and stays.

    ``is_printed``: the paper itself shows it. ``is_by_hand``: somebody typed it from a book on paper.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField(_("Số"))
    is_printed = models.BooleanField()
    is_by_hand = models.BooleanField()
    given_at = models.DateTimeField()
    given_by_label = LineField(max_length=120)
    voided_at = models.DateTimeField(null=True)
    voided_by_label = LineField(max_length=120, blank=True)
    void_reason = LineField(_("Lý do hủy số"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["BookNumber"]] = scoped()

    class Meta:
        ordering = ["series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="book_number_once"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(voided_at__isnull=True), name="book_number_one_for_a_paper"
            ),
            models.CheckConstraint(name="book_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="book_number_is_voided_with_a_reason",
                condition=Q(voided_at__isnull=True, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return number_text(self.number, self.series.suffix)


class ReturnedCopy(models.Model):
    """A photograph of the signed and stamped paper, kept as evidence beside the version whose code it shows.

    ``was_replaced``: a later version was there already when the photograph came back.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="copies")
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    was_replaced = models.BooleanField()
    kept_at = models.DateTimeField()
    kept_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["ReturnedCopy"]] = scoped()

    class Meta:
        ordering = ["kept_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "evidence"], name="returned_copy_once")]

    def __str__(self) -> str:
        return f"{self.issue} {self.evidence}"
