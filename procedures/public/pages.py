"""The one answer to every public address that leads nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unknown(request: HttpRequest) -> HttpResponse:
    """It never existed, was revoked, or was mistyped: nobody learns which."""
    return render(request, "public/unknown.html", status=404)
