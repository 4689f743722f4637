"""Whether the paper answers what its template and its own title promise. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from django.utils.translation import gettext as _

from reports.checking.findings import Finding, Knowledge, excerpt
from reports.checking.paper import Line, Paper
from reports.enums import Severity
from schooladmin.core.text import fold

_ALIKE = 0.6  # a shortened or a mistaken heading still shares most of its words with the one that is meant
_ALIKE_UNNUMBERED = 0.85
_SAME_NUMBER = 0.2
_SAID = 3  # words behind a heading's colon that say something
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
_LONG = 60  # a short line may well be the same in every quarter
_QUARTERS_BACK = 2
_PERIOD = re.compile(r"\bquy (?:iv|i{1,3}|[1-4])\b|\bnam (?:hoc )?(?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\s+")
_LIMITATIONS = ("ton tai", "han che", "khuyet diem")
_TASKS = ("nhiem vu", "giai phap", "phuong huong")


def empty_counts(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Procedures that are named where their numbers are asked for, without a number."""
    names = [fold(name) for name in known.procedures]
    for line in paper.own:
        if line.is_given:
            continue
        said = fold(line.text).lstrip("-–—•*+· ")
        name = next((name for name in names if said.startswith(name)), "")
        rest = said[len(name) :]
        if name and not re.search(r"\d", rest) and (len(rest) <= 3 or _EMPTY.search(rest)):
            yield Finding(
                "empty-count",
                Severity.BLOCKING,
                line.number,
                excerpt(line.text),
                _("Chưa ghi số hồ sơ."),
                _("Ghi số hồ sơ đã giải quyết trong kỳ; không có thì ghi 0."),
            )


