"""The figures that the counter gives to reports. Counted from the register, never typed.

A figure's ``rows_url`` opens the list of exactly the requests that were counted; it is empty for somebody who may
know the figure but not the register (the Party-cell secretary).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from procedures.enums import Count
from procedures.models import Procedure
from procedures.queries.catalogue import all_procedures, procedures_in
from procedures.queries.history import moves
from procedures.queries.register import Tally, tallies
from procedures.rules.balance import Balance, balance_of
from procedures.rules.balance import UnbalancedError as UnbalancedError  # what a reader of facts may meet
from procedures.rules.transitions import FIGURES, READ
from procedures.statistics.links import RowsUrl
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.core.figures import Figure
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period
from schooladmin.units.scope import Scope

ALL = "all"
# What ``history`` counts of a procedure in a period.
HISTORY = ("carried_over", "received", "solved_on_time", "solved_late", "in_progress", "refused", "withdrawn")


@dataclass(frozen=True)
class ProcedureLine:
    """The figures of one procedure in a period; ``code`` is ``all`` in the line of totals.

    ``outline_order`` is the line of the quarterly outline (None: not in it); two procedures may share one.
    """

    code: str
    name: str
    outline_order: int | None
    carried_over: Figure
    received: Figure
    solved: Figure
    solved_on_time: Figure
    solved_early: Figure
    solved_on_day: Figure
    solved_late: Figure
    in_progress: Figure
    in_term: Figure
    late: Figure
    refused: Figure
    withdrawn: Figure

    def figures(self) -> Iterator[Figure]:
        """All figures of the line, in the order of the form."""
        for count in Count:
            yield getattr(self, count.value)


@dataclass(frozen=True)
class ProcedureFacts:
    """The counter of one unit in a period: the procedures of that time in the outline's order, and the totals.

    ``tallies`` are what the figures are sums of.
    """

    unit_id: int
    period: Period
    lines: tuple[ProcedureLine, ...]
    total: ProcedureLine
    tallies: tuple[Tally, ...] = ()

    def line(self, code: str) -> ProcedureLine:
        """The line of a procedure. Raises KeyError when the period had no such procedure."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)

    def outline_lines(self) -> tuple[ProcedureLine, ...]:
        """The lines that the quarterly outline prints, in its order."""
        return tuple(line for line in self.lines if line.outline_order is not None)

    def figures(self) -> dict[str, Figure]:
        """Every figure by its key (``procedures.RUT-HOC-BA.solved``, ``procedures.all.received``)."""
        return {figure.key: figure for line in (*self.lines, self.total) for figure in line.figures()}


def quarter_facts(scope: Scope, unit_id: int, period: Period) -> ProcedureFacts:
    """The figures of one unit. Raises OutOfScope or Forbidden like ``facts_for_units``."""
    return facts_for_units(scope, [unit_id], period)[unit_id]


def figures_by_key(scope: Scope, unit_id: int, period: Period) -> dict[str, Figure]:
    """The figures of one unit by key, the sums as ``procedures.total.…``; nothing where the right is missing."""
    if not scope.may(FIGURES, unit_id):
        return {}
    facts = quarter_facts(scope, unit_id, period)
    sums = {f"procedures.total.{figure.key.rsplit('.', 1)[1]}": figure for figure in facts.total.figures()}
    return facts.figures() | sums


def facts_for_units(scope: Scope, unit_ids: Collection[int], period: Period) -> dict[int, ProcedureFacts]:
    """The figures of several units in a constant number of queries.

    Raises OutOfScope for a unit that the actor does not reach, Forbidden without the right to the figures, and
    UnbalancedError when a register does not add up: such figures must not reach a paper.
    """
    codes = _codes_of(scope, unit_ids)
    with_rows = set(scope.units_for(READ).filter(pk__in=unit_ids).values_list("pk", flat=True))
    procedures = list(all_procedures())
    found = tallies(scope.units_for(FIGURES).filter(pk__in=unit_ids), period, scope.at)
    balances = _balances(unit_ids, found, procedures)
    in_force = set(procedures_in(period).values_list("pk", flat=True))
    counted = {procedure_id for found in balances.values() for procedure_id in found}
    procedures = [row for row in procedures if row.pk in in_force | counted]
    procedures.sort(key=lambda row: (row.outline_order is None, row.outline_order or 0, row.position))
    return {
        unit_id: replace(
            _facts(unit_id, codes[unit_id] if unit_id in with_rows else "", period, procedures, balances[unit_id]),
            tallies=tuple(row for row in found if row.unit_id == unit_id),
        )
        for unit_id in unit_ids
    }


