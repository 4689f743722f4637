"""A letter, and the people whom it goes to. An address is looked up when it is sent and only then written down."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField, ProseField
from schooladmin.jobs.models import Job
from schooladmin.units.managers import scoped
from schooladmin.units.models import Person, Unit, User


class LetterState(models.TextChoices):
    DRAFT = "draft", _("Chờ duyệt")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    DISCARDED = "discarded", _("Đã bỏ")


class Delivery(models.TextChoices):
    WAITING = "waiting", _("Chưa gửi")
    DROPPED = "dropped", _("Không gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    # The worker died between handing it to the mail server and writing that down.
    UNSURE = "unsure", _("Chưa rõ đã gửi hay chưa")


class Letter(models.Model):
    """A letter of a unit about another one (``about``, a school). ``key`` names its reason: one draft for each."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    subject = LineField(_("Tiêu đề"), max_length=200)
    body = ProseField(_("Nội dung"), max_length=10_000)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.DRAFT)
    lock_version = models.PositiveIntegerField(default=1)
    collected_at = models.DateTimeField()
    collected_by_label = LineField(max_length=120)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by_label = LineField(max_length=120, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Letter"]] = scoped()

    class Meta:
        ordering = ["-collected_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"], condition=Q(state=LetterState.DRAFT), name="letter_one_draft_of_a_reason"
            ),
            # Nothing leaves the house that nobody has approved.
            models.CheckConstraint(
                name="letter_is_approved_before_it_leaves",
                condition=Q(state__in=[LetterState.DRAFT, LetterState.DISCARDED], approved_at__isnull=True)
                | Q(state__in=[LetterState.SENDING, LetterState.SENT], approved_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="letter_of_unit_by_state")]

    def __str__(self) -> str:
        return self.subject


class Recipient(models.Model):
    """A person of the system whom a letter goes to. ``address`` is the one that it was sent to."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.WAITING)
    address = models.EmailField(blank=True)
    error = LineField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Recipient"]] = scoped()

    class Meta:
        ordering = ["person__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "person"], name="recipient_once"),
            models.CheckConstraint(
                name="recipient_sent_when_and_where",
                condition=Q(state=Delivery.SENT, sent_at__isnull=False) & ~Q(address="")
                | ~Q(state=Delivery.SENT) & Q(sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
