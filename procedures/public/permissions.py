"""Who sees what applicants said, who hands them the tablet, and who switches the hall's screen."""

from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.permissions import Right

RATE = "procedures.request.rate"
RATINGS = "procedures.rating.list"
COMMENTS = "procedures.rating.comments"
LOBBY = "procedures.lobby"
LOBBY_OPEN = "procedures.lobby.open"
LOBBY_REVOKE = "procedures.lobby.revoke"

_READERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.AUDITOR})
_PRINCIPAL = Right(own=frozenset({Role.PRINCIPAL}))

RIGHTS: dict[str, Right] = {
    RATE: Right(own=frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})),
    RATINGS: Right(
        own=_READERS,
        above=frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR}),
        kinds=frozenset({SupervisionKind.ADMINISTRATIVE, SupervisionKind.PROFESSIONAL}),
    ),
    # What people wrote stays in the school; those above see counts only.
    COMMENTS: Right(own=_READERS),
    LOBBY: _PRINCIPAL,
    LOBBY_OPEN: _PRINCIPAL,
    LOBBY_REVOKE: _PRINCIPAL,
}
