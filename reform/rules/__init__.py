"""Pure rules of the reform register."""

from reform.rules.results import (
    FIGURE_MAX,
    REASON_MAX,
    REASON_MIN,
    TEXT_MAX,
    TEXT_MIN,
    Draft,
    faults,
    figure_faults,
    figure_text,
    is_percent,
    quarter_of,
    text_faults,
)

__all__ = [
    "FIGURE_MAX",
    "REASON_MAX",
    "REASON_MIN",
    "TEXT_MAX",
    "TEXT_MIN",
    "Draft",
    "faults",
    "figure_faults",
    "figure_text",
    "is_percent",
    "quarter_of",
    "text_faults",
]
