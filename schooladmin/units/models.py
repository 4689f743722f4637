"""Units with dated names and dated supervision, the people in them, and who may log in."""

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schooladmin.core.fields import LineField
from schooladmin.core.text import person_sort_key, search_text, sort_key
from schooladmin.units.enums import Role, SuccessionKind, SupervisionKind, UnitKind

_Row = TypeVar("_Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[_Row]):
    """Rows that hold from ``valid_from`` (in) to ``valid_to`` (out; empty: still)."""

    def valid_on(self, day: date) -> Self:
        """Only the rows that hold on ``day``."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class Dated(models.Model):
    """A row that is true for a span of days, on the basis of an act."""

    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến trước ngày"), null=True, blank=True)
    basis = LineField(_("Căn cứ"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether the row is true on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """The constraint that every dated table carries."""
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


class Unit(Dated):
    """A school or an organ above it. Never deleted: it ends, and others succeed it.

    What it is called is a dated row of its own (``UnitName``): renaming never rewrites an old paper.
    """

    code = models.CharField(_("Mã đơn vị"), max_length=40, unique=True)
    kind = models.CharField(_("Loại"), max_length=30, choices=UnitKind.choices)

    objects: ClassVar[models.Manager["Unit"]] = DatedQuerySet["Unit"].as_manager()

    class Meta:
        constraints = [ends_after_it_begins("unit_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.code


class UnitName(Dated):
    """What a unit is called, where it sits and what its Party cell is called, for a span of days."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = LineField(_("Tên"), max_length=200)
    short_name = LineField(_("Tên ngắn"), max_length=100)
    place = LineField(_("Địa danh"), max_length=100, help_text=_("Tên ghi trước ngày tháng trên văn bản"))
    cell_name = LineField(_("Tên chi bộ"), max_length=200, blank=True)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    search_text = models.CharField(max_length=400, editable=False)

    objects: ClassVar[DatedQuerySet["UnitName"]] = DatedQuerySet["UnitName"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("unit_name_ends_after_it_begins"),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_one_name_from_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        self.search_text = search_text(self.name)
        super().save(*args, **kwargs)


class Supervision(Dated):
    """``supervisor`` stands above ``unit`` in one of five ways, for a span of days."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervised")
    kind = models.CharField(_("Quan hệ"), max_length=20, choices=SupervisionKind.choices)

    objects: ClassVar[DatedQuerySet["Supervision"]] = DatedQuerySet["Supervision"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("supervision_ends_after_it_begins"),
            models.CheckConstraint(name="supervision_not_of_itself", condition=~Q(unit=F("supervisor"))),
            models.UniqueConstraint(fields=["unit", "supervisor", "kind", "valid_from"], name="supervision_once"),
        ]


class Reach(models.Model):
    """The closure of supervision: who reaches whom, in which way, and when. Derived; rebuilt by an action.

    Kept so that a query asks one join instead of walking the tree or listing thousands of ids.
    """

    supervisor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="reaches")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="reached_by")
    kind = models.CharField(max_length=20, choices=SupervisionKind.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar[DatedQuerySet["Reach"]] = DatedQuerySet["Reach"].as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["supervisor", "kind", "valid_from"], name="reach_by_supervisor")]


class Succession(models.Model):
    """``new`` takes over from ``old`` on a day: the thread through every reorganisation."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=20, choices=SuccessionKind.choices)
    on = models.DateField()
    basis = LineField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="succession_once")]


class Person(models.Model):
    """Somebody who works in a unit: a name and how lists order and find it. Seen only through a membership."""

    full_name = LineField(_("Họ và tên"), max_length=100)
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    search_text = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = person_sort_key(self.full_name)
        self.search_text = search_text(self.full_name)
        super().save(*args, **kwargs)


class Membership(Dated):
    """A person's role in a unit for a span of days. Rights are computed from these rows, never stored."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    title = LineField(_("Chức danh"), max_length=100, blank=True)

    objects: ClassVar[DatedQuerySet["Membership"]] = DatedQuerySet["Membership"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("membership_ends_after_it_begins"),
            models.UniqueConstraint(fields=["person", "unit", "role", "valid_from"], name="membership_once"),
        ]


class UserManager(BaseUserManager["User"]):
    """Makes logins; there are no superusers, roles are memberships."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login. What it may do follows from the memberships of its person."""

    username = models.CharField(_("Tên đăng nhập"), max_length=80, unique=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user", verbose_name=_("Người"))
    is_active = models.BooleanField(_("Còn hiệu lực"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.person.full_name
