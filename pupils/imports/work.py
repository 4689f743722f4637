"""The three background jobs of an import: read, check, write. Each reads the file again and may run twice."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from pupils.imports import storage
from pupils.imports.enums import FileFormat, ImportState
from pupils.imports.marking import marked_workbook
from pupils.imports.models import PupilImport
from pupils.imports.permissions import RUN
from pupils.imports.queries import imports_for, known_pupils, remembered
from pupils.imports.reading import inspect, read, refusal
from pupils.imports.rules.heading import find_heading, guess, samples, signature
from pupils.imports.rules.masking import masked_value
from pupils.imports.rules.plan import Plan, make_plan
from pupils.imports.rules.rows import parse
from pupils.imports.rules.types import MAX_ROWS, Cell, Heading, Parsed, Problem, Sheet, Target
from pupils.imports.writing import insert_pupils, update_pupils
from schooladmin.audit.actions import record
from schooladmin.core.crypto import blind_indexes_of
from schooladmin.core.errors import Refusal
from schooladmin.documents.storage import absolute
from schooladmin.evidence.storage import keep
from schooladmin.jobs.models import Job
from schooladmin.jobs.registry import Handler, Progress, register_job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

READ, CHECK, WRITE = "pupils.import.read", "pupils.import.check", "pupils.import.write"
SHOWN_ERRORS = 200
SHOWN_SAMPLES = 3

Found = list[tuple[int, Sheet, Heading]]


class Outcome(dict[str, Any]):
    """What a job's row keeps (counts only), and in ``content`` what only ``publish`` sees: data of children."""

    def __init__(self, content: Any, **kept: Any) -> None:
        super().__init__(kept)
        self.content = content


@dataclass(frozen=True)
class _List:
    """What reading gives: where the rows are, and what all sheets together look like."""

    sheets: list[Sheet]
    found: Found

    @property
    def heading(self) -> Heading:
        return self.found[0][2]

    @property
    def skipped(self) -> list[str]:
        taken = {number for number, _, _ in self.found}
        return [sheet.name for number, sheet in enumerate(self.sheets) if number not in taken and any(sheet.rows)]


def register() -> None:
    """Make the kinds of job known (from ``AppConfig.ready``)."""
    register_job(READ, Handler(work=read_list, publish=publish_list))
    register_job(CHECK, Handler(work=check_rows, publish=publish_check))
    register_job(WRITE, Handler(work=prepare_rows, publish=publish_rows))


@contextmanager
def _many_objects() -> Iterator[None]:
    """For steps that make ten thousands of objects and hardly a cycle: the search for cycles waits until they are done.

    Else Python looks two or three times through all that Django holds, each as long as reading half of the list.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _import(job: Job, scope: Scope) -> PupilImport:
    found = imports_for(scope).filter(pk=job.payload["import_id"]).first()
    if found is None:
        raise Refusal(_("Người yêu cầu không còn quyền nhập danh sách học sinh."), code="import-no-right")
    if not found.stored_path or not absolute(found.stored_path).exists():
        raise Refusal(_("Tệp của lần nhập này đã được xóa. Hãy gửi lại tệp."), code="import-file-gone")
    return found


def _open(one: PupilImport) -> _List:
    """Read the workbook: the first sheet with a heading, and all others with the same columns. Raises Refusal."""
    sheets = read(absolute(one.stored_path), FileFormat(one.format))
    found: Found = []
    for number, sheet in enumerate(sheets):
        heading = find_heading(sheet)
        if heading and (not found or signature(heading.titles) == signature(found[0][2].titles)):
            found.append((number, sheet, heading))
    if not found:
        raise Refusal(
            _("Không tìm thấy dòng tiêu đề có cột «Họ và tên» và ít nhất một cột khác trong 40 dòng đầu của tệp."),
            code="import-no-heading",
        )
    if sum(len(sheet.rows) - heading.first_row for _, sheet, heading in found) > MAX_ROWS:
        raise refusal("import-rows")
    return _List(sheets, found)


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_list(job: Job, scope: Scope, progress: Progress) -> Outcome:
    """Look whether the file is safe, find the heading, and guess the columns."""
    one = _import(job, scope)
    progress(1, 3, _("Kiểm tra tệp có an toàn không"))
    inspect(absolute(one.stored_path), FileFormat(one.format))
    progress(2, 3, _("Đọc các trang tính"))
    opened = _open(one)
    progress(3, 3, _("Nhận ra các cột"))
    sheet, heading = opened.found[0][1:]
    examples = samples(sheet, heading)
    content = {
        "header_signature": signature(heading.titles),
        "columns": [
            {
                "column": column,
                "letter": get_column_letter(column + 1),
                "title": heading.titles[column][:120] if column < len(heading.titles) else "",
                "samples": [masked_value(cell) for cell in cells[:SHOWN_SAMPLES]],
            }
            for column, cells in enumerate(examples)
            if cells or (column < len(heading.titles) and heading.titles[column])
        ],
        "guess": {target.value: column for target, column in guess(heading.titles, examples).items()},
        "school_year": heading.school_year,
        "summary": {
            "heading_row": heading.row + 1,
            "sheets": [sheet.name for _, sheet, _ in opened.found],
            "skipped_sheets": opened.skipped,
            "classes": sorted({found.class_name for _, _, found in opened.found if found.class_name}),
        },
    }
    return Outcome(content, url=_address(one))


def publish_list(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Show the columns, with what the school said of such a list before."""
    content = _content(result)
    rows = PupilImport.objects.filter(pk=job.payload["import_id"], state=ImportState.UPLOADED)
    known = remembered(scope, job.unit_id, content["header_signature"])
    rows.update(
        state=ImportState.READ,
        header_signature=content["header_signature"],
        columns=content["columns"],
        mapping=known or content["guess"],
        school_year=content["school_year"],
        summary=content["summary"] | {"remembered": known is not None},
    )


