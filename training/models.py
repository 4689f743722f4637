"""A class, its programme, the schools that take part, and who of each school was there."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.text import search_text
from schooladmin.units.managers import scoped
from schooladmin.units.models import Person, Unit
from training.enums import ATTENDED, AttendanceStatus, ClassMode, ClassState, EssayResult, EssayState, Level, Scale
from training.rules import TOP_SCORE


class TrainingClass(models.Model):
    """A class that ``unit`` keeps in the system; those who organise it on paper are ``ClassOrganiser`` rows.

    The manager is a plain one on purpose. The seat belt knows one unit per row and would hide the class from the
    schools that take part in it, which stand below the owner. The readable rule is ``queries.classes_for``; what is
    personal (``Attendance``) belongs to the person's school and wears the belt. The same holds for the programme,
    the organisers and the list of schools, which carry the owner's unit and nothing personal.

    ``pass_mark`` is the lowest passing score (four levels: the number of the level) and ``basis`` the act or plan
    that says so: no scale has a pass mark of its own. ``version`` grows with each edit.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Đơn vị quản lý lớp"))
    title = LineField(_("Tên lớp"), max_length=300)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    mode = models.CharField(_("Hình thức"), max_length=20, choices=ClassMode.choices)
    platform = LineField(_("Nền tảng trực tuyến"), max_length=200, blank=True)
    place = LineField(_("Địa điểm"), max_length=200, blank=True)
    speaker_name = LineField(_("Báo cáo viên"), max_length=100, blank=True)
    speaker_title = LineField(_("Chức danh, nơi công tác"), max_length=200, blank=True)
    hours = models.DecimalField(_("Số tiết"), max_digits=4, decimal_places=1, null=True, blank=True)
    essay_topic = ProseField(_("Chủ đề bài thu hoạch"), blank=True)
    essay_due = models.DateField(_("Hạn nộp bài thu hoạch"), null=True, blank=True)
    scale = models.CharField(_("Thang kết quả"), max_length=20, choices=Scale.choices, default=Scale.PASS_FAIL)
    pass_mark = models.DecimalField(_("Mức đạt"), max_digits=4, decimal_places=2, null=True, blank=True)
    basis = LineField(_("Căn cứ"), max_length=300, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=20, choices=ClassState.choices, default=ClassState.PLANNED)
    mutation_id = models.UUIDField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.CharField(max_length=1200, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="class_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="class_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="class_hours_positive", condition=Q(hours__isnull=True) | Q(hours__gt=0)),
            models.CheckConstraint(
                name="class_due_day_has_a_topic", condition=Q(essay_due__isnull=True) | ~Q(essay_topic="")
            ),
            models.CheckConstraint(
                name="class_pass_mark_on_its_scale",
                condition=Q(scale=Scale.PASS_FAIL, pass_mark__isnull=True)
                | Q(scale=Scale.TEN_POINT, pass_mark__gt=0, pass_mark__lte=TOP_SCORE)
                | Q(scale=Scale.FOUR_LEVEL, pass_mark__in=[Level.PASS, Level.GOOD, Level.EXCELLENT]),
            ),
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="class_made_once"),
        ]
        indexes = [models.Index(fields=["unit", "starts_at"], name="class_by_unit_and_day")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(f"{self.title} {self.speaker_name}")
        super().save(*args, **kwargs)

    @property
    def has_essay(self) -> bool:
        return bool(self.essay_topic)


class ClassOrganiser(models.Model):
    """One of those who hold the class, as papers name them; ``organ`` where it is also a unit of the system."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="organisers")
    order = models.PositiveSmallIntegerField()
    name = LineField(_("Đơn vị tổ chức"), max_length=200)
    organ = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "order"], name="organiser_one_per_place"),
            models.CheckConstraint(name="organiser_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ClassPart(models.Model):
    """A part of the programme with its planned minutes."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    title = LineField(_("Nội dung"), max_length=300)
    minutes = models.PositiveIntegerField(_("Số phút"))

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "order"], name="part_one_per_place"),
            models.CheckConstraint(name="part_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="part_lasts", condition=Q(minutes__gt=0)),
        ]


class ClassSchool(models.Model):
    """A school that takes part. The two versions guard its two sheets, so that nobody overwrites another's work."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="schools")
    school = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Trường"))
    quota = models.PositiveIntegerField(_("Số người được phân bổ"), null=True, blank=True)
    attendance_version = models.PositiveIntegerField(default=1, editable=False)
    essay_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "school"], name="school_once_in_a_class"),
            models.CheckConstraint(name="school_quota_positive", condition=Q(quota__isnull=True) | Q(quota__gt=0)),
        ]


class Attendance(models.Model):
    """Whether one person took part, and the essay handed in afterwards. ``unit`` is the person's school that day."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("Dự học"), max_length=10, choices=AttendanceStatus.choices)
    minutes = models.PositiveIntegerField(_("Số phút dự"), null=True, blank=True)
    note = LineField(_("Ghi chú"), max_length=200, blank=True)
    essay_state = models.CharField(
        _("Bài thu hoạch"), max_length=10, choices=EssayState.choices, default=EssayState.NONE
    )
    essay_submitted_on = models.DateField(_("Ngày nộp"), null=True, blank=True)
    essay_score = models.DecimalField(_("Điểm, mức"), max_digits=4, decimal_places=2, null=True, blank=True)
    essay_result = models.CharField(
        _("Kết quả"), max_length=10, choices=EssayResult.choices, default=EssayResult.PENDING
    )

    objects: ClassVar[models.Manager["Attendance"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training_class", "person"], name="attendance_once_per_class"),
            models.CheckConstraint(
                name="attendance_minutes_of_those_there",
                condition=Q(minutes__isnull=True) | (Q(status__in=ATTENDED) & Q(minutes__gt=0)),
            ),
            models.CheckConstraint(
                name="essay_state_follows_its_day",
                condition=Q(essay_state=EssayState.NONE, essay_submitted_on__isnull=True)
                | (~Q(essay_state=EssayState.NONE) & Q(essay_submitted_on__isnull=False, status__in=ATTENDED)),
            ),
            models.CheckConstraint(
                name="essay_judged_when_handed_in",
                condition=~Q(essay_state=EssayState.NONE)
                | Q(essay_result=EssayResult.PENDING, essay_score__isnull=True),
            ),
            models.CheckConstraint(
                name="essay_score_in_range",
                condition=Q(essay_score__isnull=True) | Q(essay_score__gte=0, essay_score__lte=TOP_SCORE),
            ),
        ]
        indexes = [models.Index(fields=["unit", "training_class"], name="attendance_by_school")]
