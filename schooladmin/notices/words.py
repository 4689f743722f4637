"""The sentence of a notice: kept as a message with its values, said in the reader's language when it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schooladmin.core.templatetags.vi import weekday


@dataclass(frozen=True)
class Bilingual:
    """A value that a catalogue carries in both languages; without English the Vietnamese stands in."""

    vi: str
    en: str = ""


Value = str | int | date | Bilingual


@dataclass(frozen=True)
class Words:
    """A message of the catalogue (mark it with ``gettext_noop``) and the values of its ``%(name)s`` places.

    Name no pupil and no parent in it: a notice outlives the reader's right to the thing, which its link asks anew.
    """

    msgid: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The values as plain JSON. Days and bilingual names stay data, so that each language writes its own."""
        return {name: _plain(value) for name, value in self.params.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Bilingual):
        return {"vi": value.vi, "en": value.en}
    return value


def say(msgid: str, params: Mapping[str, Any]) -> str:
    """The sentence in the language of the reader. ``params`` is what ``Words.to_json`` made."""
    return _(msgid) % {name: _spoken(value) for name, value in params.items()}


def _spoken(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        day = date.fromisoformat(value["day"])
        return f"{weekday(day)} {day:%d/%m/%Y}"
    english = (get_language() or "vi").startswith("en") and value["en"]
    return english or value["vi"]
