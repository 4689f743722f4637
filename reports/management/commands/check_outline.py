"""``manage.py check_outline FILE.{docx,txt,html} --unit CODE --period 2024-Q3 [--json]``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from reports.checking.engine import findings
from reports.checking.findings import Finding
from reports.checking.knowledge import knowledge_for
from reports.checking.reading import read_paper
from reports.enums import Severity
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter, local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system

# What the caller got wrong (exit 2); any other refusal is a paper that cannot be read (exit 1).
_USAGE = {"paper-kind"}


class Command(BaseCommand):
    requires_system_checks = []  # it answers a person who waits; bin/start has checked the system
    help = "Soát một đề cương có sẵn: số bỏ trống, kỳ, mục, tiêu đề, cơ quan, văn bản dẫn, chính tả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP.docx|.txt|.html")
        parser.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị")
        parser.add_argument("--period", required=True, metavar="YYYY-Qn", help="quý, ví dụ 2024-Q3")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, file: Path, unit: str, period: str, as_json: bool, **options: Any) -> None:
        try:
            quarter = Quarter.parse(period)
        except ValueError as error:
            raise CommandError(f"Kỳ «{period}» không đọc được; hãy ghi dạng 2024-Q3.", returncode=2) from error
        known_unit = Unit.objects.filter(code=unit).first()
        if known_unit is None:
            raise CommandError(f"Không có đơn vị nào mang mã «{unit}».", returncode=2)
        scope = system(local_date(timezone.now()), "manage.py check_outline")
        with translation.override("vi"), opened(scope):
            try:
                paper = read_paper(file)
                found = findings(paper, knowledge_for(scope, known_unit, quarter))
            except Refusal as refusal:
                raise CommandError(str(refusal.message), returncode=2 if refusal.code in _USAGE else 1) from refusal
            self.stdout.write(_as_json(found) if as_json else _in_words(found))


def _as_json(found: tuple[Finding, ...]) -> str:
    return json.dumps({"findings": [finding.to_json() for finding in found]}, ensure_ascii=False)


def _in_words(found: tuple[Finding, ...]) -> str:
    if not found:
        return "Không thấy điều gì phải sửa."
    lines = [f"{len(found)} điều cần xem:"]
    for finding in found:
        place = f"dòng {finding.line}" if finding.line else "cả bài"
        lines.append(f"  [{Severity(finding.severity).label}] {place}: {finding.message} {finding.suggestion}".rstrip())
        if finding.excerpt:
            lines.append(f"      «{finding.excerpt}»")
    return "\n".join(lines)
