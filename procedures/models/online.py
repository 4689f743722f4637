"""What people without a login prepare and hand in from their telephone, until the school takes it in."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.catalogue import Procedure, ProcedureComponent
from procedures.models.register import Request
from schooladmin.core.crypto import EncryptedField
from schooladmin.core.fields import LineField, ProseField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit


class SubmissionState(models.TextChoices):
    """Who has to do something: the family (draft, answered), the school (sent), nobody any more (the rest)."""

    DRAFT = "draft", _("Đang soạn")
    SENT = "sent", _("Chờ nhà trường xem")
    ANSWERED = "answered", _("Đã trả lời, chờ người nộp")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    DECLINED = "declined", _("Không tiếp nhận")
    EXPIRED = "expired", _("Hết hạn, đã xóa nội dung")


class SubmissionKind(models.TextChoices):
    """What the family asks for: a look at the photos before the trip, or that the request be taken in."""

    PRECHECK = "precheck", _("Xem trước")
    REQUEST = "request", _("Nộp hồ sơ")


class Submission(models.Model):
    """A request in preparation. ``token_hash`` is all that is kept of the secret in the family's link.

    ``data`` is what was typed, as JSON, sealed; it is emptied when the request is taken in (its own row has it then)
    and when the submission expires. ``expires_at`` is empty while the school has to act and after acceptance.
    ``is_complete`` says what the last answer found; ``missing`` the papers that it asked for.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(
        _("Trạng thái"), max_length=20, choices=SubmissionState.choices, default=SubmissionState.DRAFT
    )
    kind = models.CharField(_("Yêu cầu"), max_length=20, choices=SubmissionKind.choices, default=SubmissionKind.REQUEST)
    data = EncryptedField(blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("Gửi lúc"), null=True, blank=True)
    answered_at = models.DateTimeField(_("Trả lời lúc"), null=True, blank=True)
    answer = ProseField(_("Lời nhắn cho người nộp"), blank=True)
    is_complete = models.BooleanField(null=True, blank=True)
    missing = models.JSONField(default=list)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="submission")
    expires_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1)
    mutation_id = models.UUIDField(editable=False)

    objects: ClassVar[models.Manager["Submission"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "mutation_id"], name="submission_once_per_form"),
            models.CheckConstraint(name="submission_state_known", condition=Q(state__in=SubmissionState.values)),
            models.CheckConstraint(
                name="submission_accepted_has_a_request",
                condition=Q(state=SubmissionState.ACCEPTED, request__isnull=False)
                | (~Q(state=SubmissionState.ACCEPTED) & Q(request__isnull=True)),
            ),
            models.CheckConstraint(
                name="submission_sent_when_it_left_the_draft",
                condition=Q(state__in=[SubmissionState.DRAFT, SubmissionState.EXPIRED]) | Q(sent_at__isnull=False),
            ),
            # Nothing of a family lies about without an end: only what the school must look at, or took in, may stay.
            models.CheckConstraint(
                name="submission_ends_some_day",
                condition=Q(state__in=[SubmissionState.SENT, SubmissionState.ACCEPTED], expires_at__isnull=True)
                | (~Q(state__in=[SubmissionState.SENT, SubmissionState.ACCEPTED]) & Q(expires_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "sent_at"], name="submission_by_state"),
            models.Index(fields=["expires_at"], name="submission_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"TT-{self.pk}"

    @property
    def typed(self) -> dict[str, str]:
        """What the family typed, by the name of the field."""
        typed: dict[str, Any] = json.loads(self.data) if self.data else {}
        return {name: str(value) for name, value in typed.items()}

    @typed.setter
    def typed(self, values: dict[str, str]) -> None:
        self.data = json.dumps(values, ensure_ascii=False)


class SubmissionPhoto(models.Model):
    """A picture or PDF of a paper. ``path`` lies below the private folder of files; ``sha256`` is of what lies there.

    ``component`` is the paper of the version of the day on which it was sent.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="photos")
    component = models.ForeignKey(ProcedureComponent, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=100, unique=True, editable=False)
    name = LineField(max_length=130)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    objects: ClassVar[models.Manager["SubmissionPhoto"]] = scoped()

    class Meta:
        ordering = ["component__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "component", "sha256"], name="submission_photo_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
