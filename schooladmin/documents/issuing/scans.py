"""Reading the codes of a scanned PDF: one picture on each page, taken out by a process of its own, none drawn."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import File

from schooladmin.core.errors import Refusal
from schooladmin.documents.issuing.photos import MOST_BYTES, codes_in
from schooladmin.documents.signing.hanko import scans

WALL_SECONDS = 60  # of a busy machine; the processor's own seconds are bounded in the process itself
MOST_PAGES = 20


@dataclass(frozen=True)
class Scan:
    """How many pages a scan has, and how many of them show each code."""

    pages: int
    codes: dict[str, int]


def is_pdf(head: bytes) -> bool:
    """Whether bytes are those of a PDF, by how they begin."""
    return head.startswith(b"%PDF-")


def read_scan(upload: File[Any], *, most: int = MOST_PAGES, is_one_enough: bool = False) -> Scan:
    """The codes on the first ``most`` pages; with ``is_one_enough`` the search ends with the first page that has one.

    Nothing is found in a file that is no scan, is larger than a photograph may be, or has a password; none of it is
    kept. Pages that only a drawing program could show (JBIG2, JPEG 2000) are passed over.
    """
    if not upload.size or upload.size > MOST_BYTES:
        return Scan(0, {})
    with TemporaryDirectory(prefix="scan-") as name:
        folder = Path(name)
        source = folder / "scan.pdf"
        with source.open("wb") as handle:
            handle.writelines(upload.chunks())
        found = _taken_out(source, folder, most)
        codes: dict[str, int] = {}
        for shown in _codes(folder, found["pictures"]):
            for code in shown:
                codes[code] = codes.get(code, 0) + 1
            if codes and is_one_enough:
                break
        return Scan(found["pages"], codes)


def _codes(folder: Path, names: list[str]) -> Iterator[tuple[str, ...]]:
    for name in names:
        with (folder / name).open("rb") as handle:
            try:
                yield codes_in(File(handle, name=name))
            except Refusal:  # a picture that cannot be opened: the other pages may be
                yield ()


def _taken_out(source: Path, folder: Path, most: int) -> dict[str, Any]:
    question = {"path": str(source), "folder": str(folder), "most": most}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what strangers sent is in a file, not in the arguments
            [sys.executable, "-I", scans.__file__],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"pages": 0, "pictures": []}
    if done.returncode != 0:  # its bounds ended it
        return {"pages": 0, "pictures": []}
    found: dict[str, Any] = json.loads(done.stdout)
    return found
