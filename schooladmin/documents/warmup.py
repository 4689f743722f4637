"""A Celery worker loads the PDF engine before its first document, and before it forks: once for all its children."""

import gc
import logging
from typing import Any

from celery.signals import worker_init

from schooladmin.documents.writers.pdf import warm_up

# Half a million boxes of a long paper live until it is written: looking through them again and again was a fifth of
# the time of 50 to 300 pages. A worker holds no more memory for it.
THRESHOLD = (50_000, 20, 100)
log = logging.getLogger(__name__)


def connect() -> None:
    """Ask to be called when a worker starts. Web processes and commands never load the engine."""
    worker_init.connect(_on_worker_init, dispatch_uid="documents.warm-up")


def _on_worker_init(**_kwargs: Any) -> None:
    try:
        warm_up()
    except Exception:  # a worker without PDF libraries still does all other work; the job will say what is wrong
        log.exception("the PDF engine does not start; documents will fail until its libraries are installed")
        return
    gc.collect()
    gc.freeze()  # the engine's objects are never garbage: children then share their memory and collect faster
    gc.set_threshold(*THRESHOLD)
