"""How content applicants were: counts per unit and period, and their comments. No applicant is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from procedures.enums import Score
from procedures.models import Rating
from procedures.permissions import STATISTICS
from procedures.public.permissions import COMMENTS, RATINGS
from schooladmin.core.periods import Period
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Counts:
    """How many ratings of each kind."""

    satisfied: int = 0
    neutral: int = 0
    unsatisfied: int = 0

    @property
    def total(self) -> int:
        return self.satisfied + self.neutral + self.unsatisfied

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.satisfied + other.satisfied, self.neutral + other.neutral, self.unsatisfied + other.unsatisfied
        )


def rating_counts(scope: Scope, unit_ids: Iterable[int], period: Period) -> Mapping[int, Counts]:
    """Count the ratings given in ``period`` (by the day first given), per unit; every unit asked for is in the answer.

    Units whose statistics the actor may not read count as without ratings (one query).
    """
    asked = list(unit_ids)
    rows = (
        Rating.objects.filter(unit__in=scope.units_for(STATISTICS), unit_id__in=asked)
        .filter(at__gte=period.start_at, at__lt=period.end_at)
        .order_by()
        .values("unit_id")
        .annotate(
            satisfied=Count("pk", filter=Q(score=Score.SATISFIED)),
            neutral=Count("pk", filter=Q(score=Score.NEUTRAL)),
            unsatisfied=Count("pk", filter=Q(score=Score.UNSATISFIED)),
        )
    )
    found = {row["unit_id"]: Counts(row["satisfied"], row["neutral"], row["unsatisfied"]) for row in rows}
    return {unit_id: found.get(unit_id, Counts()) for unit_id in asked}


def comments_for(scope: Scope, unit_ids: Iterable[int], period: Period, score: Score | None = None) -> QuerySet[Rating]:
    """What applicants wrote in the period, the newest first, with the procedure and without the request's people."""
    rows = (
        Rating.objects.filter(unit__in=scope.units_for(COMMENTS), unit_id__in=list(unit_ids))
        .filter(at__gte=period.start_at, at__lt=period.end_at)
        .exclude(comment="")
        .select_related("request__version__procedure")
    )
    return rows if score is None else rows.filter(score=score)


def rated_schools(scope: Scope) -> QuerySet[Unit]:
    """The schools whose counts the actor may see, with their names, in Vietnamese order."""
    return with_names(scope.units_for(RATINGS).filter(kind=UnitKind.SCHOOL), scope.at)


def reads_comments(scope: Scope) -> bool:
    """Whether some school's comments are open to the actor."""
    return scope.units_for(COMMENTS).filter(kind=UnitKind.SCHOOL).exists()
