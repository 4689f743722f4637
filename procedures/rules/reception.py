"""What a counter may take in: phone numbers, years, and how long ago."""

from datetime import datetime, timedelta

from schooladmin.core.phones import phone_number as phone_number

LONGEST_BACKDATING = timedelta(days=30)


def too_old(received_at: datetime, at: datetime) -> bool:
    """Whether a reception lies too far back to be entered at ``at``."""
    return at - received_at > LONGEST_BACKDATING
