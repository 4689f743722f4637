"""Filling a layout with what a paper says. Pure: no ORM, no clock."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"\{([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Field:
    """A field of the other screen with what belongs there; empty where the paper does not say it."""

    label: str
    label_en: str
    value: str

    @property
    def is_block(self) -> bool:
        """Whether it fills more than one line, or a table."""
        return "\n" in self.value or "\t" in self.value

    @property
    def rows(self) -> int:
        """How many lines the value has."""
        return self.value.count("\n") + 1

    @property
    def columns(self) -> int:
        """How many columns its first line has; one for text."""
        return self.value.partition("\n")[0].count("\t") + 1


def filled(template: str, values: Mapping[str, str]) -> str:
    """The words with their ``{names}`` replaced; a name that the paper does not know leaves nothing behind."""
    found = _NAME.sub(lambda match: values.get(match[1], ""), template)
    return found if "\t" in found or "\n" in found else " ".join(found.split())


def fields_of(layout: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields in the screen's order."""
    return tuple(
        Field(str(row["label"]), str(row.get("label_en", "")), filled(str(row["value"]), values)) for row in layout
    )


def as_table(fields: Sequence[Field]) -> str:
    """All fields of one line as two columns, for a screen or a sheet that takes them at once."""
    return "\n".join(f"{field.label}\t{field.value}" for field in fields if field.value and not field.is_block)
