"""Where the lists lie while an import lasts: private, below names that say nothing, and not for long."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from schooladmin.documents.storage import absolute

FOLDER = "pupil-imports"


def new_path(unit_id: int, suffix: str) -> str:
    """A new place, relative to the private folder; each attempt of a job asks for its own."""
    return f"{FOLDER}/{unit_id}/{uuid.uuid4()}.{suffix}"


def remove(paths: Iterable[str]) -> None:
    """Delete files; those that are gone already are no fault."""
    for path in paths:
        if path:
            absolute(path).unlink(missing_ok=True)


def sweep(before: datetime) -> int:
    """Delete every file last written before a moment: also those that no row names, left by a killed worker."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    removed = 0
    for path in root.glob("*/*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
