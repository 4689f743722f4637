"""A pad as a PDF for the printer's room: a background job, replaced as a whole."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.models import Device
from procedures.offline.pad_paper import file_name, pad_document
from procedures.offline.pads import pads_for
from procedures.offline.permissions import PADS
from schooladmin.core.errors import Refusal
from schooladmin.documents.actions import publish_result
from schooladmin.documents.storage import absolute, new_stored_path
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.scope import Scope

PAD_PDF = "procedures.pad_pdf"


def register() -> None:
    """Make the kind of job known (from ``AppConfig.ready``)."""
    register_job(PAD_PDF, Handler(work=render_pad, publish=publish_result, queue="pdf"))


def key_of(pad_id: int) -> str:
    """What a file of a pad belongs to."""
    return f"procedures.pad:{pad_id}"


def request_pad(*, actor: Scope, pad: Device, base: str, at: datetime) -> Job:
    """Ask for the PDF of a pad; while the same is being made, that job is returned."""
    actor.require(PADS, pad.unit_id)
    key = key_of(pad.pk)
    return enqueue(
        actor=actor,
        unit_id=pad.unit_id,
        kind=PAD_PDF,
        key=key,
        label=_("Tạo PDF «%(title)s»") % {"title": pad.name},
        payload={"key": key, "pad_id": pad.pk, "base": base, "url": reverse("procedures.pad.read", args=[pad.pk])},
        at=at,
    )


def render_pad(job: Job, scope: Scope, progress: Progress) -> dict[str, Any]:
    """Write the PDF to a new file. May run twice: only the file that ``publish`` names is served."""
    pad = pads_for(scope).filter(pk=job.payload["pad_id"]).first()
    if pad is None:
        raise Refusal(_("Người yêu cầu không còn quyền xem tập phiếu này."), code="render-no-right")
    document, profile = pad_document(pad, job.payload["base"], scope.at)
    stored = new_stored_path(pad.unit_id)
    facts = write_pdf(document, profile, absolute(stored), progress=progress)
    return {
        "facts": asdict(facts),
        "path": stored,
        "name": file_name(pad),
        "fingerprint": hashlib.sha256(repr(document).encode()).hexdigest(),
        "url": job.payload["url"],
    }
