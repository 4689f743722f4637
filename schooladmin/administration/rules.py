"""Which roles there are in which unit, who may hand them out, and what a login name looks like."""

import re

from schooladmin.units.enums import Role, UnitKind

_SCHOOL = (
    Role.PRINCIPAL,
    Role.DEPUTY,
    Role.CLERK,
    Role.PARTY_SECRETARY,
    Role.TEACHER,
    Role.AUDITOR,
    Role.ADMIN,
)
_ORGAN = (Role.OFFICER, Role.HEAD, Role.AUDITOR, Role.ADMIN)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def roles_in(kind: UnitKind) -> tuple[Role, ...]:
    """The roles that make sense in a unit of this kind."""
    return _SCHOOL if kind is UnitKind.SCHOOL else _ORGAN


def may_hand_out(role: Role, held: frozenset[Role]) -> bool:
    """Whether somebody with the roles ``held`` may give ``role``, end it, or reset the password of who has it.

    An administrator also changes the calendar of the whole installation, so a principal cannot make one.
    """
    return role is not Role.ADMIN or bool(held & {Role.ADMIN, Role.HEAD})


def is_username(text: str) -> bool:
    """3 to 40 lower-case letters without marks, digits, dots, hyphens: what every keyboard types."""
    return _USERNAME.fullmatch(text) is not None
