"""``manage.py due_date --procedure CODE --received 2026-11-20T10:00 [--route …] [--pause A/B …] [--json]``."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.enums import Route
from procedures.explain import explanation, to_json
from procedures.queries.catalogue import promise_for, version_on
from procedures.rules.clock import Pause
from schooladmin.calendars.explain import in_words
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import VIETNAM, local_date

# What the caller got wrong (exit 2); any other refusal is a thing that cannot be computed (exit 1).
_USAGE = {"procedure-unknown", "route-needed", "pause-ends-before-start", "pause-before-reception"}


class Command(BaseCommand):
    help = "Tính ngày hẹn trả kết quả của một thủ tục, giải thích từng ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--procedure", default="", metavar="CODE")
        parser.add_argument("--received", default="", metavar="YYYY-MM-DDTHH:MM")
        parser.add_argument("--route", default="", metavar="in_province|other_province")
        parser.add_argument("--pause", action="extend", nargs="+", default=[], metavar="FROM/TO")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self, *args: Any, procedure: str, received: str, route: str, pause: list[str], as_json: bool, **options: Any
    ) -> None:
        if not procedure or not received:
            raise CommandError("Hãy ghi --procedure MÃ và --received NĂM-THÁNG-NGÀYTGIỜ:PHÚT.", returncode=2)
        received_at = _moment(received)
        pauses = [_pause(text) for text in pause]
        try:
            version = version_on(procedure, local_date(received_at))
            promised = promise_for(version, _route(route), received_at, pauses, work_calendar())
        except Refusal as refusal:
            raise CommandError(str(refusal.message), returncode=2 if refusal.code in _USAGE else 1) from refusal
        if not as_json:
            lines = [explanation(promised), *(f"  {in_words(day)}" for day in promised.days)]
            self.stdout.write("\n".join(lines))
            return
        answer = {
            "procedure": procedure,
            "version": {
                "valid_from": version.valid_from.isoformat(),
                "valid_to": version.valid_to.isoformat() if version.valid_to else None,
                "basis": version.basis,
                "certainty": version.certainty,
            },
            "route": route or Route.ANY.value,
            "received": received_at.isoformat(),
            "due": promised.due.isoformat(),
            "paused": promised.paused_now,
            "days": to_json(promised.days),
            "explanation": explanation(promised),
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _moment(text: str) -> datetime:
    """A moment; without a zone it is Vietnam's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Không đọc được thời điểm «{text}». Hãy ghi như 2026-11-20T10:00.", returncode=2) from error
    if "T" not in text and " " not in text:
        raise CommandError(f"Thời điểm «{text}» thiếu giờ. Hãy ghi như 2026-11-20T10:00.", returncode=2)
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


def _pause(text: str) -> Pause:
    """``FROM/TO``; an empty TO is a pause that still stands."""
    start, slash, end = text.partition("/")
    if not slash:
        raise CommandError(f"Khoảng tạm dừng «{text}» phải có dạng BẮT-ĐẦU/KẾT-THÚC.", returncode=2)
    return Pause(_moment(start), _moment(end) if end else None)


def _route(text: str) -> Route | None:
    """An unknown route is refused, never read as none."""
    if not text:
        return None
    if text not in Route.values:
        known = ", ".join(Route.values)
        raise CommandError(f"Không có tuyến «{text}». Các tuyến: {known}.", returncode=2)
    return Route(text)
