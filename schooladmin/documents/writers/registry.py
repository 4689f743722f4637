"""Which writer makes which kind of file. A second writer of PDFs takes the place of the first here."""

from collections.abc import Sequence
from pathlib import Path

from schooladmin.documents import tree
from schooladmin.documents.enums import FileKind
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.base import Attachment, FileFacts, Progress, Writer


def writer_of(kind: FileKind) -> Writer:
    """The writer of a kind of file. Its libraries are loaded with the first file of that kind, in a worker."""
    if kind is FileKind.DOCX:
        from schooladmin.documents.writers.docx import write_docx

        return write_docx
    if kind is FileKind.XLSX:
        from schooladmin.documents.writers.xlsx import write_xlsx

        return write_xlsx
    from schooladmin.documents.writers.pdf import write_pdf

    return write_pdf


def write_file(
    kind: FileKind,
    document: tree.Document,
    profile: Profile,
    path: Path,
    *,
    progress: Progress | None = None,
    attachments: Sequence[Attachment] = (),
) -> FileFacts:
    """Write the document as a file of ``kind``; only a PDF takes ``attachments``. Raises what its writer raises."""
    if attachments and kind is FileKind.PDF:
        from schooladmin.documents.writers.pdf import write_pdf

        return write_pdf(document, profile, path, progress=progress, attachments=attachments)
    return writer_of(kind)(document, profile, path, progress=progress)
