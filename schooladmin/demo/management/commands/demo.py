"""``manage.py demo [--stage NAME] [--reset]``: the demonstration data, once."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from procedures.models import Batch, Request
from pupils.models import Pupil
from reform.models import DigitalSystem, Result
from reports.models import Round
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.demo.counter import load_counter
from schooladmin.demo.log import load_log
from schooladmin.demo.pupils import load_pupils
from schooladmin.demo.requests import load_past, load_today
from schooladmin.demo.reset import remove_demo
from schooladmin.demo.results import load_results
from schooladmin.demo.units import LOGINS, MAIN_SCHOOL, PASSWORD, PLACES, load_units
from schooladmin.demo.work import load_reports, load_training
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, system
from training.models import TrainingClass

_CODES = [place.code for place in PLACES]


class Command(BaseCommand):
    help = "Nạp dữ liệu trình diễn (một lần; chạy lại không đổi gì)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", choices=[name for name, *_rest in self.stages()], help="chỉ nạp đến phần này")
        parser.add_argument("--reset", action="store_true", help="xóa dữ liệu trình diễn rồi nạp lại")
        parser.add_argument("--logins", action="store_true", help="chỉ in các tài khoản trình diễn")
        parser.add_argument("--unit-code", action="store_true", help="chỉ in mã trường trình diễn chính")

    def handle(self, *args: Any, stage: str | None, reset: bool, **options: Any) -> None:
        if options["unit_code"]:
            self.stdout.write(MAIN_SCHOOL)
            return
        if options["logins"]:
            self._print_logins()
            return
        if reset:
            self.stdout.write(f"Đã xóa {remove_demo()} đơn vị trình diễn.")
        now = timezone.now()
        scope = system(local_date(now), "Dữ liệu trình diễn")
        with opened(scope):
            for name, is_loaded, load in self.stages():
                if is_loaded():
                    self.stdout.write(f"{name}: đã có.")
                else:
                    self._load(name, load, scope, now)
                if name == stage:
                    return

    def stages(self) -> list[tuple[str, Callable[[], bool], Callable[[Scope, datetime], None]]]:
        """The parts in their order: name, whether it is there, how it is loaded. Each is one transaction."""
        return [
            ("units", lambda: Unit.objects.filter(code__in=_CODES).exists(), lambda scope, now: load_units()),
            ("pupils", lambda: Pupil.objects.filter(unit__code__in=_CODES).exists(), load_pupils),
            ("requests", lambda: Request.objects.filter(unit__code__in=_CODES).exists(), _load_requests),
            ("counter", lambda: Batch.objects.filter(unit__code__in=_CODES).exists(), load_counter),
            ("training", lambda: TrainingClass.objects.filter(unit__code__in=_CODES).exists(), load_training),
            ("results", lambda: Result.objects.filter(unit__code__in=_CODES).exists(), load_results),
            ("log", lambda: DigitalSystem.objects.filter(unit__code__in=_CODES).exists(), load_log),
            ("reports", lambda: Round.objects.filter(unit__code__in=_CODES).exists(), _load_reports),
        ]

    def _load(self, name: str, load: Callable[[Scope, datetime], None], scope: Scope, now: datetime) -> None:
        try:
            with transaction.atomic():
                load(scope, now)
        except Refusal as refusal:
            raise CommandError(f"{name}: {refusal.message}") from refusal
        self.stdout.write(f"{name}: đã nạp.")

    def _print_logins(self) -> None:
        self.stdout.write(f"Tài khoản trình diễn, mật khẩu chung {PASSWORD}:")
        width = max(len(login.username) for login in LOGINS)
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<{width}}  {login.role.label} ({login.unit})")


def _load_requests(scope: Scope, now: datetime) -> None:
    load_past(scope)
    load_today(scope, now)


def _load_reports(scope: Scope, now: datetime) -> None:
    load_reports(scope)
