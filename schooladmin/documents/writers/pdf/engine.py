"""WeasyPrint with the project's fonts, its style sheets ready parsed, and no way out to the network or the disk.

It is imported inside functions only: web processes and commands never load it.
"""

import io
import logging
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.qr import QR_SCHEME, qr_png
from schooladmin.documents.writers.css import mark_css, print_css, watermark_css

FAMILY = "Liberation Serif"
EVERY_PAGE = "@page"
_DOCTYPE = "<!doctype html>"
TAGGED = "pdf/ua-1"
_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_MOST_DOTS = 16_000_000  # a page of A4 at 350 dots an inch; 40 million would take 160 MB to read
_STATIC = "static:"
_SHEETS = ("css/document.css", "css/document-print.css")


def engine() -> Any:
    """WeasyPrint, told beforehand to see the project's fonts and no others (fontconfig reads this once a process)."""
    os.environ["FONTCONFIG_FILE"] = str(settings.BASE_DIR / "static" / "fonts" / "fonts.conf")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # a line per page is no news
    import weasyprint

    return weasyprint


def sheets_for(document: tree.Document, profile: Profile, *, marked: str = EVERY_PAGE) -> tuple[str, ...]:
    """The style sheets of this paper beside the common ones: its form, its watermark, its mark on pages ``marked``."""
    sheets = [print_css(profile, document.paper)]
    if document.watermark:
        sheets.append(watermark_css(document.watermark, document.paper))
    if document.mark:
        sheets.append(mark_css(profile, document.paper, pages=marked))
    return tuple(sheets)


def laid_out(html: str, sheets: tuple[str, ...], *, variant: str = TAGGED) -> Any:
    """The pages of ``html`` (a ``weasyprint.Document``), set with the common style sheets and ``sheets``.

    The first of ``sheets`` is the form: it is read as one with the common ones, for each sheet asks every element anew.
    """
    form, *others = sheets or ("",)
    return page_of(html).render(
        stylesheets=[_form_sheet(form), *map(_own_sheet, others)],
        font_config=_fonts(),
        presentational_hints=True,
        pdf_variant=variant,
    )


def page_of(html: str) -> Any:
    """``html`` as the engine wants it; our templates are XML too, and that is read ten times as fast."""
    try:
        root = ElementTree.fromstring(html.removeprefix(_DOCTYPE))  # noqa: S314 - expat without a document type: no entities
    except ElementTree.ParseError:
        return engine().HTML(string=html, url_fetcher=fetcher())
    return _page_class()(root)


@lru_cache(maxsize=1)
def _page_class() -> Any:
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]

    class OurPage(engine().HTML):  # type: ignore[misc]  # weasyprint has no types
        """A page that is read already."""

        def __init__(self, root: ElementTree.Element) -> None:
            self.base_url = None
            self.url_fetcher = fetcher()
            self.media_type = "print"
            self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ph_stylesheets(self) -> list[Any]:
            return []  # 90 rules for attributes that our templates do not use (``align``…), asked of every element

    return OurPage


def warm_up() -> None:
    """Load the engine, the fonts and the style sheets, and draw one line: the first document is then not slow."""
    line = "<p>Đặng Ưỡn ỷ lại <strong>Đặng Ưỡn</strong> <em>ỷ lại</em></p>"
    laid_out(f"<html lang=vi><title>.</title><body class='document pt-14'>{line}", ()).write_pdf(pdf_variant=TAGGED)
    letters()
    engine_versions()


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    weasyprint = engine()
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return (
        ("weasyprint", weasyprint.__version__),
        ("pango", f"{number // 10000}.{number // 100 % 100}.{number % 100}"),
        ("font", _font_version()),
    )


def engine_versions() -> dict[str, str]:
    """Versions that decide how a page looks; kept with every file."""
    return dict(_versions())


@lru_cache(maxsize=1)
def _fonts() -> Any:
    engine()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=32)
def _form_sheet(form: str) -> Any:
    common = (static_file(name).read_text() for name in _SHEETS)
    return engine().CSS(string="\n".join((*common, form)), font_config=_fonts())


@lru_cache(maxsize=32)
def _own_sheet(sheet: str) -> Any:
    return engine().CSS(string=sheet, font_config=_fonts())


@lru_cache(maxsize=1)
def fetcher() -> Any:
    """A fetcher that reads static files of the project (``static:img/logo.svg``) and draws codes; nothing else."""
    engine()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OursOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        refusals: list[Refusal] = []  # why pictures were refused; the engine swallows the reason

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            for scheme, read in _READERS.items():
                if url.startswith(scheme):
                    return URLFetcherResponse(url, self.checked(read(url.removeprefix(scheme))))
            raise ValueError(f"a document may not load this address: {url}")

        def checked(self, content: bytes) -> bytes:
            try:
                check_picture(content)
            except Refusal as refusal:
                self.refusals.append(refusal)
                raise
            return content

    return OursOnly()


_READERS: dict[str, Callable[[str], bytes]] = {
    _STATIC: lambda name: static_file(name).read_bytes(),
    QR_SCHEME: lambda data: qr_png(unquote(data)),
}


def static_file(name: str) -> Path:
    """A file below the project's static folders. Raises ValueError for a name that is none or leads outside."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"no such static file: {name}")
    return Path(found)


def check_picture(content: bytes) -> None:
    """Raise Refusal for a picture of too many dots, before any of them is read. What is no picture passes."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except UnidentifiedImageError:
        return
    except Image.DecompressionBombError:
        width, height = 0, 0
    if 0 < width * height <= _MOST_DOTS:
        return
    raise Refusal(
        _("Ảnh có quá nhiều điểm ảnh (%(width)s × %(height)s), không đưa vào văn bản được. Hãy thu nhỏ ảnh.")
        % {"width": width or "?", "height": height or "?"},
        code="picture-too-large",
    )


def font_missing() -> Refusal:
    """What is said when the letters of the project are not on this machine."""
    return Refusal(
        _("Máy chủ thiếu phông chữ in %(font)s nên chưa tạo được văn bản. Hãy báo người quản trị cài lại phông chữ.")
        % {"font": FAMILY},
        code="font-missing",
    )


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Code points that all four faces can draw. Raises Refusal when one of them is not there."""
    try:
        faces = [static_file(f"fonts/LiberationSerif-{face}.ttf") for face in _FACES]
    except ValueError as missing:
        raise font_missing() from missing
    maps = [set(_face(face).getBestCmap()) for face in faces]
    return frozenset(set.intersection(*maps))


def _face(path: Path) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with weasyprint, without types

    return TTFont(io.BytesIO(path.read_bytes()), lazy=True)


@lru_cache(maxsize=1)
def _font_version() -> str:
    name = _face(static_file("fonts/LiberationSerif-Regular.ttf"))["name"]
    return f"{FAMILY} {str(name.getDebugName(5)).removeprefix('Version ')}"
