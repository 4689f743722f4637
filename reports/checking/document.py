"""What the system knows about a report that it holds itself: its day, its signer, requests that were late. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from reports.checking.findings import Finding, Knowledge
from reports.checking.paper import Paper
from reports.enums import Severity
from schooladmin.core.text import fold

_ANCHOR = "document"
_LATE = ("tre han", "qua han", "tre hen", "cham")


def dates(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """A paper dated before its period began is wrong; one counted before it ended leaves the last days out."""
    signed = paper.signed
    if signed is None:
        return
    day = {"day": f"{signed.day:%d/%m/%Y}"}
    last = {"day": f"{signed.period.end - timedelta(days=1):%d/%m/%Y}"}
    if signed.day < signed.period.start:
        yield Finding(
            "period-mismatch",
            Severity.BLOCKING,
            0,
            "",
            _("Ngày ghi trên văn bản (%(day)s) nằm trước kỳ báo cáo.") % day,
            _("Ghi ngày họp hoặc ngày ký, sau khi kỳ kết thúc."),
            anchor=_ANCHOR,
            place=_("Văn bản"),
        )
    elif min(signed.counted_on, signed.day) < signed.period.end:
        yield Finding(
            "period-open",
            Severity.ADVICE,
            0,
            "",
            _("Kỳ báo cáo còn đến hết ngày %(day)s: việc làm sau khi nộp sẽ không có trong báo cáo.") % last,
            _("Nộp sau ngày cuối kỳ thì số liệu đủ; cần nộp sớm thì văn bản ghi rõ ngày chốt số liệu."),
            anchor=_ANCHOR,
            place=_("Văn bản"),
        )


def reporter(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """A paper that nobody signs."""
    if paper.signed and not paper.signed.reporter:
        yield Finding(
            "missing-reporter",
            Severity.BLOCKING,
            0,
            "",
            _("Chưa ghi tên người báo cáo."),
            _("Ghi họ tên người báo cáo ở ô «Văn bản»."),
            anchor=_ANCHOR,
            place=_("Văn bản"),
        )


def late(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Requests that were late, and limitations that do not say so."""
    signed = paper.signed
    if signed and signed.late and not any(word in fold(signed.limitations) for word in _LATE):
        message = _("Trong kỳ có %(count)s hồ sơ trễ hạn nhưng phần hạn chế chưa nhắc đến.")
        yield Finding(
            "late-not-explained",
            Severity.ADVICE,
            0,
            "",
            message % {"count": signed.late},
            _("Nói rõ vì sao trễ và ai khắc phục."),
            anchor="field-limitations",
            place=_("Tồn tại, hạn chế và nguyên nhân"),
        )
