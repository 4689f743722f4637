"""The light markup of the common part A: headings, paragraphs and dashes, as people already type them.

A line that starts with ``#`` is a section («# I. Quan điểm»), ``##`` an item («## 1. Xây dựng»), ``-`` or ``–`` a
dash line; lines between blank lines are one paragraph. Numbers are part of the text and are never counted anew.
"""

import re
from collections.abc import Iterator

from schooladmin.core.text import nfc, tidy
from schooladmin.documents.tree import Block, Heading, Item, Paragraph, item, paragraph

_HEADING = re.compile(r"(#{1,2})\s+(?:([IVXLC]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s+)?(.+)")
_DASH = re.compile(r"[-–•]\s+(.+)")


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a marked-up text. Every word of the text is kept; nothing is refused."""
    return tuple(_blocks(nfc(text)))


def _blocks(text: str) -> Iterator[Block]:
    waiting: list[str] = []
    for raw in [*text.splitlines(), ""]:
        line = tidy(raw)
        block = _marked(line)
        if block is None and line:
            waiting.append(line)
            continue
        if waiting:
            yield paragraph(" ".join(waiting))
            waiting = []
        if block is not None:
            yield block


def _marked(line: str) -> Heading | Item | None:
    heading = _HEADING.fullmatch(line)
    if heading:
        marks, number, words = heading.groups()
        return Heading(2 if len(marks) == 1 else 3, f"{number}." if number else "", words)
    dash = _DASH.fullmatch(line)
    return item("–", dash[1]) if dash else None


def paragraphs(text: str) -> tuple[Paragraph | Item, ...]:
    """Return a school's own text as paragraphs and dash lines; a heading mark is only a character here.

    Each line is a paragraph of its own, as people mean it who press Enter once.
    """
    found: list[Paragraph | Item] = []
    for raw in nfc(text).splitlines():
        line = tidy(raw)
        dash = _DASH.fullmatch(line)
        if dash:
            found.append(item("–", dash[1]))
        elif line:
            found.append(paragraph(line))
    return tuple(found)
