"""The entry points of beat: reminders, the month, figures at cut-off. A missed run loses nothing."""

from celery import shared_task
from django.utils import timezone

from reports.actions.telling import tell
from reports.month.actions.looks import tell_month
from reports.month.actions.office import take_figures
from reports.month.actions.reminders import remind
from schooladmin.core.periods import local_date
from schooladmin.units.scope import opened, system


@shared_task(name="reports.remind")
def remind_schools() -> dict[str, int]:
    """Make reminders and notices of reports exactly those that hold now, and tell schools of their month once."""
    now = timezone.now()
    with opened(system(local_date(now), "Nhắc nộp báo cáo")) as scope:
        kept, told, of_locks = remind(actor=scope, at=now), tell_month(actor=scope, at=now), tell(None, now)
    return {"opened": kept.opened + of_locks.opened, "closed": kept.closed + of_locks.closed, **told}


@shared_task(name="reports.take_figures")
def take_figures_at_cutoff() -> dict[str, int]:
    """Take the figures of schools that have not signed by the end of the due day, where an office sees them."""
    now = timezone.now()
    with opened(system(local_date(now), "Số liệu khi hết hạn")) as scope:
        return take_figures(actor=scope, at=now)
