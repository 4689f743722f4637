"""The addresses that papers carry: the only place that knows where the public pages are."""

from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse

_PUBLIC = "/ho-so/"


def status_url(base: str, token: str) -> str:
    """The public page of one request."""
    return base + _path("public.request.read", token, f"{_PUBLIC}{token}")


def lookup_words(base: str, unit_code: str) -> str:
    """The address to type where a code of this school is looked up: «truong.example.vn/ho-so/truong/THCS-AB»."""
    path = _path("public.lookup", unit_code, f"{_PUBLIC}truong/{unit_code}/")
    return f"{urlsplit(base).netloc}{path.rstrip('/')}"


def _path(name: str, argument: str, otherwise: str) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:  # an installation without the public pages: printed addresses stay the same
        return otherwise
