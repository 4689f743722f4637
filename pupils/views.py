"""Pages of the register: the list, one pupil, and the changes."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pupils import actions, queries, rules
from pupils.actions import SameName
from pupils.enums import PupilStatus
from pupils.forms import FilterForm, LeaveForm, PupilForm, refuse, school_year_on
from pupils.models import Pupil
from pupils.permissions import ADD, EDIT, LEAVE, READ, RETURN, REVEAL
from schooladmin.core.crypto import UnreadableToken
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, short_names
from schooladmin.units.scope import Scope

_log = logging.getLogger(__name__)
_PAGE = 50
_FIELDS = ("full_name", "birth_date", "class_name", "school_year", "code", "guardian_name", "guardian_phone")


@require_safe
@login_required
@never_cache
def pupil_list(request: HttpRequest) -> HttpResponse:
    """The register: all pupils of the person's schools, narrowed by words, class, year and state."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    form = FilterForm(
        request.GET,
        units=choices_for(scope, READ),
        classes=queries.classes_of(scope),
        years=queries.years_of(scope),
    )
    form.is_valid()  # what cannot be understood narrows nothing; the field says so
    wanted = form.cleaned_data
    rows = queries.filtered(
        queries.pupils_for(scope),
        text=wanted.get("q", ""),
        unit_id=wanted.get("unit"),
        class_name=wanted.get("class_name", ""),
        school_year=wanted.get("school_year"),
        status=wanted.get("status", ""),
    )
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    context = {
        "form": form,
        "page": page,
        "pupils": [(row, names.get(row.unit_id, "")) for row in page],
        "narrowed": any(wanted.values()) or bool(form.errors),
        "show_unit": "unit" in form.fields,
        "may_add": scope.may_anywhere(ADD),
    }
    return render(request, "pupils/pupil_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def pupil_add(request: HttpRequest) -> HttpResponse:
    """Add one pupil; one of the same name and birth date is shown first."""
    scope, at = scope_from(request), timezone.now()
    scope.require_anywhere(ADD)
    units = choices_for(scope, ADD)
    initial = {"full_name": request.GET.get("name", ""), "school_year": school_year_on(local_date(at))}
    form = PupilForm(request.POST if request.method == "POST" else None, units=units, initial=initial)
    others: list[Pupil] = []
    if form.is_bound and form.is_valid():
        try:
            pupil = actions.add_pupil(
                actor=scope,
                unit_id=form.cleaned_data["unit"],
                data=form.pupil_data(),
                at=at,
                confirmed=form.cleaned_data["confirmed"],
            )
        except Refusal as refusal:
            others = _refused(form, refusal)
        else:
            messages.success(request, _("Đã ghi %(name)s vào sổ học sinh.") % {"name": pupil.full_name})
            return redirect("pupils.pupil.read", pk=pupil.pk)
    status = 422 if form.is_bound else 200
    return render(request, "pupils/pupil_form.html", {"form": form, "others": others}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def pupil_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known about a pupil. The kept identifier is never sent to the page."""
    scope = scope_from(request)
    pupil = fetch(queries.all_pupils(scope), scope, EDIT, pk=pk)
    initial = {name: getattr(pupil, name) for name in (*_FIELDS, "graduation_year", "lock_version")}
    mask, _readable = _identifier(pupil)
    form = PupilForm(
        request.POST if request.method == "POST" else None, pupil=pupil, identifier_mask=mask, initial=initial
    )
    others: list[Pupil] = []
    if form.is_bound and form.is_valid():
        try:
            actions.edit_pupil(
                actor=scope,
                pupil_id=pk,
                data=form.pupil_data(),
                lock_version=form.cleaned_data["lock_version"],
                at=timezone.now(),
                confirmed=form.cleaned_data["confirmed"],
            )
        except Refusal as refusal:
            others = _refused(form, refusal)
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("pupils.pupil.read", pk=pk)
    context = {"form": form, "others": others, "pupil": pupil}
    return render(request, "pupils/pupil_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def pupil_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One pupil; of the identifier only the end."""
    scope = scope_from(request)
    return _page(request, scope, fetch(queries.all_pupils(scope), scope, READ, pk=pk))


@require_POST
@login_required
@never_cache
def pupil_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the identifier in full in the answer to this one request; who asked is written down."""
    scope = scope_from(request)
    pupil = fetch(queries.all_pupils(scope), scope, REVEAL, pk=pk)
    try:
        identifier = actions.reveal_identifier(actor=scope, pupil_id=pk, at=timezone.now())
    except UnreadableToken as unreadable:
        raise Refusal(
            _("Chưa mở được số định danh: máy chủ thiếu khóa. Hãy báo người quản trị."), code="identifier-unreadable"
        ) from unreadable
    return _page(request, scope, pupil, identifier=identifier)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def pupil_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that a pupil left or graduated."""
    scope, at = scope_from(request), timezone.now()
    pupil = fetch(queries.all_pupils(scope), scope, LEAVE, pk=pk)
    initial = {"lock_version": pupil.lock_version, "left_on": local_date(at)}
    form = LeaveForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.mark_left(
                actor=scope,
                pupil_id=pk,
                status=PupilStatus(data["status"]),
                left_on=data["left_on"],
                graduation_year=data["graduation_year"],
                lock_version=data["lock_version"],
                at=at,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã ghi %(name)s rời trường.") % {"name": pupil.full_name})
            return redirect("pupils.pupil.read", pk=pk)
    context = {"form": form, "pupil": pupil}
    return render(request, "pupils/pupil_leave.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def pupil_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pupil back among those who study."""
    scope = scope_from(request)
    pupil = fetch(queries.all_pupils(scope), scope, RETURN, pk=pk)
    version = request.POST.get("lock_version", "")
    if not version.isdecimal():
        raise Stale(_("Trang này đã cũ. Hãy mở lại trang của em rồi làm lại."), code="version-missing")
    actions.mark_studying(actor=scope, pupil_id=pk, lock_version=int(version), at=timezone.now())
    messages.success(request, _("Đã ghi %(name)s học lại tại trường.") % {"name": pupil.full_name})
    return redirect("pupils.pupil.read", pk=pk)


def _page(request: HttpRequest, scope: Scope, pupil: Pupil, identifier: str = "") -> HttpResponse:
    mask, readable = _identifier(pupil)
    context = {
        "pupil": pupil,
        "identifier": identifier,
        "mask": mask,
        "unreadable": not readable,
        "unit_name": short_names(scope, {pupil.unit_id}).get(pupil.unit_id, ""),
        "may": {
            name: scope.may(verb, pupil.unit_id)
            for name, verb in {"edit": EDIT, "reveal": REVEAL, "leave": LEAVE, "back": RETURN}.items()
        },
    }
    return render(request, "pupils/pupil_read.html", context)


def _identifier(pupil: Pupil) -> tuple[str, bool]:
    """What may be shown of the identifier, and whether it could be read at all: one lost key must not hide a pupil."""
    if not pupil.identifier_key:
        return "", True
    try:
        return rules.masked(pupil.identifier), True
    except UnreadableToken as unreadable:
        _log.error("identifier of pupil %s: %s", pupil.pk, unreadable)
        return rules.HIDDEN, False


def _refused(form: PupilForm, refusal: Refusal) -> list[Pupil]:
    """Put the refusal on the form; return the pupils of the same name that it speaks of."""
    refuse(form, refusal)
    if isinstance(refusal, SameName):
        form.require_confirmation()
        return refusal.others
    return []
