"""The entry point of beat: what was told and is over does not stay."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from schooladmin.core.periods import local_date
from schooladmin.notices.actions import forget_closed
from schooladmin.units.scope import opened, system


@shared_task(name="notices.forget")
def forget_notices() -> dict[str, int]:
    """Delete notices that ended more than ``NOTICE_KEEP_DAYS`` days ago; return how many."""
    now = timezone.now()
    with opened(system(local_date(now), "Thông báo cũ")) as scope:
        return {"deleted": forget_closed(actor=scope, at=now, keep_days=settings.NOTICE_KEEP_DAYS)}
