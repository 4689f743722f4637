"""The catalogue of procedures as dated data, and the register of requests."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import (
    CLOSED,
    WITH_RESULT,
    Certainty,
    Channel,
    Family,
    Relation,
    Route,
    State,
    TermStage,
)
from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.text import person_sort_key, search_text
from schooladmin.units.enums import Role
from schooladmin.units.managers import scoped
from schooladmin.units.models import Dated, DatedQuerySet, Unit, ends_after_it_begins


class Procedure(models.Model):
    """A thing that people ask a school for. What it takes and how long is in its dated versions.

    ``outline_order`` is the line of the quarterly outline that counts it; a successor keeps its predecessor's line.
    """

    code = models.CharField(_("Mã thủ tục"), max_length=30, unique=True)
    name = LineField(_("Tên"), max_length=200)
    name_en = LineField(_("Tên tiếng Anh"), max_length=200)
    family = models.CharField(_("Nhóm"), max_length=20, choices=Family.choices)
    position = models.PositiveSmallIntegerField(_("Thứ tự"), unique=True)
    outline_order = models.PositiveSmallIntegerField(_("Dòng trong đề cương"), null=True, blank=True)
    is_national = models.BooleanField(_("Thuộc danh mục toàn quốc"))

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class ProcedureVersion(Dated):
    """How a procedure is done during a span of days. A request keeps the version it was received under.

    ``cutoff_time``: a request received later that day counts from the next working day. ``last_graduation_year``:
    the last cohort that the procedure is for; then the request must say the year.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    citations = models.JSONField(_("Số văn bản được dẫn"), default=list)
    decided_by = models.CharField(_("Người quyết định"), max_length=20, choices=Role.choices)
    output = LineField(_("Kết quả"), max_length=200)
    output_en = LineField(_("Kết quả (tiếng Anh)"), max_length=200)
    certainty = models.CharField(_("Mức chắc chắn"), max_length=20, choices=Certainty.choices)
    cutoff_time = models.TimeField(_("Giờ chốt trong ngày"), null=True, blank=True)
    last_graduation_year = models.PositiveSmallIntegerField(_("Khóa tốt nghiệp cuối cùng"), null=True, blank=True)
    note = LineField(_("Ghi chú"), max_length=300, blank=True)
    note_en = LineField(_("Ghi chú (tiếng Anh)"), max_length=300, blank=True)

    objects: ClassVar[DatedQuerySet["ProcedureVersion"]] = DatedQuerySet["ProcedureVersion"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("procedure_version_ends_after_it_begins"),
            models.UniqueConstraint(fields=["procedure", "valid_from"], name="procedure_one_version_from_a_day"),
        ]


class ProcedureTerm(models.Model):
    """How many working days a version gives, by route and stage. 0: the same day."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="terms")
    route = models.CharField(_("Tuyến"), max_length=20, choices=Route.choices, default=Route.ANY)
    stage = models.CharField(_("Giai đoạn"), max_length=20, choices=TermStage.choices, default=TermStage.RESULT)
    working_days = models.PositiveSmallIntegerField(_("Số ngày làm việc"))

    class Meta:
        ordering = ["stage", "working_days", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "route", "stage"], name="procedure_one_term")]


class ProcedureComponent(models.Model):
    """A paper of the file, in the order of the checklist."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="components")
    order = models.PositiveSmallIntegerField()
    name = LineField(_("Tên giấy tờ"), max_length=200)
    name_en = LineField(_("Tên tiếng Anh"), max_length=200)
    quantity = models.PositiveSmallIntegerField(_("Số lượng"), default=1)
    is_required = models.BooleanField(_("Bắt buộc"), default=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="procedure_component_order")]


class CodeCounter(models.Model):
    """The last number given out at a unit on a day. Locked while a request takes its code."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["CodeCounter"]] = scoped()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="request_one_counter_a_day")]


class Request(models.Model):
    """A request at the counter of a school.

    ``original_due`` is the first promise and stays; ``due_on`` is the present one and only ever moves later.
    Being late is a property of time and is never stored. ``lock_version`` counts the changes, so that two people on
    the same request notice each other.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("Mã hồ sơ"), max_length=60, unique=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="requests")
    route = models.CharField(_("Tuyến"), max_length=20, choices=Route.choices, default=Route.ANY)
    channel = models.CharField(_("Hình thức nộp"), max_length=20, choices=Channel.choices)

    applicant_name = LineField(_("Người nộp"), max_length=100)
    applicant_phone = models.CharField(_("Số điện thoại"), max_length=15)
    relation = models.CharField(_("Quan hệ với học sinh"), max_length=20, choices=Relation.choices)
    pupil_name = LineField(_("Họ và tên học sinh"), max_length=100)
    pupil_birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    pupil_class = LineField(_("Lớp"), max_length=30, blank=True)
    graduation_year = models.PositiveSmallIntegerField(_("Năm tốt nghiệp"), null=True, blank=True)

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


class RequestComponent(models.Model):
    """A paper of the checklist at reception: handed in or not."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="components")
    component = models.ForeignKey(ProcedureComponent, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField()

    objects: ClassVar[models.Manager["RequestComponent"]] = scoped()

    class Meta:
        ordering = ["component__order"]
        constraints = [models.UniqueConstraint(fields=["request", "component"], name="request_component_once")]


class StopInterval(models.Model):
    """A span in which the clock stood, because the applicant had to act. ``ended_at`` is empty while it stands."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="stops")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = ProseField(_("Cần bổ sung"))

    objects: ClassVar[models.Manager["StopInterval"]] = scoped()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_begins", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at__isnull=True), name="stop_one_open_per_request"
            ),
        ]


class RequestEvent(models.Model):
    """What happened to a request, in order, with the promise before and after.

    ``days`` holds the reckoning behind a promise that was made or moved here, day by day; empty when it was not.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor_label = LineField(max_length=120)
    verb = models.CharField(max_length=60)
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=State.choices)
    note = ProseField(blank=True)
    due_before = models.DateField(null=True)
    due_after = models.DateField()
    days = models.JSONField(default=list)

    objects: ClassVar[models.Manager["RequestEvent"]] = scoped()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["request", "at"], name="request_event_by_time")]
