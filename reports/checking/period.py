"""Years, quarters, school years and days that do not fit the period, and bodies that no longer exist. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from reports.checking.findings import Finding, Knowledge, excerpt
from reports.checking.paper import Line, Paper
from reports.enums import Severity
from schooladmin.core.text import fold

# Blanks are taken from the first of them only, and by one part of the expression: a text of nothing but blanks is read
# once, not once for each of them.
_SPAN = re.compile(
    r"(?:(?P<before>giai đoạn|năm học|niên khóa|nhiệm kỳ)\s*|(?<!\s)\s*)"
    r"(?:năm\s+)?(?P<a>\d{4})\s*[-–—]\s*(?P<b>\d{4})",
    re.I,
)
_QUARTER = re.compile(r"\bquý\s+(?P<q>IV|III|II|I|[1-4])\b(?:\s*(?:[/,]\s*)?(?:năm\s+)?(?P<y>\d{4}))?", re.I)
_MONTHS = re.compile(r"\b(?:6|9|sáu|chín)\s+tháng\s+(?:đầu|cuối)\s+năm", re.I)
_YEAR = re.compile(r"\bnăm\s+(?P<y>20\d{2})\b(?!\s*[-–—,/]\s*20\d{2})(?<!năm học 20\d\d)", re.I)
_NAMED = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# What makes another period a comparison, a plan or the name of an act.
MEANT = ("so voi", "cung ky", "truoc do", "ke hoach", "den nam", "tu nam", "dinh huong", "nghi quyet", "quyet dinh")
_BEFORE = 40


def periods(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Every other quarter, year or span of years that the title, the unit's own part or its ending speaks of."""
    for line in paper.written:
        yield from _spans(line, known)
        yield from _quarters(line, known)
        yield from _years(line, known)
        if match := _MONTHS.search(line.text):
            yield _finding(line, match, _("Đề cương của một quý nhưng câu này nói về sáu hoặc chín tháng."), known)


def _spans(line: Line, known: Knowledge) -> Iterator[Finding]:
    for match in _SPAN.finditer(line.text):
        first, last = int(match["a"]), int(match["b"])
        before = fold(match["before"] or "")
        if before in {"giai doan", "nhiem ky"} or not 2000 <= first <= 2100:
            continue
        if before in {"nam hoc", "nien khoa"}:
            if last != first + 1:
                yield _finding(line, match, _("Năm học phải là hai năm liền nhau."), known)
            elif not touches(first, known):
                yield _finding(line, match, _("Năm học này không có ngày nào trong kỳ báo cáo."), known)
        else:
            yield _finding(line, match, _("Khoảng thời gian này khác kỳ báo cáo."), known)


def touches(first: int, known: Knowledge) -> bool:
    """Whether the school year that begins in ``first`` has days in the quarter; it runs from August to August."""
    start, end = known.quarter.calendar.start, known.day
    return start < date(first + 1, 9, 1) and end >= date(first, 8, 1)


def _quarters(line: Line, known: Knowledge) -> Iterator[Finding]:
    for match in _QUARTER.finditer(line.text):
        number = _NAMED.get(match["q"].lower()) or int(match["q"])
        year = int(match["y"] or known.quarter.year)
        if (year, number) != (known.quarter.year, known.quarter.number) and not _is_meant(line, match):
            yield _finding(line, match, _("Quý này không phải quý của báo cáo."), known)


def _years(line: Line, known: Knowledge) -> Iterator[Finding]:
    of_quarters = [match.span() for match in _QUARTER.finditer(line.text)]
    for match in _YEAR.finditer(line.text):
        if any(start < match.end() <= end for start, end in of_quarters):
            continue  # told with its quarter
        year = int(match["y"])
        if year != known.quarter.year and not _is_meant(line, match) and str(known.quarter.year) not in line.text:
            yield _finding(line, match, _("Năm này không phải năm của báo cáo."), known)


def _is_meant(line: Line, match: re.Match[str]) -> bool:
    before = fold(line.text[max(0, match.start() - _BEFORE) : match.start()])
    return any(words in before for words in MEANT)


def _finding(line: Line, match: re.Match[str], message: str, known: Knowledge) -> Finding:
    return Finding(
        "period-mismatch",
        Severity.WARNING,
        line.number,
        excerpt(line.text, match.start()),
        f"«{match[0].strip()}»: {message}",
        _("Kỳ báo cáo là %(quarter)s.") % {"quarter": known.quarter.short_label},
        wrong=match[0].strip(),
    )


def bodies(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Bodies that an act abolished before the period ended; the longest name that stands in a place is told once."""
    names = sorted(known.former, key=lambda body: -len(body.name))
    for line in paper.written:
        seen: list[tuple[int, int]] = []
        lower = line.text.lower()
        for body in names:
            if body.name.lower() not in lower:
                continue
            for match in re.finditer(rf"\b{re.escape(body.name)}\b", line.text, re.IGNORECASE):
                if any(start < match.end() and match.start() < end for start, end in seen):
                    continue
                seen.append(match.span())
                yield Finding(
                    "abolished-body",
                    Severity.WARNING,
                    line.number,
                    excerpt(line.text, match.start()),
                    _("«%(name)s» không còn từ ngày %(day)s.") % {"name": match[0], "day": f"{body.ended_on:%d/%m/%Y}"},
                    _("Việc ấy nay do: %(body)s.") % {"body": body.successor},
                    wrong=match[0],
                )
