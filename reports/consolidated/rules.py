"""Which figures of a snapshot are added up, and how. Pure: no ORM, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.statistics.form import COLUMNS as FORM_COLUMNS
from procedures.statistics.form import GROUPS
from reports.content import ReportContent
from reports.rules.figures import COLUMNS, share
from reports.rules.honesty import amendment_words, by_hand_words
from schooladmin.core.numbers import number_text
from schooladmin.documents.tree import Regime

TOTAL, TRAINING = "total", "training"
_CLASSES = ("classes", "registered", "present", "essays_passed")


@dataclass(frozen=True)
class Column:
    """A count that every line of a table has. ``head`` is enough below the head of its ``group``."""

    key: str
    label: str
    head: str = ""
    group: str = ""


def columns_of(regime: Regime, topic: str) -> tuple[Column, ...]:
    """The counts of a topic: of the classes, or of procedures as the paper of the regime counts them."""
    if topic == TRAINING:
        labels = {
            "classes": _("Lớp bồi dưỡng"),
            "registered": _("Được cử đi học"),
            "present": _("Lượt người dự"),
            "essays_passed": _("Bài thu hoạch đạt"),
        }
        return tuple(Column(key, labels[key]) for key in _CLASSES)
    if regime is Regime.STATE:
        return tuple(
            Column(row.key, f"{row.full_label} ({row.number})", f"{row.label} ({row.number})", str(group.label))
            for group in GROUPS
            for row in group.columns
        )
    heads = {
        "carried": _("Tồn kỳ trước"),
        "received": _("Tiếp nhận"),
        "solved": _("Đã giải quyết"),
        "solved_on_time": _("Đúng hạn"),
        "solved_late": _("Trễ hạn"),
        "in_progress": _("Đang giải quyết"),
        "late": _("Đang quá hạn"),
        "refused": _("Từ chối"),
        "withdrawn": _("Rút hồ sơ"),
    }
    return tuple(Column(key, heads[key]) for key in COLUMNS)


Values = tuple[int, ...]


def values_of(content: ReportContent, regime: Regime) -> dict[str, Values]:
    """The counts of one paper by topic: each procedure, all of them, the classes; as its own tables print them."""
    if regime is Regime.STATE:
        found = {line.code: tuple(line.values[row.key] for row in FORM_COLUMNS) for line in content.form06}
    else:
        found = {line.code: tuple(int(getattr(line, name)) for name in COLUMNS.values()) for line in content.procedures}
    width = len(FORM_COLUMNS) if regime is Regime.STATE else len(COLUMNS)
    rows = content.training
    classes = (len(rows), *(sum(int(getattr(row, name)) for row in rows) for name in _CLASSES[1:]))
    return found | {TOTAL: added(found.values(), width), TRAINING: classes}


def added(rows: Iterable[Values], width: int) -> Values:
    """The sum of lines, column by column; zeros of none."""
    sums = [0] * width
    for row in rows:
        sums = [one + other for one, other in zip(sums, row, strict=True)]
    return tuple(sums)


def summed(schools: Iterable[Mapping[str, Values]]) -> dict[str, Values]:
    """The sum over schools, topic by topic. A school that knew no such procedure adds nothing to it."""
    found: dict[str, Values] = {}
    for school in schools:
        for topic, values in school.items():
            found[topic] = added((found.get(topic, (0,) * len(values)), values), len(values))
    return found


def on_time(values: Values) -> str:
    """The share solved in time, from the sums of the Party paper's columns: never the mean of the schools' shares."""
    named = dict(zip(COLUMNS, values, strict=True))
    found = share(named["solved_on_time"], named["solved"])
    return "–" if found is None else f"{number_text(found)}%"


def notes(code: str, content: ReportContent) -> Iterator[str]:
    """What of a school's figures was put by hand or corrected, under its code; Vietnamese as in the paper."""
    yield from (f"{code}: {by_hand_words(line)}." for line in content.overrides)
    yield from (f"{code}: {amendment_words(line)}" for line in content.amendments if not line.key.startswith("text:"))
