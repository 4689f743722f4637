"""Acts that a paper cites, compared with the register: number, day, subject, and whether they hold. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from reports.checking.findings import Act, Finding, Knowledge, excerpt
from reports.checking.paper import Line, Paper
from reports.enums import Severity
from schooladmin.core.text import fold
from schooladmin.legal.rules import holds_on, matches, nearest, normalise_number

_DASH = r"[-\u2010-\u2015\u2212]"
_NUMBER = re.compile(
    rf"\b\d{{1,5}}\s*/\s*(?:19|20)\d{{2}}\s*/\s*[A-ZĐ][A-ZĐ0-9]*(?:\s?{_DASH}\s?[A-ZĐ]+)*"  # 30/2020/NĐ-CP
    rf"|\b\d{{1,5}}\s*(?:{_DASH}\s?|/)(?:NQ|QĐ|QyĐ|CT|KL|HD|TB|KH|CV)\s?[-/]\s?[A-ZĐ]+"  # 27-NQ/TW, 131/QĐ-TTg
)
_DATE = re.compile(r"\W{0,2}\s*(?:,\s*)?(?:ban hành\s+)?ngày\s+(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
# «… của Chính phủ quy định về tuyển dụng …»: what is said to be the subject, up to the end of the clause.
_SUBJECT = re.compile(
    r"^[^.;:]{0,60}?\b(?:quy định\s+về|quy định|về việc|về)\s+[“\"«]?([^.;:”\"»()]{4,160})", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_SMALL = frozenset(
    [
        "va",
        "cua",
        "cac",
        "ve",
        "o",
        "tai",
        "cho",
        "theo",
        "trong",
        "den",
        "voi",
        "quy",
        "dinh",
        "viec",
        "thuc",
        "hien",
        "mot",
        "so",
        "nam",
        "giai",
        "doan",
    ]
)
_LEAST_SHARED = 0.34


@dataclass(frozen=True)
class Citation:
    """A number, also as it was typed, and what is said of it; ``at`` is its place in the line."""

    number: str
    typed: str
    issued_on: date | None
    subject: str
    at: int


def cited(text: str) -> Iterator[Citation]:
    """Every act that a line names, with the day and the subject that follow its number."""
    found = list(_NUMBER.finditer(text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        rest = text[match.end() : end]
        dated = _DATE.match(rest)
        subject = _SUBJECT.match(rest[dated.end() :] if dated else rest)
        yield Citation(
            number=normalise_number(match[0]),
            typed=match[0].strip(),
            issued_on=_day(dated) if dated else None,
            subject=subject[1] if subject else "",
            at=match.start(),
        )


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def citations(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """What is wrong with each citation of the whole paper, in one finding each."""
    seen: dict[str, tuple[list[str], str]] = {}
    for line in paper.lines:
        for citation in () if line.is_given else cited(line.text):
            if citation.number not in seen:
                hits = list(matches(citation.number, known.acts))
                near = (nearest(citation.number, known.acts) or "") if len(hits) != 1 else ""
                seen[citation.number] = hits, near
            yield from _compared(line, citation, known, *seen[citation.number])


def _compared(line: Line, citation: Citation, known: Knowledge, hits: list[str], near: str) -> Iterator[Finding]:
    if len(hits) != 1:
        yield _finding(
            "citation-unknown",
            Severity.ADVICE,
            line,
            citation,
            _("Không thấy văn bản %(number)s trong danh mục.") % {"number": citation.number},
            _("Có phải %(number)s? Hãy đối chiếu bản gốc.") % {"number": near} if near else _("Hãy đối chiếu bản gốc."),
        )
        return
    act = known.acts[hits[0]]
    if wrong := list(_mismatches(citation, act)):
        yield _finding(
            "citation-mismatch",
            Severity.WARNING,
            line,
            citation,
            f"{act.number}: {'; '.join(wrong)}.",
            _meant(citation, act, known.acts),
        )
    if not holds_on(act.valid_from, act.valid_to, known.day):
        ended = act.valid_to is not None and act.valid_to <= known.day
        message = (
            _("%(number)s hết hiệu lực từ ngày %(day)s.") % {"number": act.number, "day": f"{act.valid_to:%d/%m/%Y}"}
            if ended
            else _("%(number)s có hiệu lực từ ngày %(day)s.")
            % {"number": act.number, "day": f"{act.valid_from:%d/%m/%Y}"}
        )
        suggestion = (
            _("Thay bằng %(number)s.") % {"number": act.replaced_by} if act.replaced_by else _("Hãy đối chiếu bản gốc.")
        )
        yield _finding("citation-not-in-force", Severity.WARNING, line, citation, message, suggestion)


def _mismatches(citation: Citation, act: Act) -> Iterator[str]:
    if citation.issued_on and citation.issued_on != act.issued_on:
        yield _("ban hành ngày %(right)s, không phải %(wrong)s") % {
            "right": f"{act.issued_on:%d/%m/%Y}",
            "wrong": f"{citation.issued_on:%d/%m/%Y}",
        }
    if citation.subject and _shared(citation.subject, act.subject) < _LEAST_SHARED:
        yield _("nói về «%(subject)s»") % {"subject": act.subject}


def _meant(citation: Citation, act: Act, acts: Mapping[str, Act]) -> str:
    """The act whose subject, or whose day, is the one that was written."""
    others = [one for one in acts.values() if one.number != act.number]
    alike = [one for one in others if citation.subject and _shared(citation.subject, one.subject) >= 0.9]
    alike = [one for one in alike if one.issued_on == citation.issued_on] or alike
    if len(alike) == 1:
        one = alike[0]
        return _("Có lẽ là %(number)s ngày %(day)s «%(subject)s».") % {
            "number": one.number,
            "day": f"{one.issued_on:%d/%m/%Y}",
            "subject": one.subject,
        }
    return _("Sửa theo danh mục văn bản.")


def _shared(said: str, subject: str) -> float:
    """The share of the words of the shorter text that the other one has too."""
    ours = {word for word in _WORDS.findall(fold(said)) if word not in _SMALL}
    theirs = {word for word in _WORDS.findall(fold(subject)) if word not in _SMALL}
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _finding(code: str, severity: Severity, line: Line, citation: Citation, message: str, suggestion: str) -> Finding:
    return Finding(
        code, severity, line.number, excerpt(line.text, citation.at), message, suggestion, wrong=citation.typed
    )
