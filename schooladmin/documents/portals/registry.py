"""Which papers can be carried over to other screens, and what they say there: told by the apps that own them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class PortalPaper:
    """A paper as values by name. A value of several lines or with tabs is pasted as a whole: a table as TSV.

    ``back`` is the page that shows the paper, ``key`` what its files are kept under.
    """

    key: str
    title: str
    unit_id: int
    back: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class PortalSource:
    """The papers whose keys begin with ``prefix`` and a colon.

    ``load`` takes the key and scheme and host of the public pages. It raises OutOfScope or Forbidden for
    somebody who may not read the paper, and Refusal for one that says nothing final yet.
    """

    prefix: str
    load: Callable[[Scope, str, str], PortalPaper]


_sources: dict[str, PortalSource] = {}


def register_portal_source(source: PortalSource) -> None:
    """Let the papers of an app be carried over (from ``AppConfig.ready``)."""
    _sources[source.prefix] = source


def portal_source(key: str) -> PortalSource | None:
    """The source of a paper by its key; None where no app offers it."""
    prefix, colon, _rest = key.partition(":")
    return _sources.get(prefix) if colon else None