def fields(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Headings that differ from the template, and headings of the template that nothing answers."""
    found = _answers(paper, known)
    stops = frozenset(line.number for line in (*found.values(), *_section_lines(paper, found.values())))
    for number, name in enumerate(known.headings, 1):
        line = found.get(name)
        if line is None:
            yield _unanswered(0, "", _("Thiếu mục %(number)s «%(heading)s».") % {"number": number, "heading": name})
            continue
        if fold(line.heading or line.text) != fold(name):
            yield Finding(
                "heading-mismatch",
                Severity.WARNING,
                line.number,
                excerpt(line.text),
                _("Tên mục khác mẫu."),
                _("Theo mẫu: «%(heading)s».") % {"heading": name},
            )
        if _is_empty(paper, line, stops):
            message = _("Mục %(number)s «%(heading)s» chưa có kết quả và chưa có nội dung.")
            yield _unanswered(line.number, excerpt(line.text), message % {"number": number, "heading": name})


def _unanswered(line: int, words: str, message: str) -> Finding:
    suggestion = _("Viết mục này; trong kỳ không có gì thì ghi rõ là không phát sinh.")
    return Finding("missing-field", Severity.BLOCKING, line, words, message, suggestion)


def _is_empty(paper: Paper, heading: Line, stops: Collection[int]) -> bool:
    """Whether nothing stands behind a heading's colon or below it before the next heading or the end of the part."""
    if len(heading.text.partition(":")[2].split()) >= _SAID:
        return False
    own = paper.own
    after = own.index(heading) + 1
    return after >= len(own) or own[after].number in stops


def _answers(paper: Paper, known: Knowledge) -> dict[str, Line]:
    """Which line is the heading of which field: the likeliest pairs first, each line and each field once.

    A heading that Word numbers has no number in the text: it must then be much more like the template's. The number
    that was typed decides between fields that are alike.
    """
    pairs: list[tuple[float, str, Line]] = []
    for line in paper.headings:
        if not (line.heading or line.is_short):
            continue
        least = _ALIKE if line.heading else _ALIKE_UNNUMBERED
        for number, name in enumerate(known.headings, 1):
            likeness = _likeness(line.heading or line.text, name) + _SAME_NUMBER * (line.ordinal == str(number))
            if likeness >= least:
                pairs.append((likeness, name, line))
    found: dict[str, Line] = {}
    taken: set[int] = set()
    for _likely, name, line in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in found and line.number not in taken:
            found[name] = line
            taken.add(line.number)
    return found


def _section_lines(paper: Paper, answers: Iterable[Line]) -> tuple[Line, ...]:
    """The headings of limitations and of tasks; of a paper that the system holds none of them is a field's."""
    taken = {line.number for line in answers} if paper.signed else set()
    return tuple(
        line
        for line in paper.headings
        if line.number not in taken
        and any(word in fold(line.heading or line.text)[:_EARLY] for word in (*_LIMITATIONS, *_TASKS))
    )


def sections(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Limitations, which every outline owes, and the tasks ahead, which its title promises."""
    answers = _answers(paper, known)
    lines = _section_lines(paper, answers.values())
    stops = frozenset(line.number for line in (*answers.values(), *lines))
    for words, name in ((_LIMITATIONS, _("Tồn tại, hạn chế")), (_TASKS, _("Nhiệm vụ, giải pháp thời gian tới"))):
        named = [line for line in lines if any(word in fold(line.heading or line.text)[:_EARLY] for word in words)]
        if any(not _is_empty(paper, line, stops) for line in named):
            continue
        promised = any(word in fold(paper.title) for word in words)
        message = (
            _("Phần «%(name)s» còn trống.")
            if named
            else _("Tên đề cương hứa phần «%(name)s» nhưng phần liên hệ không có.")
            if promised
            else _("Phần liên hệ chưa có mục «%(name)s».")
        )
        suggestion = _("Viết về đơn vị mình.") if named else _("Thêm một mục có tên này và viết về đơn vị mình.")
        place = (named[0].number, excerpt(named[0].text)) if named else (0, "")
        yield Finding("missing-section", Severity.BLOCKING, *place, message % {"name": name}, suggestion)


def theme(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """A heading of part B that speaks of another quarter's theme."""
    if not (paper.part("B") and paper.title) or paper.part("B")[0].is_given:
        return
    line = paper.part("B")[0]
    names = {word for name in known.unit_names for word in _words(name)}
    said = [word for word in _words(line.text)[1:] if word not in _COMMON | names]
    shared = [word for word in said if word in _words(paper.title)]
    if len(said) >= 3 and len(shared) * 2 < len(said):
        yield Finding(
            "theme-mismatch",
            Severity.WARNING,
            line.number,
            excerpt(line.text),
            _("Tên phần B nói về việc khác với chủ đề của đề cương."),
            _("Sửa theo chủ đề của quý, ví dụ «Vận dụng, liên hệ tại đơn vị»."),
        )


def told(text: str) -> str:
    """A paragraph as it is compared with those of other quarters: without its tones, and without the period's name."""
    return _PERIOD.sub(" ", fold(text)).strip()


def unchanged(paper: Paper, known: Knowledge) -> Iterator[Finding]:
    """Paragraphs that stood word for word in each of the last two quarters' papers; the period's name may differ."""
    if len(known.earlier) < _QUARTERS_BACK or not all(known.earlier[:_QUARTERS_BACK]):
        return
    for line in paper.written:
        if len(line.text) >= _LONG and all(told(line.text) in texts for texts in known.earlier[:_QUARTERS_BACK]):
            yield Finding(
                "unchanged",
                Severity.ADVICE,
                line.number,
                excerpt(line.text),
                _("Đoạn này không đổi ba quý liền."),
                _("Xem lại: còn đúng với quý này không?"),
            )


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(text))


@lru_cache(maxsize=20_000)
def _likeness(said: str, name: str) -> float:
    """How much a heading is like the template's: by letters, or by the share of its words that stand there."""
    ours, theirs = _words(said), _words(name)
    shared = sum(1 for word in ours if word in theirs)
    by_words = shared / max(len(ours), 4) if shared > len(ours) / 2 else 0.0
    matcher = SequenceMatcher(None, " ".join(ours), " ".join(theirs))
    # Most lines are no heading at all, which is seen at once; only the few others are compared letter by letter.
    alike = min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _ALIKE - _SAME_NUMBER
    return max(matcher.ratio() if alike else 0.0, by_words * 0.95)
