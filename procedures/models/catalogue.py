"""The catalogue of procedures as dated data: what each takes, how long, on what basis, and the coded reasons."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.enums import Certainty, Family, ReasonKind, Route, TermStage
from schooladmin.core.fields import LineField
from schooladmin.units.enums import Role
from schooladmin.units.models import Dated, DatedQuerySet, ends_after_it_begins


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
    the last cohort that the procedure is for; then the request must say the year. ``may_be_ready``: the result may lie
    signed in the office already, so that the counter hands it over at once. ``fee`` in đồng; 0 is free.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    citations = models.JSONField(_("Số văn bản được dẫn"), default=list)
    decided_by = models.CharField(_("Người quyết định"), max_length=20, choices=Role.choices)
    output = LineField(_("Kết quả"), max_length=200)
    output_en = LineField(_("Kết quả (tiếng Anh)"), max_length=200)
    certainty = models.CharField(_("Mức chắc chắn"), max_length=20, choices=Certainty.choices)
    cutoff_time = models.TimeField(_("Giờ chốt trong ngày"), null=True, blank=True)
    last_graduation_year = models.PositiveSmallIntegerField(_("Khóa tốt nghiệp cuối cùng"), null=True, blank=True)
    may_be_ready = models.BooleanField(_("Có thể trả ngay"), default=False)
    fee = models.PositiveIntegerField(_("Phí, lệ phí (đồng)"), default=0)
    fee_note = LineField(_("Ghi chú về phí"), max_length=200, blank=True)
    eligible = LineField(_("Đối tượng thực hiện"), max_length=300, blank=True)
    eligible_en = LineField(_("Đối tượng thực hiện (tiếng Anh)"), max_length=300, blank=True)
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


class Reason(Dated):
    """A coded reason that a refusal, a stop, an extension or a withdrawal gives; its words may be completed by hand."""

    kind = models.CharField(_("Dùng khi"), max_length=20, choices=ReasonKind.choices)
    code = models.SlugField(_("Mã"), max_length=40)
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    text = LineField(_("Lý do"), max_length=300)
    text_en = LineField(_("Lý do (tiếng Anh)"), max_length=300)

    objects: ClassVar[DatedQuerySet["Reason"]] = DatedQuerySet["Reason"].as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            ends_after_it_begins("reason_ends_after_it_begins"),
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="reason_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.text
