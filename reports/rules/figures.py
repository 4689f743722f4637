"""The figures of a report by key, computed from its own tables: so no chip can differ from the table. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.content import FigureLine, ProcedureLine, TrainingLine
from schooladmin.core.numbers import plain

# What can be asked of a line of the procedure table: the name in the key → the attribute of the line.
COLUMNS: dict[str, str] = {
    "carried": "carried_over",
    "received": "received",
    "solved": "solved",
    "solved_on_time": "solved_on_time",
    "solved_late": "solved_late",
    "in_progress": "in_progress",
    "late": "in_progress_late",
    "refused": "refused",
    "withdrawn": "withdrawn",
}
# The columns that are counted; the others follow from them.
COUNTED = tuple(name for name in COLUMNS if name != "solved")
TOTAL = "total"
CLOSED = "closed"


def is_counted(key: str) -> bool:
    """Whether a figure is counted by itself, so that a value by hand may stand in its place; the others are sums."""
    room, code, name = (*key.split("."), "", "")[:3]
    return room == "procedures" and code != TOTAL and name in COUNTED


# The figures that add up, or divide, others of the same procedure.
MADE_OF = {
    "solved": ("solved_on_time", "solved_late"),
    CLOSED: ("refused", "withdrawn"),
    "on_time_share": ("solved_on_time", "solved"),
}


def is_logged(key: str) -> bool:
    """Whether a figure is a value that the school wrote in the log of its quarter."""
    return key.startswith("reform.indicator.")


def hand_keys(key: str) -> tuple[str, ...]:
    """The figures to change by hand so that ``key`` changes: itself, or what it adds up in one procedure."""
    room, _dot, name = key.rpartition(".")
    return tuple(found for part in MADE_OF.get(name, (name,)) if is_counted(found := f"{room}.{part}"))


def rests_on(key: str, by_hand: Iterable[str]) -> bool:
    """Whether a figure is one of those put ``by_hand``, or follows from one of them."""
    room, _dot, name = key.rpartition(".")
    names = MADE_OF.get(name, (name,))
    return any(
        other_room == room or (room == f"procedures.{TOTAL}" and is_counted(other))
        for other in by_hand
        for other_room, _dot, other_name in (other.rpartition("."),)
        if other_name in names
    )


_LABELS = {
    "carried": gettext_lazy("kỳ trước chuyển sang"),
    "received": gettext_lazy("tiếp nhận"),
    "solved": gettext_lazy("đã giải quyết"),
    "solved_on_time": gettext_lazy("giải quyết đúng hạn"),
    "solved_late": gettext_lazy("giải quyết trễ hạn"),
    "in_progress": gettext_lazy("đang giải quyết"),
    "late": gettext_lazy("đang quá hạn"),
    "refused": gettext_lazy("từ chối"),
    "withdrawn": gettext_lazy("rút hồ sơ"),
}


def add_closed(lines: Iterable[FigureLine]) -> dict[str, FigureLine]:
    """The figures by key, with refused and withdrawn together: a column of the table, but no figure of a sentence."""
    found = {line.key: line for line in lines}
    for key, refused in list(found.items()):
        room, _dot, name = key.rpartition(".")
        withdrawn = found.get(f"{room}.withdrawn")
        if name == "refused" and withdrawn is not None:
            both = (refused.number or 0) + (withdrawn.number or 0)
            label = _("%(refused)s, rút") % {"refused": refused.label}
            found[f"{room}.{CLOSED}"] = FigureLine(f"{room}.{CLOSED}", label, plain(both), refused.unit)
    return found


def column_label(name: str) -> str:
    """How a count of requests is called."""
    return str(_LABELS[name])


def rule_of(key: str) -> str:
    """How a figure is counted, in words; empty for one that has no rule of its own."""
    name = key.rpartition(".")[2]
    if key.startswith("procedures."):
        return {
            "carried": _("Hồ sơ nhận trước kỳ và đến đầu kỳ chưa xong."),
            "received": _("Hồ sơ có thời điểm tiếp nhận trong kỳ, theo sổ theo dõi."),
            "solved": _("Hồ sơ có kết quả trong kỳ: đúng hạn cộng trễ hạn."),
            "solved_on_time": _("Hồ sơ có kết quả trong kỳ, không sau ngày hẹn."),
            "solved_late": _("Hồ sơ có kết quả trong kỳ, sau ngày hẹn."),
            "in_progress": _("Hồ sơ đến cuối kỳ chưa có kết quả."),
            "late": _("Hồ sơ đến cuối kỳ chưa có kết quả mà đã qua ngày hẹn."),
            "refused": _("Hồ sơ bị từ chối trong kỳ."),
            "withdrawn": _("Hồ sơ người nộp rút trong kỳ."),
            CLOSED: _("Hồ sơ bị từ chối cộng hồ sơ người nộp rút trong kỳ."),
            "on_time_share": _("Giải quyết đúng hạn chia cho đã giải quyết, nhân 100."),
        }.get(name, "")
    if key.startswith("training."):
        return {
            "classes": _("Lớp bắt đầu trong kỳ và đã điểm danh."),
            "registered": _("Người có tên trong danh sách các lớp của kỳ; dự hai lớp tính hai lượt."),
            "present": _("Người được ghi «Có mặt» cả buổi trong các lớp của kỳ."),
            "essays_passed": _("Bài thu hoạch được chấm đạt của các lớp trong kỳ."),
        }.get(name, "")
    if key.startswith("reform.area."):
        return _("Kết quả của lĩnh vực này trong nhật ký, có ngày thực hiện trong kỳ.")
    if is_logged(key):
        return _(
            "Giá trị nhà trường ghi cho chỉ tiêu này trong nhật ký của quý. Tỷ lệ là phần đạt chia tổng số; ghi theo "
            "từng hệ thống thì cộng các phần đạt, cộng các tổng số rồi mới chia."
        )
    if key == "reform.inspections":
        return _("Cuộc thanh tra, kiểm tra có ngày trong kỳ, theo sổ của nhà trường.")
    return ""


def figure_lines(
    procedures: Sequence[ProcedureLine],
    training: Sequence[TrainingLine],
    areas: Mapping[str, tuple[str, int]],
    extra: Sequence[FigureLine] = (),
) -> tuple[FigureLine, ...]:
    """Every figure of a report. ``areas``: code → name and number of results; ``extra`` are counted elsewhere."""
    return (
        *_totals(procedures),
        *(line for row in procedures for line in _procedure(row)),
        *_training(training),
        *(
            FigureLine(f"reform.area.{code}.results", _("%(area)s: kết quả") % {"area": name}, str(count), _("kết quả"))
            for code, (name, count) in areas.items()
        ),
        *extra,
    )


def _procedure(row: ProcedureLine) -> Iterator[FigureLine]:
    for name, attribute in COLUMNS.items():
        yield FigureLine(
            f"procedures.{row.code}.{name}",
            f"{row.name}: {column_label(name)}",
            str(getattr(row, attribute)),
            _("hồ sơ"),
        )


def _totals(rows: Sequence[ProcedureLine]) -> Iterator[FigureLine]:
    sums = {name: sum(int(getattr(row, attribute)) for row in rows) for name, attribute in COLUMNS.items()}
    for name, count in sums.items():
        label = _("Tất cả thủ tục: %(count)s") % {"count": column_label(name)}
        yield FigureLine(f"procedures.{TOTAL}.{name}", label, str(count), _("hồ sơ"))
    yield FigureLine(
        f"procedures.{TOTAL}.on_time_share",
        _("Tất cả thủ tục: tỷ lệ đúng hạn"),
        plain(share(sums["solved_on_time"], sums["solved"])),
        "%",
    )


def share(part: int, whole: int) -> Decimal | None:
    """How many in a hundred, to one decimal; never 100 while one is missing. None of nothing."""
    if not whole:
        return None
    found = round(Decimal(part * 100) / whole, 1)
    return min(found, Decimal("99.9")) if part < whole else found


def _training(rows: Sequence[TrainingLine]) -> Iterator[FigureLine]:
    yield FigureLine("training.classes", _("Bồi dưỡng: số lớp"), str(len(rows)), _("lớp"))
    for name, label, unit in (
        ("registered", _("Bồi dưỡng: được cử đi học"), _("lượt người")),
        ("present", _("Bồi dưỡng: có mặt"), _("lượt người")),
        ("essays_passed", _("Bồi dưỡng: bài thu hoạch đạt"), _("bài")),
    ):
        yield FigureLine(f"training.{name}", label, str(sum(int(getattr(row, name)) for row in rows)), unit)


def overridden(procedures: Sequence[ProcedureLine], values: Mapping[str, Decimal]) -> tuple[ProcedureLine, ...]:
    """The table with the values that somebody put by hand, so that sums and chips follow from it as ever."""
    found = []
    for row in procedures:
        changes: dict[str, Any] = {
            COLUMNS[name]: int(values[key]) for name in COUNTED if (key := f"procedures.{row.code}.{name}") in values
        }
        found.append(replace(row, **changes))
    return tuple(found)
