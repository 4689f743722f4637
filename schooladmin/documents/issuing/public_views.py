"""Pages without login: is this paper true, is it the latest version, is this file the one that was issued."""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.core.limits import Limit, TooManyTriesError, address_of, in_words, take
from schooladmin.core.public import SeeOther, public_page
from schooladmin.documents.issuing.forms import CodeForm, FileForm
from schooladmin.documents.issuing.photos import codes_in, is_picture
from schooladmin.documents.issuing.rules import read_code, shown
from schooladmin.documents.issuing.scans import is_pdf, read_scan
from schooladmin.documents.issuing.signatures import signatures_in
from schooladmin.documents.issuing.verifying import FileStanding, FileVerdict, Verified, sums_of, verify, verify_file

# Codes are not secret, but a list of all of them is nobody's business: only those that exist cost nothing.
BY_CODE = Limit("verify-code", free=10, first=20, most=3600, memory=24 * 3600)
# A photograph costs a second of work; an office checks a pile of papers from one address.
MOST_SCANNED = 3  # pages of a scan: every page of a paper shows its code
BY_UPLOAD = Limit("verify-upload", free=20, first=10, most=600, memory=3600)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A code to type, or a file to send; the answer to a code is the version's own page."""
    if request.method != "POST":
        return _start_page(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form=form, status=422)
    return SeeOther(reverse("documents.verify.read", args=[form.cleaned_data["code"]]))


@public_page
@require_safe
def read(request: HttpRequest, code: str) -> HttpResponse:
    """What may be said of a version to everybody."""
    known = read_code(code)
    if known is None:
        return _start_page(request, unknown=True, status=404)
    paper = verify(known, timezone.now())
    if paper is None:
        try:
            take(BY_CODE, address_of(request), timezone.now())
        except TooManyTriesError as early:
            return _too_early(request, early)
        return _start_page(request, unknown=True, status=404)
    if code != known:
        return SeeOther(reverse("documents.verify.read", args=[known]))
    context = {"paper": paper, "asked_code": paper.code, "file_form": FileForm()}
    return render(request, "documents/issuing/verified.html", context)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Compare a file with what was issued, or read the code of a photographed sheet. Nothing of it is kept."""
    if request.method != "POST":
        return SeeOther(reverse("documents.verify"))
    try:
        take(BY_UPLOAD, address_of(request), timezone.now())  # before the file itself is taken in
    except TooManyTriesError as early:
        return _too_early(request, early)
    asked = read_code(request.POST.get("code", "")) or ""  # of the paper on whose page the file was chosen
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start_page(request, file_form=form, asked=asked, status=422)
    upload: File[Any] = form.cleaned_data["upload"]
    upload.seek(0)
    if is_picture(upload.read(16)):
        try:
            papers = photographed(upload)
        except Refusal as refusal:
            form.add_error("upload", str(refusal.message))
            return _start_page(request, file_form=form, asked=asked, status=422)
        return _photo_page(request, upload, papers, asked)
    return _file_page(request, upload, asked)


def photographed(upload: File[Any]) -> list[Verified]:
    """The versions whose codes a photograph shows. Raises Refusal for what is no photograph."""
    at = timezone.now()
    found = (verify(code, at) for code in codes_in(upload))
    return [paper for paper in found if paper is not None]


def _photo_page(
    request: HttpRequest, upload: File[Any], papers: list[Verified], asked: str, *, is_scan: bool = False
) -> HttpResponse:
    context = {
        "papers": papers,
        "name": upload.name,
        "is_scan": is_scan,
        "file_form": FileForm(),
    } | _not_of(asked, papers)
    return render(request, "documents/issuing/photo.html", context)


def _not_of(asked: str, papers: Sequence[Verified]) -> dict[str, Any]:
    """What to say when somebody looked at one code and sent what is of others: that code, and whether only the version
    differs."""
    if not asked or not papers or asked in {paper.code for paper in papers}:
        return {}
    looked_at = verify(asked, timezone.now())
    is_version = looked_at is not None and looked_at.source_key in {paper.source_key for paper in papers}
    return {"not_of": shown(asked), "is_other_version": is_version}


def _file_page(request: HttpRequest, upload: File[Any], asked: str) -> HttpResponse:
    at = timezone.now()
    verdict: FileVerdict = verify_file(sums_of(upload.chunks()), at)
    upload.seek(0)
    is_file_pdf = is_pdf(upload.read(5))
    if verdict.standing is FileStanding.UNKNOWN and is_file_pdf:
        scan = read_scan(upload, most=MOST_SCANNED, is_one_enough=True)
        papers = [paper for paper in (verify(code, at) for code in scan.codes) if paper is not None]
        if papers:
            return _photo_page(request, upload, papers, asked, is_scan=True)
    context = {
        "verdict": verdict,
        "paper": verdict.paper,
        "is_pdf": is_file_pdf,
        "name": upload.name,
        "signatures": signatures_in(upload, at),
        "file_form": FileForm(),
    } | _not_of(asked, [verdict.paper] if verdict.paper else [])
    return render(request, "documents/issuing/file.html", context)


def _too_early(request: HttpRequest, early: TooManyTriesError) -> HttpResponse:
    response = _start_page(request, wait=early.wait, status=429)
    response.headers["Retry-After"] = str(early.wait)
    return response


def _start_page(
    request: HttpRequest,
    *,
    form: CodeForm | None = None,
    file_form: FileForm | None = None,
    asked: str = "",
    unknown: bool = False,
    wait: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form or CodeForm(),
        "file_form": file_form or FileForm(),
        "asked_code": asked,
        "unknown": _("Không có văn bản nào mang mã này. Hãy xem lại từng ký tự của mã ở cuối trang văn bản.")
        if unknown
        else "",
        "wait": in_words(wait) if wait else "",
    }
    return render(request, "documents/issuing/verify.html", context, status=status)
