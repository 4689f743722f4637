"""The entry point of beat: lists that nobody finished do not stay."""

from celery import shared_task
from django.utils import timezone

from pupils.imports.actions import forget_old


@shared_task(name="pupils.forget_imports")
def forget_imports() -> dict[str, int]:
    """Empty imports older than seven days."""
    return forget_old(at=timezone.now())
