"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")


def _load() -> None:
    """Load now what the first visitor would wait for: the code of every page, and what the papers' fonts can draw.

    Somebody who submits a report to a process that has just started would otherwise wait twice as long.
    """
    from schooladmin.documents.writers.pdf import letters

    _ = get_resolver().url_patterns
    letters()


application = get_wsgi_application()
_load()
