"""A real Chromium for the tests: people at their own windows, and everything that a browser complains about.

The fixtures are in ``tests.chromium``.
"""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from typing import Any
from urllib.parse import urlsplit

from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, ViewportSize, expect

from tests.factory import PASSWORD

# Playwright keeps an event loop in the thread of the tests, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=15_000)

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 740}
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
# What a strict Content-Security-Policy stopped is said aloud, wherever on the page it happened.
_TELL_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation',"
    " event => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`));"
)


class Line:
    """The line between the windows of a test and its server: while it is cut, the server hangs up without a word.

    Chromium's own switch is thrown as well, since pages hear from it that the network went and came. Alone it is not
    enough: a page that is being loaded again can send something before the switch holds for it.
    """

    def __init__(self) -> None:
        self.is_cut = False
        self._running = 0
        self._changed = Condition()

    def cut(self, page: Page) -> None:
        self.is_cut = True
        page.context.set_offline(True)

    def join(self, page: Page) -> None:
        self.is_cut = False
        page.context.set_offline(False)

    def heard(self, handler: WSGIRequestHandler) -> bool:
        """What the server does with the head of a request; ``False`` ends the connection."""
        with self._changed:
            if self.is_cut:
                handler.close_connection = True
                return False
            self._running += 1
        is_understood = super(WSGIRequestHandler, handler).parse_request()
        if not is_understood:
            self._ended()
        return is_understood

    def answered(self, handler: ServerHandler, application: Any) -> None:
        """What the server does with a request whose head it has understood."""
        try:
            super(ServerHandler, handler).run(application)
        finally:
            self._ended()

    def hang_up(self) -> None:
        """Hear nothing more, and wait for what was heard: a page that is closed leaves its last request running."""
        with self._changed:
            self.is_cut = True
            is_quiet = self._changed.wait_for(lambda: self._running == 0, timeout=60)
        assert is_quiet, f"{self._running} requests are still running a minute after the test"

    def _ended(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()


@dataclass
class Windows:
    """The windows of a test: each person has cookies of their own. ``faults`` is what no window should ever say."""

    browser: Browser
    url: str
    line: Line
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, username: str = "", password: str = PASSWORD, **options: Any) -> Page:
        """A new window; with ``username`` that person has logged in and sees the first page."""
        context = self.browser.new_context(
            base_url=self.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **{"viewport": DESK, **options},
        )
        self.contexts.append(context)
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._see)
        page = context.new_page()
        if username:
            log_in(page, username, password)
        return page

    def close(self) -> None:
        """Close every window, and end what they had asked for: the database is about to be emptied."""
        for context in self.contexts:
            context.close()
        self.line.hang_up()

    def _hear(self, message: ConsoleMessage) -> None:
        # htmx names what a newer request has replaced; one that failed is named by another event as well.
        is_replaced = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
        if message.type in ("error", "warning") and not is_replaced:
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"foreign host: {request.url}")


def log_in(page: Page, username: str, password: str) -> None:
    """Through the form, as people do."""
    page.goto("/login/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".person-menu")).to_be_attached()


class Counted:
    """Taps, letters and screens of one person at a phone."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.typed, self.screens = page, 0, "", set[str]()
        self.look()

    def look(self) -> None:
        self.screens.add(self.page.url.split("#")[0])

    def tap(self, place: str | Locator) -> None:
        where = self.page.locator(place) if isinstance(place, str) else place
        where.first.click()
        self.taps += 1

    def type(self, selector: str | Locator, words: str) -> None:
        """A tap into the box, then the letters; no figure is ever among them."""
        self.tap(selector)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)
        self.typed += words


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until ``target`` has the focus, as somebody without a mouse does."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached with {most} Tabs: {target}")


def drafts_on(page: Page) -> int:
    """How many texts of reports lie on the device that the server has not got."""
    return int(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('bao-cao:')).length"))


def saved_as(page: Page, folder: Path, press: Callable[[], None]) -> Path:
    """The file that a click brings, with the name that the server gave it."""
    with page.expect_download() as download:
        press()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def text_of(path: Path) -> str:
    """The text of a PDF as people would copy it, on one line."""
    printed = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(printed.stdout.decode().split())


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(width)
