"""Pure rules about uploads: what a file is by its bytes, and which files are refused.

Nothing is unpacked: only the table of contents of a ZIP and one small part of it are read.
"""

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype

from schooladmin.core.text import tidy

# Office files are text that packs well; beyond these bounds a file is made to fill a disk, not to be read.
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 150
RATIO_MATTERS_FROM = 10 * 1024 * 1024
MAX_PARTS = 5000
_HEAD = 8192
_TAIL = 2048
_NAME_LENGTH = 120

_FORMAT_MARKS = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Kind:
    """A type of file that is accepted."""

    key: str
    content_type: str
    extensions: tuple[str, ...]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("png", "image/png", ("png",)),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg")),
        Kind("webp", "image/webp", ("webp",)),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    )
}
EXTENSIONS = tuple(extension for kind in KINDS.values() for extension in kind.extensions)
_KIND_OF = {extension: kind for kind in KINDS.values() for extension in kind.extensions}
# The content type that the main part of an office file declares.
_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}


class Unacceptable(Exception):  # noqa: N818 - an answer, not an error of the program
    """The file is refused; ``code`` says why and is turned into words by the action."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def safe_name(name: str) -> str:
    """Return the name to show and to offer at download: NFC, no folders, no control or direction marks, short.

    >>> safe_name("..\\\\mail/Quyết định.PDF")
    'Quyết định.PDF'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = tidy("".join(char for char in last if unicodedata.category(char) not in _FORMAT_MARKS))
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        stem, extension = plain, ""
    stem = stem[: _NAME_LENGTH - len(extension) - 1].strip(" .") or "minh-chung"
    return f"{stem}.{extension}" if extension else stem


def check(name: str, size: int, content: BinaryIO) -> Kind:
    """Return what the file is. Raises Unacceptable when its bytes are not what its name says, or are dangerous."""
    if size == 0:
        raise Unacceptable("evidence-empty")
    named = _KIND_OF.get(PurePosixPath(name).suffix.lower().lstrip("."))
    found = _found(content, size)
    if named is None:
        raise Unacceptable("evidence-type")
    if found is None or found != named.key:
        raise Unacceptable("evidence-not-as-named")
    return named


def _found(content: BinaryIO, size: int) -> str | None:
    """The key of the type that the bytes hold from end to end, or None."""
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(max(0, size - _TAIL))
    tail = content.read(_TAIL)
    guess = filetype.guess(head)
    extension = guess.extension if guess is not None else ""
    if head.startswith(b"PK"):
        return _office(content)
    if extension == "pdf":
        whole = head.startswith(b"%PDF-") and b"%%EOF" in tail
        return "pdf" if whole and b"PK\x05\x06" not in tail else None  # a PDF that is also a ZIP is neither
    if extension == "png":
        return "png" if b"IEND\xaeB`\x82" in tail else None
    if extension == "jpg":
        return "jpg" if _holds(content, b"\xff\xd9") else None  # phones append a film after the picture's end
    if extension == "webp":
        return "webp" if struct.unpack("<I", head[4:8])[0] + 8 <= size else None
    return None


def _holds(content: BinaryIO, mark: bytes) -> bool:
    content.seek(0)
    before = b""
    while block := content.read(1024 * 1024):
        if mark in before + block:
            return True
        before = block[-len(mark) :]
    return False


def _office(content: BinaryIO) -> str | None:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            _refuse_dangerous(parts)
            return _main_part(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        return None


def _refuse_dangerous(parts: list[zipfile.ZipInfo]) -> None:
    """Raise Unacceptable for macros, paths out of the archive, and archives that unpack without measure."""
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise Unacceptable("evidence-bomb")
    if unpacked > RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO:
        raise Unacceptable("evidence-bomb")
    for part in parts:
        path = part.orig_filename.replace("\\", "/")
        if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/"):
            raise Unacceptable("evidence-unsafe-paths")
        if path.lower().rsplit("/", 1)[-1] in {"vbaproject.bin", "vbadata.xml"}:
            raise Unacceptable("evidence-macro")


def _main_part(archive: zipfile.ZipFile) -> str | None:
    """Which office format the archive declares. Read with a bound: declared sizes may lie."""
    if "[Content_Types].xml" not in archive.namelist():
        return None
    with archive.open("[Content_Types].xml") as part:
        declared = part.read(1024 * 1024)
    if b"macroEnabled" in declared:
        raise Unacceptable("evidence-macro")
    return next((key for mark, key in _MAIN_PARTS.items() if mark in declared), None)
