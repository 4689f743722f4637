"""Pure rules about units: the closure of supervision over time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Edge:
    """``supervisor`` stands above ``unit`` in the way ``kind`` from a day (in) to a day (out; None: still)."""

    supervisor: int
    unit: int
    kind: str
    start: date
    end: date | None


def closure(edges: Iterable[Edge]) -> set[Edge]:
    """Return every direct and indirect relation, each with the span in which all its links held together.

    Links of one kind only are chained. A circle ends where it meets itself: nobody supervises themselves.
    """
    below: dict[tuple[int, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        below[edge.supervisor, edge.kind].append(edge)
    found: set[Edge] = set()
    for start in [edge for group in below.values() for edge in group]:
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            found.add(here)
            for link in below.get((here.unit, here.kind), []):
                joined = _join(here, link)
                if joined is not None and joined.unit != joined.supervisor and joined not in seen:
                    seen.add(joined)
                    waiting.append(joined)
    return found


def _join(upper: Edge, lower: Edge) -> Edge | None:
    """The relation through both links, for the days on which both hold; None when there are none."""
    start = max(upper.start, lower.start)
    ends = [end for end in (upper.end, lower.end) if end is not None]
    end = min(ends) if ends else None
    if end is not None and end <= start:
        return None
    return Edge(upper.supervisor, lower.unit, upper.kind, start, end)
