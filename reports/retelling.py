"""Texts that are frozen together with their chips, so that a corrected figure changes the sentences that name it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reports.content import FieldContent, ReportContent, TextLine
from reports.enums import Origin, Verdict
from reports.rules.chips import Figures, by_key, from_tokens, render, to_tokens
from reports.writing import LIMITATIONS, Item, printed, sentences_of

_TOKEN = re.compile(r"\{[^{}\n]{1,240}\}")
_BLANK_LINE = re.compile(r"\n\s*\n")


def told(items: Iterable[Item]) -> tuple[TextLine, ...]:
    """The printed parts of a text as a snapshot keeps them; of sentences that were left out, that they were."""
    return tuple(_told(items))


def _told(items: Iterable[Item]) -> Iterator[TextLine]:
    for item in items:
        is_ruled = item.origin == Origin.DRAFTED and item.verdict in ("", Verdict.KEPT)
        if item.is_printed:
            yield TextLine(item.text, item.source_key, is_ruled)
        elif item.source_key and item.is_dropped:
            yield TextLine("", item.source_key)


def read(lines: Iterable[TextLine], figures: Figures) -> str:
    """The text as it is printed: paragraphs with a blank line between, the figures put in."""
    return "\n\n".join(render(line.text, figures) for line in lines if line.text)


def edited(lines: Iterable[TextLine], figures: Figures) -> str:
    """The text as people edit it: figures are names in braces."""
    return "\n\n".join(to_tokens(line.text, figures) for line in lines if line.text)


def spoken(text: str, figures: Figures) -> str:
    """An edited text as it is read; a name that no figure answers to stays in its braces."""
    by_name = {to_tokens(f"[[{key}]]", figures): line for key, line in figures.items()} if "{" in text else {}
    return _TOKEN.sub(lambda match: by_name[match[0]].spoken if match[0] in by_name else match[0], text)


def retold(content: ReportContent) -> ReportContent:
    """The content after its figures have changed: its sentences say what its tables say.

    A sentence that nobody reworded is drafted anew, so that «không phát sinh» does not outlive a corrected nought.
    Texts of a snapshot from before chips were kept stay as they are.
    """
    figures = by_key(content.figures)
    limitations = content.limitations_paragraphs
    return replace(
        content,
        fields=tuple(_retold(field, figures) for field in content.fields),
        limitations=content.limitations if limitations is None else read(limitations, figures),
    )


def _retold(field: FieldContent, figures: Figures) -> FieldContent:
    if field.paragraphs is None:
        return field
    lines = _redrafted(field, field.paragraphs, figures)
    return replace(field, paragraphs=lines, narrative=read(lines, figures))


def _redrafted(field: FieldContent, lines: tuple[TextLine, ...], figures: Figures) -> tuple[TextLine, ...]:
    now = {draft.key: draft.text for draft in sentences_of(field, figures)}
    found = [
        replace(line, text=now[line.source_key]) if line.is_ruled else line
        for line in lines
        if not line.is_ruled or line.source_key in now
    ]
    known = {line.source_key for line in lines}
    place = max((number for number, line in enumerate(found, 1) if line.source_key), default=0)
    found[place:place] = [TextLine(text, key, is_ruled=True) for key, text in now.items() if key not in known]
    return tuple(found)


def reworded(lines: tuple[TextLine, ...], text: str, figures: Figures) -> tuple[TextLine, ...]:
    """The paragraphs after the whole text was written anew; a sentence of the rules that was left as it is stays one.

    Raises Refusal for a name in braces that no figure answers to.
    """
    stored = from_tokens(text, figures) if "{" in text or "[[" in text else text
    ruled = {line.text: line for line in lines if line.is_ruled}
    kept = [ruled.pop(part, TextLine(part)) for part in (part.strip() for part in _BLANK_LINE.split(stored)) if part]
    left_out = [TextLine("", line.source_key) for line in lines if line.source_key and line not in kept]
    return (*left_out, *kept)


def frozen(content: ReportContent, items: Mapping[str, tuple[Item, ...]]) -> dict[str, tuple[Item, ...]]:
    """The parts of the submitted texts: those that people wrote, unless a correction has reworded them since."""
    figures = by_key(content.figures)
    found = {
        field.key: _frozen(field.key, items[field.key], field.narrative, field.paragraphs, figures)
        for field in content.fields
    }
    lines = content.limitations_paragraphs
    return {**found, LIMITATIONS: _frozen(LIMITATIONS, items[LIMITATIONS], content.limitations, lines, figures)}


def _frozen(
    key: str, items: tuple[Item, ...], narrative: str, lines: tuple[TextLine, ...] | None, figures: Figures
) -> tuple[Item, ...]:
    if printed(items, figures) == narrative:
        return items
    if lines is None:
        return (Item(key, Origin.TYPED, narrative),) if narrative else ()
    drafted = [Item(key, Origin.DRAFTED, line.text, line.text, line.source_key) for line in lines if line.is_ruled]
    rest = "\n\n".join(line.text for line in lines if line.text and not line.is_ruled)
    return (*drafted, Item(key, Origin.TYPED, rest))
