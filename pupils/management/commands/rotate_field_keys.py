"""``manage.py rotate_field_keys``: seal every identifier again with the newest of FIELD_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pupils.rotation import reseal
from schooladmin.core.crypto import UnreadableToken
from schooladmin.core.periods import local_date
from schooladmin.units.scope import system


class Command(BaseCommand):
    help = "Mã hóa lại số định danh bằng khóa mới nhất; chạy lại bao nhiêu lần cũng được."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="số học sinh mỗi lượt ghi (mặc định 500)")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch phải từ 1 trở lên.")
        actor = system(local_date(timezone.now()), "rotate_field_keys")
        done = 0
        try:
            for changed in reseal(actor, batch):
                done += changed
                self.stdout.write(f"Đã mã hóa lại {done} số định danh.")
        except UnreadableToken as unreadable:
            raise CommandError(
                f"Dừng sau {done} số: {unreadable}. Hãy thêm lại khóa cũ vào FIELD_KEYS rồi chạy lại."
            ) from unreadable
        self.stdout.write("Mọi số định danh đều dùng khóa mới nhất.")
