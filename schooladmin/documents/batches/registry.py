"""Which papers a unit has in a quarter: told by the apps that own them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from schooladmin.core.periods import Quarter
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.models import Job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Paper:
    """A paper of one unit. ``key`` is what its files are kept under («reports.report:12»).

    ``stem`` begins the name of its file («De-cuong»). A current file whose ``snapshot_hash`` is the ``fingerprint``
    says what the paper says now; without a fingerprint only the source itself can tell. ``missing``: there is no such
    paper, and why, in plain words.
    """

    unit_id: int
    key: str
    label: str
    stem: str
    fingerprint: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Wanted:
    """A file of a paper that a batch asks for. ``base`` is scheme and host of the public pages, for codes on paper."""

    key: str
    file: FileKind
    base: str


@dataclass(frozen=True)
class PaperSource:
    """The papers of one app. ``verb`` is the right to read them, ``files`` what they can be written as.

    ``order`` is their place among others.

    ``papers`` names those of the units in a quarter, in a number of queries that does not depend on the units.
    ``ask`` gives the current file where there is one, and otherwise the job that makes it; it raises Refusal for
    somebody who may not read the paper, or for a paper that cannot be made.
    """

    code: str
    label: str | Promise
    verb: str
    files: tuple[FileKind, ...]
    papers: Callable[[Scope, QuerySet[Unit], Quarter], Iterable[Paper]]
    ask: Callable[[Scope, Wanted, datetime], Job | RenderedFile]
    order: int = 50


_sources: dict[str, PaperSource] = {}


def register_papers(source: PaperSource) -> None:
    """Let the papers of an app be made in batches (from ``AppConfig.ready``)."""
    _sources[source.code] = source


def paper_sources() -> tuple[PaperSource, ...]:
    """All sources in their order."""
    return tuple(sorted(_sources.values(), key=lambda source: source.order))


def paper_source(code: str) -> PaperSource:
    """The source with this code; KeyError for one that no app registered."""
    return _sources[code]
