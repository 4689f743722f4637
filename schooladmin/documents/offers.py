"""The same paper as another kind of file: what a form asks for, what a job writes, how the file is called.

A paper is offered as PDF, and beside it as Word (to go on writing) and Excel (its tables). The rights, the job and the
source of the file are those of the PDF; only the kind differs.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from schooladmin.core.errors import OutOfScope
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope

FIELD = "file"  # of forms, addresses and payloads
OFFICE = (FileKind.DOCX, FileKind.XLSX)


def kind_asked(data: Mapping[str, object]) -> FileKind:
    """The kind of file that a form or an address asks for; PDF unless it names another. Raises OutOfScope (404)."""
    try:
        return FileKind(str(data.get(FIELD) or FileKind.PDF))
    except ValueError as unknown:
        raise OutOfScope from unknown


def kind_of(job: Job) -> FileKind:
    """The kind of file that a job writes; jobs from before there were others write a PDF."""
    return FileKind(job.payload.get(FIELD, FileKind.PDF))


def job_key(key: str, kind: FileKind) -> str:
    """What keeps two jobs of one paper apart: one for each kind of file may be open."""
    return key if kind is FileKind.PDF else f"{key}:{kind}"


def named(name: str, kind: FileKind) -> str:
    """The name of the file of ``kind`` beside the PDF ``name``."""
    return f"{name.removesuffix('.pdf')}.{kind}"


def being_made(kind: FileKind) -> str:
    """What the page says after a file was asked for."""
    return _("Đang tạo %(file)s. Trang này tự cập nhật; xong thì bấm «Mở kết quả».") % {"file": kind.label}


def not_made(kind: FileKind) -> str:
    """What the page says when somebody opens a file that was never made."""
    if kind is FileKind.PDF:
        return _("Chưa có tệp PDF. Hãy bấm «PDF lưu trữ» để tạo.")
    return _("Chưa có tệp %(file)s. Hãy bấm «Tạo %(file)s» để tạo.") % {"file": kind.label}


def office_files(scope: Scope, source_keys: Iterable[str]) -> dict[str, list[RenderedFile]]:
    """The current Word and Excel files of many sources by their key, Word first: one query for a whole page."""
    rows = RenderedFile.objects.filter(
        unit__in=scope.units(), source_key__in=list(source_keys), kind__in=OFFICE, is_current=True
    ).order_by("source_key", "kind")
    found: dict[str, list[RenderedFile]] = {}
    for row in rows:
        found.setdefault(row.source_key, []).append(row)
    return found
