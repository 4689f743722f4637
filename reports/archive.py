"""The archive of a quarter: both papers of every school that submitted, and an index that says what is missing."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from reports.board import BoardPage
from reports.models import Report
from reports.rendering import content_of, file_key, papers_of
from reports.rules.honesty import COVERAGE, amendment_words, by_hand_words, reason_words, reasons_of
from schooladmin.core.periods import VIETNAM
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import Scope

_HEAD = (
    "Mã trường",
    "Tên trường",
    "Lúc nộp",
    "Mã nhận",
    "Bản chốt",
    "SHA-256 của số liệu",
    "Đề cương",
    "Báo cáo nhà nước",
    "Số điền tay",
    "Đính chính",
    "Giải thích số liệu",
)


@dataclass(frozen=True)
class Archive:
    """The files of a quarter, and the index as the bytes of a CSV that Excel reads."""

    files: tuple[RenderedFile, ...]
    index_name: str
    index: bytes


def archive_of(scope: Scope, page: BoardPage, reports: list[Report]) -> Archive:
    """The archive of ``reports``, which were submitted, of all schools on the board; a constant number of queries."""
    keys = [file_key(report, regime) for report in reports for regime in papers_of(report)]
    found = current_files(scope, keys)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    names = {line.row.unit_id: line.row.name for line in page.lines}
    hand = corrected = 0
    for report in reports:
        papers = [content_of(report, scope.at, regime) for regime in papers_of(report)]
        by_hand = list(dict.fromkeys(line for content in papers for line in map(by_hand_words, content.overrides)))
        amendments = list(
            dict.fromkeys(line for content in papers for line in map(amendment_words, content.amendments))
        )
        hand, corrected = hand + len(by_hand), corrected + len(amendments)
        reasons = list(dict.fromkeys(reason_words(line) for content in papers for line in reasons_of(content)))
        told = ("; ".join(by_hand), " ".join(amendments), "; ".join(reasons))
        writer.writerow(map(_cell, _row(report, names.get(report.unit_id, ""), found, told)))
    writer.writerow([])
    writer.writerow([" ".join(_coverage(page, reports, hand, corrected))])
    return Archive(
        tuple(found[key] for key in keys if key in found),
        f"00_Muc-luc_{page.quarter.code}.csv",
        text.getvalue().encode("utf-8-sig"),
    )


def _row(report: Report, name: str, found: dict[str, RenderedFile], told: tuple[str, ...]) -> Iterator[str]:
    yield from (report.unit.code, name)
    yield f"{report.submitted_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if report.submitted_at else ""
    yield report.receipt_code or ""
    yield str(report.current_snapshot.number) if report.current_snapshot else ""
    yield report.fingerprint
    for regime in (Regime.PARTY, Regime.STATE):
        file = found.get(file_key(report, regime))
        yield file.name if file else "chưa có PDF"
    yield from (words or "không" for words in told)


def _coverage(page: BoardPage, reports: list[Report], by_hand: int, corrected: int) -> Iterator[str]:
    handed_in = {report.unit_id for report in reports}
    missing = [line.row.name for line in page.lines if line.row.unit_id not in handed_in]
    told = f"; chưa nộp: {', '.join(missing)}" if missing else ""
    yield f"{COVERAGE} {len(page.lines) - len(missing)}/{len(page.lines)} đơn vị{told}; không che số nào."
    yield f"Số điền tay: {by_hand}." if by_hand else "Không có số điền tay."
    yield f"Đính chính: {corrected}." if corrected else "Chưa đính chính."


def _cell(text: str) -> str:
    """A spreadsheet must not take somebody's words for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