def _codes_of(scope: Scope, unit_ids: Collection[int]) -> dict[int, str]:
    codes = dict(scope.units_for(FIGURES).filter(pk__in=unit_ids).values_list("pk", "code"))
    missing = set(unit_ids) - set(codes)
    if missing and scope.units().filter(pk__in=missing).count() < len(missing):
        raise OutOfScope
    if missing:
        raise Forbidden(_("Thầy, cô chưa được giao quyền xem số liệu hồ sơ thủ tục."))
    return codes


def _balances(
    unit_ids: Collection[int], found: Iterable[Tally], procedures: Collection[Procedure]
) -> Mapping[int, Mapping[int, Balance]]:
    """Balances by unit and procedure."""
    procedure_of = {version.pk: row.pk for row in procedures for version in row.versions.all()}
    counts: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in found:
        count = counts[row.unit_id, procedure_of[row.version_id]]
        count[row.origin] += row.number
        count[row.fate] += row.number
    balances: dict[int, dict[int, Balance]] = {unit_id: {} for unit_id in unit_ids}
    for (unit_id, procedure_id), count in counts.items():
        balances[unit_id][procedure_id] = balance_of(count)
    return balances


def _facts(
    unit_id: int, unit_code: str, period: Period, procedures: list[Procedure], balances: Mapping[int, Balance]
) -> ProcedureFacts:
    lines = tuple(
        _line(
            row.code,
            localized(row, "name"),
            row.outline_order,
            balances.get(row.pk, Balance()),
            RowsUrl(period, unit_code, row.code, is_open=bool(unit_code)),
        )
        for row in procedures
    )
    rows = RowsUrl(period, unit_code, is_open=bool(unit_code))
    total = _line(ALL, _("Tất cả thủ tục"), None, sum(balances.values(), Balance()), rows)
    return ProcedureFacts(unit_id, period, lines, total)


def _line(code: str, name: str, outline_order: int | None, balance: Balance, rows: RowsUrl) -> ProcedureLine:
    figures = {
        count.value: Figure(
            key=f"procedures.{code}.{count.value}",
            label=_("%(procedure)s: %(count)s") % {"procedure": name, "count": count.label},
            value=balance.value(count),
            unit=_("hồ sơ"),
            rows_url=rows.of(count),
        )
        for count in Count
    }
    return ProcedureLine(code, name, outline_order, **figures)


def history(scope: Scope, unit_id: int, periods: Sequence[Period]) -> list[dict[str, dict[str, int]]]:
    """The counts of one unit in each of several periods that follow each other, the oldest first: by procedure's code.

    A constant number of queries for any number of periods. What was late while still open is not among them: it needs
    the promise of that time, which ``quarter_facts`` looks up. Raises OutOfScope or Forbidden like ``facts_for_units``.
    """
    _codes_of(scope, [unit_id])
    code_of = {version.pk: row.code for row in all_procedures() for version in row.versions.all()}
    found: list[dict[str, dict[str, int]]] = [{} for _period in periods]
    for move in moves(unit_id, periods):
        code = code_of[move.version_id]
        for place, counts in enumerate(found):
            if move.arrived > place or move.ended < place:
                continue
            line = counts.setdefault(code, dict.fromkeys(HISTORY, 0))
            line["received" if move.arrived == place else "carried_over"] += move.number
            line[move.fate if move.ended == place else "in_progress"] += move.number
    return found


def rows_url(unit_code: str, period: Period, code: str, count: Count) -> str:
    """The address of the list of exactly the requests that a figure counts; ``code`` is a procedure's, or ``ALL``."""
    return RowsUrl(period, unit_code, "" if code == ALL else code).of(count)
