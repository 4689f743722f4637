"""Reads of the batch desk: the lists with their progress, one list with its lines, and whom a new list may name."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from procedures.batch.permissions import READ, UNDO
from procedures.batch.rules import read_line_code
from procedures.enums import CLOSED, UNFINISHED, WITH_RESULT, BatchState, State
from procedures.models import Batch, BatchLine, BatchScan, Request, RequestEvent
from procedures.rules.transitions import READY, WITHDRAW
from pupils.enums import PupilStatus
from pupils.models import Pupil
from pupils.queries import filtered, pupils_for
from schooladmin.core.errors import Refusal
from schooladmin.units.scope import Scope


class Standing(StrEnum):
    """How a line stands."""

    WAITING = "waiting"
    HANDED = "handed"
    TAKEN_BACK = "taken_back"  # its result was taken back and is worked on again
    ELSEWHERE = "elsewhere"  # the family asked at the counter, where the matter goes on
    FETCHED = "fetched"  # … and has got the paper there


DONE = (Standing.HANDED, Standing.FETCHED)


@dataclass(frozen=True)
class Line:
    """A line as it stands. ``request`` is its own one, or the one made at the counter; None while nobody has come.

    ``by`` names who handed the paper over, or who undid that; known only from ``lines_of``.
    """

    row: BatchLine
    standing: Standing
    request: Request | None
    by: str = ""

    @property
    def is_done(self) -> bool:
        return self.standing in DONE

    @property
    def slip(self) -> Request | None:
        """The request of a hand-over that was taken back, while nobody has come anew."""
        own = self.row.request
        return own if self.standing == Standing.WAITING and own is not None and own.state in CLOSED else None


@dataclass(frozen=True)
class Progress:
    """How many of a list have their paper."""

    batch: Batch
    done: int
    total: int

    @property
    def rest(self) -> int:
        return self.total - self.done


def all_batches() -> QuerySet[Batch]:
    """Every list, for ``access.fetch``, which narrows to the scope and asks for the right."""
    return Batch.objects.select_related("version__procedure", "carried_from", "carried_to")


def batches_for(scope: Scope) -> QuerySet[Batch]:
    """The lists that the actor may read: open ones first, then the newest."""
    rows = Batch.objects.filter(unit__in=scope.units_for(READ)).select_related("version__procedure")
    return rows.order_by("-state", "-created_at", "-pk")


def progress_of(batches: Sequence[Batch]) -> list[Progress]:
    """How far the lists are, in their order (one query)."""
    counted = (
        with_elsewhere(BatchLine.objects.filter(batch__in=[batch.pk for batch in batches]))
        .order_by()
        .values("batch_id")
        .annotate(total=Count("pk"), done=Count("pk", filter=_DONE))
    )
    found = {row["batch_id"]: row for row in counted}
    none = {"done": 0, "total": 0}
    return [Progress(batch, *(found.get(batch.pk, none)[key] for key in ("done", "total"))) for batch in batches]


def unfinished_lists(scope: Scope) -> int:
    """How many open lists still wait for somebody: «còn 3 lớp»."""
    return _unfinished(scope).count()


def unfinished_progress(scope: Scope, most: int) -> tuple[list[Progress], int]:
    """The oldest ``most`` open lists that still wait for somebody, and how many there are (two queries)."""
    counted = {row["batch_id"]: row for row in _unfinished(scope)}
    batches = batches_for(scope).filter(pk__in=counted).order_by("created_at", "pk")[:most] if counted else ()
    return [Progress(one, counted[one.pk]["done"], counted[one.pk]["total"]) for one in batches], len(counted)


def _unfinished(scope: Scope) -> QuerySet[BatchLine, Any]:
    rows = with_elsewhere(BatchLine.objects.filter(batch__in=batches_for(scope).filter(state=BatchState.OPEN)))
    counted = rows.order_by().values("batch_id").annotate(total=Count("pk"), done=Count("pk", filter=_DONE))
    return counted.filter(done__lt=F("total"))


# A line is done when its own request has a result, or the one that was made at the counter was returned.
_DONE = Q(request__state__in=WITH_RESULT) | Q(elsewhere_state=State.RETURNED)


def with_elsewhere(rows: QuerySet[BatchLine]) -> QuerySet[BatchLine]:
    """Lines with ``elsewhere_id`` and ``elsewhere_state`` of a request for the same paper that is not their own.

    It is unfinished, or was returned since the list was made. The same pupil: the same entry of the register, or, in
    a request that names no entry, the same name and birth date.
    """
    other = (
        Request.objects.filter(
            Q(pupil_id=OuterRef("pupil_id"))
            | Q(
                pupil_id__isnull=True,
                pupil_sort_key=OuterRef("pupil__sort_key"),
                pupil_birth_date=OuterRef("pupil__birth_date"),
            ),
            Q(state__in=(*UNFINISHED, State.SOLVED)) | Q(returned_at__gte=OuterRef("batch__created_at")),
            unit_id=OuterRef("unit_id"),
            version__procedure_id=OuterRef("batch__version__procedure_id"),
        )
        .exclude(state__in=CLOSED)
        .exclude(batch_line=OuterRef("pk"))
        .order_by("-received_at", "-pk")
    )
    return rows.annotate(
        elsewhere_id=Subquery(other.values("pk")[:1]), elsewhere_state=Subquery(other.values("state")[:1])
    )


def lines_of(batch: Batch) -> list[Line]:
    """The lines in their order (two queries). The actor has been asked for the right to the list."""
    acts = RequestEvent.objects.filter(request=OuterRef("request_id"), verb__in=(READY, UNDO, WITHDRAW))
    rows = with_elsewhere(BatchLine.objects.filter(batch=batch)).select_related("pupil", "request")
    rows = rows.annotate(done_by=Subquery(acts.order_by("-at", "-pk").values("actor_label")[:1]))
    return views_of(rows.defer("pupil__identifier"))


def views_of(rows: Iterable[BatchLine]) -> list[Line]:
    """Lines of ``with_elsewhere`` with their requests."""
    rows = list(rows)
    wanted = {getattr(row, "elsewhere_id", None) for row in rows} - {None}
    others = Request.objects.in_bulk(wanted) if wanted else {}
    return [_view(row, others) for row in rows]


def _view(row: BatchLine, others: dict[int, Request]) -> Line:
    own, by = row.request, getattr(row, "done_by", None) or ""
    if own is not None and own.state in WITH_RESULT:
        return Line(row, Standing.HANDED, own, by)
    if own is not None and own.state in UNFINISHED:
        return Line(row, Standing.TAKEN_BACK, own)
    other = others.get(getattr(row, "elsewhere_id", None) or 0)
    if other is None:
        return Line(row, Standing.WAITING, None, by)
    return Line(row, Standing.FETCHED if other.state == State.RETURNED else Standing.ELSEWHERE, other)


def scans_of(batch: Batch) -> QuerySet[BatchScan]:
    """The signed sheets that came back."""
    return BatchScan.objects.filter(batch=batch).select_related("evidence")


def line_in(batch: Batch, pk: int) -> BatchLine | None:
    """A line of this list by its key."""
    return BatchLine.objects.filter(batch=batch, pk=pk).select_related("pupil").defer("pupil__identifier").first()


def scanned_line(scope: Scope, batch: Batch, typed: str) -> BatchLine:
    """The line of this list that was scanned.

    Raises Refusal for a misread code, one of another list of the school (by its name) and one that the school has not:
    a line of another school is as unknown as a line that never was.
    """
    if (code := read_line_code(typed)) is None:
        raise Refusal(
            _("Mã «%(code)s» đọc chưa đúng. Hãy quét lại.") % {"code": typed}, code="code-wrong", field="code"
        )
    row = (
        BatchLine.objects.filter(
            unit__in=scope.units_for(READ), unit_id=batch.unit_id, batch_id=code.batch_id, order=code.order
        )
        .select_related("batch", "pupil")
        .defer("pupil__identifier")
        .first()
    )
    if row is None:
        raise Refusal(
            _("Mã «%(code)s» không có trong danh sách nào của trường.") % {"code": typed},
            code="code-unknown",
            field="code",
        )
    if row.batch_id != batch.pk:
        raise Refusal(
            _("Mã này thuộc danh sách «%(title)s». Hãy mở danh sách đó.") % {"title": row.batch.title},
            code="code-of-another-list",
            field="code",
        )
    return row


# Making a list -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A pupil whom a new list may name. ``request`` or ``batch`` says why not to, to be looked at by a person."""

    pupil: Pupil
    request: Request | None
    batch: Batch | None

    @property
    def is_ticked(self) -> bool:
        return self.request is None and self.batch is None


