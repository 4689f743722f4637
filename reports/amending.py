"""Correcting a frozen report: which places can be corrected, and the content with one of them corrected.

Pure, but no rule of ``reports.rules``: the columns of form 06 are the counter's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from procedures.statistics.form import COLUMNS as FORM_COLUMNS
from reports.content import AmendmentLine, FieldContent, FormLine, ProcedureLine, ReportContent, TextLine
from reports.enums import FedTable
from reports.retelling import edited, read, retold, reworded, spoken
from reports.rules.chips import by_key
from reports.rules.figures import COLUMNS, COUNTED, column_label, figure_lines, overridden
from schooladmin.core.numbers import number_text
from schooladmin.documents.tree import Regime

TEXT = "text:"
LIMITATIONS = f"{TEXT}limitations"
# What the sentences of the state report tell of a procedure, by the columns of form 06.
FORM_FACTS = {
    "carried_over": ("carried_over",),
    "received": ("online", "not_online"),
    "solved_on_time": ("solved_early", "solved_on_day"),
    "solved_late": ("solved_late",),
    "in_progress": ("in_term", "late"),
    "in_progress_late": ("late",),
    "refused": ("refused",),
    "withdrawn": ("withdrawn",),
}
# The columns of form 06 that follow from others, by what they add up to.
FORM_SUMS = {
    "arrived": ("online", "not_online", "carried_over"),
    "solved": ("solved_early", "solved_on_day", "solved_late"),
    "in_progress": ("in_term", "late"),
}
MAX_COUNT = 1_000_000


class NotACountError(ValueError):
    """The new value of a figure is no whole number from 0 on."""


@dataclass(frozen=True)
class Place:
    """A figure or a text that can be corrected: its key, what it is called, and what it says now.

    In the ``value`` of a text figures are names in braces, as people edit them; an older snapshot has words alone.
    """

    key: str
    label: str
    value: str

    @property
    def is_text(self) -> bool:
        return self.key.startswith(TEXT)


def places(content: ReportContent, regime: Regime) -> tuple[Place, ...]:
    """Everything of a paper that can be corrected, in the order of the paper. What follows by sums is left out."""
    return tuple(_places(content, regime))


def _places(content: ReportContent, regime: Regime) -> Iterator[Place]:
    for field in content.fields:
        value = _editable(content, field.narrative, field.paragraphs)
        yield Place(f"{TEXT}{field.key}", f"{field.number} {field.heading}", value)
        if FedTable.PROCEDURES in field.tables:
            yield from _form(content) if regime is Regime.STATE else _counts(content)
    value = _editable(content, content.limitations, content.limitations_paragraphs)
    yield Place(LIMITATIONS, "Tồn tại, hạn chế và nguyên nhân", value)


def _editable(content: ReportContent, words: str, lines: tuple[TextLine, ...] | None) -> str:
    return words if lines is None else edited(lines, by_key(content.figures))


def _counts(content: ReportContent) -> Iterator[Place]:
    for line in content.procedures:
        for name in COUNTED:
            value = str(getattr(line, COLUMNS[name]))
            yield Place(f"procedures.{line.code}.{name}", f"{line.name}: {column_label(name)}", value)


def _form(content: ReportContent) -> Iterator[Place]:
    for line in content.form06:
        for column in FORM_COLUMNS:
            if column.key not in FORM_SUMS:
                label = f"{line.name}: {column.full_label} ({column.number})"
                yield Place(f"form06.{line.code}.{column.key}", label, str(line.values[column.key]))


def amended(content: ReportContent, line: AmendmentLine) -> ReportContent:
    """The content with one place corrected and the correction written below its tables.

    Sums, totals and the sentences that name the figure follow. Raises KeyError for a place that the content does not
    have, NotACountError for a figure that is no count, Refusal for a text that names a figure which there is not.
    """
    figures = by_key(content.figures)
    if line.key.startswith(TEXT):
        changed = _with_text(content, line.key.removeprefix(TEXT), line.new)
        line = replace(line, old=spoken(line.old, figures), new=spoken(line.new, figures))
    else:
        changed = retold(_with_count(content, line.key, count(line.new)))
        line = replace(line, old=number_text(count(line.old)), new=number_text(count(line.new)))
    return replace(changed, amendments=(*content.amendments, line))


def count(text: str) -> int:
    """Read the new value of a figure."""
    clean = text.strip().replace(".", "")
    if not (clean.isascii() and clean.isdigit()) or int(clean) > MAX_COUNT:
        raise NotACountError(text)
    return int(clean)


def _with_text(content: ReportContent, key: str, text: str) -> ReportContent:
    figures = by_key(content.figures)
    if key == "limitations":
        if content.limitations_paragraphs is None:
            return replace(content, limitations=text)
        lines = reworded(content.limitations_paragraphs, text, figures)
        return replace(content, limitations_paragraphs=lines, limitations=read(lines, figures))
    if key not in {field.key for field in content.fields}:
        raise KeyError(key)

    def told(field: FieldContent) -> FieldContent:
        if field.paragraphs is None:
            return replace(field, narrative=text, is_written=True)
        lines = reworded(field.paragraphs, text, figures)
        return replace(field, paragraphs=lines, narrative=read(lines, figures), is_written=True)

    return replace(content, fields=tuple(told(field) if field.key == key else field for field in content.fields))


def _with_count(content: ReportContent, key: str, value: int) -> ReportContent:
    kind, _dot, rest = key.partition(".")
    code, _dot, name = rest.rpartition(".")
    if kind == "form06" and code in {line.code for line in content.form06}:
        form06 = tuple(_with_column(line, name, value) if line.code == code else line for line in content.form06)
        changed = next(line for line in form06 if line.code == code)
        procedures = tuple(_as_form(row, changed) if row.code == code else row for row in content.procedures)
        return _counted_anew(replace(content, form06=form06), procedures)
    if kind != "procedures" or name not in COUNTED or code not in {line.code for line in content.procedures}:
        raise KeyError(key)
    return _counted_anew(content, overridden(content.procedures, {key: Decimal(value)}))


def _counted_anew(content: ReportContent, procedures: tuple[ProcedureLine, ...]) -> ReportContent:
    fresh = {line.key: line.value for line in figure_lines(procedures, (), {}) if line.key.startswith("procedures.")}
    return replace(
        content,
        procedures=procedures,
        figures=tuple(replace(line, value=fresh.get(line.key, line.value)) for line in content.figures),
    )


def _as_form(row: ProcedureLine, line: FormLine) -> ProcedureLine:
    """The counts of a procedure as form 06 has them."""
    counts: dict[str, Any] = {name: sum(line.values[column] for column in of) for name, of in FORM_FACTS.items()}
    return replace(row, **counts)


def _with_column(line: FormLine, name: str, value: int) -> FormLine:
    if name in FORM_SUMS or name not in line.values:
        raise KeyError(name)
    values = line.values | {name: value}
    return replace(line, values=values | {total: sum(values[part] for part in of) for total, of in FORM_SUMS.items()})
