"""What all writers share: how they are asked, what they tell of a file, and how a file appears whole or not at all."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from schooladmin.core.numbers import number_text
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile


class Progress(Protocol):
    """Called before each step with its number, how many there are, and what is done."""

    def __call__(self, step: int, steps: int, label: str) -> None: ...


@dataclass(frozen=True)
class FileFacts:
    """What is kept of a rendering: plain JSON values that a job can carry (``asdict``, ``FileFacts(**values)``).

    ``pages`` is 0 where only the program that opens the file breaks it into pages (Word, Excel). ``peak_memory`` is the
    most that the process has held so far; ``replayed`` says whether the pages of a shared part came from memory.
    """

    pages: int
    size: int  # bytes
    seconds: float
    sha256: str
    engine_versions: dict[str, str]
    peak_memory: int = 0  # bytes
    replayed: bool = False


@dataclass(frozen=True)
class Attachment:
    """A file to put inside: its ``name`` («so-lieu.json»), what it is in words, and how it relates to the paper."""

    name: str
    content: bytes
    description: str
    relationship: Literal["Source", "Data", "Supplement"] = "Data"


class Writer(Protocol):
    """A writer of one kind of file. Every one passes the tests of fidelity; one of PDFs those of geometry too."""

    def __call__(
        self, document: tree.Document, profile: Profile, path: Path, *, progress: Progress | None = None
    ) -> FileFacts: ...


def silent(step: int, steps: int, label: str) -> None:
    """The progress that nobody watches."""


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """Give another name to write under; it takes the place of ``path`` when all went well, and vanishes otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def put_whole(path: Path, content: bytes) -> tuple[str, int]:
    """Write ``content`` to ``path`` at once; return its SHA-256 and size. Raises OSError when the disk refuses it."""
    with appearing_whole(path) as part, part.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    return hashlib.sha256(content).hexdigest(), len(content)


def has_table(chart: tree.Chart, blocks: tuple[tree.Block, ...]) -> bool:
    """Whether a table among ``blocks`` names every category of the chart: its figures can then be read there."""
    return any(
        set(chart.categories) <= {cell for row in block.rows for cell in row}
        for block in blocks
        if isinstance(block, tree.Table)
    )


def table_of(chart: tree.Chart, caption: str = "") -> tree.Table:
    """The figures of a chart as a table: a row for each category, a column for each series."""
    count = len(chart.series)
    share = max(1, 60 // max(count, 1))
    return tree.Table(
        caption,
        (
            tree.Column(chart.unit and f"({chart.unit})", 100 - share * count),
            *(tree.Column(series.label, share, is_number=True) for series in chart.series),
        ),
        tuple(
            (category, *(number_text(series.values[index]) for series in chart.series))
            for index, category in enumerate(chart.categories)
        ),
    )
