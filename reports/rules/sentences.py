"""Sentences drafted by rule from the figures of a report. No figure stands outside a chip. Pure.

The words are Vietnamese whatever the reader's language: they are printed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.content import FigureLine
from reports.enums import SentenceRule
from reports.rules.chips import Figures, chip

TOTAL = "procedures.total"
# Where a field has a table of its indicators, its sentence tells so many of them, and no words longer than these.
MOST, SHORT = 3, 80


@dataclass(frozen=True)
class Draft:
    """A sentence with its chips. ``key`` is stable: by it somebody's own wording takes the sentence's place."""

    key: str
    text: str


def drafts(rules: Iterable[str], figures: Figures, indicators: Sequence[FigureLine] = ()) -> tuple[Draft, ...]:
    """The sentences of one field: what ``rules`` (``SentenceRule``) say of its figures, in the order of reading.

    Raises KeyError for a rule that does not exist.
    """
    known: dict[str, Callable[[], Iterable[Draft]]] = {
        SentenceRule.PROCEDURES: lambda: _procedures(figures),
        SentenceRule.TRAINING: lambda: _training(figures),
        SentenceRule.INDICATORS: lambda: _indicators(indicators),
    }
    return tuple(draft for rule in rules for draft in known[rule]())


def _indicators(indicators: Sequence[FigureLine]) -> Iterator[Draft]:
    if text := " ".join(f"{line.label}: {chip(line.key)}." for line in _told(indicators)):
        yield Draft("indicators", text)


def _told(indicators: Sequence[FigureLine]) -> Sequence[FigureLine]:
    """The indicators that a sentence tells; one alone has no table, so it is told however long it is."""
    said = [line for line in indicators if line.is_said]
    return said if len(said) == 1 else [line for line in said if len(line.words) <= SHORT][:MOST]


def _some(figures: Figures) -> Callable[[str], bool]:
    def some(key: str) -> bool:
        line = figures.get(key)
        return bool(line and line.number)

    return some


def _procedures(figures: Figures) -> Iterator[Draft]:
    some = _some(figures)

    def total(name: str) -> str:
        return f"{TOTAL}.{name}"

    if f"{TOTAL}.received" not in figures:
        return
    if not (some(total("received")) or some(total("carried"))):
        yield Draft("procedures", "Trong kỳ không phát sinh hồ sơ thủ tục hành chính.")
        return
    text = f"Trong kỳ, đơn vị tiếp nhận {chip(total('received'))}"
    if some(total("carried")):
        text += f", kỳ trước chuyển sang {chip(total('carried'))}"
    text += f"; đã giải quyết {chip(total('solved'))}"
    if some(total("solved")):
        text += f", đúng hạn {chip(total('solved_on_time'))} (đạt {chip(total('on_time_share'))})"
    yield Draft("procedures", f"{text}.")
    late = [
        words
        for name, words in (("solved_late", "giải quyết trễ hạn"), ("late", "đang quá hạn"))
        if some(total(name))
        for words in (f"{chip(total(name))} {words}",)
    ]
    if late:
        yield Draft("procedures-late", f"Còn {' và '.join(late)}.")


def _training(figures: Figures) -> Iterator[Draft]:
    some = _some(figures)
    if not some("training.classes"):
        return
    text = (
        f"Đơn vị tham gia {chip('training.classes')} bồi dưỡng: {chip('training.present')} có mặt "
        f"trong {chip('training.registered')} được cử"
    )
    if some("training.essays_passed"):
        text += f", {chip('training.essays_passed')} thu hoạch đạt yêu cầu"
    yield Draft("training", f"{text}.")
