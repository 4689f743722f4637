"""Where the bytes of evidence lie: below the private folder of files, never below a public address."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def keep(name: str, chunks: Iterable[bytes]) -> None:
    """Write a file in one step: other readers see all of it or none. Only this installation's account may read it."""
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")  # created with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
