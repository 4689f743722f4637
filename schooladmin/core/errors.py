"""What an action answers when it will not do a thing: in plain words, with a code for machines."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the program
    """An action says no: what happened and what to do, in the reader's language.

    ``code`` is stable for tests and interfaces; ``field`` names the form field at fault, if one is.
    """

    def __init__(self, message: str | Promise, *, code: str, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code
        self.field = field


class Stale(Refusal):
    """Somebody else changed the thing in the meantime. Nothing was overwritten."""


class Forbidden(PermissionDenied):
    """An insider without the right: answered with 403."""


class OutOfScope(Http404):
    """An outsider: answered with 404, so that not even the existence of the row shows."""
