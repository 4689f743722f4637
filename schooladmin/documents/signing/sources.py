"""Which papers may have signed copies, and who may see them: told by the apps that own the papers."""

from dataclasses import dataclass

from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile


@dataclass(frozen=True)
class Source:
    """The papers whose key begins with ``prefix`` and a colon; ``verb`` is the right to read them.

    ``only_issued``: among them are slips of the counter that nobody signs; those with a code of their own are signed.
    """

    prefix: str
    verb: str
    only_issued: bool = False


_sources: dict[str, Source] = {}


def register_source(prefix: str, verb: str, *, only_issued: bool = False) -> None:
    """Let the papers of an app be signed (from ``AppConfig.ready``)."""
    _sources[prefix] = Source(prefix, verb, only_issued)


def source_of(file: RenderedFile) -> Source | None:
    """The source of a file that may be signed; None for drafts, slips, other formats and papers of no source."""
    if file.kind != FileKind.PDF or file.source_key.endswith(":draft"):
        return None
    source = _sources.get(file.source_key.partition(":")[0])
    return None if source is None or (source.only_issued and file.issue_id is None) else source
