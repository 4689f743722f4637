"""What Word and Excel files share: text that XML can carry, and bytes that only the content decides."""

import io
import re
import unicodedata
import zipfile
from datetime import date

from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.documents.writers.html import COPIED

_FIRST_DAY = date(1980, 1, 1)  # the oldest that an archive can carry
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without signs that nobody sees.

    Raises Refusal for a sign that XML cannot carry, AssertionError when the text is not in NFC.
    """
    text = text.translate(COPIED)
    if not unicodedata.is_normalized("NFC", text):
        raise AssertionError("the text of a document is kept in NFC; this one is not")
    foreign = sorted(set(_NOT_XML.findall(text)))
    if foreign:
        raise Refusal(
            _("Văn bản có ký tự điều khiển mà tệp Word, Excel không chứa được: %(letters)s. Hãy bỏ các ký tự đó.")
            % {"letters": ", ".join(f"U+{ord(char):04X}" for char in foreign[:10])},
            code="letters-without-xml",
        )
    return text


def repacked(archive: bytes, day: date) -> bytes:
    """The same archive as if it had been written on ``day``: no entry tells the moment of writing."""
    target = io.BytesIO()
    kept = max(day, _FIRST_DAY)
    stamp = (kept.year, kept.month, kept.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(name)
            if name == _CORE:
                content = _MODIFIED.sub(rb"\g<1>%b\g<2>" % f"{day:%Y-%m-%d}T00:00:00Z".encode(), content)
            packed.writestr(entry, content)
    return target.getvalue()
