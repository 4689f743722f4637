"""Who works with what guests send. Photos of papers stay in the school: nobody above it sees them."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

LIST = "procedures.submission.list"
READ = "procedures.submission.read"
ANSWER = "procedures.submission.answer"
ACCEPT = "procedures.submission.accept"
DECLINE = "procedures.submission.decline"
# Done by a guest or by the installation: nobody holds them, they are words of the trail.
SEND = "procedures.submission.send"
EXPIRE = "procedures.submission.expire"

COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
_COUNTER = Right(own=COUNTER, at=frozenset({UnitKind.SCHOOL}))

RIGHTS: dict[str, Right] = {
    LIST: _COUNTER,
    READ: _COUNTER,
    ANSWER: _COUNTER,
    ACCEPT: _COUNTER,
    DECLINE: _COUNTER,
    SEND: Right(),
    EXPIRE: Right(),
}
