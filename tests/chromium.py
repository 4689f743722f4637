"""Fixtures of the tests in a browser. ``tests/conftest.py`` gives them to every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import Line, Windows
from tests.worker import running

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # Chromium refuses its sandbox to root, and build machines are root
)


@pytest.fixture(scope="session")
def playwright(django_db_setup: None) -> Iterator[Playwright]:
    """The one Playwright of the run, in the place of the one of pytest-playwright."""
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as found:
        # Where an event loop runs, Django looks for connections in another place; it shall find the same one there,
        # with all that the test run has noted on it.
        connections[DEFAULT_DB_ALIAS] = connection
        yield found


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    executable = shutil.which("chromium")
    assert executable is not None, "Chromium is missing; bin/test installs it"
    browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    """The one line to the server of the run, cut between tests: nobody speaks while the database is emptied."""
    found = Line()
    found.is_cut = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "parse_request", lambda handler: found.heard(handler), raising=False)
        patch.setattr(ServerHandler, "run", lambda handler, application: found.answered(handler, application))
        yield found


@pytest.fixture
def windows(chromium: Browser, live_server: LiveServer, line: Line) -> Iterator[Windows]:
    """Windows on the live server of the test."""
    cache.clear()  # the limits on logins outlive the database of a test
    line.is_cut = False
    found = Windows(chromium, live_server.url, line)
    yield found
    found.close()


@pytest.fixture
def worker_log(tmp_path: Path) -> Path:
    path = tmp_path / "worker.log"
    path.touch()
    return path


@pytest.fixture
def pdf_worker(transactional_db: None, worker_log: Path) -> Iterator[None]:
    """A real worker on the queue of the PDFs; it is gone before the database is emptied."""
    with running("pdf", worker_log):
        yield
