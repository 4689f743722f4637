"""A Celery broker in a folder: no server, one machine, safe with several producers and workers.

kombu's own ``filesystem`` transport writes a message in place, so a worker can read half of it and die of the
parse error (kombu issue 1551). Here a message is written beside its name and renamed into place, which is
atomic on one disk. A message is only a wake-up call: the job row in the database is the truth.
"""

import os
import time
import uuid
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A filesystem channel whose messages appear whole or not at all."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]  # the two stubs disagree
        # The wall clock leads the name, so that order survives a restart of the machine.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        folder = str(self.data_folder_out)
        part = os.path.join(folder, f".{name}.part")
        with open(part, "wb") as handle:
            handle.write(dumps(message).encode())
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(part, os.path.join(folder, name))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError as unreadable:  # a damaged file must not end the worker; the reconciler sends again
            raise Empty from unreadable


class Transport(filesystem.Transport):
    """``fsatomic://``: kombu's filesystem transport with atomic writes."""

    Channel = Channel
