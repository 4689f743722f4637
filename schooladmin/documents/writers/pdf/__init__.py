"""The content tree as a PDF. WeasyPrint is imported below this package only, and only inside functions.

The result is tagged (PDF/UA-1, with attachments PDF/A-3a), carries the project's own letters and nothing else, and
appears whole or not at all.
"""

import hashlib
import os
import resource
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.base import Attachment, FileFacts, Progress, appearing_whole, silent
from schooladmin.documents.writers.css import FIRST_PAGE
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import attachments as attached
from schooladmin.documents.writers.pdf import engine, replay
from schooladmin.documents.writers.pdf.engine import engine_versions, letters, warm_up
from schooladmin.documents.writers.pdf.gates import check_text, only_our_fonts, refusals_told, warnings_refused
from schooladmin.documents.writers.pdf.pages import (
    DoesNotFitError,
    hastened,
    insides_are_known,
    with_quiet_margins,
)

__all__ = ["check_text", "engine_versions", "letters", "warm_up", "write_pdf"]

_STEPS = 4
# The engine's shared font tables and its log are not made for two documents at once in one process.
_ONE_AT_A_TIME = threading.Lock()


def write_pdf(
    document: tree.Document,
    profile: Profile,
    path: Path,
    *,
    progress: Progress | None = None,
    attachments: Sequence[Attachment] = (),
) -> FileFacts:
    """Write the document to ``path`` and tell what came out.

    The file is written under another name and renamed: a crash leaves no half file and does not harm an older one.
    It is PDF/UA-1; with ``attachments`` it carries them inside and is PDF/A-3a as well.
    Raises Refusal for a letter that the fonts do not have, for a font that is not there and for a picture that is too
    large, RuntimeError when the engine warns of anything else, OSError when the disk does not take the file.
    """
    begun = time.perf_counter()
    tell = progress or silent
    tell(1, _STEPS, _("Xếp nội dung"))
    paper = _Paper(document, profile)
    tell(2, _STEPS, _("Dàn trang"))
    try:
        with appearing_whole(path) as part:
            with _ONE_AT_A_TIME, hastened(), refusals_told(), warnings_refused():
                rendered = paper.laid_out()
                tell(3, _STEPS, _("Ghi tệp PDF"))
                _write(rendered, part, attachments)
            tell(4, _STEPS, _("Kiểm tra tệp"))
            digest, size = hashlib.sha256(part.read_bytes()).hexdigest(), part.stat().st_size
    except BaseException:
        replay.forget()  # what made this paper fail may be kept with its shared part
        raise
    return FileFacts(
        len(rendered.pages),
        size,
        round(time.perf_counter() - begun, 3),
        digest,
        engine_versions(),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        paper.is_replayed,
    )


class _Paper:
    """A paper on its way: put together from a shared part where that works, set in one piece otherwise."""

    def __init__(self, document: tree.Document, profile: Profile) -> None:
        self.document = document
        self.profile = profile
        self.is_replayed = replay.fits(document, profile)
        self.html = replay.own_html(document, profile) if self.is_replayed else self._whole()
        check_text(self.html)

    def laid_out(self) -> Any:
        if self.is_replayed:
            try:
                return replay.laid_out(self.document, self.profile, self.html)
            except DoesNotFitError:
                self.is_replayed = False
                self.html = self._whole()
                check_text(self.html)
        if insides_are_known():
            sheets = engine.sheets_for(self.document, self.profile, marked=FIRST_PAGE)
            try:
                return with_quiet_margins(engine.laid_out(self.html, sheets))
            except DoesNotFitError:
                pass  # laid out as the engine alone does it
        return engine.laid_out(self.html, engine.sheets_for(self.document, self.profile))

    def _whole(self) -> str:
        return render_html(self.document, self.profile, for_print=True)


def _write(rendered: Any, part: Path, attachments: Sequence[Attachment]) -> None:
    options = attached.options(attachments) if attachments else {"pdf_variant": engine.TAGGED}

    def finish(document: Any, pdf: Any) -> None:
        only_our_fonts(pdf)
        if attachments:
            attached.say_accessible(pdf)

    with part.open("wb") as handle:
        rendered.write_pdf(handle, finisher=finish, presentational_hints=True, **options)
        handle.flush()
        os.fsync(handle.fileno())
