"""How long an import of 10,000 pupils takes beside reading the workbook alone: ``python -m bench.pupil_import``.

Rounds of all steps are interleaved, and only ratios within one run are given: the machine's own mood cancels out. Each
round goes into an empty register (new pupils), then over the same rows again (unchanged). Works on the database of
``VAR_DIR`` or ``DATABASE_URL``, which must be a throw-away one: a school of its own is made and emptied.
"""

import argparse
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from pupils.imports import storage, work  # noqa: E402
from pupils.imports.enums import FileFormat, ImportState  # noqa: E402
from pupils.imports.models import PupilImport  # noqa: E402
from pupils.imports.reading import read  # noqa: E402
from pupils.models import Pupil  # noqa: E402
from schooladmin.core.crypto import blind_indexes, seal  # noqa: E402
from schooladmin.core.periods import local_date  # noqa: E402
from schooladmin.documents.storage import absolute  # noqa: E402
from schooladmin.jobs.models import Job  # noqa: E402
from schooladmin.units.actions import add_unit  # noqa: E402
from schooladmin.units.enums import UnitKind  # noqa: E402
from schooladmin.units.models import Unit  # noqa: E402
from schooladmin.units.scope import Scope, opened, system  # noqa: E402

CODE = "BENCH-IMPORT"
SINCE = date(2015, 1, 1)
TITLES = (
    "STT", "Mã học sinh", "Số định danh cá nhân", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Lớp", "Năm học",
    "Họ tên mẹ", "Số điện thoại mẹ", "Nơi sinh", "Địa chỉ", "Trạng thái",
)  # fmt: skip
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLES = ("Văn", "Thị", "Hữu", "Đức", "Thanh", "Ngọc", "Minh", "Quốc", "Hoài", "Bảo", "Gia", "Kim")
GIVEN = (
    "An",
    "Ánh",
    "Bình",
    "Cường",
    "Dũng",
    "Đào",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Khánh",
    "Lan",
    "Mai",
    "Nga",
    "Phúc",
)


def make_list(path: Path, rows: int) -> None:
    """A workbook as SMAS exports one, with invented pupils."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DanhSach")
    sheet.append(["TRƯỜNG THCS THỬ NGHIỆM"])
    sheet.append(list(TITLES))
    for at in range(rows):
        name = f"{FAMILIES[at % 14]} {MIDDLES[at // 14 % 12]} {MIDDLES[at // 168 % 12]} {GIVEN[at % 14]}"
        mother = f"{FAMILIES[at % 13]} Thị {GIVEN[at % 11]}"
        day = f"{at % 28 + 1:02d}/{at // 28 % 12 + 1:02d}/{2011 + at % 4}"
        sheet.append(
            [
                at + 1, f"24{at:08d}", f"0012{at:08d}", name, day, "Nữ", "Kinh", f"{6 + at % 4}A{at % 9 + 1}",
                "2026-2027", mother, f"09{at:08d}", "Sơn Lam", "Xã Sơn Lam, tỉnh Sơn Lam", "Đang học",
            ]
        )  # fmt: skip
    book.save(path)


def timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def import_once(scope: Scope, one: PupilImport) -> None:
    """What the worker does for «Nhập vào sổ»: read, check each row, compare, write in one transaction."""
    job = Job(unit_id=one.unit_id, kind=work.WRITE, payload={"import_id": one.pk, "revision": 0, "only_valid": False})
    with opened(scope):
        outcome = work.prepare_rows(job, scope, lambda *_: None)
        with transaction.atomic():
            work.publish_rows(job, scope, outcome)


def seal_all(rows: int) -> None:
    for at in range(rows):
        text = f"0012{at:08d}"
        blind_indexes(text)
        seal(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    settings.MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="bench-import-"))
    call_command("migrate", verbosity=0)
    now = timezone.now()
    unit = Unit.objects.filter(code=CODE).first() or add_unit(
        code=CODE, kind=UnitKind.SCHOOL, name=CODE, short_name=CODE, place=CODE, cell_name=CODE, valid_from=SINCE
    )
    scope = system(local_date(now), "bench")
    original = settings.MEDIA_ROOT / "list.xlsx"
    make_list(original, options.rows)
    steps = ("read", "openpyxl", "seal", "new", "again")
    times: dict[str, list[float]] = {step: [] for step in steps}
    for _round in range(options.rounds):
        Pupil._base_manager.filter(unit=unit).delete()
        times["read"].append(timed(lambda: read(original, FileFormat.XLSX)))
        times["seal"].append(timed(lambda: seal_all(options.rows)))
        for step in ("new", "again"):
            one = prepared(unit, original)
            times[step].append(timed(lambda one=one: import_once(scope, one)))  # type: ignore[misc]
        times["openpyxl"].append(timed(lambda: list(load_workbook(original, read_only=True).active.values)))
    assert Pupil._base_manager.filter(unit=unit).count() == options.rows
    print(f"{options.rows} rows, {options.rounds} rounds; each step ÷ reading alone of its own round, median:")
    for step in steps:
        ratios = sorted(own / read_ for own, read_ in zip(times[step], times["read"], strict=True))
        seconds = statistics.median(times[step])
        print(f"  {step:9} {statistics.median(ratios):5.2f} ×  ({ratios[0]:.2f} to {ratios[-1]:.2f})   {seconds:.3f} s")
    new, seal_, openpyxl_ = (statistics.median(times[step]) for step in ("new", "seal", "openpyxl"))
    print(f"  new without the sealing of identifiers: {(new - seal_) / statistics.median(times['read']):.2f} ×")
    print(f"  new ÷ reading with openpyxl: {new / openpyxl_:.2f} ×")


def prepared(unit: Unit, original: Path) -> PupilImport:
    """An import whose columns are confirmed, over a copy of the list."""
    path = storage.new_path(unit.pk, "xlsx")
    absolute(path).parent.mkdir(parents=True, exist_ok=True)
    absolute(path).write_bytes(original.read_bytes())
    mapping = {
        "code": 1, "identifier": 2, "full_name": 3, "birth_date": 4, "class": 7, "school_year": 8, "mother": 9,
        "mother_phone": 10, "status": 13,
    }  # fmt: skip
    return PupilImport._base_manager.create(
        unit=unit,
        mutation_id=uuid.uuid4(),
        uploaded_by_label="bench",
        uploaded_at=timezone.now(),
        state=ImportState.CHECKED,
        name="list.xlsx",
        size=original.stat().st_size,
        format=FileFormat.XLSX,
        stored_path=path,
        mapping=mapping,
    )


if __name__ == "__main__":
    main()
