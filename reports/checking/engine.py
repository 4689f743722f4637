"""One engine for every check of a paper: the command and the workspace ask it. Pure."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from reports.checking import citations, coverage, period, spelling
from reports.checking.findings import Knowledge, PaperFinding
from reports.checking.paper import Paper
from reports.enums import Severity

Check = Callable[[Paper, Knowledge], Iterator[PaperFinding]]

CHECKS: tuple[Check, ...] = (
    coverage.empty_counts,
    coverage.fields,
    coverage.sections,
    coverage.theme,
    coverage.unchanged,
    period.periods,
    period.bodies,
    citations.citations,
    spelling.misspellings,
    spelling.bare_figures,
)
_ORDER = list(Severity)


def findings(paper: Paper, known: Knowledge) -> tuple[PaperFinding, ...]:
    """What every check found: the gravest first, then in the order of the paper; the same thing is told once."""
    found = {finding: None for check in CHECKS for finding in check(paper, known)}
    in_order = sorted(found, key=attrgetter("line"))
    return tuple(sorted(in_order, key=lambda finding: _ORDER.index(finding.severity)))
