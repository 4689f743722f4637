"""What people ask about a report, each thread at the figure, the field or the paragraph that it is about."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.enums import Fate, Origin
from reports.models import Comment, Paragraph, Report
from reports.rules import carry
from reports.writing import Item

_PART = "part-"


def part_anchor(item: Item) -> str:
    """The place of a paragraph in its report, which stays whatever becomes of its words."""
    return f"{_PART}{item.field_key}-{item.name}"


def paragraphs_in(item: Item) -> tuple[str, ...]:
    """The paragraphs of a part as stored: of what people typed each line is one."""
    if not item.text:
        return ()
    return carry.split(item.text) if item.origin == Origin.TYPED else (item.text,)


def digest(source: str) -> str:
    """By which a form says what paragraph it was opened for."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Thread:
    """A comment with its answer. ``is_quoted``: the words that it is about are not, or not alone, those beside it."""

    row: Comment
    fate: Fate = Fate.STANDS
    is_quoted: bool = False

    @property
    def is_open(self) -> bool:
        return self.row.resolved_at is None


@dataclass(frozen=True)
class Talk:
    """The threads of one place. ``choices``: of several paragraphs there, which one is meant (digest, words).

    ``earlier`` are the questions about last quarter's paragraph that nobody closed before it was carried on.
    ``label`` names a figure that the page does not show.
    """

    anchor: str
    threads: tuple[Thread, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    earlier: tuple[Comment, ...] = ()
    label: str = ""

    @property
    def open(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.threads if thread.is_open)

    @property
    def is_part(self) -> bool:
        """Whether it is about words, and not about a figure or a field."""
        return self.anchor.startswith(_PART)

    @property
    def takes_comments(self) -> bool:
        """Whether there is something to speak about: an empty text is not."""
        return not self.is_part or bool(self.choices)


@dataclass(frozen=True)
class Talks:
    """Every comment on a report, by its place, and those left open on the paragraphs that it carries on."""

    by_anchor: Mapping[str, tuple[Comment, ...]]
    earlier: Mapping[tuple[int, int], tuple[Comment, ...]]

    def at(self, key: str) -> Talk:
        """What is asked about a figure or a field."""
        return Talk(key, tuple(Thread(row) for row in self.by_anchor.get(key, ())))

    def about(self, item: Item, words: Mapping[str, str]) -> Talk:
        """What is asked about a part of a text. ``words``: its paragraphs as they are read, by what is stored."""
        anchor = part_anchor(item)
        return Talk(
            anchor,
            tuple(_thread(row, item, words) for row in self.by_anchor.get(anchor, ())),
            tuple((digest(source), said) for source, said in words.items()),
            self.earlier.get((item.carried_from, item.carried_part), ()),
        )

    def strays(self, shown: Collection[str], labels: Mapping[str, str]) -> tuple[Talk, ...]:
        """The talks whose place is not on the page: figures that stand elsewhere (``labels``), and what has gone."""

        def fate(anchor: str) -> Fate:
            return Fate.STANDS if anchor in labels else Fate.GONE

        return tuple(
            Talk(
                anchor,
                tuple(Thread(row, fate(anchor), bool(row.about)) for row in rows),
                label=labels.get(anchor, ""),
            )
            for anchor, rows in self.by_anchor.items()
            if anchor not in shown
        )


def _thread(row: Comment, item: Item, words: Mapping[str, str]) -> Thread:
    if item.is_dropped:
        return Thread(row, Fate.DROPPED, True)
    if row.source not in words:
        return Thread(row, Fate.CHANGED, True)
    return Thread(row, is_quoted=len(words) > 1)


def talks_of(report: Report, items: Iterable[Item] = ()) -> Talks:
    """What people ask about a report (three queries). ``items``: the parts of its text, for what they carry on."""
    found: dict[str, tuple[Comment, ...]] = {}
    for row in Comment.objects.filter(report=report, unit_id=report.unit_id):
        found[row.anchor] = (*found.get(row.anchor, ()), row)
    return Talks(found, _earlier(report, [item for item in items if item.origin == Origin.CARRIED]))


def _earlier(report: Report, items: Collection[Item]) -> dict[tuple[int, int], tuple[Comment, ...]]:
    """The open comments on the paragraphs that ``items`` were taken from."""
    rows = Paragraph.objects.filter(pk__in={item.carried_from for item in items}, unit_id=report.unit_id)
    sources = {row.pk: row for row in rows}
    left: dict[tuple[int, str], list[Comment]] = defaultdict(list)
    reports = {row.report_id for row in sources.values()}
    unsettled = Comment.objects.filter(report__in=reports, unit_id=report.unit_id, resolved_at=None)
    for comment in unsettled.filter(anchor__startswith=_PART):
        left[comment.report_id, comment.anchor].append(comment)
    found: dict[tuple[int, int], tuple[Comment, ...]] = {}
    for item in items:
        if source := sources.get(item.carried_from):
            asked = tuple(_about(item, source, left[source.report_id, _anchor_of(source)]))
            found[item.carried_from, item.carried_part] = asked
    return found


def _about(item: Item, source: Paragraph, comments: Iterable[Comment]) -> Iterator[Comment]:
    """Of a typed text each line was a paragraph of its own, known by its words."""
    for comment in comments:
        if source.origin != Origin.TYPED or carry.same(comment.source, item.offered):
            yield comment


def _anchor_of(row: Paragraph) -> str:
    return part_anchor(
        Item(
            row.field_key,
            Origin(row.origin),
            row.text,
            source_key=row.source_key,
            carried_from=row.carried_from_id or 0,
            carried_part=row.carried_part,
        )
    )
