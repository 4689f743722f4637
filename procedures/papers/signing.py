"""Who signs a paper: the one who decides, or a deputy for the principal."""

from collections.abc import Sequence

from schooladmin.documents import tree
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership

_POSITIONS = {Role.PRINCIPAL: "HIỆU TRƯỞNG", Role.DEPUTY: "PHÓ HIỆU TRƯỞNG", Role.CLERK: "NHÂN VIÊN VĂN THƯ"}
_FOR_THE_HEAD = "KT."
HINT = "(Ký, ghi rõ họ tên)"


def written_below(position: str, name: str) -> tree.Signature:
    """A block for somebody who signs beside others. An empty ``name`` is left to be written."""
    return tree.Signature("", position, name, HINT)


def leader_signature(leaders: Sequence[Membership], signed_by: str = "") -> tree.Signature:
    """The block of the school's head. ``leaders``: principal and deputies of the day, the principal first.

    ``signed_by`` is the name of the one who did the act: a deputy then signs for the principal, and so does the first
    deputy of a school that has no principal on that day. Without any leader the name is left to be written.
    """
    principals = [row for row in leaders if row.role == Role.PRINCIPAL]
    deputies = [row for row in leaders if row.role == Role.DEPUTY]
    named = [row for row in deputies if row.person.full_name == signed_by]
    is_principal = any(row.person.full_name == signed_by for row in principals)
    if named and not is_principal:
        return _for_the_principal(named[0])
    if principals:
        return tree.Signature("", _POSITIONS[Role.PRINCIPAL], principals[0].person.full_name)
    return _for_the_principal(deputies[0]) if deputies else tree.Signature("", _POSITIONS[Role.PRINCIPAL], "")


def _for_the_principal(deputy: Membership) -> tree.Signature:
    authority = f"{_FOR_THE_HEAD} {_POSITIONS[Role.PRINCIPAL]}"
    return tree.Signature(authority, _POSITIONS[Role.DEPUTY], deputy.person.full_name)


def decider_signature(decided_by: str, leaders: Sequence[Membership], signed_by: str = "") -> tree.Signature:
    """The block of whoever the procedure names as deciding."""
    if decided_by == Role.CLERK:
        return tree.Signature("", _POSITIONS[Role.CLERK], signed_by)
    if decided_by == Role.DEPUTY:
        deputies = [row.person.full_name for row in leaders if row.role == Role.DEPUTY]
        name = signed_by if signed_by in deputies else next(iter(deputies), "")
        return tree.Signature("", _POSITIONS[Role.DEPUTY], name)
    return leader_signature(leaders, signed_by)
