"""What may happen to a request: from which state, to which, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from procedures.enums import State
from schooladmin.units.enums import Role

_COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
_DECIDERS = frozenset({Role.PRINCIPAL, Role.DEPUTY})

ACCEPT = "procedures.request.accept"
PAUSE = "procedures.request.pause"
RESUME = "procedures.request.resume"
SOLVE = "procedures.request.solve"
RETURN = "procedures.request.return"
REFUSE = "procedures.request.refuse"
WITHDRAW = "procedures.request.withdraw"
READY = "procedures.request.ready"
REOPEN = "procedures.request.reopen"
EXTEND = "procedures.request.extend"
RECOMPUTE = "procedures.request.recompute"
READ = "procedures.request.read"
FIGURES = "procedures.figures.read"


@dataclass(frozen=True)
class Transition:
    """A verb: the states it starts from, the one it leads to, its holders, and whether it must say why.

    ``target`` is None where the state stays; ``ACCEPT`` leads to PAUSED instead when a required paper is missing.
    """

    verb: str
    sources: tuple[State, ...]
    target: State | None
    roles: frozenset[Role]
    needs_note: bool = False


TRANSITIONS = {
    step.verb: step
    for step in (
        Transition(ACCEPT, (), State.OPEN, _COUNTER),
        Transition(PAUSE, (State.OPEN,), State.PAUSED, _COUNTER, needs_note=True),
        Transition(RESUME, (State.PAUSED,), State.OPEN, _COUNTER),
        Transition(SOLVE, (State.OPEN,), State.SOLVED, _DECIDERS),
        Transition(READY, (State.OPEN,), State.RETURNED, _COUNTER),
        Transition(EXTEND, (State.OPEN,), None, _DECIDERS, needs_note=True),
        Transition(REOPEN, (State.SOLVED, State.RETURNED), State.OPEN, _DECIDERS, needs_note=True),
        Transition(RETURN, (State.SOLVED,), State.RETURNED, _COUNTER),
        Transition(REFUSE, (State.OPEN, State.PAUSED), State.REFUSED, _DECIDERS, needs_note=True),
        Transition(WITHDRAW, (State.OPEN, State.PAUSED), State.WITHDRAWN, _COUNTER, needs_note=True),
    )
}


def steps_from(state: State, verbs: Iterable[str] = TRANSITIONS) -> list[Transition]:
    """The transitions that a request in ``state`` may take, of those named."""
    return [TRANSITIONS[verb] for verb in verbs if state in TRANSITIONS[verb].sources]
