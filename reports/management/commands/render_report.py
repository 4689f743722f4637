"""``manage.py render_report --unit CODE --period 2024-Q3 --out FILE.pdf [--inline] [--json]``."""

import json
import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.queries import report_of
from reports.rendering import request_rendering
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter, local_date
from schooladmin.documents.storage import absolute
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, system

POLL_SECONDS = 0.2


class Command(BaseCommand):
    help = "Tạo PDF đề cương quý của một đơn vị (qua tiến trình Celery; --inline để chạy ngay tại đây khi dò lỗi)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị")
        parser.add_argument("--period", required=True, metavar="YYYY-Qn", help="quý, ví dụ 2024-Q3")
        parser.add_argument("--out", required=True, type=Path, metavar="TỆP.pdf")
        parser.add_argument("--inline", action="store_true", help="không qua tiến trình nền")
        parser.add_argument("--timeout", type=float, default=300, metavar="GIÂY", help="chờ tiến trình nền tối đa")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, unit: str, period: str, out: Path, **options: Any) -> None:
        try:
            quarter = Quarter.parse(period)
        except ValueError as error:
            raise CommandError(f"Kỳ «{period}» không đọc được; hãy ghi dạng 2024-Q3.", returncode=2) from error
        if not Unit.objects.filter(code=unit).exists():
            raise CommandError(f"Không có đơn vị nào mang mã «{unit}».", returncode=2)
        if not out.parent.is_dir():
            raise CommandError(f"Thư mục «{out.parent}» không có.", returncode=2)
        scope = system(local_date(timezone.now()), "manage.py render_report")
        with opened(scope):
            try:
                job = self._ask(scope, unit, quarter)
                job = self._run(job, inline=options["inline"], timeout=options["timeout"])
            except Refusal as refusal:
                raise CommandError(str(refusal.message)) from refusal
        self._deliver(job, unit, quarter, out, as_json=options["as_json"])

    def _ask(self, scope: Scope, unit: str, quarter: Quarter) -> Job:
        report = report_of(scope, unit, quarter)
        if report is None:
            raise CommandError(f"Chưa mở đợt báo cáo {quarter.short_label} cho đơn vị «{unit}».")
        return request_rendering(actor=scope, report=report, at=timezone.now())

    def _run(self, job: Job, *, inline: bool, timeout: float) -> Job:
        """Have the job done here, or wait for the worker, saying each new step on standard error."""
        if inline:
            execute(job.pk)
        deadline, said = time.monotonic() + timeout, ""
        while True:
            job = Job.objects.get(pk=job.pk)
            if not job.is_open:
                return job
            if job.step_label and job.step_label != said:
                said = job.step_label
                self.stderr.write(f"  {job.step}/{job.steps} {said}")
            if time.monotonic() > deadline:
                raise CommandError(
                    "Tiến trình nền chưa làm xong. Hãy kiểm tra Celery worker có đang chạy không (bin/start), "
                    "hoặc thêm --inline để chạy ngay tại đây."
                )
            time.sleep(POLL_SECONDS)

    def _deliver(self, job: Job, unit: str, quarter: Quarter, out: Path, *, as_json: bool) -> None:
        """Copy the finished file beside its target and rename it: nobody reads a half copy."""
        if job.state != JobState.DONE:
            raise CommandError(job.error)
        part = out.with_name(f".{out.name}.part")
        shutil.copyfile(absolute(job.result["path"]), part)
        part.replace(out)
        facts = job.result["facts"]
        if as_json:
            answer = {
                "unit": unit,
                "period": quarter.code,
                "path": str(out.resolve()),
                "job": str(job.pk),
                **{key: facts[key] for key in ("pages", "size", "seconds", "sha256")},
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(str(out.resolve()))
