"""Which browser wrote a draft: it opens the link without being asked for the telephone number again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from procedures.models import Submission

_DAYS = 110  # a draft's life and that of an answer
_PATH = "/ho-so/"


def remember(response: HttpResponse, row: Submission) -> HttpResponse:
    """Let this browser open the submission. Without the link the mark opens nothing."""
    response.set_signed_cookie(
        _name(row),
        "1",
        salt=_salt(row),
        max_age=_DAYS * 24 * 3600,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def is_known(request: HttpRequest, row: Submission) -> bool:
    """Whether this browser wrote the submission, or has shown that it knows the telephone number."""
    return request.get_signed_cookie(_name(row), default="", salt=_salt(row), max_age=_DAYS * 24 * 3600) == "1"


def _name(row: Submission) -> str:
    return f"nop-{row.pk}"


def _salt(row: Submission) -> str:
    return f"procedures.online.{row.mutation_id}"
