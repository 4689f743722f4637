"""Reads of background jobs."""

from django.db.models import QuerySet

from schooladmin.core.text import fold
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope


def any_job() -> QuerySet[Job]:
    """What a page of one job fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Job.objects.select_related("requested_by__person")


def jobs_for(scope: Scope) -> QuerySet[Job]:
    """The jobs that the actor may see, the newest first, with who asked for them."""
    units = scope.units_for("jobs.job.read")
    return Job.objects.filter(unit__in=units).select_related("requested_by__person")


def find_jobs(scope: Scope, *, state: str = "", person: str = "") -> QuerySet[Job]:
    """The jobs narrowed to a state (an unknown one narrows nothing) and to who asked, searched without tone marks."""
    rows = jobs_for(scope)
    if state in JobState.values:
        rows = rows.filter(state=state)
    key = fold(person)
    return rows.filter(requested_by__person__search_text__contains=key) if key else rows
