"""How often somebody without a login may try: a few times at once, then once per growing delay.

Counted in the cache that all processes share. A try takes a numbered ticket *before* it learns the answer, by
``cache.add``, of which only one of many at the same moment succeeds: guesses sent side by side do not slip through.
Nobody waits inside a request; who comes too early is told when to come again.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

# So many tries after the free ones are kept apart; with the delays between them that is days of trying.
_DELAYED = 60


@dataclass(frozen=True)
class Limit:
    """``free`` tries without a delay; then ``first`` seconds before the next, doubled each time up to ``most``.

    A try is forgotten ``memory`` seconds after it; ``memory`` must be longer than ``most``.
    """

    name: str
    free: int
    first: int
    most: int
    memory: int

    def delay_after(self, number: int) -> int:
        """Seconds that must pass after the try with this number (the first is 0)."""
        over = number + 1 - self.free
        return 0 if over < 0 else min(self.first << min(over, 30), self.most)


class TooManyTriesError(Exception):
    """The next try comes too early; it may come after ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"{wait} s")
        self.wait = wait


@dataclass(frozen=True)
class Ticket:
    """A try that counts, unless it is given back because it was right."""

    key: str

    def give_back(self) -> None:
        cache.delete(self.key)


def take(limit: Limit, subject: str, at: datetime) -> Ticket:
    """Count a try by ``subject`` (an address, a code). Raises TooManyTriesError when it comes too early.

    What is kept is a keyed hash of the subject, never the address or the code itself.
    """
    secret = salted_hmac(f"public-limit-{limit.name}", subject, algorithm="sha256").hexdigest()[:32]
    keys = [f"limit:{limit.name}:{secret}:{number}" for number in range(limit.free + _DELAYED)]
    now = at.timestamp()
    taken: dict[str, float] = cache.get_many(keys)
    last = max((number for number, key in enumerate(keys) if key in taken), default=-1)
    if last >= 0 and taken[keys[last]] > now:
        raise TooManyTriesError(ceil(taken[keys[last]] - now))
    mine = last + 1
    if mine == len(keys) or not cache.add(keys[mine], now + limit.delay_after(mine), limit.memory):
        # Every number is used up, or another try took this one in the same moment.
        raise TooManyTriesError(limit.most if mine == len(keys) else max(1, limit.delay_after(mine)))
    return Ticket(keys[mine])


def address_of(request: HttpRequest) -> str:
    """The address of the client behind the trusted proxies; of IPv6 the network, which one person has whole."""
    return str(get_ip(request))


def in_words(seconds: int) -> str:
    """«40 giây», «2 phút»: how long somebody is asked to wait, rounded up."""
    if seconds < 60:
        return ngettext("%(number)s giây", "%(number)s giây", seconds) % {"number": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(number)s phút", "%(number)s phút", minutes) % {"number": minutes}
