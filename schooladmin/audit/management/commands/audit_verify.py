"""``manage.py audit_verify [--unit CODE] [--json]``: is the trail whole?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schooladmin.audit.queries import Break, breaks, heads
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system

_WORDS = {
    "missing": "thiếu dòng",
    "altered": "nội dung đã bị sửa",
    "not joined": "không nối với dòng trước",
    "cut off": "phần cuối đã bị cắt",
}


class Command(BaseCommand):
    help = "Tính lại chuỗi mã băm của nhật ký. Mã thoát 0: nguyên vẹn; 1: có chỗ bị sửa hoặc mất; 2: sai tham số."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", default="", metavar="CODE", help="chỉ kiểm tra một đơn vị")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, unit: str, as_json: bool, **options: Any) -> None:
        units = Unit.objects.filter(code=unit) if unit else Unit.objects.all()
        if unit and not units.exists():
            raise CommandError(f"Không có đơn vị mã {unit}.", returncode=2)
        with opened(system(local_date(timezone.now()), "audit_verify")):
            found = list(breaks(units))
            chains = list(heads(units))
        codes = dict(Unit.objects.filter(pk__in={row.unit_id for row in found}).values_list("pk", "code"))
        if as_json:
            answer = {
                "intact": not found,
                "chains": [{"unit": row.unit.code, "entries": row.number, "head": row.hash} for row in chains],
                "breaks": [{"unit": codes[row.unit_id], "number": row.number, "reason": row.reason} for row in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._write(found, codes, entries=sum(row.number for row in chains), chains=len(chains))
        if found:
            raise CommandError(f"Nhật ký có {len(found)} chỗ không nguyên vẹn.", returncode=1)

    def _write(self, found: list[Break], codes: dict[int, str], *, entries: int, chains: int) -> None:
        for row in found:
            self.stdout.write(f"{codes[row.unit_id]} số {row.number}: {_WORDS[row.reason]}")
        if not found:
            self.stdout.write(f"Nguyên vẹn: {entries} dòng của {chains} đơn vị.")
