"""One engine for every check of a paper: the command and the workspace ask it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter

from reports.checking import citations, coverage, document, period, spelling
from reports.checking.findings import Finding, Knowledge
from reports.checking.paper import Line, Paper
from reports.enums import Severity

Check = Callable[[Paper, Knowledge], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    coverage.empty_counts,
    coverage.fields,
    coverage.sections,
    coverage.theme,
    coverage.unchanged,
    document.dates,
    document.reporter,
    document.late,
    period.periods,
    period.bodies,
    citations.citations,
    spelling.letters,
    spelling.misspellings,
    spelling.bare_figures,
)
# What can be said of one field's text by itself, while it is typed.
TEXT_CHECKS: tuple[Check, ...] = (
    coverage.empty_counts,
    coverage.unchanged,
    period.periods,
    period.bodies,
    citations.citations,
    spelling.letters,
    spelling.misspellings,
    spelling.bare_figures,
)
_ORDER = list(Severity)


def findings(paper: Paper, known: Knowledge, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """What the checks found: the gravest first, then in the order of the paper; the same thing is told once."""
    places = {line.number: line for line in paper.lines}
    found = {_placed(finding, places): None for check in checks for finding in check(paper, known)}
    in_order = sorted(found, key=attrgetter("line"))
    return tuple(sorted(in_order, key=lambda finding: _ORDER.index(finding.severity)))


def blocking(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that must be mended before the report may be submitted."""
    return tuple(finding for finding in found if finding.severity == Severity.BLOCKING)


def _placed(finding: Finding, places: Mapping[int, Line]) -> Finding:
    """The finding with the address of its line on the report's page, for a paper that the workspace holds."""
    line = places.get(finding.line)
    return replace(finding, anchor=line.anchor, place=line.place) if line and line.anchor else finding
