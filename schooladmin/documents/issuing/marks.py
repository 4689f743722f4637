"""The code in the lower margin of an issued paper: small, and still read from a photograph of the sheet.

An address in capitals packs denser into a QR code (its alphanumeric mode: 5.5 bits a sign instead of 8), so that its
squares stay large enough at 14 mm: browsers read scheme and host in either case, and the path is served in both.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from schooladmin.documents.issuing.models import Issue
from schooladmin.documents.issuing.rules import shown
from schooladmin.documents.tree import Document, QrCode
from schooladmin.documents.writers.css import MARK_SIZE

CAPTION = "Mã kiểm tra văn bản"


def verify_address(base: str, code: str) -> str:
    """The public page of a version; the code alone where the installation's address is not known."""
    if not base:
        return code
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}".upper() + f"{parts.path.rstrip('/')}/V/{code}"


def mark_of(code: str, version: int, base: str) -> QrCode:
    """What a camera finds the version by, with the same in letters. Vietnamese, as the paper is."""
    return QrCode(verify_address(base, code), f"{shown(code)} · Bản {version}", CAPTION, MARK_SIZE)


def stamped(document: Document, issue: Issue | None, base: str) -> Document:
    """The document with the mark of its version, and with its number where one was given in issuing it."""
    if issue is None:
        return document
    number = issue.number
    head = replace(document.head, number=str(number)) if number is not None and number.is_printed else document.head
    return replace(document, head=head, mark=mark_of(issue.public_code, issue.version, base))
