"""What no paper leaves with: letters without a font, other fonts, warnings of the engine."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.documents.writers.pdf import engine

log = logging.getLogger(__name__)
# Slow but right: a machine without libharfbuzz-subset cuts the fonts with fontTools.
_HARMLESS = re.compile(r"^Using fontTools instead of HarfBuzz-Subset")


def check_text(html: str) -> None:
    """Raise Refusal for letters that the fonts lack, AssertionError when the text is not in NFC."""
    if not unicodedata.is_normalized("NFC", html):
        raise AssertionError("the text of a document is kept in NFC; this one is not")
    known = engine.letters()
    missing = sorted(char for char in set(html) if ord(char) not in known and not char.isspace())
    if missing:
        raise Refusal(
            _("Văn bản có ký tự mà phông chữ in không có: %(letters)s. Hãy bỏ hoặc thay các ký tự đó.")
            % {"letters": ", ".join(f"{char} (U+{ord(char):04X})" for char in missing[:10])},
            code="letters-without-font",
        )


def only_our_fonts(pdf: Any) -> None:
    """Raise Refusal when a file that is about to be written has another face: the project's fonts were not found."""
    names = {str(entry["BaseFont"]) for entry in pdf.objects if isinstance(entry, dict) and "BaseFont" in entry}
    if not names or any(engine.FAMILY.replace(" ", "-") not in name for name in names):
        log.error("fonts that do not belong in a document: %s", ", ".join(sorted(names)) or "none at all")
        raise engine.font_missing()


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say why a picture was refused: the engine itself only warns that it has none."""
    refusals = engine.fetcher().refusals
    refusals.clear()
    try:
        yield
    except RuntimeError as warned:
        if refusals:
            raise refusals[0] from warned
        raise


@contextmanager
def warnings_refused() -> Iterator[None]:
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
