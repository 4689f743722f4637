"""The page that works without a network, what it fetches and sends, and the devices that may use it."""

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from procedures.offline.devices import (
    any_device,
    devices_for,
    readmit_device,
    register_device,
    revoke_device,
    trusted_device,
)
from procedures.offline.forms import DeviceForm
from procedures.offline.numbers import held_by, refused_of, top_up, undecided_for
from procedures.offline.pack import blocks_values, pack_for
from procedures.offline.permissions import DEVICES, READMIT, REGISTER, REVOKE
from procedures.offline.syncing import Outcome, sync_entries
from procedures.offline.words import script_words
from procedures.rules.transitions import ACCEPT
from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.core.worker import worker_response
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

_WORKER = "js/offline-sw.js"
# The whole page: nothing else of the application is kept on the device.
_SHELL = (
    "css/offline.css",
    "js/offline-rules.js",
    "js/offline-qr.js",
    "js/offline-store.js",
    "js/offline.js",
    "img/logo.svg",
)
# Drawn by bin/icons: telephones and Windows install no SVG.
_ICONS = (
    ("img/icon-192.png", 192, "any"),
    ("img/icon-512.png", 512, "any"),
    ("img/icon-maskable-192.png", 192, "maskable"),
    ("img/icon-maskable-512.png", 512, "maskable"),
)


# The page and what makes it work alone -------------------------------------------------------------------------------


@require_safe
@login_required
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The intake that works without a network. It holds no data: those come with the pack."""
    scope_from(request).require_anywhere(ACCEPT)
    addresses = {
        "page": reverse("procedures.offline"),
        "pack": reverse("procedures.offline.pack", args=[0]),
        "sync": reverse("procedures.offline.sync"),
        "worker": reverse("procedures.offline.worker"),
    }
    return render(request, "procedures/offline/page.html", {"words": script_words(), "addresses": addresses})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the list of what it keeps; its own address changes when one of these does."""
    shell = [static(name) for name in _SHELL]
    return worker_response(_WORKER, _SHELL, {"page": reverse("procedures.offline"), "shell": shell})


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the browser needs to install the page; asked for without a login."""
    return JsonResponse(
        {
            "name": _("Sổ Trường: tiếp nhận khi mất mạng"),
            "short_name": _("Tiếp nhận"),
            "lang": "vi",
            "start_url": reverse("procedures.offline"),
            "scope": reverse("procedures.offline"),
            "display": "standalone",
            "background_color": "#f6f5f2",
            "theme_color": "#9d1c1f",
            "icons": [
                {"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
                *(
                    {"src": static(name), "sizes": f"{edge}x{edge}", "type": "image/png", "purpose": purpose}
                    for name, edge, purpose in _ICONS
                ),
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@login_required
@never_cache
def pack(request: HttpRequest, device_id: int) -> JsonResponse:
    """What a device needs to work alone, with the token of the session for the sync that follows."""
    scope = scope_from(request)
    at = timezone.now()
    device = fetch(any_device(), scope, ACCEPT, pk=device_id)
    return _json({"now": at.isoformat(), "csrf": get_token(request), "pack": pack_for(device, base_url(request), at)})


@require_POST
@login_required
@never_cache
def sync(request: HttpRequest) -> JsonResponse:
    """Entries in, outcomes and numbers out. What is refused as a whole says why and leaves everything on the device."""
    scope = scope_from(request)
    scope.require_anywhere(ACCEPT)
    at = timezone.now()
    try:
        sent = _read(request)
        device = trusted_device(scope, sent["device"], sent["secret"])
        outcomes = sync_entries(actor=scope, device=device, sent=sent["entries"], at=at)
        blocks = top_up(actor=scope, device=device, at=at)
    except Refusal as refusal:
        return _json({"refused": str(refusal.message), "code": refusal.code}, status=409)
    return _json(
        {"now": at.isoformat(), "results": [_result(row) for row in outcomes], "blocks": blocks_values(blocks)}
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    unreadable = Refusal(_("Dữ liệu gửi về chưa đọc được."), code="unreadable")
    try:
        sent = json.loads(request.body)
    except ValueError as wrong:
        raise unreadable from wrong
    types: dict[str, type] = {"device": int, "secret": str, "entries": list}
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name), kind) for name, kind in types.items()):
        raise unreadable
    return sent


def _result(outcome: Outcome) -> dict[str, Any]:
    row = outcome.request
    told = {"mutation_id": outcome.mutation_id, "status": outcome.status}
    if row is None:
        return {**told, "words": outcome.words, "code": outcome.code, "field": outcome.field}
    return {
        **told,
        "request": row.code,
        "due": row.due_on.isoformat(),
        "moved": row.due_on != row.original_due,
        "url": reverse("procedures.request.read", args=[row.pk]),
    }


_json = partial(JsonResponse, json_dumps_params={"ensure_ascii": False})


# Devices -------------------------------------------------------------------------------------------------------------


@require_safe
@login_required
@never_cache
def devices(request: HttpRequest) -> HttpResponse:
    """Which devices hold numbers, what became of these, and the form to register the device one sits at."""
    scope = scope_from(request)
    scope.require_anywhere(DEVICES)
    return _devices(request, scope)


@require_POST
@login_required
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Register the browser that asks; its secret stands in this one answer, for the script that keeps it."""
    scope = scope_from(request)
    scope.require_anywhere(REGISTER)
    form = DeviceForm(request.POST, units=choices_for(scope, REGISTER))
    if form.is_valid():
        try:
            device, secret = register_device(
                actor=scope,
                unit_id=form.cleaned_data["unit"],
                name=form.cleaned_data["name"],
                at=timezone.now(),
                mutation_id=form.cleaned_data["mutation_id"],
            )
            context = {"device": device, "secret": secret, "words": script_words()}
            return render(request, "procedures/offline/registered.html", context)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return _devices(request, scope, form, status=422)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    fetch(any_device(), scope, REVOKE, pk=pk)
    device = revoke_device(actor=scope, device_id=pk, at=timezone.now())
    messages.success(request, _("Máy «%(name)s» không gửi hồ sơ về được nữa.") % {"name": device.name})
    return redirect("procedures.device.list")


