"""``manage.py working_days --from 2026-11-20 --add 3 [--json]``."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schooladmin.calendars.explain import in_words
from schooladmin.calendars.queries import gap_refusal, work_calendar
from schooladmin.calendars.rules import CalendarGapError, add_working_days


def iso_day(text: str) -> date:
    """Read 2026-11-20; anything else is refused by the parser."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"«{text}» không phải là ngày dạng YYYY-MM-DD") from wrong


class Command(BaseCommand):
    help = "Cộng số ngày làm việc vào một ngày theo lịch đang có hiệu lực (không tính ngày xảy ra sự kiện)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", type=iso_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--add", dest="count", type=int, required=True, metavar="N")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, start: date, count: int, as_json: bool, **options: Any) -> None:
        if count < 0:
            raise CommandError("Số ngày phải từ 0 trở lên.", returncode=2)
        try:
            term = add_working_days(work_calendar(), start, count)
        except CalendarGapError as gap:
            raise CommandError(str(gap_refusal(gap).message)) from gap
        if as_json:
            days = [
                {
                    "date": d.date.isoformat(),
                    "counted": d.counted,
                    "reason": d.reason,
                    "detail": d.detail,
                    "basis": d.basis,
                }
                for d in term.days
            ]
            answer = {"from": start.isoformat(), "add": count, "due": term.due.isoformat(), "days": days}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{term.due:%d/%m/%Y}")
        for day in term.days:
            self.stdout.write(f"  {in_words(day)}")
