"""The register of requests: the request, its papers, its stops, its one extension and its story."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import CLOSED, WITH_RESULT, Channel, Entry, Relation, Route, State, StopKind
from procedures.models.catalogue import ProcedureComponent, ProcedureVersion
from procedures.papers.permissions import APOLOGISE
from pupils.models import Pupil
from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.text import person_sort_key, search_text
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


def new_token() -> str:
    """A secret for the QR code of a receipt: 128 random bits."""
    return secrets.token_urlsafe(16)


class CodeSequence(models.Model):
    """The last number given out at a unit in a year. Locked while a request takes its code or a device its block."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["CodeSequence"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="request_one_sequence_a_year")]


class Request(models.Model):
    """A request at the counter of a school.

    ``original_due`` is the first promise and stays; ``due_on`` is the present one and only ever moves later.
    Being late is a property of time and is never stored. ``lock_version`` counts the changes, so that two people on
    the same request notice each other. ``public_token`` is the secret in the QR code of the receipt: who has it may
    read the state in plain words, without a name.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("Mã hồ sơ"), max_length=60, unique=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="requests")
    route = models.CharField(_("Tuyến"), max_length=20, choices=Route.choices, default=Route.ANY)
    channel = models.CharField(_("Hình thức nộp"), max_length=20, choices=Channel.choices)
    entry = models.CharField(_("Nhập từ"), max_length=20, choices=Entry.choices, default=Entry.COUNTER)
    public_token = models.CharField(max_length=32, unique=True, editable=False, default=new_token)

    applicant_name = LineField(_("Người nộp"), max_length=100)
    applicant_phone = models.CharField(_("Số điện thoại"), max_length=15)
    relation = models.CharField(_("Quan hệ với học sinh"), max_length=20, choices=Relation.choices)
    # The entry of the school's register, where there is one; what stood on the file that day stands below.
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    pupil_name = LineField(_("Họ và tên học sinh"), max_length=100)
    pupil_birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    pupil_class = LineField(_("Lớp"), max_length=30, blank=True)
    graduation_year = models.PositiveSmallIntegerField(_("Năm tốt nghiệp"), null=True, blank=True)

    wanted_class = LineField(_("Lớp xin chuyển đến"), max_length=30, blank=True)
    other_school = LineField(_("Trường chuyển đi hoặc chuyển đến"), max_length=200, blank=True)

    submitted_at = models.DateTimeField(_("Nộp lúc"))
    received_at = models.DateTimeField(_("Tiếp nhận lúc"))
    state = models.CharField(_("Trạng thái"), max_length=20, choices=State.choices, default=State.OPEN)
    original_due = models.DateField(_("Ngày hẹn ban đầu"))
    due_on = models.DateField(_("Ngày hẹn"))
    calendar_revision = models.PositiveIntegerField()
    solved_at = models.DateTimeField(_("Có kết quả lúc"), null=True, blank=True)
    returned_at = models.DateTimeField(_("Trả kết quả lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Kết thúc lúc"), null=True, blank=True)
    closed_reason = ProseField(_("Lý do kết thúc"), blank=True)
    # A mistake of the desk that was taken back: nobody had asked for it and nobody withdrew it.
    is_slip = models.BooleanField(_("Ghi nhầm, đã hủy"), default=False)
    result_note = ProseField(_("Ghi chú kết quả"), blank=True)

    lock_version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(editable=False)
    pupil_sort_key = models.CharField(max_length=300, editable=False)
    search_text = models.CharField(max_length=600, editable=False)

    objects: ClassVar[models.Manager["Request"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="request_once_per_form"),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="request_never_earlier", condition=Q(due_on__gte=F("original_due"))),
            models.CheckConstraint(
                name="request_submitted_before_received", condition=Q(submitted_at__lte=F("received_at"))
            ),
            models.CheckConstraint(
                name="request_solved_when_it_has_a_result",
                condition=Q(state__in=WITH_RESULT, solved_at__gte=F("received_at"))
                | (~Q(state__in=WITH_RESULT) & Q(solved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_returned_after_solved",
                condition=Q(state=State.RETURNED, returned_at__gte=F("solved_at"))
                | (~Q(state=State.RETURNED) & Q(returned_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_slip_is_closed", condition=Q(is_slip=False) | Q(state=State.WITHDRAWN)
            ),
            models.CheckConstraint(
                name="request_closed_when_refused_or_withdrawn",
                condition=Q(state__in=CLOSED, closed_at__gte=F("received_at"))
                | (~Q(state__in=CLOSED) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="request_by_state"),
            models.Index(fields=["unit", "received_at"], name="request_by_reception"),
            models.Index(fields=["unit", "solved_at"], name="request_by_result"),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pupil_sort_key = person_sort_key(self.pupil_name)
        self.search_text = " ".join(search_text(text) for text in (self.pupil_name, self.applicant_name, self.code))
        super().save(*args, **kwargs)


class StopInterval(models.Model):
    """A span that is no working time: the applicant had to act, or a result stood that was taken back later.

    ``ended_at`` is empty while it stands. The papers asked for point here (``RequestComponent.asked_in``).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=20, choices=StopKind.choices, default=StopKind.APPLICANT)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.SlugField(max_length=40, blank=True)
    reason = ProseField(_("Cần bổ sung"))

    objects: ClassVar[models.Manager["StopInterval"]] = scoped()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_begins", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="stop_of_a_result_is_over",
                condition=~Q(kind=StopKind.RESULT) | Q(ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at__isnull=True), name="stop_one_open_per_request"
            ),
        ]


