"""Which figures ask for a reason: zero after values, and jumps. Robust for the small numbers of a school. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt

from django.utils.translation import gettext as _

from reports.enums import ExplanationKind
from schooladmin.core.numbers import number_text

LEAST_CHANGE = 5  # fewer than this many more or less is chance, not news
LEAST_BEFORE_ZERO = 3
SUGGESTIONS = 3


@dataclass(frozen=True)
class Question:
    """A figure that asks for a reason, and why it does, in words."""

    key: str
    label: str
    kind: ExplanationKind
    why: str


@dataclass(frozen=True)
class Reason:
    """A reason that may be offered: for which kind, and for keys that begin so («» for all)."""

    code: str
    kind: ExplanationKind
    prefix: str
    text: str


def question(
    key: str, label: str, now: Decimal | None, last: Decimal | None, year_ago: Decimal | None
) -> Question | None:
    """Whether ``now`` asks for a reason beside last quarter's figure and that of the same quarter a year ago.

    Nothing is asked about what is unknown, nor where the same season of last year looked alike.
    """
    if now is None or last is None or now == last or _like(now, year_ago):
        return None
    if now == 0:
        if last < LEAST_BEFORE_ZERO:
            return None
        why = _("Quý trước có %(last)s, quý này bằng 0.") % {"last": number_text(last)}
        return Question(key, label, ExplanationKind.ZERO, why)
    change = abs(now - last)
    # Counts waver by about the root of their size; a change within twice that is no news.
    wavering = 2 * isqrt(max(int(last), 1))
    if change * 2 < last or change < LEAST_CHANGE or change <= wavering:
        return None
    words = {"last": number_text(last), "now": number_text(now)}
    if not last:
        why = _("Quý trước bằng 0, quý này có %(now)s.") % words
    elif now > last:
        why = _("Tăng từ %(last)s lên %(now)s (tăng %(share)s%%), nhiều hơn mức lên xuống thường thấy.") % {
            **words,
            "share": _share(change, last),
        }
    else:
        why = _("Giảm từ %(last)s xuống %(now)s (giảm %(share)s%%), nhiều hơn mức lên xuống thường thấy.") % {
            **words,
            "share": _share(change, last),
        }
    return Question(key, label, ExplanationKind.JUMP, why)


def _like(now: Decimal, year_ago: Decimal | None) -> bool:
    """Whether the same season of last year was alike: within a quarter of it."""
    return year_ago is not None and year_ago > 0 and now > 0 and abs(now - year_ago) * 4 <= year_ago


def _share(change: Decimal, last: Decimal) -> int:
    return int((change * 100 / last).to_integral_value())


def suggestions(key: str, kind: ExplanationKind, reasons: Iterable[Reason]) -> Sequence[Reason]:
    """Three reasons for a figure: those written for it before those for all, each group in its order."""
    fitting = [row for row in reasons if row.kind == kind and key.startswith(row.prefix)]
    return sorted(fitting, key=lambda row: -len(row.prefix))[:SUGGESTIONS]
