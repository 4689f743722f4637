"""From what a scanner or a person typed to the one request that was meant."""

import re
from dataclasses import dataclass

from procedures.models import Request
from procedures.queries.requests import requests_for
from procedures.rules.codes import read_code, resembles_code
from procedures.rules.transitions import READ
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

_TOKEN = re.compile(r"[\w-]{20,32}", re.ASCII)


@dataclass(frozen=True)
class Finding:
    """``request`` when exactly one was meant. ``misread``: a code with a wrong sign. ``is_code``: meant as a code."""

    request: Request | None = None
    misread: bool = False
    is_code: bool = False


def find_by_code(scope: Scope, typed: str) -> Finding:
    """The request that a code means (full or short, with or without dashes), or the address in a QR code."""
    typed = tidy(typed)
    rows = requests_for(scope)
    if "/" in typed:
        return Finding(rows.filter(public_token__in=_TOKEN.findall(typed)).first(), is_code=True)
    units = list(scope.units_for(READ).values_list("code", flat=True))
    codes = {code for unit in units if (code := read_code(unit, typed))}
    found = list(rows.filter(code__in={*codes, typed.upper()})[:2])
    if found:
        # A short code may mean a request in each of several schools: then a list is the answer.
        return Finding(found[0] if len(found) == 1 else None, is_code=len(found) == 1)
    resembles = any(resembles_code(unit, typed) for unit in units)
    return Finding(misread=resembles and not codes, is_code=resembles)
