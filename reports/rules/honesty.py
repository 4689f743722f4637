"""The line below every table of figures that a report prints: whose figures, what was put by hand, what was corrected.

Pure. The words are those of the paper: Vietnamese whatever the reader's language.
"""

from collections.abc import Iterator

from reports.content import AmendmentLine, FigureLine, ReportContent

COVERAGE = "Độ phủ số liệu:"


def honesty(content: ReportContent, *prefixes: str, source: str = "") -> str:
    """Return coverage, figures put by hand, corrections and suppressed cells for a table of the report.

    ``prefixes`` narrow the overrides and the corrections to the figures of the table («procedures.»); without any,
    all of the report are told. ``source`` says where a table comes from whose figures no register counts.
    """
    return " ".join(_sentences(content, prefixes, source))


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
