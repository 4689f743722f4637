"""A pupil's way from one school to another: the case that two schools share, and the letter to a school outside.

``Transfer`` is the one table without a unit of its own: it belongs to two. It is reached through ``TransferSide``,
which stands behind the walls of tenancy like every other row; its manager knows only the cases with a side in scope.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from procedures.models.register import Request, new_token
from procedures.transfers.enums import CLOSED, GONE, SideRole, TransferState
from pupils.models import Pupil
from schooladmin.core.crypto import EncryptedField
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class Transfer(models.Model):
    """What both schools may know of a pupil's transfer. What only one has (its request, its register) stays there.

    ``papers`` is the checklist of the school where the parent began: name, English name, whether it was handed in.
    ``after`` is the case that the family was refused in before, where the sending school then asked this one.
    ``identifier`` is sealed and stands here only while the pupil is on the way. ``released_at`` is when the file left
    the sending school, ``closed_at`` when the case ended in one of the ways of ``CLOSED``.
    """

    sending = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Trường chuyển đi"))
    receiving = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Trường chuyển đến"))
    state = models.CharField(_("Trạng thái"), max_length=20, choices=TransferState.choices)
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next")
    began_at = models.CharField(_("Gia đình nộp tại"), max_length=20, choices=SideRole.choices)
    pupil_name = LineField(_("Họ và tên học sinh"), max_length=100)
    pupil_birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    pupil_class = LineField(_("Lớp"), max_length=30, blank=True)
    guardian_name = LineField(_("Người nộp"), max_length=100)
    guardian_phone = LineField(_("Số điện thoại"), max_length=15)
    papers = models.JSONField(default=list)
    identifier = EncryptedField(max_length=30, blank=True)
    asked_at = models.DateTimeField(_("Đề nghị lúc"))
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True, blank=True)
    released_at = models.DateTimeField(_("Bàn giao hồ sơ lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True, blank=True)
    arrival_class = LineField(_("Lớp vào học"), max_length=20, blank=True)
    lock_version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Transfer"]] = ScopedManager(unit="sides__unit__in")

    class Meta:
        constraints = [
            models.CheckConstraint(name="transfer_between_two", condition=~Q(sending=F("receiving"))),
            models.CheckConstraint(name="transfer_state_known", condition=Q(state__in=TransferState.values)),
            models.CheckConstraint(
                name="transfer_released_when_the_file_left",
                condition=Q(state__in=GONE, released_at__isnull=False)
                | (~Q(state__in=GONE) & Q(released_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="transfer_closed_when_it_ended",
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | (~Q(state__in=CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="transfer_identifier_travels",
                condition=Q(identifier="") | Q(state=TransferState.RELEASED),
            ),
        ]
        indexes = [models.Index(fields=["state", "released_at"], name="transfer_by_state")]


class TransferSide(models.Model):
    """The part of a transfer that one school has: its request, its pupil, and the day by which it places the pupil.

    ``request`` is empty until it is that school's turn. Where a school refused and another was asked, the sending
    school's one request goes on in the new case: only the side of that one ``is_latest``.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="sides")
    role = models.CharField(max_length=20, choices=SideRole.choices)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="transfer_sides")
    is_latest = models.BooleanField(default=True)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    placement_due = models.DateField(_("Hạn xếp lớp"), null=True, blank=True)

    objects: ClassVar[models.Manager["TransferSide"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "role"], name="transfer_one_side_of_a_kind"),
            models.UniqueConstraint(fields=["transfer", "unit"], name="transfer_one_side_of_a_school"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(is_latest=True), name="transfer_one_latest_side_of_a_request"
            ),
            models.CheckConstraint(
                name="transfer_only_the_receiving_places",
                condition=Q(placement_due__isnull=True) | Q(role=SideRole.RECEIVING),
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="transfer_side_by_unit")]


class TransferEvent(models.Model):
    """What happened to a transfer. Each side keeps its own copy, so that each school's story stays its own."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(TransferSide, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor_label = LineField(max_length=200)
    verb = models.CharField(max_length=60)
    from_state = models.CharField(max_length=20, choices=TransferState.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=TransferState.choices)
    reason_code = models.SlugField(max_length=40, blank=True)
    note = ProseField(blank=True)

    objects: ClassVar[models.Manager["TransferEvent"]] = scoped()

    class Meta:
        ordering = ["at", "pk"]


class ClassPlace(models.Model):
    """How many pupils a class can take in a school year (named by its first calendar year)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("Năm học"))
    class_name = LineField(_("Lớp"), max_length=20)
    seats = models.PositiveSmallIntegerField(_("Số chỗ"))

    objects: ClassVar[models.Manager["ClassPlace"]] = scoped()

    class Meta:
        ordering = ["class_name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "school_year", "class_name"], name="class_place_once"),
        ]


class TransferRule(Dated):
    """After how many working days both schools are alerted, for a span of days. The last row to begin holds.

    ``alert_after`` counts from the release of a pupil who has not arrived, ``place_after`` from the arrival of one who
    has no class yet.
    """

    alert_after = models.PositiveSmallIntegerField(_("Báo khi chưa đến trường sau (ngày làm việc)"))
    place_after = models.PositiveSmallIntegerField(_("Nhắc khi chưa xếp lớp sau (ngày làm việc)"), default=3)

    objects: ClassVar[DatedQuerySet["TransferRule"]] = DatedQuerySet["TransferRule"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("transfer_rule_ends_after_it_begins"),
            models.UniqueConstraint(fields=["valid_from"], name="transfer_rule_one_from_a_day"),
        ]


class TransferLetter(models.Model):
    """A letter to a school outside the network, whose QR code lets that school confirm the reception once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="transfer_letter")
    token = models.CharField(max_length=32, unique=True, editable=False, default=new_token)
    school_name = LineField(_("Trường nơi đến"), max_length=200)
    issued_at = models.DateTimeField()
    actor_label = LineField(max_length=120)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_name = LineField(_("Người xác nhận"), max_length=100, blank=True)
    confirmed_position = LineField(_("Chức vụ"), max_length=100, blank=True)
    confirmed_phone = LineField(_("Số điện thoại"), max_length=20, blank=True)

    objects: ClassVar[models.Manager["TransferLetter"]] = scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transfer_letter_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_name="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_name="")),
            ),
        ]
