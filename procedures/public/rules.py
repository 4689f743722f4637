"""Until when the applicant may say how it was, and say it again. Pure."""

from datetime import datetime, timedelta

CHANGEABLE = timedelta(days=7)


def rated_until(given_at: datetime) -> datetime:
    """The moment from which a rating stays as it is."""
    return given_at + CHANGEABLE


def may_rate(given_at: datetime | None, ended_at: datetime, at: datetime) -> bool:
    """Whether a rating may be given or changed at ``at``.

    One that is older than ``ended_at`` was about a result that was taken back: the new result may be rated anew.
    """
    return given_at is None or given_at < ended_at or at < rated_until(given_at)
