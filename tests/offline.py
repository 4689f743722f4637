"""Builders for the tests of the intake without a network: devices, and what they printed and send."""

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from procedures.models import CodeBlock, Device, ProcedureVersion
from procedures.offline.devices import register_device
from procedures.offline.numbers import top_up
from procedures.queries.catalogue import promise_for, version_on
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import moment

# A Friday; the network was cut at ten, and comes back in the afternoon.
CUT = moment("2026-11-20 10:00")
BACK = moment("2026-11-20 15:00")


@dataclass
class Machine:
    """A device of a school with its secret, as its own browser knows it."""

    device: Device
    secret: str

    def blocks(self) -> list[CodeBlock]:
        with opened(system(CUT.date(), "test")):
            return list(CodeBlock.objects.filter(device=self.device))

    def entry(self, nth: int, at: datetime = CUT, **more: Any) -> dict[str, Any]:
        """What the device keeps of the ``nth`` intake (from 0) of its first block of that year."""
        year = local_date(at).year
        block = next(row for row in self.blocks() if row.year == year)
        version = version_on("CHUYEN-DI", local_date(at))
        return {
            "mutation_id": str(uuid.uuid4()),
            "year": year,
            "number": block.first + nth,
            "token": base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("="),
            "due": promise_for(version, None, at, (), work_calendar()).due.isoformat(),
            "received_at": at.isoformat(),
            "procedure": "CHUYEN-DI",
            "pupil_name": "Nguyễn Văn Ánh",
            "pupil_class": "8A",
            "relation": "parent",
            "applicant_name": "Nguyễn Thị Mẹ",
            "applicant_phone": "0912345678",
            "components": papers_of(version),
            **more,
        }

    def send(self, client: Client, entries: Sequence[Any], **more: Any) -> Any:
        sent = {"device": self.device.pk, "secret": self.secret, "entries": list(entries), **more}
        return client.post(reverse("procedures.offline.sync"), json.dumps(sent), content_type="application/json")


def papers_of(version: ProcedureVersion) -> list[int]:
    return [paper.pk for paper in version.components.all()]


def machine(school: Unit, name: str = "Quầy 1", at: datetime = CUT) -> Machine:
    """A registered device that holds its first numbers."""
    with opened(system(at.date(), "test")) as root:
        device, secret = register_device(actor=root, unit_id=school.pk, name=name, at=at, mutation_id=uuid.uuid4())
        top_up(actor=root, device=device, at=at)
        return Machine(device, secret)
