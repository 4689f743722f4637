"""Who holds the verbs of the papers. Whoever may read a request may print its papers; drafts are for the school."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

# See the drafts of a letter that no one has signed yet.
DRAFT = "procedures.paper.draft"
# Sign an apology that cannot promise a new date any more.
APOLOGISE = "procedures.request.apologise"

PAPER_RIGHTS: dict[str, Right] = {
    DRAFT: Right(own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK})),
    APOLOGISE: Right(own=frozenset({Role.PRINCIPAL, Role.DEPUTY})),
}
