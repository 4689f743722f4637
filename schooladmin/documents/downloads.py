"""Answers that hand out rendered files. The view has asked for the right before it calls these."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold, tidy
from schooladmin.documents.enums import CONTENT_TYPES, FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.storage import absolute

_UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def safe_name(name: str) -> str:
    """``name`` without the signs that Windows, Linux or an archive would stumble over; Vietnamese letters stay."""
    return tidy(name).translate(_UNSAFE).strip(" .") or "tai-lieu"


def ascii_name(name: str) -> str:
    """The name for programs that know no Vietnamese: «Đề cương.pdf» → «de-cuong.pdf»."""
    plain = fold(safe_name(name)).encode("ascii", "ignore").decode()
    return "-".join(plain.split()) or "tai-lieu"


def disposition(name: str, *, inline: bool = False) -> str:
    """The header that carries both names (RFC 6266)."""
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{quote(safe_name(name))}"


def file_response(file: RenderedFile, *, inline: bool = False) -> FileResponse:
    """Send the file, to keep or (``inline``) to look at in the browser. Raises Refusal when it is not on the disk."""
    return stored_response(file.path, file.name, CONTENT_TYPES[FileKind(file.kind)], inline=inline)


def stored_response(path: str, name: str, content_type: str, *, inline: bool = False) -> FileResponse:
    """Send a file below the private folder under a name. Raises Refusal when it is not on the disk."""
    try:
        handle = absolute(path).open("rb")
    except FileNotFoundError as missing:
        raise Refusal(_("Tệp này không còn trên máy chủ. Hãy tạo lại văn bản."), code="file-not-on-disk") from missing
    response = FileResponse(handle, content_type=content_type)
    response["Content-Disposition"] = disposition(name, inline=inline)
    response["Cache-Control"] = "private, no-store"
    return response


def zip_response(
    files: Iterable[RenderedFile], name: str, *, notes: Mapping[str, bytes] | None = None
) -> StreamingHttpResponse:
    """Stream the files as one archive. Raises Refusal when one of them is not on the disk."""
    entries = []
    for file in files:
        if not absolute(file.path).exists():
            raise Refusal(
                _("Tệp «%(name)s» không còn trên máy chủ. Hãy tạo lại văn bản.") % {"name": file.name},
                code="file-not-on-disk",
            )
        entries.append((file.path, safe_name(file.name)))
    return archive_response(entries, name, notes=notes)


def archive_response(
    entries: Iterable[tuple[str, str]], name: str, *, notes: Mapping[str, bytes] | None = None
) -> StreamingHttpResponse:
    """Stream stored files as one archive of known length, never whole in memory.

    ``entries`` are places below the private folder, each with its name in the archive, folders parted by «/»; two of
    one name are told apart by a number. All must be there. ``notes`` are small files made for this archive (an index),
    by their names. What was stored is compressed already, so nothing is compressed again.
    """
    archive = ZipStream(compress_type=ZIP_STORED, sized=True)
    taken: set[str] = set()
    for note, body in (notes or {}).items():
        archive.add(body, _unique(safe_name(note), taken))
    for stored, shown in entries:
        archive.add_path(absolute(stored), _unique("/".join(map(safe_name, shown.split("/"))), taken))
    response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = str(len(archive))
    response["Content-Disposition"] = disposition(name)
    response["Cache-Control"] = "private, no-store"
    if archive.last_modified is not None:
        response["Last-Modified"] = http_date(archive.last_modified.timestamp())
    return response


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
    taken.add(candidate.casefold())
    return candidate
