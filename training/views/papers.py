"""The papers of a class: printed at once from the browser, asked for as PDF, and downloaded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response, zip_response
from schooladmin.documents.page import print_page, print_pages
from schooladmin.documents.queries import current_files
from schooladmin.units.access import scope_from
from training.models import ClassSchool
from training.papers.certificates import key_of, withdrawn_keys
from training.papers.rendering import (
    LISTS,
    Paper,
    archive_name,
    keys_of,
    place_for,
    request_papers,
    sheets_of,
)
from training.queries import sheet_rows


@require_safe
@login_required
def print_list(request: HttpRequest, class_id: int, school_id: int, kind: str) -> HttpResponse:
    """The sheet to sign, or the list of results, as a page that prints at once."""
    return _printed(request, _list(kind), class_id, school_id)


@require_safe
@login_required
def print_certificates(request: HttpRequest, class_id: int, school_id: int) -> HttpResponse:
    """The certificates of everybody of the school who passed, each on its own sheet, printed at once."""
    return _printed(request, Paper.CERTIFICATES, class_id, school_id)


@require_POST
@login_required
def publish_list(request: HttpRequest, class_id: int, school_id: int, kind: str) -> HttpResponse:
    """Ask for the PDF of a list."""
    return _asked(request, _list(kind), class_id, school_id)


@require_POST
@login_required
def publish_certificates(request: HttpRequest, class_id: int, school_id: int) -> HttpResponse:
    """Ask for the PDFs of the certificates, one for each person."""
    return _asked(request, Paper.CERTIFICATES, class_id, school_id)


@require_safe
@login_required
def list_file(request: HttpRequest, class_id: int, school_id: int, kind: str) -> HttpResponseBase:
    """The PDF of a list that was made last."""
    return _downloaded(request, _list(kind), class_id, school_id)


@require_safe
@login_required
def certificate_files(request: HttpRequest, class_id: int, school_id: int) -> HttpResponseBase:
    """The certificates that were made last, in one archive."""
    return _downloaded(request, Paper.CERTIFICATES, class_id, school_id)


@require_safe
@login_required
def certificate_file(request: HttpRequest, class_id: int, school_id: int, attendance_id: int) -> HttpResponseBase:
    """The certificate of one person, as it was made last."""
    scope = scope_from(request)
    place = place_for(scope, Paper.CERTIFICATES, class_id, school_id)
    if not sheet_rows(scope, place).filter(pk=attendance_id).exists():
        raise OutOfScope
    key = key_of(attendance_id)
    file = current_files(scope, [key]).get(key)
    if file is None or key not in keys_of(scope, Paper.CERTIFICATES, place):
        return _no_file(request, place)
    if withdrawn_keys(place.training_class.unit_id, [key]):
        messages.info(request, _("Giấy chứng nhận này đã thu hồi nên không phát tệp nữa."))
        return redirect(_page_of(place))
    return file_response(file)


def _list(kind: str) -> Paper:
    """The list of an address. Raises OutOfScope (404) for one that there is none of."""
    found = next((paper for paper in LISTS if paper == kind), None)
    if found is None:
        raise OutOfScope
    return found


def _printed(request: HttpRequest, paper: Paper, class_id: int, school_id: int) -> HttpResponse:
    scope = scope_from(request)
    place = place_for(scope, paper, class_id, school_id)
    try:
        sheets = sheets_of(scope, paper, place)
    except Refusal as refusal:
        return _refused(request, place, refusal)
    if paper is Paper.CERTIFICATES:
        base = base_url(request)
        return print_pages([(sheet.marked(base), sheet.profile) for sheet in sheets], _page_of(place))
    return print_page(sheets[0].document, sheets[0].profile, _page_of(place))


def _asked(request: HttpRequest, paper: Paper, class_id: int, school_id: int) -> HttpResponse:
    """Start the job. What cannot be printed is said now, while somebody is there to read it."""
    scope = scope_from(request)
    place = place_for(scope, paper, class_id, school_id)
    try:
        sheets_of(scope, paper, place)
    except Refusal as refusal:
        return _refused(request, place, refusal)
    job = request_papers(actor=scope, paper=paper, place=place, at=timezone.now(), base=base_url(request))
    messages.info(request, _("Đang tạo PDF. Trang này tự cập nhật; xong thì bấm «Mở kết quả»."))
    return redirect("jobs.job.read", job.pk)


def _downloaded(request: HttpRequest, paper: Paper, class_id: int, school_id: int) -> HttpResponseBase:
    scope = scope_from(request)
    place = place_for(scope, paper, class_id, school_id)
    keys = keys_of(scope, paper, place)
    found = current_files(scope, keys)
    if paper is Paper.CERTIFICATES:
        gone = withdrawn_keys(place.training_class.unit_id, keys)
        keys = [key for key in keys if key not in gone]
    files = [found[key] for key in keys if key in found]
    if not files:
        return _no_file(request, place)
    return zip_response(files, archive_name(place)) if paper is Paper.CERTIFICATES else file_response(files[0])


def _no_file(request: HttpRequest, place: ClassSchool) -> HttpResponse:
    messages.info(request, _("Chưa có tệp PDF. Hãy bấm «PDF lưu trữ» để tạo."))
    return redirect(_page_of(place))


def _refused(request: HttpRequest, place: ClassSchool, refusal: Refusal) -> HttpResponse:
    messages.warning(request, str(refusal.message))
    return redirect(_page_of(place))


def _page_of(place: ClassSchool) -> str:
    return reverse("training.attendance.read", args=[place.training_class_id, place.school_id])
