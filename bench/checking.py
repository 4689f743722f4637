"""How long a check takes: a paper of ten pages, how that grows with the length, and one field while somebody types.

Run ``python bench/checking.py [--rounds N]``. It makes a database of its own and removes it. All ways take turns within
one run, so that a busy machine is unfair to none; figures are medians, ratios are of medians.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")
_FOLDER = tempfile.TemporaryDirectory()
os.environ["VAR_DIR"] = _FOLDER.name

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from reports.checking.engine import CHECKS, TEXT_CHECKS, findings  # noqa: E402
from reports.checking.findings import Knowledge  # noqa: E402
from reports.checking.held import text_of  # noqa: E402
from reports.checking.kinds import RULES  # noqa: E402
from reports.checking.knowledge import knowledge_for  # noqa: E402
from reports.checking.paper import Paper  # noqa: E402
from reports.checking.reading import lines_of  # noqa: E402
from schooladmin.core.periods import Quarter  # noqa: E402
from schooladmin.units.actions import add_unit  # noqa: E402
from schooladmin.units.enums import UnitKind  # noqa: E402
from schooladmin.units.scope import opened, system  # noqa: E402

PAGE = 3_000  # letters
GOAL_SECONDS, GOAL_GROWTH, GOAL_FIELD_MS = 2.0, 2.3, 20.0
QUARTER = Quarter(2024, 3)
SAID = (
    "1. Cải cách thể chế",
    "- Rà soát {n} quy chế theo Nghị định số 30/2020/NĐ-CP ngày 5/3/2020 về công tác văn thư, sửa đổi {n} quy chế.",
    "2. Cải cách thủ tục hành chính",
    "- Rút học bạ: {n} hồ sơ, đều đúng hạn; giử liên lạc với phụ huynh qua Zalo và thư điện tử lop{n}@example.vn.",
    "3. Cải cách tổ chức bộ máy",
    "Kiên toàn {n} tổ chuyên môn, phân công nhiệm vụ cho cán bộ, giáo viên, nhân viên đúng vị trí việc làm trong quý.",
    "4. Chuyển đổi số",
    "Trong năm học 2023-2024 có {n} giáo viên ký số kế hoạch bài dạy trên https://hoso.example.vn, đạt {n}%.",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="how often each paper is checked (default 9)")
    rounds = parser.parse_args().rounds
    with database(), opened(system(date(2024, 10, 12), "bench")) as scope:
        school = add_unit(
            code="TOAN",
            kind=UnitKind.SCHOOL,
            name="Trường THCS Hòa Bình",
            short_name="THCS Hòa Bình",
            place="Sơn Lam",
            valid_from=date(2015, 1, 1),
            cell_name="Chi bộ Trường THCS Hòa Bình",
        )
        ten, twenty = paper(10 * PAGE).encode(), paper(20 * PAGE).encode()
        field = "\n".join(line for line in paper(PAGE).splitlines() if "NĐ-CP" not in line)  # as most fields are

        def know() -> Knowledge:
            return knowledge_for(scope, school, QUARTER)

        found = findings(Paper.of(lines_of("a.txt", ten)), know())
        ways: dict[str, Callable[[], object]] = {
            "reading ten pages": lambda: Paper.of(lines_of("a.txt", ten)),
            "checking ten pages": lambda: findings(Paper.of(lines_of("a.txt", ten)), know()),
            "rules alone, ten pages": lambda: findings(Paper.of(lines_of("a.txt", ten)), known),
            "rules alone, twenty pages": lambda: findings(Paper.of(lines_of("a.txt", twenty)), known),
            "one field of a page": lambda: findings(
                text_of(field, "field-a"),
                knowledge_for(scope, school, QUARTER, headings=(), cites=False),
                TEXT_CHECKS,
            ),
        }
        known = know()
        with CaptureQueriesContext(connection) as queries:
            know()
        took = timed(ways, rounds)
    print(f"{len(CHECKS)} checks, {len(RULES)} kinds of findings, {len(found)} findings in ten pages")
    print(f"{len(queries)} queries for what a paper is compared with")
    for name, seconds in took.items():
        print(f"{name:<28}{seconds * 1000:9.1f} ms")
    ratio = took["checking ten pages"] / took["reading ten pages"]
    growth = took["rules alone, twenty pages"] / took["rules alone, ten pages"]
    field_ms = took["one field of a page"] * 1000
    print(f"checking : reading {ratio:.1f}; twice the text takes {growth:.2f} times as long (at most {GOAL_GROWTH})")
    good = took["checking ten pages"] <= GOAL_SECONDS and growth <= GOAL_GROWTH and field_ms <= GOAL_FIELD_MS
    print("all goals reached" if good else f"goals: {GOAL_SECONDS} s, {GOAL_GROWTH} times, {GOAL_FIELD_MS} ms a field")
    return 0 if good else 1


def paper(letters: int) -> str:
    """An outline of that length whose lines differ from each other."""
    lines, length, number = ["B. LIÊN HỆ TẠI TRƯỜNG"], 0, 0
    while length < letters:
        lines.append(SAID[number % len(SAID)].format(n=number))
        length += len(lines[-1])
        number += 1
    return "\n".join(lines)


def timed(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each way; the first round warms up and does not count."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for round_number in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if round_number:
                took[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in took.items()}


@contextmanager
def database() -> Iterator[None]:
    """A database of our own, gone afterwards."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(_FOLDER.name) / "bench.sqlite3")
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        _FOLDER.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
