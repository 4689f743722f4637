"""Pages of signatures: looking at a file, keeping signed copies, and whom the installation trusts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.documents.downloads import stored_response
from schooladmin.documents.signing import actions
from schooladmin.documents.signing.forms import AnchorForm, CertificateForm, CheckForm, CopyForm, EndForm
from schooladmin.documents.signing.permissions import ADD_ANCHOR, CHECK, END_ANCHOR, READ_ANCHORS, SEAL_COPY
from schooladmin.documents.signing.queries import (
    anchors,
    copies_of,
    copy_of,
    describe_signatures,
    facts_of,
    live_description,
    signable,
)
from schooladmin.documents.signing.sealing import seal_now, seal_state
from schooladmin.documents.signing.words import Description, describe
from schooladmin.units.access import scope_from
from schooladmin.units.queries import name_on

_BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(_BOTH)
@login_required
def signature_check(request: HttpRequest) -> HttpResponse:
    """What the signatures in a PDF prove. The file is looked at and forgotten."""
    scope = scope_from(request)
    scope.require_anywhere(CHECK)
    form = CheckForm(request.POST or None, request.FILES or None)
    told: Description | None = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            actions.check_upload(upload)
            upload.seek(0)
            told = describe_signatures(upload.read(), at=timezone.now())
        except Refusal as refusal:
            form.add_error("upload", str(refusal.message))
    context = {
        "form": form,
        "told": told,
        "name": form.cleaned_data["upload"].name if told else "",
        "has_anchors": anchors().valid_on(scope.at).exists(),
        "may_trust": scope.may_anywhere(READ_ANCHORS),
    }
    return render(request, "documents/signing/check.html", context, status=422 if form.errors else 200)


@require_http_methods(_BOTH)
@login_required
def copy_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring back the PDF that was signed in the office's own program."""
    scope = scope_from(request)
    file = signable(scope, public_id)
    form = CopyForm(request.POST or None, request.FILES or None)
    offered = request.POST.get("offered") == "1"
    if request.method == "POST" and form.is_valid():
        try:
            copy = actions.keep_copy(
                actor=scope,
                file=file,
                upload=form.cleaned_data["upload"],
                keep_anyway=form.cleaned_data["keep_anyway"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            offered = offered or refusal.code == "copy-not-of-this"
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu bản đã ký «%(name)s».") % {"name": copy})
            return redirect("documents.signed.read", copy.public_id)
    context = {
        "form": form,
        "file": file,
        "offered": offered,
        "copies": copies_of(scope, file),
        "unit_name": name_on(file.unit_id, scope.at).name,
    }
    return render(request, "documents/signing/copy_add.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def copy_seal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have the server seal a paper that has no seal yet; the page of the job leads back to the paper."""
    scope = scope_from(request)
    file = signable(scope, public_id, SEAL_COPY)
    try:
        job = seal_now(actor=scope, file=file, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
        return redirect("documents.signed.add", file.public_id)
    messages.info(request, _("Đang đóng con dấu số. Trang này tự cập nhật."))
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def copy_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """One signed copy: what its signatures said when it came, or (``?now=1``) say now."""
    scope = scope_from(request)
    copy = copy_of(scope, public_id)
    is_now = request.GET.get("now") == "1"
    context = {
        "copy": copy,
        "told": live_description(copy, at=timezone.now()) if is_now else describe(facts_of(copy)),
        "is_now": is_now,
        "now": timezone.now(),
        "unit_name": name_on(copy.unit_id, scope.at).name,
    }
    return render(request, "documents/signing/copy.html", context)


@require_safe
@login_required
def copy_download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The signed PDF itself, byte for byte as it came."""
    copy = copy_of(scope_from(request), public_id)
    return stored_response(copy.path, copy.name, "application/pdf")


@require_safe
@login_required
def anchor_list(request: HttpRequest) -> HttpResponse:
    """Whom the installation trusts and trusted, and how it stands with the server's own seal."""
    scope = scope_from(request)
    scope.require_anywhere(READ_ANCHORS)
    page = Paginator(anchors(), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, row.holds_on(scope.at)) for row in page],
        "today": scope.at,
        "seal": seal_state(timezone.now()),
    }
    return render(request, "documents/signing/anchors.html", context)


@require_http_methods(_BOTH)
@login_required
def anchor_add(request: HttpRequest) -> HttpResponse:
    """Show a certificate with its fingerprint; trust it when the administrator has compared that."""
    scope = scope_from(request)
    scope.require_anywhere(ADD_ANCHOR)
    if request.method != "POST":
        return render(request, "documents/signing/anchor_add.html", {"upload": CertificateForm()})
    if "pem" not in request.POST:
        return _show_certificate(request)
    form = AnchorForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            anchor = actions.add_anchor(
                actor=scope,
                pem=data["pem"],
                fingerprint=data["fingerprint"],
                name=data["name"],
                valid_from=data["valid_from"],
                basis=data["basis"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("Từ nay tin cơ quan «%(name)s».") % {"name": anchor})
            return redirect("documents.anchor.list")
    return _certificate_page(request, form, request.POST["pem"].encode())


def _show_certificate(request: HttpRequest) -> HttpResponse:
    """What is in the file that was uploaded, to be compared before anything is saved."""
    upload = CertificateForm(request.POST, request.FILES)
    if upload.is_valid():
        try:
            facts = actions.read_certificate(upload.cleaned_data["upload"].read(actions.MAX_CERTIFICATE_BYTES + 1))
        except Refusal as refusal:
            upload.add_error("upload", str(refusal.message))
        else:
            today = scope_from(request).at
            known = {"pem": facts.pem, "fingerprint": facts.fingerprint, "name": facts.name, "valid_from": today}
            return _certificate_page(request, AnchorForm(initial=known), facts.pem.encode())
    return render(request, "documents/signing/anchor_add.html", {"upload": upload}, status=422)


def _certificate_page(request: HttpRequest, form: AnchorForm, pem: bytes) -> HttpResponse:
    context = {"form": form, "certificate": actions.read_certificate(pem)}
    return render(request, "documents/signing/anchor_add.html", context, status=422 if form.errors else 200)


@require_http_methods(_BOTH)
@login_required
def anchor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say from which day an authority is trusted no longer."""
    scope = scope_from(request)
    scope.require_anywhere(END_ANCHOR)
    anchor = anchors().filter(pk=pk).first()
    if anchor is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"on": scope.at})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.end_anchor(actor=scope, anchor_id=pk, on=data["on"], basis=data["basis"], at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("Đã ghi ngày thôi tin «%(name)s».") % {"name": anchor})
            return redirect("documents.anchor.list")
    context = {"form": form, "anchor": anchor}
    return render(request, "documents/signing/anchor_end.html", context, status=422 if form.errors else 200)
