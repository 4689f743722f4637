"""The content tree as a PDF: the only module that imports WeasyPrint, and only inside its functions.

The result is tagged (PDF/UA-1), carries the project's own letters and nothing else, and appears whole or not at all.
"""

import hashlib
import logging
import os
import re
import threading
import time
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.css import print_css, watermark_css
from schooladmin.documents.writers.html import render_html

FAMILY = "Liberation Serif"
_STATIC = "static:"
_STEPS = 4
# Slow but right: a machine without libharfbuzz-subset cuts the fonts with fontTools.
_HARMLESS = re.compile(r"^Using fontTools instead of HarfBuzz-Subset")
# The engine's shared font tables and its log are not made for two documents at once in one process.
_ONE_AT_A_TIME = threading.Lock()
_SHEETS = ("css/document.css", "css/document-print.css")


class Progress(Protocol):
    """Called before each step with its number, how many there are, and what is done."""

    def __call__(self, step: int, steps: int, label: str) -> None: ...


@dataclass(frozen=True)
class PdfFacts:
    """What is kept of a rendering: plain JSON values that a job can carry (``asdict``, ``PdfFacts(**values)``)."""

    pages: int
    size: int  # bytes
    seconds: float
    sha256: str
    engine_versions: dict[str, str]


def write_pdf(document: tree.Document, profile: Profile, path: Path, *, progress: Progress | None = None) -> PdfFacts:
    """Write the document to ``path`` and tell what came out.

    The file is written under another name and renamed: a crash leaves no half file and does not harm an older one.
    Raises Refusal for a letter that the fonts do not have, RuntimeError when the engine warns of anything or when
    another font slips in, OSError when the disk does not take the file.
    """
    begun = time.perf_counter()
    tell = progress or _silent
    tell(1, _STEPS, _("Xếp nội dung"))
    html = render_html(document, profile, for_print=True)
    check_text(html)
    tell(2, _STEPS, _("Dàn trang"))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4()}.part")
    try:
        with _ONE_AT_A_TIME, _warnings_refused():
            rendered = _layout(html, profile, document)
            tell(3, _STEPS, _("Ghi tệp PDF"))
            _write(rendered, part)
        tell(4, _STEPS, _("Kiểm tra tệp"))
        digest, size = hashlib.sha256(part.read_bytes()).hexdigest(), part.stat().st_size
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return PdfFacts(len(rendered.pages), size, round(time.perf_counter() - begun, 3), digest, engine_versions())


def check_text(html: str) -> None:
    """Raise Refusal for letters that the fonts lack, AssertionError when the text is not in NFC."""
    if not unicodedata.is_normalized("NFC", html):
        raise AssertionError("the text of a document is kept in NFC; this one is not")
    missing = sorted(char for char in set(html) if ord(char) not in letters() and not char.isspace())
    if missing:
        raise Refusal(
            _("Văn bản có ký tự mà phông chữ in không có: %(letters)s. Hãy bỏ hoặc thay các ký tự đó.")
            % {"letters": ", ".join(f"{char} (U+{ord(char):04X})" for char in missing[:10])},
            code="letters-without-font",
        )


def warm_up() -> None:
    """Load the engine, the fonts and the style sheets, and draw one line: the first document is then not slow."""
    _layout("<html lang=vi><title>.</title><body class='document pt-14'><p>Đặng Ưỡn ỷ lại</p>", None, None).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    letters()


def engine_versions() -> dict[str, str]:
    """Versions that decide how a page looks; kept with every file."""
    weasyprint = _engine()
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return {
        "weasyprint": weasyprint.__version__,
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "font": _font_version(),
    }


def _silent(step: int, steps: int, label: str) -> None:
    """Nobody watches."""


def _engine() -> Any:
    """WeasyPrint, told beforehand to see the project's fonts and no others (fontconfig reads this once a process)."""
    os.environ["FONTCONFIG_FILE"] = str(settings.BASE_DIR / "static" / "fonts" / "fonts.conf")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # a line per page is no news
    import weasyprint

    return weasyprint


@lru_cache(maxsize=1)
def _fonts() -> Any:
    _engine()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=1)
def _shared_sheets() -> tuple[Any, ...]:
    css = _engine().CSS
    return tuple(css(string=_static(name).read_text(), font_config=_fonts()) for name in _SHEETS)


@lru_cache(maxsize=16)
def _profile_sheet(sheet: str) -> Any:
    return _engine().CSS(string=sheet, font_config=_fonts())


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """A fetcher that reads static files of the project (``static:img/logo.svg``) and refuses every other address."""
    _engine()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith(_STATIC):
                raise ValueError(f"a document may not load this address: {url}")
            return URLFetcherResponse(url, _static(url.removeprefix(_STATIC)).read_bytes())

    return StaticOnly()


def _static(name: str) -> Path:
    """A file below the project's static folders. Raises ValueError for a name that is none or leads outside."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"no such static file: {name}")
    return Path(found)


def _layout(html: str, profile: Profile | None, document: tree.Document | None) -> Any:
    weasyprint = _engine()
    sheets = [*_shared_sheets()]
    if profile is not None and document is not None:
        sheets.append(_profile_sheet(print_css(profile, document.paper)))
        if document.watermark:
            sheets.append(_profile_sheet(watermark_css(document.watermark, document.paper)))
    page = weasyprint.HTML(string=html, url_fetcher=_fetcher())
    return page.render(stylesheets=sheets, font_config=_fonts(), presentational_hints=True, pdf_variant="pdf/ua-1")


def _write(rendered: Any, part: Path) -> None:
    with part.open("wb") as handle:
        rendered.write_pdf(handle, finisher=_only_our_fonts, pdf_variant="pdf/ua-1", presentational_hints=True)
        handle.flush()
        os.fsync(handle.fileno())


def _only_our_fonts(rendered: Any, pdf: Any) -> None:
    """Called by the engine before it writes: another face would mean that the fonts of the project were not found."""
    names = {str(entry["BaseFont"]) for entry in pdf.objects if isinstance(entry, dict) and "BaseFont" in entry}
    foreign = sorted(name for name in names if FAMILY.replace(" ", "-") not in name)
    if foreign or not names:
        raise RuntimeError(f"fonts that do not belong in a document: {', '.join(foreign) or 'none at all'}")


@contextmanager
def _warnings_refused() -> Iterator[None]:
    """Turn anything that the engine warns of into a failure: it would be a fault on paper that no text test sees."""
    kept: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if not _HARMLESS.match(message):
                kept.append(message)

    keeper = Keeper(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(keeper)
    try:
        yield
    finally:
        logger.removeHandler(keeper)
    if kept:
        raise RuntimeError(f"the PDF engine warned: {'; '.join(kept)}")


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Code points that all four faces can draw."""
    faces = (_static(f"fonts/LiberationSerif-{face}.ttf") for face in ("Regular", "Bold", "Italic", "BoldItalic"))
    maps = [set(_face(face).getBestCmap()) for face in faces]
    return frozenset(set.intersection(*maps))


def _face(path: Path) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with weasyprint, without types

    return TTFont(path, lazy=True)


@lru_cache(maxsize=1)
def _font_version() -> str:
    name = _face(_static("fonts/LiberationSerif-Regular.ttf"))["name"]
    return f"{FAMILY} {str(name.getDebugName(5)).removeprefix('Version ')}"
