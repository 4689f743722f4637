"""Beat's watch over the promises: the calendar that made them, and the days on which they press."""

from celery import shared_task
from django.utils import timezone

from procedures.actions.calendar import recompute_open
from procedures.actions.escalate import escalate
from procedures.online.forgetting import forget_submissions
from procedures.transfers.alerts import alert, remind_of_placing
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened, system


@shared_task(name="procedures.recompute_open")
def recompute_promises() -> dict[str, list[str]]:
    """Move open promises after a change of the calendar; return the codes that moved and those that could not."""
    now = timezone.now()
    with opened(system(local_date(now), "Lịch làm việc")) as scope:
        done = recompute_open(actor=scope, at=now)
    return {"moved": list(done.moved), "blocked": list(done.blocked)}


@shared_task(name="procedures.escalate")
def remind_of_due_requests() -> dict[str, int | list[str]]:
    """Tell the schools which requests press, and take back what is settled; return what changed.

    Computed from the state: a run that was missed is made up by the next, a second one finds nothing to do.
    """
    now = timezone.now()
    with opened(system(local_date(now), "Nhắc hạn hồ sơ")) as scope:
        done = escalate(actor=scope, at=now)
    return {"opened": done.opened, "closed": done.closed, "blocked": list(done.blocked)}


@shared_task(name="procedures.forget_submissions")
def forget_online_drafts() -> dict[str, int]:
    """Delete what guests did not go on with, and photos of what was declined long ago; return the counts."""
    now = timezone.now()
    with opened(system(local_date(now), "Hồ sơ trực tuyến hết hạn")) as scope:
        done = forget_submissions(actor=scope, at=now)
    return {"emptied": done.emptied, "deleted": done.deleted, "photos": done.photos}


@shared_task(name="procedures.transfers.alert")
def look_for_pupils_on_the_way() -> dict[str, int]:
    """Tell schools who has not arrived or has no class in time, and take back what is settled; return what changed."""
    now = timezone.now()
    with opened(system(local_date(now), "Tìm học sinh chưa đến")) as scope:
        done = (alert(actor=scope, at=now), remind_of_placing(actor=scope, at=now))
    return {"opened": sum(kept.opened for kept in done), "closed": sum(kept.closed for kept in done)}
