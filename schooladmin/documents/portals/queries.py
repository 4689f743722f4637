"""Reads of layouts, and a paper laid out for each destination."""

from dataclasses import dataclass
from datetime import date

from schooladmin.core.errors import OutOfScope
from schooladmin.core.i18n import localized
from schooladmin.documents.downloads import ascii_name
from schooladmin.documents.models import PortalLayout, RenderedFile
from schooladmin.documents.portals.registry import PortalPaper, portal_source
from schooladmin.documents.portals.rules import Field, as_table, fields_of, filled
from schooladmin.documents.queries import files_of
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class NamedFile:
    """A file of the paper under the name that the destination wants."""

    row: RenderedFile
    name: str


@dataclass(frozen=True)
class Block:
    """A paper laid out for one destination."""

    code: str
    name: str
    basis: str
    fields: tuple[Field, ...]
    table: str
    files: tuple[NamedFile, ...]


def portal_paper(scope: Scope, key: str, base: str) -> PortalPaper:
    """The paper of a key; ``base`` is scheme and host of the public pages.

    Raises OutOfScope for a key that no app offers, and what ``PortalSource.load`` raises.
    """
    source = portal_source(key)
    if source is None:
        raise OutOfScope
    return source.load(scope, key, base)


def layouts_on(day: date, key: str) -> list[PortalLayout]:
    """The layouts that hold on ``day``, one for each destination: that of the paper's kind before the general one."""
    found: dict[str, PortalLayout] = {}
    rows = PortalLayout.objects.valid_on(day).filter(paper__in=["", key.partition(":")[0]])
    for row in rows.order_by("paper", "valid_from"):
        found[row.code] = row
    return sorted(found.values(), key=lambda row: (row.position, row.code))


def blocks_for(scope: Scope, paper: PortalPaper) -> list[Block]:
    """The paper for every destination of today, with its current files; two queries."""
    files = list(files_of(scope, paper.key).filter(is_current=True).order_by("kind"))
    values = dict(paper.values)
    pdf = next((file for file in files if file.kind == "pdf"), None)
    values.setdefault("pages", str(pdf.pages) if pdf else "")
    return [_block(layout, values, files) for layout in layouts_on(scope.at, paper.key)]


def _block(layout: PortalLayout, values: dict[str, str], files: list[RenderedFile]) -> Block:
    fields = fields_of(layout.fields, values)
    return Block(
        code=layout.code,
        name=localized(layout, "name"),
        basis=layout.basis,
        fields=fields,
        table=as_table(fields),
        files=tuple(NamedFile(file, file_name(layout, values, file.kind)) for file in files),
    )


def file_name(layout: PortalLayout, values: dict[str, str], kind: str) -> str:
    """«THCS-A_bao-cao_2026-Q3.pdf»: letters that every system takes, no empty parts."""
    parts = [ascii_part(part) for part in filled(layout.file_name, values).split("_")]
    return f"{'_'.join(part for part in parts if part) or 'van-ban'}.{kind}"


def ascii_part(text: str) -> str:
    """Codes stay as they are; words lose their marks and capitals."""
    return text if text.isascii() and " " not in text and "/" not in text else ascii_name(text) if text.strip() else ""
