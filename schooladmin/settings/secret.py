"""The secret key of an installation that has not been given one."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(path: Path) -> str:
    """Return the key kept in ``path``, made at first use and readable by its owner only.

    Two processes that start together agree: the file is linked into place whole, and the loser reads the winner's.
    """
    if not path.exists():
        part = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(get_random_secret_key())
        try:
            os.link(part, path)
        except FileExistsError:
            pass  # another process was first; its key is the key
        finally:
            part.unlink()
    return path.read_text()
