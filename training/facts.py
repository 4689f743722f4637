"""The figures that training contributes to a report: counted from the registers, each with the list of its rows.

A class counts in the period in which it began, once its attendance has been recorded (open or closed); a class that
is only planned was not held. Numbers of people are numbers of attendances: who was in two classes counts twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from schooladmin.core.errors import Forbidden
from schooladmin.core.figures import Figure
from schooladmin.core.periods import Period
from schooladmin.units.scope import Scope
from training.enums import HELD, ClassMode
from training.models import ClassSchool, TrainingClass
from training.queries import READ, Counts, counts_for, days_of


@dataclass(frozen=True)
class ClassLine:
    """One class as a report tells it, with the numbers of one school. ``hours`` are tiết; ``mode`` is in words."""

    class_id: int
    title: str
    first_day: date
    last_day: date
    organisers: tuple[str, ...]
    speaker: str
    speaker_title: str
    mode: str
    platform: str
    place: str
    hours: Decimal | None
    essay_topic: str
    counts: Counts
    rows_url: str


@dataclass(frozen=True)
class TrainingFacts:
    """What one school did in training in a period.

    ``present`` were there for the whole class, ``partial`` for a part; essays are due of both.
    """

    unit_id: int
    period: Period
    classes: Figure
    registered: Figure
    present: Figure
    partial: Figure
    essays_due: Figure
    essays_submitted: Figure
    essays_passed: Figure
    lines: tuple[ClassLine, ...]

    def figures(self) -> tuple[Figure, ...]:
        """All figures in the order of reading."""
        return (
            self.classes, self.registered, self.present, self.partial,
            self.essays_due, self.essays_submitted, self.essays_passed,
        )  # fmt: skip


def quarter_facts(scope: Scope, unit_id: int, period: Period) -> TrainingFacts:
    """Facts of one school. Raises OutOfScope outside the actor's reach and Forbidden without the right to read."""
    facts = facts_for_units(scope, [unit_id], period)
    if unit_id in facts:
        return facts[unit_id]
    scope.require_inside(unit_id)
    raise Forbidden(_("Thầy, cô chưa được giao quyền xem số liệu bồi dưỡng của trường này."))


def figures_by_key(scope: Scope, unit_id: int, period: Period) -> dict[str, Figure]:
    """The figures of one school by key; nothing where the right is missing."""
    facts = facts_for_units(scope, [unit_id], period).get(unit_id)
    return {figure.key: figure for figure in facts.figures()} if facts else {}


def facts_for_units(scope: Scope, unit_ids: Iterable[int], period: Period) -> dict[int, TrainingFacts]:
    """Facts by school, for those of ``unit_ids`` in which the actor may read classes (four queries for any number)."""
    wanted = list(scope.units_for(READ).filter(pk__in=list(unit_ids)).values_list("pk", flat=True))
    places = ClassSchool.objects.filter(
        school_id__in=wanted,
        training_class__state__in=HELD,
        training_class__starts_at__gte=period.start_at,
        training_class__starts_at__lt=period.end_at,
    )
    classes: dict[int, list[TrainingClass]] = {unit_id: [] for unit_id in wanted}
    rows = places.select_related("training_class").prefetch_related("training_class__organisers")
    for place in rows.order_by("training_class__starts_at", "training_class_id"):
        classes[place.school_id].append(place.training_class)
    ids = {row.pk for held in classes.values() for row in held}
    counts = counts_for(scope, ids)
    return {
        unit_id: _facts(
            unit_id, period, tuple(_line(row, unit_id, counts.get((row.pk, unit_id), Counts())) for row in held)
        )
        for unit_id, held in classes.items()
    }


def _line(row: TrainingClass, unit_id: int, counts: Counts) -> ClassLine:
    first_day, last_day = days_of(row)
    return ClassLine(
        class_id=row.pk,
        title=row.title,
        first_day=first_day,
        last_day=last_day,
        organisers=tuple(organiser.name for organiser in row.organisers.all()),
        speaker=row.speaker_name,
        speaker_title=row.speaker_title,
        mode=str(ClassMode(row.mode).label),
        platform=row.platform,
        place=row.place,
        hours=row.hours,
        essay_topic=row.essay_topic,
        counts=counts,
        rows_url=reverse("training.attendance.read", args=[row.pk, unit_id]),
    )


def _facts(unit_id: int, period: Period, lines: tuple[ClassLine, ...]) -> TrainingFacts:
    total = sum((line.counts for line in lines), Counts())
    span = {"unit": unit_id, "from": period.start.isoformat(), "to": (period.end - timedelta(days=1)).isoformat()}

    def figure(name: str, label: str, measure: str) -> Figure:
        address = f"{reverse('training.attendance.list')}?{urlencode(span | {'show': name})}"
        return Figure(f"training.{name}", label, getattr(total, name), measure, address)

    people, essays = _("lượt người"), _("bài")
    return TrainingFacts(
        unit_id=unit_id,
        period=period,
        classes=Figure(
            "training.classes",
            _("Lớp bồi dưỡng đã học"),
            len(lines),
            _("lớp"),
            f"{reverse('training.classes')}?{urlencode(span | {'state': 'held'})}",
        ),
        registered=figure("registered", _("Người trong danh sách"), people),
        present=figure("present", _("Có mặt"), people),
        partial=figure("partial", _("Dự một phần"), people),
        essays_due=figure("essays_due", _("Bài thu hoạch phải nộp"), essays),
        essays_submitted=figure("essays_submitted", _("Bài thu hoạch đã nộp"), essays),
        essays_passed=figure("essays_passed", _("Bài thu hoạch đạt"), essays),
        lines=lines,
    )


def history(scope: Scope, unit_id: int, periods: Sequence[Period]) -> list[dict[str, int]]:
    """The sums of one school in each of several periods: classes, and the numbers of ``Counts`` (three queries).

    Empty counts where the actor may not read classes: as ``facts_for_units`` leaves such schools out.
    """
    if not scope.may(READ, unit_id):
        return [{} for _period in periods]
    places = ClassSchool.objects.filter(
        school_id=unit_id,
        training_class__state__in=HELD,
        training_class__starts_at__gte=min(period.start_at for period in periods),
        training_class__starts_at__lt=max(period.end_at for period in periods),
    )
    starts = dict(places.values_list("training_class_id", "training_class__starts_at"))
    counts = counts_for(scope, starts)
    found = []
    for period in periods:
        ids = [pk for pk, at in starts.items() if period.start_at <= at < period.end_at]
        total = sum((counts.get((pk, unit_id), Counts()) for pk in ids), Counts())
        found.append(
            {
                "classes": len(ids),
                "registered": total.registered,
                "present": total.present,
                "essays_passed": total.essays_passed,
            }
        )
    return found
