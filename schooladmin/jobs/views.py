"""Pages of background jobs: the list, one job with its progress, and another try."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.jobs.actions import retry
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.queries import any_job, find_jobs
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import short_names

READ, RETRY = "jobs.job.read", "jobs.job.retry"


@require_safe
@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of the units that the person sees, narrowed by state and words."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    state, text = request.GET.get("state", ""), request.GET.get("q", "")
    page = Paginator(find_jobs(scope, state=state, person=text), 50).get_page(request.GET.get("page"))
    names = short_names(scope, {job.unit_id for job in page})
    context = {
        "page": page,
        "rows": [(job, names.get(job.unit_id, "")) for job in page],
        "states": JobState.choices,
        "state": state,
        "text": text,
    }
    return render(request, "jobs/list.html", context)


@require_safe
@login_required
def job_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One job; while it is open the page asks for its progress by itself, with or without JavaScript."""
    return render(request, "jobs/detail.html", _context(request, pk))


@require_safe
@login_required
def job_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that changes. Asked for by a person directly, it leads to the whole page."""
    context = _context(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect("jobs.job.read", pk)
    response = render(request, "jobs/_progress.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
def job_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a failed job begin again; pressing twice does it once."""
    job = fetch(any_job(), scope_from(request), RETRY, pk=pk)
    try:
        retry(actor=scope_from(request), job=job, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    else:
        messages.success(request, _("Đã yêu cầu thực hiện lại."))
    return redirect("jobs.job.read", pk)


def _context(request: HttpRequest, pk: uuid.UUID) -> dict[str, object]:
    scope = scope_from(request)
    job = fetch(any_job(), scope, READ, pk=pk)
    return {
        "job": job,
        "unit_name": short_names(scope, {job.unit_id}).get(job.unit_id, ""),
        "result_url": _own_address(request, job),
        "may_retry": job.state == JobState.FAILED and scope.may(RETRY, job.unit_id),
    }


def _own_address(request: HttpRequest, job: Job) -> str:
    """Where the result is shown; never an address outside this installation."""
    url = str(job.result.get("url", "")) if job.state == JobState.DONE else ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else ""
