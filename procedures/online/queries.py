"""Reads of what guests hand in: the counter's list, one submission with its photos, the guest's own by its link."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Prefetch, QuerySet, Value, When

from procedures.enums import Family
from procedures.models import Procedure, ProcedureComponent, ProcedureVersion, Submission, SubmissionPhoto
from procedures.models.online import SubmissionState
from procedures.online.permissions import LIST, READ, SEND
from procedures.public.queries import unit_behind
from procedures.queries.catalogue import versions_on
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope, bearer, opened

# The states that the counter ever sees: a draft belongs to the family alone.
SEEN = (SubmissionState.SENT, SubmissionState.ANSWERED, SubmissionState.ACCEPTED, SubmissionState.DECLINED)


def hash_of(token: str) -> str:
    """What is kept of the secret in a link. The secret has 192 random bits: a plain hash gives nothing away."""
    return sha256(token.encode()).hexdigest()


def guest(unit_id: int, at: datetime) -> Scope:
    """Whoever fills in a form of this school: they send, and reach nothing else."""
    return bearer(local_date(at), "Người nộp (trực tuyến)", (SEND,), unit_id)


def by_token(token: str, at: datetime) -> Submission | None:
    """The submission behind a guest's link, read as the guest of its school."""
    unit_id = unit_behind(Submission, token_hash=hash_of(token))
    if unit_id is None:
        return None
    with opened(guest(unit_id, at)):
        rows = Submission.objects.select_related("procedure", "unit", "request")
        return rows.filter(token_hash=hash_of(token)).first()


def by_mutation(unit_id: int, mutation_id: UUID) -> Submission | None:
    """The submission that a first form made already."""
    return Submission.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()


def open_drafts(unit_id: int) -> int:
    return Submission.objects.filter(unit_id=unit_id, state=SubmissionState.DRAFT).count()


def submissions_for(
    scope: Scope, state: str = "", procedure: str = "", unit_id: int | None = None
) -> QuerySet[Submission]:
    """What the actor's schools were sent: those that wait for the school first, the longest waiting on top.

    Without ``state`` those that are not settled yet.
    """
    waiting = Case(
        When(state=SubmissionState.SENT, then=Value(0)),
        When(state=SubmissionState.ANSWERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = Submission.objects.filter(unit__in=scope.units_for(LIST), state__in=SEEN)
    rows = (
        rows.filter(state=state) if state else rows.filter(state__in=[SubmissionState.SENT, SubmissionState.ANSWERED])
    )
    if procedure:
        rows = rows.filter(procedure__code=procedure)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    rows = rows.select_related("procedure", "request").annotate(waiting=waiting, photo_count=Count("photos"))
    settled = state in (SubmissionState.ACCEPTED, SubmissionState.DECLINED)
    return rows.order_by(*(("-sent_at", "-pk") if settled else ("waiting", "sent_at", "pk")))


def any_submission() -> QuerySet[Submission]:
    """What a page of one submission fetches from; ``access.fetch`` narrows it and asks for the right."""
    photos = Prefetch("photos", queryset=SubmissionPhoto.objects.select_related("component"))
    rows = Submission.objects.filter(state__in=SEEN).select_related("procedure", "unit", "request")
    return rows.prefetch_related(photos)


def photos_of(submission_id: int) -> list[SubmissionPhoto]:
    """The photos of a submission in the order of the checklist."""
    rows = SubmissionPhoto.objects.filter(submission_id=submission_id).select_related("component")
    return list(rows.order_by("component__order", "pk"))


def photos_of_request(scope: Scope, request_id: int) -> list[SubmissionPhoto]:
    """The photos that came with an accepted request, for who may see such photos."""
    rows = SubmissionPhoto.objects.filter(unit__in=scope.units_for(READ), submission__request_id=request_id)
    return list(rows.select_related("component").order_by("component__order", "pk"))


@dataclass(frozen=True)
class Paper:
    """A paper of the checklist with the photos that show it."""

    component: ProcedureComponent
    photos: tuple[SubmissionPhoto, ...]


def papers_of(version: ProcedureVersion, photos: Sequence[SubmissionPhoto]) -> list[Paper]:
    """The checklist of a version with its photos.

    A photo taken for an older version belongs to the paper of the same name, else to the first one of the list:
    none is ever out of sight.
    """
    components = list(version.components.all())
    by_name = {component.name: component.pk for component in components}
    known = {component.pk for component in components}
    shown: dict[int, list[SubmissionPhoto]] = {component.pk: [] for component in components}
    for photo in photos:
        own = photo.component_id if photo.component_id in known else by_name.get(photo.component.name)
        shown[own or components[0].pk].append(photo)
    return [Paper(component, tuple(shown[component.pk])) for component in components]


def names_of(component_ids: Collection[int]) -> list[ProcedureComponent]:
    """The papers with these keys, in the order of the checklist."""
    return list(ProcedureComponent.objects.filter(pk__in=component_ids).order_by("order"))


def version_of(procedure: Procedure, day: date) -> ProcedureVersion | None:
    """How the procedure is done on ``day``; None when it is done no more."""
    return versions_on(day).filter(procedure=procedure).order_by("-valid_from").first()


def offered(day: date) -> list[ProcedureVersion]:
    """The procedures that a guest may choose from."""
    return list(versions_on(day))


def expired(at: datetime) -> QuerySet[Submission]:
    """What has reached its end."""
    return Submission.objects.filter(expires_at__lte=at).order_by("unit_id", "pk")


def family_of(version: ProcedureVersion) -> Family:
    return Family(version.procedure.family)
