"""Reads that a page asks for in several places and that have one answer for everybody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar, cast

_T = TypeVar("_T")
_answers: ContextVar[dict[Callable[[], Any], Any] | None] = ContextVar("answers", default=None)


def once_per_page(read: Callable[[], _T]) -> Callable[[], _T]:
    """Let ``read`` be asked once while a page is read; elsewhere (forms sent, tasks, commands) every time.

    Only for what depends on nobody: ``read`` takes nothing and looks at no scope, and its answer is not changed.
    """

    @wraps(read)
    def answer() -> _T:
        known = _answers.get()
        if known is None:
            return read()
        if read not in known:
            known[read] = read()
        return cast(_T, known[read])

    return answer


@contextmanager
def page_read() -> Iterator[None]:
    """Remember answers within the block, and forget them at its end."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)
