"""What an uploaded file says of its signatures, for the public page."""

from datetime import datetime
from typing import Any

from django.core.files.base import File

from schooladmin.core.errors import Refusal
from schooladmin.documents.signing.queries import signature_lines

MOST_BYTES = 20 * 1024 * 1024  # a larger file is compared by its sum only; signatures need it whole in memory


def signatures_in(upload: File[Any], at: datetime) -> list[str]:
    """A sentence for each signature of the PDF, or why they cannot be read; nothing for other and larger files."""
    upload.seek(0)
    if upload.size > MOST_BYTES or upload.read(5) != b"%PDF-":
        return []
    upload.seek(0)
    try:
        return signature_lines(upload.read(), at=at)
    except Refusal as refusal:
        return [str(refusal.message)]