@require_POST
@login_required
def readmit(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    fetch(any_device(), scope, READMIT, pk=pk)
    device = readmit_device(actor=scope, device_id=pk, at=timezone.now())
    messages.success(
        request,
        _("Máy «%(name)s» dùng lại được. Hãy mở trang tiếp nhận trên máy ấy: hồ sơ tự gửi về.") % {"name": device.name},
    )
    return redirect("procedures.device.list")


def _devices(request: HttpRequest, scope: Scope, form: DeviceForm | None = None, status: int = 200) -> HttpResponse:
    found = Paginator(devices_for(scope), 50).get_page(request.GET.get("page"))
    held, refused = held_by(list(found)), refused_of(list(found))
    units = choices_for(scope, REGISTER)
    context = {
        "page": found,
        "rows": [
            {
                "device": device,
                "blocks": held.get(device.pk, ()),
                "used": sum(len(block.used) for block in held.get(device.pk, ())),
                "size": sum(block.size for block in held.get(device.pk, ())),
                "refused": refused[device.pk],
                "may_readmit": device.revoked_at is not None and scope.may(READMIT, device.unit_id),
                "may_revoke": device.revoked_at is None and scope.may(REVOKE, device.unit_id),
            }
            for device in found
        ],
        "form": form or (DeviceForm(units=units) if units else None),
        "is_answered": form is not None,
        "many_units": len(scope.own_unit_ids) > 1,
        "has_revoked": any(device.revoked_at for device in found),
        "undecided": undecided_for(scope).count(),
        "may_key": scope.may_anywhere(ACCEPT),
    }
    return render(request, "procedures/offline/devices.html", context, status=status)
