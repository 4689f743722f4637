"""What a kind of job does: apps register a handler for each kind they need."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


class Progress(Protocol):
    """Tells the row how far the work is. Raises ClaimLost when another worker has taken over: stop at once."""

    def __call__(self, step: int, steps: int, label: str) -> None: ...


@dataclass(frozen=True)
class Handler:
    """``work`` does the job and returns what to keep in ``job.result``; ``publish`` runs in the finishing transaction.

    ``work`` may run more than once (a killed worker's job is given to another): it computes and writes files, but
    leaves no trace in the database. ``publish`` makes the effect visible, exactly once, together with the state.
    """

    work: Callable[[Job, Scope, Progress], dict[str, Any]]
    publish: Callable[[Job, Scope, dict[str, Any]], None]
    queue: str = "default"


_HANDLERS: dict[str, Handler] = {}


def register_job(kind: str, handler: Handler) -> None:
    """Register the handler of a kind (from ``AppConfig.ready``)."""
    _HANDLERS[kind] = handler


def handler_for(kind: str) -> Handler:
    """Return the handler; KeyError for a kind that no app knows."""
    return _HANDLERS[kind]


_LISTENERS: list[Callable[[uuid.UUID], None]] = []


def register_listener(listener: Callable[[uuid.UUID], None]) -> None:
    """Have ``listener`` told the id of every job that a worker has let go of, whatever became of it.

    It runs after the job's transaction (register it from ``AppConfig.ready``). A worker that was killed tells nobody:
    who needs to know for certain looks at the rows from time to time.
    """
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def listeners() -> Iterator[Callable[[uuid.UUID], None]]:
    """Who wants to know that a job has ended."""
    yield from _LISTENERS
