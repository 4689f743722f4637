"""Who holds which verb of the counter. The verbs of the transitions come from their own table."""

from procedures.papers.permissions import PAPER_RIGHTS
from procedures.rules.transitions import FIGURES, READ, RECOMPUTE, TRANSITIONS
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.permissions import Right

STATISTICS = "procedures.statistics.read"

_ABOVE = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})

RIGHTS: dict[str, Right] = {
    READ: Right(
        own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.AUDITOR}),
        above=_ABOVE,
        kinds=frozenset({SupervisionKind.ADMINISTRATIVE, SupervisionKind.PROFESSIONAL}),
    ),
    # Every figure of the statistics opens its requests: they go to those who may read the register.
    STATISTICS: Right(
        own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.AUDITOR}),
        above=_ABOVE,
        kinds=frozenset({SupervisionKind.ADMINISTRATIVE, SupervisionKind.PROFESSIONAL}),
    ),
    # Figures name nobody: those who write or read the quarterly paper may have them without the register.
    FIGURES: Right(
        own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY, Role.AUDITOR}), above=_ABOVE
    ),
    # Moving promises after a change of the calendar is the installation's own work.
    RECOMPUTE: Right(),
    **PAPER_RIGHTS,
    **{verb: Right(own=step.roles) for verb, step in TRANSITIONS.items()},
}
