"""What it costs to stream the archive of a batch: peak memory, time and bytes for 2,000 papers.

Run ``python bench/zip.py [--papers N] [--kilobytes N]``. The papers are files of noise, as a PDF is compressed already;
the database and all files are made for it and thrown away. The archive comes out of the page itself (rights,
names, index, list of what is missing), as a server would send it. Peak memory is that of the process above what it
had when the first page had been answered, and beside it what Python itself allocated at most.
"""

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
import tracemalloc
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="bench-")
os.environ["VAR_DIR"] = FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "schooladmin.settings.test"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from schooladmin.documents.batches.models import Batch, BatchItem, ItemState  # noqa: E402
from schooladmin.documents.models import RenderedFile  # noqa: E402
from schooladmin.documents.storage import absolute  # noqa: E402
from schooladmin.units.actions import add_login, add_person, add_unit, appoint, supervise  # noqa: E402
from schooladmin.units.enums import Role, SupervisionKind, UnitKind  # noqa: E402
from schooladmin.units.models import Unit, User  # noqa: E402

GOAL = 50  # MB of memory
LONG_AGO = date(2015, 1, 1)
OF_A_SCHOOL = 20
MEGABYTE = 1024 * 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=60, help="size of a paper (default 60)")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    officer, organ = _office()
    small, large = (_batch(officer, organ, number, given.kilobytes) for number in (OF_A_SCHOOL, given.papers))
    client = Client()
    client.force_login(officer)
    _stream(client, small)  # imports, templates, connections
    before = _peak()
    seconds, size, said = _stream(client, large)
    grown = _peak() - before
    tracemalloc.start()
    _stream(client, large)
    allocated = tracemalloc.get_traced_memory()[1] / MEGABYTE
    print(f"{given.papers} papers, {size / MEGABYTE:.0f} MB, {seconds:.2f} s, {size / MEGABYTE / seconds:.0f} MB/s")
    print(f"memory above one page: {grown:.1f} MB; Python at most: {allocated:.1f} MB (goal {GOAL} MB)")
    print(f"length announced: {'yes' if size == said else f'NO: {said}, sent {size}'}")
    return 0 if max(grown, allocated) <= GOAL and size == said else 1


def _peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _stream(client: Client, batch: Batch) -> tuple[float, int, int]:
    """Take the archive as a browser does and keep nothing: seconds, bytes that came, bytes that were announced."""
    begun = time.perf_counter()
    answer = client.get(reverse("documents.batch.download", args=[batch.pk]))
    parts: Iterable[bytes] = answer.streaming_content  # type: ignore[attr-defined]
    size = sum(len(part) for part in parts)
    return time.perf_counter() - begun, size, int(answer["Content-Length"])


def _office() -> tuple[User, Unit]:
    organ = _unit("UBND-1", UnitKind.COMMUNE_COMMITTEE, "UBND xã Sơn Lam")
    person = add_person(full_name="Đặng Thị Viên")
    appoint(person=person, unit=organ, role=Role.OFFICER, valid_from=LONG_AGO)
    return add_login(person=person, username="officer", password=str(uuid.uuid4())), organ


def _unit(code: str, kind: UnitKind, name: str) -> Unit:
    return add_unit(code=code, kind=kind, name=name, short_name=name, place="Sơn Lam", valid_from=LONG_AGO)


def _batch(officer: User, organ: Unit, papers: int, kilobytes: int) -> Batch:
    """A batch whose papers are all there, the same number of each school."""
    now = timezone.now()
    batch = Batch._base_manager.create(
        unit=organ,
        quarter="2026-Q3",
        sources=["reports"],
        files=["pdf"],
        key=str(papers),
        requested_by=officer,
        requested_by_label="Đặng Thị Viên",
        created_at=now,
        finished_at=now,
    )
    noise = os.urandom(kilobytes * 1024)
    for number in range(0, papers, OF_A_SCHOOL):
        code = f"THCS-{papers}-{number}"
        school = _unit(code, UnitKind.SCHOOL, f"Trường THCS số {number}")
        supervise(
            unit=school, supervisor=organ, kind=SupervisionKind.ADMINISTRATIVE, valid_from=LONG_AGO, basis="Quyết định"
        )
        for one in range(OF_A_SCHOOL):
            _paper(batch, school, f"Van-ban-{one}", noise)
    return batch


def _paper(batch: Batch, school: Unit, stem: str, noise: bytes) -> None:
    stored = f"documents/{school.pk}/{uuid.uuid4()}.pdf"
    absolute(stored).parent.mkdir(parents=True, exist_ok=True)
    absolute(stored).write_bytes(noise)
    file = RenderedFile._base_manager.create(
        unit=school,
        source_key=f"reports.report:{school.pk}:{stem}",
        kind="pdf",
        path=stored,
        name=f"{stem}.pdf",
        sha256=hashlib.sha256(noise).hexdigest(),
        pages=11,
        size=len(noise),
        seconds=1.0,
        snapshot_hash="0" * 64,
        created_at=batch.created_at,
    )
    BatchItem._base_manager.create(
        unit=school,
        batch=batch,
        source="reports",
        source_key=file.source_key,
        kind="pdf",
        label=stem,
        stem=stem,
        state=ItemState.DONE,
        file=file,
    )


if __name__ == "__main__":
    sys.exit(main())
