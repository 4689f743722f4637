"""Reading the code of a paper from a photograph of one of its sheets: skewed, shaded, blurred, stamped over."""

from enum import Enum
from typing import Any, cast

import zxingcpp
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from schooladmin.core.errors import Refusal
from schooladmin.core.pictures import open_picture
from schooladmin.documents.issuing.rules import code_in
from schooladmin.evidence.rules import safe_name

_FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
# What the camera of a telephone gives; a JPEG is read at a fraction of its size, the others whole.
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
_LONGEST = 4096  # a sheet of A4 at 350 dots an inch: more tells nothing more of a code of 14 mm
_QUICK = 2400

_REFUSALS: dict[str, str | Promise] = {
    "photo-empty": _("Tệp «%(name)s» không có nội dung. Hãy chụp hoặc chọn lại."),
    "photo-type": _("Tệp «%(name)s» không phải ảnh JPG, PNG hoặc WEBP. Hãy chụp lại bằng máy ảnh của điện thoại."),
    "photo-too-large": _("Tệp «%(name)s» lớn hơn %(limit)s MB. Hãy chụp lại với cỡ ảnh nhỏ hơn."),
    "photo-bomb": _("Ảnh «%(name)s» có quá nhiều điểm ảnh nên không nhận được. Hãy chụp lại với cỡ ảnh nhỏ hơn."),
    "photo-broken": _("Ảnh «%(name)s» bị hỏng, không mở được. Hãy chụp lại."),
}


class Clean(Enum):
    """What is done to a photograph before it is read."""

    NOTHING = "nothing"
    SMALLER = "smaller"  # quick, and rid of noise
    LARGER = "larger"  # squares of two pixels become three
    SHARP = "sharp"  # against blur
    SHARPER = "sharper"  # against blur and noise: smooth first
    SMOOTH = "smooth"  # against noise, and against the dots of a bad copy


_QR: Any = zxingcpp.BarcodeFormat.QRCode  # its types ask for a set of formats, which it makes of one itself
_LOCAL, _GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
# The quick ones first: most photographs are read at once. Each of the others read some that all before it did not.
_TRIES = (
    (Clean.SMALLER, _LOCAL),
    (Clean.NOTHING, _LOCAL),
    (Clean.SHARPER, _LOCAL),
    (Clean.SHARP, _LOCAL),
    (Clean.SMOOTH, _LOCAL),
    (Clean.LARGER, _LOCAL),
    (Clean.NOTHING, _GLOBAL),
)


def is_picture(head: bytes) -> bool:
    """Whether bytes are those of a photograph that is read here, by how they begin."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def codes_in(upload: File[Any]) -> tuple[str, ...]:
    """The codes of papers that the photograph shows, each once; none when no code can be read.

    Raises Refusal for a file that is too large, no picture, or broken.
    """
    picture = _opened(upload)
    for clean, binarizer in _TRIES:
        found = _read(picture, clean, binarizer)
        if found:
            return found
    return ()


def _opened(upload: File[Any]) -> Image.Image:
    """The photograph as it is held, without colour: red ink, whose light hardly differs from paper's, is taken out."""
    name = safe_name(upload.name or "")
    if not upload.size:
        raise _refusal("photo-empty", name)
    if upload.size > MOST_BYTES:
        raise _refusal("photo-too-large", name)
    upload.seek(0)
    try:
        with open_picture(cast(Any, upload.file), _FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS[picture.format or "PNG"]:
                raise _refusal("photo-bomb", name)
            picture.draft("RGB", (_LONGEST, _LONGEST))  # a large JPEG is read at a fraction of its memory
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
            if upright.has_transparency_data:
                paper = Image.new("RGBA", upright.size, (255, 255, 255, 255))
                paper.alpha_composite(upright.convert("RGBA"))
                upright = paper
            # A stamp is red on white: in the red part of the light it is nearly white, and the code stays black.
            return upright.convert("RGB").getchannel("R")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _refusal("photo-bomb", name) from bomb
    except UnidentifiedImageError as other:
        raise _refusal("photo-type", name) from other
    except (OSError, SyntaxError, ValueError, MemoryError) as broken:
        raise _refusal("photo-broken", name) from broken


def _read(picture: Image.Image, clean: Clean, binarizer: Any) -> tuple[str, ...]:
    seen = _cleaned(picture, clean)
    if seen is None:
        return ()
    barcodes = zxingcpp.read_barcodes(seen, formats=_QR, binarizer=binarizer)
    return tuple(dict.fromkeys(code for code in map(code_in, (barcode.text for barcode in barcodes)) if code))


def _cleaned(picture: Image.Image, clean: Clean) -> Image.Image | None:
    """The picture as it is looked at; None where that would be the same as it is, or more than memory should hold."""
    longest = max(picture.size)
    match clean:
        case Clean.SMALLER:
            smaller = picture.copy()
            smaller.thumbnail((_QUICK, _QUICK), Image.Resampling.LANCZOS)
            return smaller
        case Clean.NOTHING:
            return picture if longest > _QUICK else None
        case Clean.LARGER:
            size = (picture.width * 3 // 2, picture.height * 3 // 2)
            return picture.resize(size, Image.Resampling.BICUBIC) if max(size) <= _LONGEST * 5 // 4 else None
        case Clean.SHARP:
            return picture.filter(ImageFilter.UnsharpMask(radius=3, percent=180, threshold=2))
        case Clean.SHARPER:
            smooth = picture.filter(ImageFilter.GaussianBlur(0.8))
            return smooth.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=2))
        case Clean.SMOOTH:
            return picture.filter(ImageFilter.GaussianBlur(1.2))


def _refusal(code: str, name: str) -> Refusal:
    return Refusal(_REFUSALS[code] % {"name": name, "limit": MOST_BYTES // MEGABYTE}, code=code, field="upload")
