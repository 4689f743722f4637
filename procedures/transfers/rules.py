"""What may happen to a transfer: on which side, from which state, to which, and by whom. Pure.

A request that belongs to a running transfer follows it: ``FOLLOWS`` says in which state of the transfer each step of
the request may be taken, so that no other door decides past the other school.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from procedures.rules.transitions import READY, REFUSE, REOPEN, SOLVE
from procedures.rules.transitions import WITHDRAW as WITHDRAW_REQUEST
from procedures.transfers.enums import SideRole, TransferState
from schooladmin.units.enums import Role

ASK = "procedures.transfer.ask"
ACCEPT = "procedures.transfer.accept"
DECLINE = "procedures.transfer.decline"
RELEASE = "procedures.transfer.release"
ARRIVE = "procedures.transfer.arrive"
GIVE_UP = "procedures.transfer.return"
WITHDRAW = "procedures.transfer.withdraw"
AGAIN = "procedures.transfer.again"

COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
DECIDERS = frozenset({Role.PRINCIPAL, Role.DEPUTY})

# By which procedure each school counts its side.
PROCEDURES = {SideRole.SENDING: "CHUYEN-DI", SideRole.RECEIVING: "CHUYEN-DEN"}

_S = TransferState


@dataclass(frozen=True)
class Move:
    """A step of a transfer. ``side`` None: either school takes it. ``needs_reason``: it must say why."""

    verb: str
    side: SideRole | None
    sources: tuple[TransferState, ...]
    target: TransferState
    roles: frozenset[Role]
    needs_reason: bool = False


MOVES = {
    move.verb: move
    for move in (
        Move(ASK, None, (), _S.ASKED, COUNTER),
        Move(ACCEPT, SideRole.RECEIVING, (_S.ASKED,), _S.ACCEPTED, DECIDERS),
        Move(DECLINE, SideRole.RECEIVING, (_S.ASKED,), _S.DECLINED, DECIDERS, needs_reason=True),
        Move(RELEASE, SideRole.SENDING, (_S.ACCEPTED,), _S.RELEASED, COUNTER),
        Move(ARRIVE, SideRole.RECEIVING, (_S.RELEASED,), _S.ARRIVED, COUNTER),
        Move(GIVE_UP, SideRole.SENDING, (_S.RELEASED,), _S.RETURNED, COUNTER, needs_reason=True),
        # The refused case stays as it is; the sending school opens another one after it.
        Move(AGAIN, SideRole.SENDING, (_S.DECLINED,), _S.DECLINED, COUNTER),
        Move(WITHDRAW, None, (_S.ASKED, _S.ACCEPTED), _S.WITHDRAWN, COUNTER, needs_reason=True),
    )
}

FOLLOWS: Mapping[tuple[SideRole, str], frozenset[TransferState]] = {
    (SideRole.RECEIVING, SOLVE): frozenset({_S.ACCEPTED}),
    (SideRole.RECEIVING, REFUSE): frozenset({_S.DECLINED}),
    (SideRole.RECEIVING, WITHDRAW_REQUEST): frozenset({_S.WITHDRAWN}),
    (SideRole.RECEIVING, READY): frozenset(),
    (SideRole.RECEIVING, REOPEN): frozenset(),
    (SideRole.SENDING, SOLVE): frozenset({_S.RELEASED}),
    # A school that declined leaves the request open at the school where the parent began: it is closed there.
    (SideRole.SENDING, REFUSE): frozenset({_S.DECLINED}),
    (SideRole.SENDING, WITHDRAW_REQUEST): frozenset({_S.DECLINED, _S.WITHDRAWN}),
    (SideRole.SENDING, READY): frozenset(),
    (SideRole.SENDING, REOPEN): frozenset(),
}


def may_follow(side: SideRole, verb: str, state: TransferState) -> bool:
    """Whether the request of a side may take a step while the transfer is in ``state``."""
    allowed = FOLLOWS.get((side, verb))
    return allowed is None or state in allowed


def moves_from(state: TransferState, side: SideRole) -> list[Move]:
    """The steps that a side may take from ``state``."""
    return [move for move in MOVES.values() if state in move.sources and move.side in (None, side)]


def grade_of(class_name: str) -> str:
    """The grade that a class name begins with: «8A1» → «8»; empty when it does not begin with a number."""
    digits = ""
    for char in class_name.strip():
        if not char.isdigit():
            break
        digits += char
    return digits.lstrip("0")


def initials_of(name: str) -> str:
    """«Nguyễn Văn An» → «N.V.A.», for those who may not read the name."""
    return "".join(f"{word[0].upper()}." for word in name.split())
