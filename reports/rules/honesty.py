"""The line below every table of figures: whose figures, what was put by hand or corrected, and the reasons given.

Pure. The words are those of the paper: Vietnamese whatever the reader's language.
"""

from collections.abc import Iterator

from reports.content import AmendmentLine, ExplanationLine, FigureLine, ReportContent
from reports.enums import ExplanationKind

COVERAGE = "Độ phủ số liệu:"


def honesty(content: ReportContent, *prefixes: str, source: str = "", reasons: tuple[str, ...] | None = None) -> str:
    """Return coverage, figures put by hand, corrections, reasons and suppressed cells for a table of the report.

    ``prefixes`` narrow all of them to the figures of the table («procedures.»); without any, all of the report are
    told. ``reasons`` names other figures whose reasons stand below the table. ``source`` says where a table comes from
    whose figures no register counts.
    """
    return " ".join(
        (*_sentences(content, prefixes, source), *_reasons(content, prefixes if reasons is None else reasons))
    )


def _sentences(content: ReportContent, prefixes: tuple[str, ...], source: str) -> Iterator[str]:
    yield f"{COVERAGE} 1/1 đơn vị ({content.unit_name}); không che số nào."
    by_hand = [line for line in content.overrides if _concerns(line.key, prefixes)]
    if by_hand:
        told = "; ".join(map(by_hand_words, by_hand))
        yield f"Số điền tay: {told}."
    else:
        yield source or "Không có số điền tay."
    corrected = [line for line in content.amendments if _concerns(line.key, prefixes)]
    if corrected:
        yield from map(amendment_words, corrected)
    else:
        yield "Chưa đính chính."


def _reasons(content: ReportContent, prefixes: tuple[str, ...]) -> Iterator[str]:
    told = [reason_words(line) for line in reasons_of(content) if _concerns(line.key, prefixes)]
    if told:
        yield f"Giải thích số liệu: {'; '.join(told)}."


def reasons_of(content: ReportContent) -> Iterator[ExplanationLine]:
    """The reasons that still hold: the other paper counts other days, and a correction may have filled a nought."""
    numbers = {line.key: line.number for line in content.figures}
    for line in content.explanations:
        if line.kind != ExplanationKind.ZERO or not numbers.get(line.key):
            yield line


def reason_words(line: ExplanationLine) -> str:
    """«Rút học bạ: đã giải quyết bằng 0 (trong kỳ không có người đề nghị)»."""
    what = "bằng 0" if line.kind == ExplanationKind.ZERO else "tăng, giảm nhiều"
    text = line.text.rstrip(" .")
    return f"{line.label} {what} ({text[:1].lower()}{text[1:]})"


def by_hand_words(line: FigureLine) -> str:
    """«Rút học bạ: tiếp nhận 5 thay số tính từ sổ 4 (sổ giấy)»."""
    return f"{line.label} {line.shown} thay số tính từ sổ {_computed(line.computed)} ({line.reason.rstrip(' .')})"


def amendment_words(line: AmendmentLine) -> str:
    """«Đính chính lần 1 ngày 20/10/2026: Rút học bạ, tiếp nhận: 1 → 2 (nhập sót một hồ sơ).»"""
    return (
        f"Đính chính lần {line.number} ngày {line.day:%d/%m/%Y}: {line.label}: "
        f"{line.old or '(để trống)'} → {line.new or '(để trống)'} ({line.reason.rstrip(' .')})."
    )


def _computed(value: str | None) -> str:
    return "không có" if value is None else value.replace(".", ",")


def _concerns(key: str, prefixes: tuple[str, ...]) -> bool:
    return not prefixes or key.startswith(prefixes)
