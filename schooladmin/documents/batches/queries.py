"""Reads of batches. A batch belongs to a unit; which of its papers somebody sees is asked of each paper's own right."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from schooladmin.documents.batches.models import Batch, BatchItem, ItemState
from schooladmin.documents.batches.permissions import LIST
from schooladmin.documents.batches.registry import PaperSource, paper_sources
from schooladmin.documents.batches.rules import Lack, Line
from schooladmin.documents.issuing.models import BookNumber
from schooladmin.documents.storage import absolute
from schooladmin.units.models import Unit
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope


def any_batch() -> QuerySet[Batch]:
    """What a page of one batch fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Batch.objects.all()


def batches_for(scope: Scope) -> QuerySet[Batch]:
    """The batches of the actor's units, the newest first, with how many items they have and how many are there."""
    rows = Batch.objects.filter(unit__in=scope.units_for(LIST))
    return rows.annotate(
        total=Count("items"),
        done=Count("items", filter=Q(items__state=ItemState.DONE)),
        failed=Count("items", filter=Q(items__state=ItemState.FAILED)),
        skipped=Count("items", filter=Q(items__state=ItemState.SKIPPED)),
        missing=Count("items", filter=Q(items__state=ItemState.MISSING)),
    ).order_by("-created_at", "-pk")


def items_for(scope: Scope, batch: Batch) -> QuerySet[BatchItem]:
    """The items of papers that the actor may read now, whoever asked for the batch."""
    readable = Q(pk__in=[])
    for source in paper_sources():
        readable |= Q(source=source.code, unit__in=scope.units_for(source.verb))
    return BatchItem.objects.filter(readable, batch=batch)


def sources_for(scope: Scope) -> list[PaperSource]:
    """The sources whose papers the actor may read anywhere."""
    return [source for source in paper_sources() if scope.may_anywhere(source.verb)]


@dataclass(frozen=True)
class Progress:
    """How many items are in which state; ``wanted`` leaves out the papers that units have not got."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        return self._of(ItemState.MISSING)

    @property
    def wanted(self) -> int:
        return self.total - self.missing

    @property
    def done(self) -> int:
        return self._of(ItemState.DONE)

    @property
    def failed(self) -> int:
        return self._of(ItemState.FAILED)

    @property
    def skipped(self) -> int:
        return self._of(ItemState.SKIPPED)

    @property
    def running(self) -> int:
        return self._of(ItemState.RUNNING)

    @property
    def queued(self) -> int:
        return self._of(ItemState.QUEUED)

    @property
    def again(self) -> int:
        """What another try can mend."""
        return self.failed + self.skipped

    @property
    def ended(self) -> int:
        """What was made or could not be; what was stopped before it began is neither."""
        return self.done + self.failed

    @property
    def percent(self) -> int:
        return self.ended * 100 // self.wanted if self.wanted else 100

    def _of(self, state: ItemState) -> int:
        return self.counts.get(state.value, 0)


def progress_of(scope: Scope, batch: Batch) -> Progress:
    """How far the batch is, of what the actor may see (one query)."""
    rows = items_for(scope, batch).order_by().values_list("state").annotate(Count("pk"))
    return Progress(dict(rows))


def found_items(scope: Scope, batch: Batch, state: str = "") -> QuerySet[BatchItem]:
    """The items of a state (an unknown one narrows nothing) in the order of units."""
    rows = items_for(scope, batch).select_related("unit", "job", "file__issue")
    if state in ItemState.values:
        rows = rows.filter(state=state)
    return rows.order_by("unit__code", "pk")


def unit_names(scope: Scope, batch: Batch) -> dict[int, str]:
    """The names of today of the units in the batch."""
    rows = with_names(Unit.objects.filter(pk__in=items_for(scope, batch).values("unit")), scope.at)
    return {row.pk: str(getattr(row, "short_name", None) or row.code) for row in rows}


# The archive ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contents:
    """What the archive of a batch holds, and what it lacks."""

    lines: tuple[Line, ...]
    lacks: tuple[Lack, ...]


_FIELDS = (
    "unit_id", "unit__code", "label", "stem", "kind", "state", "error", "file__path", "file__sha256", "file__pages",
    "file__size", "file__issue_id", "file__issue__version", "file__issue__public_code", "file__issue__is_current",
    "file__issue__withdrawn_at",
)  # fmt: skip


def contents_of(scope: Scope, batch: Batch) -> Contents:
    """What the actor may take away now; a file that is no longer on the disk is lacking. The queries are constant."""
    rows = items_for(scope, batch).order_by("unit__code", "pk")
    names = unit_names(scope, batch)
    numbers = dict(_numbers(rows))
    lines: list[Line] = []
    lacks: list[Lack] = []
    for row in rows.values(*_FIELDS).iterator(chunk_size=500):
        name = names.get(row["unit_id"], "")
        why = _why_not(row)
        if why:
            lacks.append(Lack(row["unit__code"], name, row["label"], row["kind"], why))
            continue
        number, text = numbers.get(row["file__issue_id"], (None, ""))
        lines.append(
            Line(
                unit_code=row["unit__code"],
                unit_name=name,
                label=row["label"],
                stem=row["stem"],
                period=batch.quarter,
                number=number,
                number_text=text,
                version=row["file__issue__version"],
                code=row["file__issue__public_code"] or "",
                standing=_standing(row),
                kind=row["kind"],
                path=row["file__path"],
                sha256=row["file__sha256"],
                pages=row["file__pages"],
                size=row["file__size"],
            )
        )
    return Contents(tuple(lines), tuple(lacks))


def _numbers(rows: QuerySet[BatchItem]) -> Iterator[tuple[int, tuple[int, str]]]:
    """The serial of the book of each version, and how the paper writes it."""
    issues = rows.order_by().filter(file__issue__isnull=False).values("file__issue")
    for row in BookNumber.objects.filter(issue__in=issues, voided_at__isnull=True).select_related("series"):
        yield row.issue_id, (row.number, str(row))


def _why_not(row: dict[str, object]) -> str:
    if row["state"] != ItemState.DONE:
        return str(row["error"] or ItemState(str(row["state"])).label)
    if not absolute(str(row["file__path"])).exists():
        return _("Tệp không còn trên máy chủ. Hãy tạo lại văn bản này.")
    return ""


def _standing(row: dict[str, object]) -> str:
    if row["file__issue_id"] is None:
        return _("không cấp mã")
    if row["file__issue__withdrawn_at"] is not None:
        return _("đã thu hồi")
    return _("đang có hiệu lực") if row["file__issue__is_current"] else _("đã có bản mới hơn")
