"""The sheets of one school in one class: reading them, ticking attendance, recording essays."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.units.access import scope_from
from schooladmin.units.scope import Scope
from training import actions
from training.enums import ATTENDED, SHORT_STATUS, AttendanceStatus, ClassState, Scale
from training.forms.sheets import (
    Line,
    attendance_lines,
    attendance_values,
    check_lines,
    essay_lines,
    essay_values,
    mark_differences,
    put_errors,
    score_text,
)
from training.models import ClassSchool
from training.papers.offers import papers_offered
from training.queries import (
    READ_LIST,
    counts_for,
    days_of,
    eligible,
    fetch_sheet,
    may_record,
    name_of,
    positions_in,
    sheet_rows,
)  # fmt: skip
from training.rules import attendance_share, length_minutes


@require_safe
@login_required
def read(request: HttpRequest, class_id: int, school_id: int) -> HttpResponse:
    """A school's list by name, for those who may read it."""
    scope = scope_from(request)
    place = fetch_sheet(scope, class_id, school_id)
    scope.require(READ_LIST, school_id)
    row = place.training_class
    length = length_minutes(row.starts_at, row.ends_at)
    papers = papers_offered(scope, place)
    certificates = {line: url for paper in papers for line, url in paper.singles.items()}
    people = [
        (
            entry,
            attendance_share(AttendanceStatus(entry.status), entry.minutes, length),
            score_text(entry, Scale(row.scale)),
            certificates.get(entry.pk, ""),
        )
        for entry in sheet_rows(scope, place)
    ]
    context = {
        **_context(scope, place),
        "people": people,
        "counts": counts_for(scope, [class_id]).get((class_id, school_id)),
        "papers": papers,
    }
    return render(request, "training/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record(request: HttpRequest, class_id: int, school_id: int) -> HttpResponse:
    """Tick who was there: everybody of the school on one page, saved in one go."""
    scope = scope_from(request)
    place = fetch_sheet(scope, class_id, school_id)
    if not may_record(scope, place.training_class, school_id):
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    stored = {row.person_id: row for row in sheet_rows(scope, place)}
    people = eligible(school_id, *days_of(place.training_class))
    # Somebody whose membership was corrected later stays on the list on which they were recorded.
    people |= {row.person_id: row.person for row in stored.values() if row.person_id not in people}
    positions = positions_in(school_id, *days_of(place.training_class))
    lines = attendance_lines(people.values(), stored, positions, request.POST if request.method == "POST" else None)

    def page(problem: Refusal | None = None, status: int = 200) -> HttpResponse:
        context = {
            **_context(scope, place),
            "lines": lines,
            "problem": problem,
            "statuses": [("", _("Chưa ghi")), *((status.value, label) for status, label in SHORT_STATUS)],
            "length": length_minutes(place.training_class.starts_at, place.training_class.ends_at),
            "version": place.attendance_version,
            "has_begun": place.training_class.starts_at <= timezone.now(),
        }
        return render(request, "training/attendance_form.html", context, status=status)

    if request.method != "POST":
        return _finished(request, place) or page()
    if "fill" in request.POST:
        for line in lines:
            line.fill(AttendanceStatus.PRESENT)
        return page()
    return _save(request, place, lines, "attendance", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grade(request: HttpRequest, class_id: int, school_id: int) -> HttpResponse:
    """Record who handed in the essay and how it was judged."""
    scope = scope_from(request)
    place = fetch_sheet(scope, class_id, school_id)
    row = place.training_class
    scope.require("training.essay.grade", row.unit_id)
    there = [entry for entry in sheet_rows(scope, place) if entry.status in ATTENDED]
    positions = positions_in(school_id, *days_of(row))
    lines = essay_lines(row, there, positions, request.POST if request.method == "POST" else None)

    def page(problem: Refusal | None = None, status: int = 200) -> HttpResponse:
        context = {
            **_context(scope, place),
            "lines": lines,
            "problem": problem,
            "scored": row.scale != Scale.PASS_FAIL,
            "version": place.essay_version,
        }
        return render(request, "training/essay_form.html", context, status=status)

    if request.method != "POST":
        return _finished(request, place) or page()
    return _save(request, place, lines, "essays", page)


def _finished(request: HttpRequest, place: ClassSchool) -> HttpResponse | None:
    """There is nothing to fill in for a closed class: back to its page."""
    row = place.training_class
    if row.state == ClassState.CLOSED:
        messages.info(request, _("Lớp này đã kết thúc, không thay đổi được nữa."))
        return redirect("training.class.read", row.pk)
    return None


def _save(request: HttpRequest, place: ClassSchool, lines: list[Line], kind: str, page: Any) -> HttpResponse:
    """Send the lines to the action; whatever it answers, what was typed stays on the screen."""
    if not check_lines(lines):
        count = sum(1 for line in lines if line.errors)
        problem = Refusal(_("Chưa lưu: có %(count)s dòng cần sửa, đánh dấu bên dưới.") % {"count": count}, code="rows")
        return _answer(page, problem, 422)
    shared: dict[str, Any] = {
        "actor": scope_from(request),
        "class_id": place.training_class_id,
        "school_id": place.school_id,
        "at": timezone.now(),
        "version": _version(request),
    }
    try:
        if kind == "attendance":
            changed = actions.record_attendance(**shared, rows=attendance_values(lines))
        else:
            changed = actions.record_essays(**shared, rows=essay_values(lines))
    except actions.SheetRefusal as refusal:
        put_errors(lines, refusal)
        return _answer(page, refusal, 422)
    except Stale as refusal:
        mark_differences(lines)
        return _answer(page, refusal, 409)
    except Refusal as refusal:
        return _answer(page, refusal, 422)
    messages.success(request, _("Đã lưu. Số dòng thay đổi: %(count)s.") % {"count": changed})
    return redirect("training.attendance.read", place.training_class_id, place.school_id)


def _answer(page: Any, problem: Refusal, status: int) -> HttpResponse:
    response: HttpResponse = page(problem, status)
    return response


def _version(request: HttpRequest) -> int:
    """The version that the page was shown with; a page without one is treated as old."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _context(scope: Scope, place: ClassSchool) -> dict[str, Any]:
    row = place.training_class
    is_open = row.state != ClassState.CLOSED
    return {
        "class": row,
        "place": place,
        "school_name": name_of(place.school_id, days_of(row)[0]),
        "is_open": is_open,
        "may_list": scope.may(READ_LIST, place.school_id),
        "may_record": is_open and may_record(scope, row, place.school_id),
        "may_grade": is_open and row.has_essay and scope.may("training.essay.grade", row.unit_id),
    }
