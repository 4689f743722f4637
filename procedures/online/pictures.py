"""Photos of papers as they are kept: what the bytes really are, without the place and camera that took them.

Pictures are drawn anew as JPEG, so that nothing but what is seen survives; PDF files are kept as they came.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from procedures.online.rules import LONGEST_SIDE, MEGABYTE, MOST_PIXELS, PHOTO_BYTES
from schooladmin.core.errors import Refusal
from schooladmin.core.pictures import open_picture
from schooladmin.evidence.rules import Unacceptable, check, safe_name
from schooladmin.evidence.storage import keep

_FORMATS = ("JPEG", "PNG", "WEBP")
_PICTURES = {"jpg", "png", "webp"}
_WHITE = (255, 255, 255)

_REFUSALS: dict[str, str | Promise] = {
    "photo-empty": _("Tệp «%(name)s» không có nội dung. Hãy chụp hoặc chọn lại."),
    "photo-type": _(
        "Tệp «%(name)s» không phải ảnh (JPG, PNG, WEBP) hoặc PDF. Hãy chụp lại bằng máy ảnh của điện thoại."
    ),
    "photo-too-large": _("Tệp «%(name)s» lớn hơn %(limit)s MB. Hãy chụp lại với cỡ ảnh nhỏ hơn."),
    "photo-bomb": _("Ảnh «%(name)s» có quá nhiều điểm ảnh nên không nhận được. Hãy chụp lại với cỡ ảnh nhỏ hơn."),
    "photo-broken": _("Ảnh «%(name)s» bị hỏng, không mở được. Hãy chụp lại."),
}


@dataclass(frozen=True)
class Prepared:
    """A file that may be kept."""

    name: str
    content_type: str
    content: bytes
    sha256: str


def prepared(upload: File[Any]) -> Prepared:
    """Check a file that a guest sent and make it what is kept. Raises Refusal in words that name the file."""
    name = safe_name(upload.name or "")
    if upload.size > PHOTO_BYTES:
        raise _refusal("photo-too-large", name)
    try:
        kind = check(name, upload.size, cast(Any, upload.file))
    except Unacceptable as refused:
        raise _refusal("photo-empty" if refused.code == "evidence-empty" else "photo-type", name) from refused
    upload.seek(0)
    if kind.key in _PICTURES:
        return _made(f"{name.rpartition('.')[0]}.jpg", "image/jpeg", _drawn_anew(upload, name))
    if kind.key == "pdf":
        return _made(name, kind.content_type, upload.read())
    raise _refusal("photo-type", name)


def _drawn_anew(upload: File[Any], name: str) -> bytes:
    """The picture upright, at most 2000 pixels long, without anything that was written beside it."""
    try:
        with open_picture(cast(Any, upload.file), _FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _refusal("photo-bomb", name)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # reads a big JPEG at a fraction of its memory
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            seen = Image.new("RGB", upright.size, _WHITE)
            see_through = upright.convert("RGBA") if upright.has_transparency_data else None
            seen.paste(see_through or upright.convert("RGB"), mask=see_through)
            content = BytesIO()
            seen.save(content, "JPEG", quality=85, optimize=True)
            return content.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _refusal("photo-bomb", name) from bomb
    except (OSError, SyntaxError, ValueError, MemoryError) as broken:
        raise _refusal("photo-broken", name) from broken


def _made(name: str, content_type: str, content: bytes) -> Prepared:
    return Prepared(name, content_type, content, hashlib.sha256(content).hexdigest())


def _refusal(code: str, name: str) -> Refusal:
    return Refusal(str(_REFUSALS[code]) % {"name": name, "limit": PHOTO_BYTES // MEGABYTE}, code=code, field="photos")


def put_away(unit_id: int, photo: Prepared) -> str:
    """Write the file into the private folder; return its path there. Each photo has a file of its own."""
    path = f"online/{unit_id}/{uuid4().hex}.{'pdf' if photo.content_type == 'application/pdf' else 'jpg'}"
    keep(path, [photo.content])
    return path


def file_of(path: str) -> Path:
    """Where the bytes lie."""
    return Path(settings.MEDIA_ROOT) / path


def throw_away(path: str) -> None:
    """Delete the bytes. One that is gone already is as well."""
    file_of(path).unlink(missing_ok=True)
