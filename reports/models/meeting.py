"""The Party meeting on a quarter's outline: its questions, who came, what was said and what was decided."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.enums import MeetingState, Presence
from reports.models.report import Report
from schooladmin.core.fields import LineField, ProseField
from schooladmin.core.text import person_sort_key
from schooladmin.units.managers import scoped
from schooladmin.units.models import Person, Unit

QUESTIONS = 3  # a meeting discusses so many; more are suggested


class Meeting(models.Model):
    """The meeting of one report's Party cell: planned, held (attendance taken), minuted (nothing changes any more)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="meeting")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"), null=True, blank=True)
    place = LineField(_("Địa điểm"), max_length=200)
    chair = LineField(_("Chủ trì"), max_length=100)
    secretary = LineField(_("Thư ký"), max_length=100)
    decision = ProseField(_("Kết luận của cuộc họp"), blank=True)
    lock_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Meeting"]] = scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_minuted_says_its_decision",
                condition=~Q(state=MeetingState.MINUTED) | (~Q(decision="") & Q(ends_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.starts_at:%d/%m/%Y}"

    @property
    def is_minuted(self) -> bool:
        return self.state == MeetingState.MINUTED

    def paper_key(self, paper: str) -> str:
        """What a paper's rendered files are kept under."""
        return f"reports.meeting:{self.pk}:{paper}"


class MeetingQuestion(models.Model):
    """A question that the meeting discusses, as it is printed. ``code`` names the rule that suggested it, or «own»."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=80)
    text = LineField(max_length=400)

    objects: ClassVar[models.Manager["MeetingQuestion"]] = scoped()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="meeting_question_order_once")]


class MeetingMember(models.Model):
    """Somebody who was called to the meeting, and whether they came. ``person`` when they work in the unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = LineField(max_length=100)
    title = LineField(max_length=100, blank=True)
    sort_key = models.CharField(max_length=300)
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.EXPECTED)
    reason = LineField(_("Lý do vắng"), max_length=200, blank=True)

    objects: ClassVar[models.Manager["MeetingMember"]] = scoped()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name", "title"], name="meeting_member_once"),
            models.CheckConstraint(
                name="meeting_reason_of_the_absent", condition=Q(reason="") | Q(presence=Presence.ABSENT)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, meeting: Meeting, name: str, title: str = "", person_id: int | None = None) -> "MeetingMember":
        """A row that is not saved yet, with its place in the order of Vietnamese names."""
        return cls(
            unit_id=meeting.unit_id,
            meeting=meeting,
            person_id=person_id,
            name=name,
            title=title,
            sort_key=person_sort_key(name),
        )


class Opinion(models.Model):
    """What somebody said, in the order of speaking. ``mutation_id``: sent twice, kept once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="opinions")
    order = models.PositiveSmallIntegerField()
    who = LineField(_("Người phát biểu"), max_length=100)
    words = ProseField(_("Ý kiến"))
    mutation_id = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    created_by_label = LineField(max_length=120)

    objects: ClassVar[models.Manager["Opinion"]] = scoped()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="meeting_opinion_order_once"),
            models.UniqueConstraint(fields=["meeting", "mutation_id"], name="meeting_opinion_sent_once"),
        ]
