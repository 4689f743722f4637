"""Until when a quarter may be written in, and who may after it was closed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.models.rounds import Round
from schooladmin.core.fields import LineField
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit, User


class LockException(models.Model):
    """A school may write in a closed quarter until the end of a day, for a reason; it can be taken back.

    ``unit`` is the school. Rows are never deleted: who opened what for whom stays to be read.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exceptions")
    until = models.DateField(_("Được sửa đến hết ngày"))
    reason = LineField(_("Lý do"), max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_by_label = LineField(max_length=120)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_label = LineField(max_length=120, blank=True)
    mutation_id = models.UUIDField(unique=True)

    objects: ClassVar[models.Manager["LockException"]] = scoped()

    class Meta:
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="lock_exception_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lock_exception_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by_label="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by_label=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.until}"


class ClosingChange(models.Model):
    """The Party organ moved the closing day of a quarter that was open, for a reason. ``unit`` is the organ.

    An empty day means that the quarter does not close. Rows are never changed: what schools were told stays.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="closing_changes")
    old = models.DateField(_("Ngày khóa cũ"), null=True)
    new = models.DateField(_("Ngày khóa mới"), null=True)
    reason = LineField(_("Lý do"), max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_by_label = LineField(max_length=120)
    mutation_id = models.UUIDField(unique=True)

    objects: ClassVar[models.Manager["ClosingChange"]] = scoped()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="closing_change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="closing_change_changes_the_day",
                condition=Q(old__isnull=True, new__isnull=False)
                | Q(old__isnull=False, new__isnull=True)
                | Q(old__isnull=False, new__isnull=False) & ~Q(old=F("new")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.new or ''}"
