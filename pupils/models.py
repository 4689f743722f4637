"""The register of pupils: as little as the counter needs to find a pupil and to fill a paper."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pupils import rules
from pupils.enums import PupilStatus
from pupils.imports.models import ColumnMapping as ColumnMapping
from pupils.imports.models import PupilImport as PupilImport
from schooladmin.core.crypto import EncryptedField, blind_index
from schooladmin.core.fields import KeyField, LineField
from schooladmin.core.text import person_sort_key
from schooladmin.units.managers import scoped
from schooladmin.units.models import Unit

BORN = (date(1900, 1, 1), date(2100, 1, 1))
YEARS = (1950, 2100)


class Pupil(models.Model):
    """A pupil of ``unit``, now or formerly. No field beyond these: what is not kept cannot leak.

    ``school_year`` and ``graduation_year`` are calendar years: the first one of the school year of ``class_name``, the
    one of the certificate. ``identifier`` is sealed; ``identifier_key`` is its blind index. ``left_on`` is the first
    day on which the pupil no longer belonged to the school. ``lock_version`` grows with each change.

    Whoever writes rows past ``save`` (``bulk_create``) calls ``set_keys`` on each before.
    """

    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Trường"),
        db_index=False,  # all indexes below begin with it
    )
    code = LineField(_("Mã học sinh của trường"), max_length=30, blank=True)
    full_name = LineField(_("Họ và tên"), max_length=100)
    birth_date = models.DateField(_("Ngày sinh"), null=True, blank=True)
    class_name = LineField(_("Lớp"), max_length=20, blank=True)
    school_year = models.PositiveSmallIntegerField(_("Năm học"), null=True, blank=True)
    graduation_year = models.PositiveSmallIntegerField(_("Năm tốt nghiệp"), null=True, blank=True)
    identifier = EncryptedField(_("Số định danh cá nhân"), max_length=30, blank=True)
    identifier_key = KeyField(max_length=64, blank=True, editable=False)
    guardian_name = LineField(_("Người giám hộ"), max_length=100, blank=True)
    guardian_phone = LineField(_("Điện thoại người giám hộ"), max_length=20, blank=True)
    status = models.CharField(_("Tình trạng"), max_length=10, choices=PupilStatus.choices, default=PupilStatus.STUDYING)
    left_on = models.DateField(_("Ngày rời trường"), null=True, blank=True)
    sort_key = KeyField(max_length=300, editable=False)
    search_text = KeyField(max_length=rules.LONGEST_SEARCH_TEXT, editable=False)
    lock_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects: ClassVar[models.Manager["Pupil"]] = scoped()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "identifier_key"], name="pupil_identifier_once", condition=~Q(identifier_key="")
            ),
            models.UniqueConstraint(fields=["unit", "code"], name="pupil_code_once", condition=~Q(code="")),
            models.CheckConstraint(name="pupil_has_a_name", condition=~Q(full_name="")),
            models.CheckConstraint(name="pupil_status_known", condition=Q(status__in=PupilStatus.values)),
            models.CheckConstraint(
                name="pupil_birth_date_sane",
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte=BORN[0], birth_date__lt=BORN[1]),
            ),
            models.CheckConstraint(
                name="pupil_years_sane",
                condition=(Q(school_year__isnull=True) | Q(school_year__range=YEARS))
                & (Q(graduation_year__isnull=True) | Q(graduation_year__range=YEARS)),
            ),
            models.CheckConstraint(
                name="pupil_identifier_has_its_key",
                condition=Q(identifier="", identifier_key="") | (~Q(identifier="") & ~Q(identifier_key="")),
            ),
            models.CheckConstraint(
                name="pupil_studying_has_not_left",
                condition=~Q(status=PupilStatus.STUDYING) | Q(left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="pupil_graduated_in_a_year",
                condition=~Q(status=PupilStatus.GRADUATED) | Q(graduation_year__isnull=False),
            ),
        ]
        indexes = [
            # The order of the lists, and all that queries.search looks at: it scans this index alone (bench/pupils.py).
            models.Index(fields=["unit", "status", "sort_key", "search_text"], name="pupil_by_search"),
            # The warning about a second pupil of one name: few are born on one day. Partial, so that no planner takes
            # it for the search, which has to stay within the index above.
            models.Index(
                fields=["unit", "birth_date"], name="pupil_by_birth_date", condition=Q(birth_date__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the keys for order, search and exact look-up from what they are made of."""
        self.sort_key = person_sort_key(self.full_name)
        self.search_text = rules.search_text(self.full_name, self.class_name, self.birth_date)
        if "identifier" in self.get_deferred_fields():
            return  # not read, so not changed
        self.identifier = rules.identifier_of(self.identifier)
        self.identifier_key = blind_index(self.identifier) if self.identifier else ""
