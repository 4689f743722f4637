"""The book of outgoing papers, its numbers, and the stamped copies that come back. Public pages: ``public_views``."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.core.i18n import localized
from schooladmin.core.public import base_url
from schooladmin.documents.issuing.actions import give_number, keep_copy, void_number, withdraw_issue
from schooladmin.documents.issuing.forms import BookFilter, CopyForm, NumberForm, SeriesForm, VoidForm, WithdrawForm
from schooladmin.documents.issuing.models import Issue
from schooladmin.documents.issuing.permissions import (
    KEEP,
    LIST,
    NUMBER,
    OPEN_SERIES,
    READ,
    SERIES,
    VOID,
    WITHDRAW,
)
from schooladmin.documents.issuing.photos import codes_in
from schooladmin.documents.issuing.queries import (
    all_issues,
    can_be_numbered,
    copies_of,
    issues_for,
    kinds_of,
    narrowed,
    series_for,
    versions_of,
    years_of,
)
from schooladmin.documents.issuing.scans import is_pdf, read_scan
from schooladmin.documents.issuing.series import open_series
from schooladmin.documents.issuing.verifying import sums_of, verify_file
from schooladmin.documents.signing.queries import copies_for_issue
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, name_on, short_names
from schooladmin.units.scope import Scope


@require_safe
@login_required
def issue_list(request: HttpRequest) -> HttpResponse:
    """The book: every version that left the house, the latest day first."""
    scope = scope_from(request)
    scope.require_anywhere(LIST)
    form = BookFilter(request.GET or None, units=choices_for(scope, LIST), kinds=kinds_of(scope), years=years_of(scope))
    rows: QuerySet[Issue] = issues_for(scope)
    if form.is_valid():
        rows = narrowed(rows, **form.cleaned_data)
    elif form.is_bound:  # a kind, a year or a unit that the book has nothing of
        rows = rows.none()
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    context = {
        "form": form,
        "page": page,
        "lines": [(row, names.get(row.unit_id, "")) for row in page],
        "show_unit": "unit" in form.fields,
        "is_narrowed": form.is_bound and (bool(form.errors) or any(form.cleaned_data.values())),
        "may_keep": scope.may_anywhere(KEEP),
    }
    return render(request, "documents/issuing/issue_list.html", context)


def _fetched(request: HttpRequest, code: str, verb: str = READ) -> Issue:
    return fetch(all_issues(), scope_from(request), verb, public_code=code)


@require_safe
@login_required
def issue_read(request: HttpRequest, code: str) -> HttpResponse:
    """One version: what the public page says, and what only the house may know and do."""
    return _issue_page(request, _fetched(request, code))


def _issue_page(request: HttpRequest, issue: Issue, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    scope = scope_from(request)
    open_for_work = not issue.is_withdrawn
    has_number = issue.number is not None
    numbered = issue.kind.as_value().is_numbered
    may_number = scope.may(NUMBER, issue.unit_id) and numbered and open_for_work and not has_number
    context = {
        "issue": issue,
        "unit_name": name_on(issue.unit_id, issue.day).name,
        "versions": versions_of(issue),
        "returned": list(copies_of(issue)),
        "copies": copies_for_issue(scope, issue),
        "address": base_url(request),
        "number_form": bound.get("number_form") or (NumberForm(is_current=issue.is_current) if may_number else None),
        "can_be_numbered": not may_number or can_be_numbered(issue),
        "void_form": bound.get("void_form")
        or (VoidForm() if issue.number and not issue.number.is_printed and scope.may(VOID, issue.unit_id) else None),
        "withdraw_form": bound.get("withdraw_form")
        or (WithdrawForm() if open_for_work and issue.is_current and scope.may(WITHDRAW, issue.unit_id) else None),
        "may_keep": scope.may(KEEP, issue.unit_id),
        "may_open": scope.may(OPEN_SERIES, issue.unit_id),
    }
    return render(request, "documents/issuing/issue.html", context, status=status)


@require_POST
@login_required
def issue_number(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the paper in the book, under the next number or under that of the book on paper."""
    issue = _fetched(request, code, NUMBER)
    form = NumberForm(request.POST, is_current=issue.is_current)
    if form.is_valid():
        try:
            given = give_number(actor=scope_from(request), issue_id=issue.pk, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã ghi số %(number)s vào sổ.") % {"number": given})
            return redirect("documents.issue.read", issue.public_code)
    return _issue_page(request, issue, status=422, number_form=form)


@require_POST
@login_required
def number_void(request: HttpRequest, code: str) -> HttpResponse:
    """Void a number that was wrong."""
    issue, form = _fetched(request, code, VOID), VoidForm(request.POST)
    if form.is_valid():
        try:
            number = void_number(
                actor=scope_from(request), issue_id=issue.pk, reason=form.cleaned_data["void_reason"], at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã hủy số %(number)s; số này ở lại trong sổ.") % {"number": number})
            return redirect("documents.issue.read", issue.public_code)
    return _issue_page(request, issue, status=422, void_form=form)


@require_POST
@login_required
def issue_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a version, for everybody to read."""
    issue, form = _fetched(request, code, WITHDRAW), WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_issue(
                actor=scope_from(request),
                issue_id=issue.pk,
                reason=form.cleaned_data["withdrawn_reason"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã thu hồi văn bản. Trang kiểm tra mã nói rõ điều này."))
            return redirect("documents.issue.read", issue.public_code)
    return _issue_page(request, issue, status=422, withdraw_form=form)


@require_safe
@login_required
def series_list(request: HttpRequest) -> HttpResponse:
    """The series with their next number, what was voided, and the numbers that no paper has."""
    scope = scope_from(request)
    scope.require_anywhere(SERIES)
    lines = series_for(scope)
    names = short_names(scope, {line.row.unit_id for line in lines})
    context = {
        "lines": [(line, names.get(line.row.unit_id, "")) for line in lines],
        "show_unit": len(names) > 1,
        "may_open": scope.may_anywhere(OPEN_SERIES),
    }
    return render(request, "documents/issuing/series_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series_open(request: HttpRequest) -> HttpResponse:
    """Begin a series; ``?for=`` a paper that waits for it, what numbers of that paper look like is filled in."""
    scope = scope_from(request)
    scope.require_anywhere(OPEN_SERIES)
    waiting = _fetched(request, request.GET["for"]) if request.GET.get("for") else None
    form = SeriesForm(
        request.POST or None, units=choices_for(scope, OPEN_SERIES), initial=_numbers_of(waiting) if waiting else None
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            open_series(actor=scope, unit_id=data.pop("unit"), at=timezone.now(), **data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã mở dãy số."))
            if waiting:
                return redirect("documents.issue.read", waiting.public_code)
            return redirect("documents.series.list")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/issuing/series_form.html", {"form": form}, status=status)


def _numbers_of(issue: Issue) -> dict[str, Any]:
    rule = issue.kind.as_value()
    if not rule.is_numbered:
        return {}
    return {
        "unit": issue.unit_id,
        "regime": rule.regime.value,
        "code": rule.type_code,
        "suffix": rule.code(issue.sign),
    }


# --- Stamped copies -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PhotoLine:
    """What one photograph turned out to be. ``issue`` is None when no code of this house could be read."""

    name: str
    issue: Issue | None
    is_kept: bool
    problem: str = ""
    sheets: int = 1  # of a scan, the pages that show this paper's code


@dataclass(frozen=True)
class PaperLine:
    """How many sheets of a version are there, of how many it has."""

    issue: Issue
    photos: int

    @property
    def is_short(self) -> bool:
        return bool(self.issue.pages) and self.photos < self.issue.pages


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def copy_keep(request: HttpRequest) -> HttpResponse:
    """Photographs and scans of stamped sheets: each finds its paper and version by the code, and is kept if asked."""
    scope = scope_from(request)
    scope.require_anywhere(KEEP)
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    lines: list[PhotoLine] = []
    if request.method == "POST" and form.is_valid():
        keep = form.cleaned_data["keep"]
        for photo in form.cleaned_data["photos"]:
            lines.extend(_photo_lines(scope, photo, keep=keep))
        form = CopyForm()
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "lines": lines, "papers": _papers_of(lines)}
    return render(request, "documents/issuing/copies.html", context, status=status)


def _photo_lines(scope: Scope, photo: File[Any], *, keep: bool) -> list[PhotoLine]:
    name = photo.name or ""
    photo.seek(0)
    is_scan = is_pdf(photo.read(5))
    try:
        codes = read_scan(photo).codes if is_scan else dict.fromkeys(codes_in(photo), 1)
    except Refusal as refusal:
        return [PhotoLine(name, None, is_kept=False, problem=str(refusal.message))]
    found = issues_for(scope).filter(public_code__in=codes)
    lines = [_kept(scope, photo, name, issue, codes[issue.public_code], keep=keep) for issue in found]
    if lines:
        return lines
    if is_scan and _is_given_out(photo):
        problem = _(
            "Đây là chính tệp PDF của văn bản, không phải bản quét. Bản đã ký số thì tải lên ở trang của văn bản đó."
        )
    elif codes:
        problem = _("Mã trên ảnh là của văn bản thuộc đơn vị khác. Hãy kiểm tra ở trang công khai.")
    elif is_scan:
        problem = _(
            "Chưa đọc được mã trong bản quét. Mỗi trang của bản quét phải là một ảnh JPEG hoặc đen trắng. "
            "Nếu quét lại vẫn không được thì hãy chụp từng trang bằng điện thoại."
        )
    else:
        problem = _("Chưa đọc được mã ở cuối trang. Hãy chụp lại gần hơn, thẳng và đủ sáng.")
    return [PhotoLine(name, None, is_kept=False, problem=problem)]


def _is_given_out(photo: File[Any]) -> bool:
    """Whether it is a file of the system itself, as it was given out or with a signature behind it."""
    return verify_file(sums_of(photo.chunks()), timezone.now()).paper is not None


def _kept(scope: Scope, photo: File[Any], name: str, issue: Issue, sheets: int, *, keep: bool) -> PhotoLine:
    if not keep or not scope.may(KEEP, issue.unit_id):
        return PhotoLine(name, issue, is_kept=False, sheets=sheets)
    title = _("Bản đã ký, đóng dấu: %(kind)s, mã %(code)s") % {"kind": localized(issue.kind, "name"), "code": issue}
    try:
        keep_copy(actor=scope, issue_id=issue.pk, upload=photo, title=title, at=timezone.now())
    except Refusal as refusal:
        return PhotoLine(name, issue, is_kept=False, problem=str(refusal.message), sheets=sheets)
    return PhotoLine(name, issue, is_kept=True, sheets=sheets)


def _papers_of(lines: list[PhotoLine]) -> list[PaperLine]:
    counts: dict[int, int] = {}
    issues = {line.issue.pk: line.issue for line in lines if line.issue}
    for line in lines:
        if line.issue:
            counts[line.issue.pk] = counts.get(line.issue.pk, 0) + line.sheets
    return [PaperLine(issue, counts[key]) for key, issue in issues.items()]