def classes_in(scope: Scope, unit_id: int) -> list[str]:
    """The classes that pupils of the school are or were last in."""
    rows = pupils_for(scope).filter(unit_id=unit_id).exclude(status=PupilStatus.LEFT).exclude(class_name="")
    return list(rows.order_by("class_name").values_list("class_name", flat=True).distinct())


def cohorts_in(scope: Scope, unit_id: int) -> list[int]:
    """The years in which pupils of the school graduated, latest first."""
    rows = pupils_for(scope).filter(unit_id=unit_id, graduation_year__isnull=False)
    years = rows.order_by("-graduation_year").values_list("graduation_year", flat=True).distinct()
    return [year for year in years if year]


def pupils_of(scope: Scope, unit_id: int, class_name: str, graduation_year: int | None) -> QuerySet[Pupil]:
    """Those of a class who study there now, or of a graduation year (all of it, or one class of it)."""
    return filtered(
        pupils_for(scope),
        unit_id=unit_id,
        class_name=class_name,
        graduation_year=graduation_year,
        status=PupilStatus.GRADUATED if graduation_year else PupilStatus.STUDYING,
    )


def in_class_order(pupils: Iterable[Pupil]) -> list[Pupil]:
    """Class by class (9A2 before 9A10), and within a class in the Vietnamese order of names."""
    return sorted(pupils, key=lambda pupil: (_natural(pupil.class_name), pupil.sort_key, pupil.pk))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    parts: list[tuple[int, str]] = []
    digits = ""
    for sign in f"{name} ":
        if sign.isdecimal():
            digits += sign
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        parts.append((-1, sign.casefold()))
    return tuple(parts)


def candidates(scope: Scope, unit_id: int, procedure_id: int, pupils: Collection[Pupil]) -> list[Candidate]:
    """Each with what speaks against: a request for the same paper, or a place on an open list (two queries)."""
    keys = [pupil.pk for pupil in pupils]
    requests = {
        row.pupil_id: row
        for row in Request.objects.filter(unit_id=unit_id, pupil_id__in=keys, version__procedure_id=procedure_id)
        .exclude(state__in=CLOSED)
        .order_by("received_at", "pk")
    }
    lists = {
        row.pupil_id: row.batch
        for row in BatchLine.objects.filter(
            unit_id=unit_id,
            pupil_id__in=keys,
            batch__state=BatchState.OPEN,
            batch__version__procedure_id=procedure_id,
            request__isnull=True,
        ).select_related("batch")
    }
    return [Candidate(pupil, requests.get(pupil.pk), lists.get(pupil.pk)) for pupil in in_class_order(pupils)]
