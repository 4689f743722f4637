"""Beat's watch over the calendar: cheap when nothing changed."""

from celery import shared_task
from django.utils import timezone

from procedures.actions.calendar import recompute_open
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened, system


@shared_task(name="procedures.recompute_open")
def recompute_promises() -> dict[str, list[str]]:
    """Move open promises after a change of the calendar; return the codes that moved and those that could not."""
    now = timezone.now()
    with opened(system(local_date(now), "Lịch làm việc")) as scope:
        done = recompute_open(actor=scope, at=now)
    return {"moved": list(done.moved), "blocked": list(done.blocked)}
