"""The first page, the health page, and the pages for what went wrong."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schooladmin.home.due import due_page, is_desk_only
from schooladmin.home.sections import sections_for
from schooladmin.units.access import scope_from


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who the person is here, what is waiting, and what they can do; at the counter what is due and nothing else."""
    scope = scope_from(request)
    if is_desk_only(scope):
        return render(request, "home/desk.html", {"due": due_page(scope)})
    return render(request, "home.html", {"sections": sections_for(scope, timezone.now())})


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For the machine that watches: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
