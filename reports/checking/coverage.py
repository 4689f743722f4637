"""Whether the paper answers what its template and its own title promise. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from reports.checking.findings import Knowledge, PaperFinding, excerpt
from reports.checking.paper import Line, Paper
from reports.enums import Severity
from schooladmin.core.text import fold

_ALIKE = 0.6  # a shortened or a mistaken heading still shares most of its words with the one that is meant
_ALIKE_UNNUMBERED = 0.85
_SAME_NUMBER = 0.2
_EARLY = 60  # a heading names its matter at once; a sentence may come to it at its end
_WORDS = re.compile(r"\w+")
# Words that say nothing about the subject of a paper.
_COMMON = frozenset(
    [
        "van",
        "dung",
        "lien",
        "he",
        "voi",
        "viec",
        "thuc",
        "hien",
        "tai",
        "co",
        "quan",
        "don",
        "vi",
        "hien",
        "nay",
        "va",
        "o",
        "cua",
        "cac",
        "trong",
        "the",
        "theo",
        "chi",
        "bo",
        "truong",
        "nha",
        "ket",
        "qua",
        "cong",
        "tac",
        "thoi",
        "gian",
        "qua",
        "toi",
        "nham",
        "vao",
        "doi",
        "su",
        "phan",
        "nhiem",
        "vu",
        "giai",
        "phap",
        "trong",
        "tam",
    ]
)
_EMPTY = re.compile(r"[:\s][.…_]{2,}\s*[;.]?$|:\s*…+\s*[;.]?$|:$")
_LIMITATIONS = ("ton tai", "han che", "khuyet diem")
_TASKS = ("nhiem vu", "giai phap", "phuong huong")


def empty_counts(paper: Paper, known: Knowledge) -> Iterator[PaperFinding]:
    """Procedures that are named where their numbers are asked for, without a number."""
    names = [fold(name) for name in known.procedures]
    for line in paper.own:
        said = fold(line.text).lstrip("-–—•*+· ")
        name = next((name for name in names if said.startswith(name)), "")
        rest = said[len(name) :]
        if name and not re.search(r"\d", rest) and (len(rest) <= 3 or _EMPTY.search(rest)):
            yield PaperFinding(
                "empty-count",
                Severity.BLOCKING,
                line.number,
                excerpt(line.text),
                _("Chưa ghi số hồ sơ."),
                _("Ghi số hồ sơ đã giải quyết trong kỳ; không có thì ghi 0."),
            )


def fields(paper: Paper, known: Knowledge) -> Iterator[PaperFinding]:
    """Headings that differ from the template, and headings of the template that nothing answers."""
    found = _answers(paper, known)
    for number, name in enumerate(known.headings, 1):
        line = found.get(name)
        if line is None:
            yield PaperFinding(
                "missing-field",
                Severity.BLOCKING,
                0,
                "",
                _("Thiếu mục %(number)s «%(heading)s».") % {"number": number, "heading": name},
                _("Viết mục này; trong kỳ không có gì thì ghi rõ là không phát sinh."),
            )
        elif fold(line.heading or line.text) != fold(name):
            yield PaperFinding(
                "heading-mismatch",
                Severity.WARNING,
                line.number,
                excerpt(line.text),
                _("Tên mục khác mẫu."),
                _("Theo mẫu: «%(heading)s».") % {"heading": name},
            )


def _answers(paper: Paper, known: Knowledge) -> dict[str, Line]:
    """Which line is the heading of which field: the likeliest pairs first, each line and each field once.

    A heading that Word numbers has no number in the text: it must then be much more like the template's. The number
    that was typed decides between fields that are alike.
    """
    pairs: list[tuple[float, str, Line]] = []
    for line in paper.own[1:]:
        if not (line.heading or line.is_short):
            continue
        least = _ALIKE if line.heading else _ALIKE_UNNUMBERED
        for number, name in enumerate(known.headings, 1):
            likeness = _likeness(line.heading or line.text, name) + _SAME_NUMBER * (line.ordinal == str(number))
            if likeness >= least:
                pairs.append((likeness, name, line))
    found: dict[str, Line] = {}
    for _likely, name, line in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in found and line not in found.values():
            found[name] = line
    return found


def sections(paper: Paper, known: Knowledge) -> Iterator[PaperFinding]:
    """Limitations, which every outline owes, and the tasks ahead, which its title promises."""
    told = [fold(line.heading or line.text) for line in paper.own[1:] if line.is_heading or line.is_short]
    for words, name in ((_LIMITATIONS, _("Tồn tại, hạn chế")), (_TASKS, _("Nhiệm vụ, giải pháp thời gian tới"))):
        if any(word in heading[:_EARLY] for heading in told for word in words):
            continue
        promised = any(word in fold(paper.title) for word in words)
        message = (
            _("Tên đề cương hứa phần «%(name)s» nhưng phần liên hệ không có.")
            if promised
            else _("Phần liên hệ chưa có mục «%(name)s».")
        )
        yield PaperFinding(
            "missing-section",
            Severity.BLOCKING,
            0,
            "",
            message % {"name": name},
            _("Thêm một mục có tên này và viết về đơn vị mình."),
        )


def theme(paper: Paper, known: Knowledge) -> Iterator[PaperFinding]:
    """A heading of part B that speaks of another quarter's theme."""
    if not (paper.part("B") and paper.title):
        return
    line = paper.part("B")[0]
    names = {word for name in known.unit_names for word in _words(name)}
    said = [word for word in _words(line.text)[1:] if word not in _COMMON | names]
    shared = [word for word in said if word in _words(paper.title)]
    if len(said) >= 3 and len(shared) * 2 < len(said):
        yield PaperFinding(
            "theme-mismatch",
            Severity.WARNING,
            line.number,
            excerpt(line.text),
            _("Tên phần B nói về việc khác với chủ đề của đề cương."),
            _("Sửa theo chủ đề của quý, ví dụ «Vận dụng, liên hệ tại đơn vị»."),
        )


def unchanged(paper: Paper, known: Knowledge) -> Iterator[PaperFinding]:
    """Paragraphs that were in each of the last two quarters' papers word for word."""
    if len(known.earlier) < 2:
        return
    for line in paper.own:
        if len(line.text) >= 60 and all(fold(line.text) in texts for texts in known.earlier[:2]):
            yield PaperFinding(
                "unchanged",
                Severity.ADVICE,
                line.number,
                excerpt(line.text),
                _("Đoạn này không đổi ba quý liền."),
                _("Xem lại: còn đúng với quý này không?"),
            )


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(text))


def _likeness(said: str, name: str) -> float:
    """How much a heading is like the template's: by letters, or by the share of its words that stand there."""
    ours, theirs = _words(said), _words(name)
    shared = sum(1 for word in ours if word in theirs)
    by_words = shared / max(len(ours), 4) if shared > len(ours) / 2 else 0.0
    return max(SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio(), by_words * 0.95)
