"""A service worker as a static file with the settings that the server puts above it."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse


def worker_response(script: str, watched: Iterable[str], settings: Mapping[str, object]) -> HttpResponse:
    """The static file ``script`` below a constant ``SETTINGS``, whose ``version`` changes with one of ``watched``."""
    seen = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for name in watched:
        seen.update(source_of(name))
    told = json.dumps({"version": seen.hexdigest()[:16], **settings})
    return HttpResponse(
        b"const SETTINGS = " + told.encode() + b";\n" + source_of(script),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache, max-age=0"},
    )


def source_of(name: str) -> bytes:
    """A static file as it is served: collected where that was done, from its place in the source otherwise."""
    found = finders.find(name)
    if found:
        with open(str(found), "rb") as file:
            return file.read()
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())
