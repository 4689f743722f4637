"""A real Celery worker in a process of its own, on the broker and the database of the running tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
LEASE_SECONDS = 2  # a dead worker's job is free again after this


def database_url() -> str:
    """The test database as the application's own setting would name it."""
    values: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = ":".join(quote(str(values[part])) for part in ("USER", "PASSWORD") if values[part])
    host = ":".join(str(values[part]) for part in ("HOST", "PORT") if values[part])
    options = values.get("OPTIONS", {}).get("host", "")
    where = f"{login}@{host}" if login else host
    return f"postgres://{where}/{values['NAME']}" + (f"?host={options}" if options else "")


def environment(queue: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.sleeper.settings",
        "DATABASE_URL": database_url(),
        "BROKER_URL": settings.CELERY_BROKER_URL,
        "VAR_DIR": str(settings.VAR_DIR),
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "TESTS_QUEUE": queue,
    }


def start(queue: str, log: Path) -> "subprocess.Popen[bytes]":
    """Start a worker as ``bin/start`` does, with a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "schooladmin", "worker", "-Q", queue, "-P", "prefork", "-c", "1"]
    command += ["--without-gossip", "--without-mingle", "-l", "INFO", "-n", f"{queue}-{time.time_ns()}@%h"]
    with log.open("ab") as out:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment(queue), stdout=out, stderr=out, start_new_session=True
        )


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """``kill -9`` to the worker and its children: nobody gets to say goodbye."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@contextmanager
def running(queue: str, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker for the length of a block; killed at its end, whatever it does then."""
    worker = start(queue, log)
    try:
        yield worker
    finally:
        kill(worker)


def wait_for(what: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    """Wait until ``what()`` is true; after ``seconds`` fail with the worker's own words."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError(f"nothing after {seconds} s; the worker said:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