# --- Checking ---------------------------------------------------------------------------------------------------------


def _parse(one: PupilImport, opened: _List, today: date) -> Parsed:
    mapping = {Target(name): column for name, column in one.mapping.items()}
    parsed = parse(opened.found, mapping, school_year=one.school_year, today=today)
    parsed.identifier_keys = blind_indexes_of(row.identifier for row in parsed.rows if row.identifier)
    return parsed


def _plan(one: PupilImport, parsed: Parsed, scope: Scope) -> Plan:
    mapping = {Target(name): column for name, column in one.mapping.items()}
    return make_plan(parsed.rows, known_pupils(scope, one.unit_id), mapping, parsed.identifier_keys)


@_many_objects()
def check_rows(job: Job, scope: Scope, progress: Progress) -> Outcome:
    """The dry run: all problems of all rows, what would change, and the workbook with marks if anything is wrong."""
    one = _import(job, scope)
    progress(1, 4, _("Đọc tệp"))
    opened = _open(one)
    progress(2, 4, _("Kiểm tra từng dòng"))
    parsed = _parse(one, opened, scope.at)
    progress(3, 4, _("So với sổ học sinh"))
    plan = _plan(one, parsed, scope)
    problems = sorted([*parsed.problems, *plan.problems], key=lambda problem: problem[:3])
    marked = ""
    if problems:
        progress(4, 4, _("Đánh dấu các ô sai trong tệp"))
        marked = storage.new_path(one.unit_id, "xlsx")
        source = absolute(one.stored_path)
        keep(marked, [marked_workbook(source, FileFormat(one.format), opened.sheets, opened.found, problems)])
    counts = _counts(parsed, plan, problems)
    content = {
        "marked_path": marked,
        "errors": _shown(problems, opened),
        "summary": counts | {"ignored_rows": _ignored(parsed), "changed_fields": _changed_fields(plan)},
    }
    return Outcome(content, url=_address(one), **counts)


def _counts(parsed: Parsed, plan: Plan, problems: Sequence[Problem]) -> dict[str, int]:
    wrong = {(problem.sheet, problem.row) for problem in problems}
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "wrong": len(wrong),
        "problems": len(problems),
        "ignored": len(parsed.ignored),
        "rows": len(plan.new) + len(plan.changed) + plan.unchanged + len(wrong),
    }


def _shown(problems: Sequence[Problem], opened: _List) -> list[dict[str, Any]]:
    """The first problems for the page: place, code and the value, of which long numbers are masked."""
    names = len(opened.found) > 1
    shown = []
    for problem in problems[:SHOWN_ERRORS]:
        sheet = opened.sheets[problem.sheet]
        titles = opened.heading.titles
        cell: Cell = None
        if 0 <= problem.column < len(sheet.rows[problem.row]):
            cell = sheet.rows[problem.row][problem.column]
        shown.append(
            {
                "sheet": sheet.name if names else "",
                "row": problem.row + 1,
                "letter": get_column_letter(problem.column + 1) if problem.column >= 0 else "",
                "title": titles[problem.column][:120] if 0 <= problem.column < len(titles) else "",
                "value": masked_value(cell),
                "code": problem.code,
                "params": problem.params,
            }
        )
    return shown