class RequestComponent(models.Model):
    """A paper of the checklist: handed in at reception, asked for in a stop and come later, or absent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="components")
    component = models.ForeignKey(ProcedureComponent, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()
    asked_in = models.ForeignKey(
        StopInterval, on_delete=models.PROTECT, null=True, blank=True, related_name="asked_papers"
    )
    arrived_at = models.DateTimeField(_("Bổ sung lúc"), null=True, blank=True)

    objects: ClassVar[models.Manager["RequestComponent"]] = scoped()

    class Meta:
        ordering = ["component__order"]
        constraints = [
            models.UniqueConstraint(fields=["request", "component"], name="request_component_once"),
            models.CheckConstraint(
                name="request_component_arrives_when_asked",
                condition=Q(arrived_at__isnull=True) | Q(asked_in__isnull=False, is_present=True),
            ),
        ]


class Extension(models.Model):
    """The one time that a promise was put off, before it ran out: by how many working days, and why.

    An extension to a date is kept as the working days it meant, so that a later pause moves it like any promise.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="extension")
    at = models.DateTimeField()
    actor_label = LineField(max_length=120)
    working_days = models.PositiveSmallIntegerField(_("Gia hạn thêm (ngày làm việc)"))
    due_before = models.DateField(_("Ngày hẹn cũ"))
    due_after = models.DateField(_("Ngày hẹn mới"))
    reason_code = models.SlugField(max_length=40, blank=True)
    reason = ProseField(_("Lý do gia hạn"))

    objects: ClassVar[models.Manager["Extension"]] = scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_is_longer", condition=Q(working_days__gte=1)),
            models.CheckConstraint(name="extension_moves_later", condition=Q(due_after__gt=F("due_before"))),
        ]


class RequestEvent(models.Model):
    """What happened to a request, in order, with the promise before and after.

    ``days`` holds the reckoning behind a promise that was made or moved here, day by day; empty when it was not.
    ``signed_for`` names the principal when a deputy decided in that one's place. ``expected_on`` is the day that an
    apology named instead of a promise.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor_label = LineField(max_length=120)
    signed_for = LineField(max_length=120, blank=True)
    verb = models.CharField(max_length=60)
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    reason_code = models.SlugField(max_length=40, blank=True)
    note = ProseField(blank=True)
    due_before = models.DateField(null=True)
    due_after = models.DateField()
    days = models.JSONField(default=list)
    expected_on = models.DateField(_("Ngày dự kiến có kết quả"), null=True, blank=True)

    objects: ClassVar[models.Manager["RequestEvent"]] = scoped()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="request_event_only_an_apology_expects",
                condition=Q(expected_on__isnull=True) | Q(verb=APOLOGISE),
            ),
        ]
        indexes = [models.Index(fields=["request", "at"], name="request_event_by_time")]
