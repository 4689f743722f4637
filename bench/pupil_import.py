"""What an import of 10,000 pupils costs beside reading the workbook alone: ``python -m bench.pupil_import``.

Measured is processor time, of this process and of the PostgreSQL process that serves it (which must be on this
machine): it counts no waiting for others, as a clock would on a busy machine. Each round takes all steps in turn, into
an empty register (new pupils) and over the same rows again (unchanged). Told are the median and the least of all rounds
for each step, and the median of what it costs in its own round divided by what reading alone costs there: a machine
that slows down slows both.

Reading alone is ``pupils.imports.reading.read``, which the writing of an import calls too: the cells of all visible
sheets, and nothing of what makes pupils of them. ``calamine`` is the library by itself without our look at the bounds;
``inspect`` is the look for bombs and macros, which a list gets once before it is shown and which is in no ratio.

What the round before has deleted is swept out of the database first: an empty register holds no dead rows that each
look at a unique index would have to step over. Works on the database of ``VAR_DIR`` or ``DATABASE_URL``, which must be
a throw-away one: a school of its own is made and emptied.
"""

import argparse
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date
from operator import truediv
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from python_calamine import load_workbook  # noqa: E402

from bench import names  # noqa: E402
from pupils.imports import storage, work  # noqa: E402
from pupils.imports.enums import FileFormat, ImportState  # noqa: E402
from pupils.imports.models import PupilImport  # noqa: E402
from pupils.imports.reading import inspect, read  # noqa: E402
from pupils.models import Pupil  # noqa: E402
from schooladmin.core.crypto import blind_indexes_of, seal_all  # noqa: E402
from schooladmin.core.periods import local_date  # noqa: E402
from schooladmin.documents.storage import absolute  # noqa: E402
from schooladmin.jobs.models import Job  # noqa: E402
from schooladmin.units.actions import add_unit  # noqa: E402
from schooladmin.units.enums import UnitKind  # noqa: E402
from schooladmin.units.models import Unit  # noqa: E402
from schooladmin.units.scope import Scope, opened, system  # noqa: E402

CODE = "BENCH-IMPORT"
STEPS = ("calamine", "read", "inspect", "seal", "new", "again")
SINCE = date(2015, 1, 1)
TITLES = (
    "STT", "Mã học sinh", "Số định danh cá nhân", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Lớp", "Năm học",
    "Họ tên mẹ", "Số điện thoại mẹ", "Nơi sinh", "Địa chỉ", "Trạng thái",
)  # fmt: skip


def make_list(path: Path, rows: int) -> None:
    """A workbook as SMAS exports one, with invented pupils."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DanhSach")
    sheet.append(["TRƯỜNG THCS THỬ NGHIỆM"])
    sheet.append(list(TITLES))
    pupils, mothers = names.school(1, rows), names.school(2, rows)
    for at, (pupil, mother) in enumerate(zip(pupils, mothers, strict=True)):
        sheet.append(
            [
                at + 1, f"24{at:08d}", f"0012{at:08d}", pupil.full_name, f"{pupil.birth_date:%d/%m/%Y}", "Nữ", "Kinh",
                pupil.class_name, "2026-2027", mother.full_name, f"09{at:08d}", "Sơn Lam",
                "Xã Sơn Lam, tỉnh Sơn Lam", "Đang học",
            ]
        )  # fmt: skip
    book.save(path)


def processor_time() -> float:
    """Seconds that this process and its server process of PostgreSQL have worked so far."""
    spent = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
        spent += int(stat.split()[0]) / 1e9
    return spent


def timed(step: Callable[[], object]) -> float:
    start = processor_time()
    step()
    return processor_time() - start


def import_once(scope: Scope, one: PupilImport) -> None:
    """What the worker does for «Nhập vào sổ»: read, check each row, compare, write in one transaction."""
    job = Job(unit_id=one.unit_id, kind=work.WRITE, payload={"import_id": one.pk, "revision": 0, "only_valid": False})
    with opened(scope):
        outcome = work.prepare_rows(job, scope, lambda *_: None)
        with transaction.atomic():
            work.publish_rows(job, scope, outcome)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
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
    identifiers = [f"0012{at:08d}" for at in range(options.rows)]
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    for _round in range(options.rounds):
        Pupil._base_manager.filter(unit=unit).delete()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        times["calamine"].append(timed(lambda: load_workbook(str(original)).get_sheet_by_index(0).to_python()))
        times["read"].append(timed(lambda: read(original, FileFormat.XLSX)))
        times["inspect"].append(timed(lambda: inspect(original, FileFormat.XLSX)))
        times["seal"].append(timed(lambda: (blind_indexes_of(identifiers), seal_all(identifiers))))
        for step in ("new", "again"):
            one = prepared(unit, original)
            times[step].append(timed(lambda one=one: import_once(scope, one)))  # type: ignore[misc]
    assert Pupil._base_manager.filter(unit=unit).count() == options.rows
    print(f"{options.rows} rows, {options.rounds} rounds on {connection.vendor}; processor time of each step:")
    for step, own in times.items():
        ratios = [median(map(truediv, own, times[alone])) for alone in ("read", "calamine")]
        print(
            f"  {step:9} median {median(own):.3f} s, least {min(own):.3f} s:"
            f" {ratios[0]:5.2f} × reading alone, {ratios[1]:5.2f} × calamine"
        )


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
