"""How often an address may begin or save, and how often digits may be guessed."""

from datetime import datetime
from math import ceil

from django.http import HttpRequest

from procedures.models import Submission
from procedures.online.rules import BODY_BYTES
from schooladmin.core.limits import Limit, Ticket, TooManyTriesError, address_of, take

_HOUR, _MINUTE = 3600, 60
NEW = Limit("online-new", free=10, first=_HOUR, most=_HOUR, memory=_HOUR + 60)
SAVES = Limit("online-save", free=30, first=_MINUTE, most=_MINUTE, memory=_MINUTE + 60)
DIGITS_BY_ADDRESS = Limit("online-digits-address", free=5, first=30, most=_HOUR, memory=24 * _HOUR)
DIGITS_BY_LINK = Limit("online-digits-link", free=5, first=60, most=4 * _HOUR, memory=7 * 24 * _HOUR)


def count_new(request: HttpRequest, at: datetime) -> None:
    """Ten new submissions an address and hour. Raises TooManyTriesError."""
    _in_window(NEW, _HOUR, request, at)


def count_save(request: HttpRequest, at: datetime) -> None:
    """Thirty saves an address and minute. Raises TooManyTriesError."""
    _in_window(SAVES, _MINUTE, request, at)


def _in_window(limit: Limit, seconds: int, request: HttpRequest, at: datetime) -> None:
    """Count in windows of the clock: a village behind one address is let in again when the next one begins."""
    window = int(at.timestamp() // seconds)
    try:
        take(limit, f"{address_of(request)} {window}", at)
    except TooManyTriesError as early:
        raise TooManyTriesError(max(1, ceil((window + 1) * seconds - at.timestamp()))) from early


def guess(request: HttpRequest, row: Submission, at: datetime) -> list[Ticket]:
    """A try at the digits, of the address and at the link. Raises TooManyTriesError."""
    tickets = [take(DIGITS_BY_ADDRESS, address_of(request), at)]
    try:
        tickets.append(take(DIGITS_BY_LINK, str(row.pk), at))
    except TooManyTriesError:
        tickets[0].give_back()
        raise
    return tickets


def is_too_big(request: HttpRequest) -> bool:
    """Whether more is coming than twelve photos can be; asked before anything is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > BODY_BYTES
