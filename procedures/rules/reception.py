"""What a counter may take in: phone numbers, years, and how long ago."""

from datetime import datetime, timedelta

from schooladmin.core.phones import phone_number as phone_number

LONGEST_BACKDATING = timedelta(days=30)
# How long after its end a request still makes a second one suspicious. No law says so: it is a habit of counters, long
# enough for a paper that was lost on the way home, short enough not to ask in the next term.
DUPLICATE_WINDOW = timedelta(days=30)


def too_old(received_at: datetime, at: datetime) -> bool:
    """Whether a reception lies too far back to be entered at ``at``."""
    return at - received_at > LONGEST_BACKDATING
