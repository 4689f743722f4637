"""Devices: registering, revoking, and taking a revoked one back."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procedures.models import Device
from procedures.models.offline import DeviceKind
from procedures.offline.permissions import DEVICES, READMIT, REGISTER, REVOKE
from procedures.rules.transitions import ACCEPT
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


def any_device() -> QuerySet[Device]:
    """What a page of one device fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Device.objects.filter(kind=DeviceKind.BROWSER).select_related("unit")


@transaction.atomic
def register_device(*, actor: Scope, unit_id: int, name: str, at: datetime, mutation_id: UUID) -> tuple[Device, str]:
    """Register the browser that asks, and return it with its secret, which is said only here.

    Sending the same form again gives the same device a new secret: the last answer is the one that the browser keeps.
    Raises Refusal for an empty name and for a device that was revoked meanwhile.
    """
    actor.require_inside(unit_id)
    actor.require(REGISTER, unit_id)
    Unit.objects.select_for_update().get(pk=unit_id)
    secret = secrets.token_urlsafe(32)
    device = Device.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if device is not None:
        if device.revoked_at is not None:
            raise _revoked(device)
        device.secret_hash = hashed(secret)
        device.save(update_fields=["secret_hash"])
        return device, secret
    if not tidy(name):
        raise Refusal(_("Hãy đặt tên cho máy, chẳng hạn «Quầy 1»."), code="device-name-empty", field="name")
    device = Device.objects.create(
        unit_id=unit_id,
        name=name,
        secret_hash=hashed(secret),
        created_at=at,
        created_by=actor.label,
        mutation_id=mutation_id,
    )
    record(actor=actor, unit_id=unit_id, verb=REGISTER, at=at, thing=device, label=device.name)
    actor.require_inside(unit_id)
    return device, secret


@transaction.atomic
def revoke_device(*, actor: Scope, device_id: int, at: datetime) -> Device:
    """Take a device's trust away; its numbers stay its own and are never given out again. Twice changes nothing."""
    device = _locked(actor, device_id)
    actor.require(REVOKE, device.unit_id)
    if device.revoked_at is not None:
        return device
    device.revoked_at, device.revoked_by = at, actor.label
    device.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=actor, unit_id=device.unit_id, verb=REVOKE, at=at, thing=device, label=device.name)
    actor.require_inside(device.unit_id)
    return device


@transaction.atomic
def readmit_device(*, actor: Scope, device_id: int, at: datetime) -> Device:
    """Trust a revoked device again: it was revoked by mistake, or was found. Twice changes nothing.

    Its secret and its numbers are the old ones, so what waits on it is sent by itself under the codes that were
    printed. The trail keeps who had revoked it and when.
    """
    device = _locked(actor, device_id)
    actor.require(READMIT, device.unit_id)
    if device.revoked_at is None:
        return device
    before = f"{device.revoked_at.isoformat()} · {device.revoked_by}"
    device.revoked_at, device.revoked_by = None, ""
    device.save(update_fields=["revoked_at", "revoked_by"])
    record(
        actor=actor,
        unit_id=device.unit_id,
        verb=READMIT,
        at=at,
        thing=device,
        label=device.name,
        changes={"revoked": [before, None]},
    )
    actor.require_inside(device.unit_id)
    return device


def _locked(actor: Scope, device_id: int) -> Device:
    device = any_device().select_for_update(of=("self",)).filter(unit__in=actor.units(), pk=device_id).first()
    if device is None:
        raise OutOfScope
    return device


def trusted_device(actor: Scope, device_id: int, secret: str) -> Device:
    """The device that says it is ``device_id`` and knows its secret. Raises Refusal when it does not or is revoked.

    The device must be of a school where the actor may take requests in.
    """
    device = any_device().filter(unit__in=actor.units(), pk=device_id).first()
    if device is None or not hmac.compare_digest(device.secret_hash, hashed(secret)):
        raise Refusal(
            _("Máy này chưa được trường đăng ký. Hồ sơ vẫn còn trên máy; hãy báo hiệu trưởng hoặc văn thư."),
            code="device-unknown",
        )
    actor.require(ACCEPT, device.unit_id)
    if device.revoked_at is not None:
        raise _revoked(device)
    return device


def _revoked(device: Device) -> Refusal:
    return Refusal(
        _(
            "Máy «%(name)s» đã bị thu hồi nên chưa gửi được. Hồ sơ vẫn còn trên máy, đừng xóa và đừng đăng ký lại. "
            "Hãy nhờ hiệu trưởng mở trang «Tiếp nhận khi mất mạng», bấm «Cho dùng lại»: hồ sơ tự gửi về, mã giữ nguyên."
        )
        % {"name": device.name},
        code="device-revoked",
    )


def devices_for(scope: Scope) -> QuerySet[Device]:
    """The devices of the schools in which the actor may see them, latest first."""
    return any_device().filter(unit__in=scope.units_for(DEVICES))


def hashed(secret: str) -> str:
    """What is kept of a secret. It is 256 random bits: a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
