"""What all pages without login have in common: how they are answered, and the address that they are printed under."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """303: the answer to what was sent is read elsewhere, and reading it again sends nothing."""

    status_code = 303


def public_page(view: View) -> View:
    """A page without login whose address may be a secret: not kept, not indexed, not told to other sites.

    As no address goes along, browsers say «Origin: null» with what is sent from such a page, and the check against
    forged requests would refuse it. It is left out: no login stands behind these pages that could be misused.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return sealed(view(request, *args, **kwargs))

    return answer


def sealed(response: HttpResponse) -> HttpResponse:
    """The response with the three headers of a public page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def base_url(request: HttpRequest) -> str:
    """Scheme and host that papers print: as set for the installation, else as the browser came."""
    return settings.PUBLIC_BASE_URL or request.build_absolute_uri("/").rstrip("/")
