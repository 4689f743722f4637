"""Which items a batch has: the papers of its units as they stand now, and those that are not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from schooladmin.documents.batches.models import Batch, BatchItem, ItemState
from schooladmin.documents.batches.registry import Paper, PaperSource, paper_source
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.units.models import Reach, Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.scope import Scope

_KEYS = 500  # keys of papers in one query


def covered(scope: Scope, unit_id: int, verb: str) -> QuerySet[Unit]:
    """The unit and those below it in which the actor holds ``verb``."""
    below = Reach.objects.valid_on(scope.at).filter(supervisor_id=unit_id, kind__in=right_for(verb).kinds)
    return scope.units_for(verb).filter(Q(pk=unit_id) | Q(pk__in=below.values("unit_id")))


@dataclass(frozen=True)
class Planned:
    """An item that is not saved. ``is_certain``: its source said what the paper says now, so that a file can be old."""

    item: BatchItem
    is_certain: bool


def planned(scope: Scope, batch: Batch, at: datetime) -> list[Planned]:
    """The items of the batch as the actor may have them; what is current has its file already.

    A constant number of queries for each source, and one for every five hundred papers.
    """
    items: list[Planned] = []
    for code in batch.sources:
        source = paper_source(code)
        papers = list(source.papers(scope, covered(scope, batch.unit_id, source.verb), batch.period))
        files = [FileKind(kind) for kind in batch.files if FileKind(kind) in source.files]
        items.extend(_items(source, papers, files, _current(scope, papers, files), at))
    return items


def _current(
    scope: Scope, papers: Sequence[Paper], files: Sequence[FileKind]
) -> dict[tuple[str, str], tuple[int, str]]:
    """Of each paper and kind of file: the key of the current file, and what it was printed from."""
    keys = [paper.key for paper in papers if not paper.missing]
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for start in range(0, len(keys), _KEYS):
        rows = RenderedFile.objects.filter(
            unit__in=scope.units(), source_key__in=keys[start : start + _KEYS], kind__in=files, is_current=True
        )
        for pk, key, kind, fingerprint in rows.values_list("pk", "source_key", "kind", "snapshot_hash"):
            found[key, kind] = (pk, fingerprint)
    return found


def _items(
    source: PaperSource,
    papers: Sequence[Paper],
    files: Sequence[FileKind],
    current: dict[tuple[str, str], tuple[int, str]],
    at: datetime,
) -> Iterator[Planned]:
    for paper in papers:
        for kind in files:
            item = BatchItem(
                unit_id=paper.unit_id,
                source=source.code,
                source_key=paper.key,
                kind=kind,
                label=paper.label,
                stem=paper.stem,
            )
            file_id, fingerprint = current.get((paper.key, kind), (None, ""))
            if paper.missing:
                item.state, item.error, item.ended_at = ItemState.MISSING, paper.missing, at
            elif file_id is not None and paper.fingerprint and fingerprint == paper.fingerprint:
                item.state, item.file_id, item.ended_at = ItemState.DONE, file_id, at
            yield Planned(item, bool(paper.fingerprint))
