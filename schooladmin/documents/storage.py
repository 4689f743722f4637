"""Where rendered files lie: below MEDIA_ROOT, private, named by nothing that a person typed."""

import uuid
from pathlib import Path

from django.conf import settings

from schooladmin.documents.enums import FileKind


def new_stored_path(unit_id: int, kind: FileKind = FileKind.PDF) -> str:
    """A new place for a file, relative to the private folder.

    Each attempt of a job asks for its own: a worker that lost its claim must not write over what another published.
    """
    return f"documents/{unit_id}/{uuid.uuid4()}.{kind.value}"


def absolute(stored_path: str) -> Path:
    """The file on disk. Raises ValueError for a path that leads out of the private folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / stored_path).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"not below the private folder: {stored_path}")
    return path
