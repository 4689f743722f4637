"""``manage.py rebuild_proofs --quarter 2026-Q3 [--unit CODE]``: work of a quarter as its own proof, made anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schooladmin.core.periods import Quarter
from schooladmin.evidence.work import rebuild_proofs
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system


class Command(BaseCommand):
    help = "Ghi lại minh chứng tự có của một quý từ hồ sơ, lớp, sổ (chạy lại không đổi gì)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quarter", required=True, help="ví dụ 2026-Q3")
        parser.add_argument("--unit", help="mã trường; bỏ trống là mọi trường")

    def handle(self, *args: Any, quarter: str, unit: str | None, **options: Any) -> None:
        try:
            period = Quarter.parse(quarter).calendar
        except ValueError as wrong:
            raise CommandError(f"Không hiểu quý «{quarter}». Viết như 2026-Q3.") from wrong
        units = Unit.objects.filter(kind=UnitKind.SCHOOL).order_by("code")
        if unit:
            units = units.filter(code=unit)
            if not units.exists():
                raise CommandError(f"Không có trường mã «{unit}».")
        with opened(system(period.start, "rebuild_proofs")):
            for school in units:
                kept, gone = rebuild_proofs(school.pk, period)
                self.stdout.write(f"{school.code}: {kept} minh chứng, bỏ {gone}.")
