"""Role × verb. Each app registers its own table; a verb that nobody registered is an error, never a quiet no.

One name, four uses: ``procedures.request.accept`` is the address's name, the right, the audit verb and the test case.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schooladmin.units.enums import Role, SupervisionKind, UnitKind


@dataclass(frozen=True)
class Right:
    """Who holds a verb.

    ``own``: roles that hold it in their own unit. ``above``: roles of a supervising unit that hold it in the units
    below, through supervision of one of ``kinds``. ``at``: ``own`` counts only in units of these kinds (empty: all).
    """

    own: frozenset[Role] = frozenset()
    above: frozenset[Role] = frozenset()
    kinds: frozenset[SupervisionKind] = frozenset(SupervisionKind)
    at: frozenset[UnitKind] = frozenset()


_RIGHTS: dict[str, Right] = {}


def register(rights: Mapping[str, Right]) -> None:
    """Add an app's table (called once from its ``AppConfig.ready``). A verb belongs to one app only."""
    for verb, right in rights.items():
        if verb in _RIGHTS and _RIGHTS[verb] != right:
            raise ValueError(f"verb registered twice: {verb}")
        _RIGHTS[verb] = right


def right_for(verb: str) -> Right:
    """Return who holds ``verb``; KeyError for a verb that does not exist."""
    return _RIGHTS[verb]


def all_rights() -> Mapping[str, Right]:
    """Every verb with its holders, for the tests and the roles page."""
    return dict(_RIGHTS)