def _ignored(parsed: Parsed) -> list[int]:
    return [row + 1 for _, row in parsed.ignored[:20]]


def _changed_fields(plan: Plan) -> dict[str, int]:
    return dict(Counter(name for _, _, changes in plan.changed for name in changes))


def publish_check(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Show the answer of the dry run, unless the columns were confirmed anew in the meantime."""
    content = _content(result)
    one = PupilImport.objects.select_for_update(of=("self",)).get(pk=job.payload["import_id"])
    if one.state != ImportState.CONFIRMED or one.revision != job.payload["revision"]:
        storage.remove([content["marked_path"]])
        return
    old = one.marked_path
    kept = {key: value for key, value in one.summary.items() if key in _ABOUT_FILE}
    one.state = ImportState.CHECKED
    one.marked_path = content["marked_path"]
    one.errors = content["errors"]
    one.summary = kept | content["summary"]
    one.save(update_fields=["state", "marked_path", "errors", "summary"])
    transaction.on_commit(lambda: storage.remove([old]))


_ABOUT_FILE = ("heading_row", "sheets", "skipped_sheets", "classes", "remembered")


# --- Writing ----------------------------------------------------------------------------------------------------------


@_many_objects()
def prepare_rows(job: Job, scope: Scope, progress: Progress) -> Outcome:
    """Read the rows once more; they are compared and written in one transaction by ``publish_rows``."""
    one = _import(job, scope)
    progress(1, 3, _("Đọc tệp"))
    opened = _open(one)
    progress(2, 3, _("Kiểm tra từng dòng"))
    parsed = _parse(one, opened, scope.at)
    progress(3, 3, _("Ghi vào sổ học sinh"))
    return Outcome(parsed, url=_address(one))


@_many_objects()
def publish_rows(job: Job, scope: Scope, result: dict[str, Any]) -> None:
    """Write new and changed pupils, close the import and let its file go: all or nothing, and once.

    Raises Refusal when a row is wrong now and the person did not say that the others shall be written.
    """
    parsed: Parsed = _content(result)
    at = timezone.now()
    scope.require(RUN, job.unit_id)
    # Two lists of one school one after the other: the second sees the pupils of the first.
    Unit.objects.select_for_update(no_key=True).get(pk=job.unit_id)
    one = PupilImport.objects.select_for_update(of=("self",)).get(pk=job.payload["import_id"])
    if one.state != ImportState.CHECKED or one.revision != job.payload["revision"]:
        return
    plan = _plan(one, parsed, scope)
    problems = [*parsed.problems, *plan.problems]
    if problems and not job.payload["only_valid"]:
        raise Refusal(
            _("Sổ học sinh đã thay đổi sau lần kiểm tra nên có dòng chưa nhập được. Hãy kiểm tra lại danh sách."),
            code="import-changed-since",
        )
    insert_pupils(one.unit_id, plan.new, parsed.identifier_keys, at)
    update_pupils(plan.changed, parsed.identifier_keys, at)
    counts = _counts(parsed, plan, problems)
    close(one, counts, at, keep_marked=bool(problems))
    changes = {name: [None, number] for name, number in counts.items()}
    record(actor=scope, unit_id=one.unit_id, verb=RUN, at=at, thing=one, changes=changes)


def close(one: PupilImport, counts: dict[str, int], at: Any, *, keep_marked: bool) -> None:
    """End an import as done: the list and what was shown of it go; counts stay.

    The workbook with marks stays a few days where rows were left out: it is what the person mends next.
    """
    gone = [one.stored_path] if keep_marked else [one.stored_path, one.marked_path]
    one.state = ImportState.DONE
    one.finished_at = at
    one.stored_path = ""
    one.columns = []
    one.summary = {key: value for key, value in one.summary.items() if key in _ABOUT_FILE} | counts
    if not keep_marked:
        one.marked_path = ""
        one.errors = []
    one.save(update_fields=["state", "finished_at", "stored_path", "columns", "summary", "marked_path", "errors"])
    transaction.on_commit(lambda: storage.remove(gone))


def _content(result: dict[str, Any]) -> Any:
    assert isinstance(result, Outcome)
    return result.content


def _address(one: PupilImport) -> str:
    return reverse("pupils.import.read", args=[one.pk])
