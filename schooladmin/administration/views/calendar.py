"""Pages on which the calendar of record is changed."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schooladmin.administration.actions.calendar import enter_day, open_year, take_out_day
from schooladmin.administration.forms import show_refusal
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.calendars.forms import DayForm
from schooladmin.calendars.models import CalendarDay
from schooladmin.calendars.queries import calendar_revision, days_of
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.units.access import scope_from


@require_http_methods(["GET", "POST"])
@login_required
def day_add(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a day off or a make-up day of the year."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.day.add")
    form = DayForm(request.POST or None, is_new=True, initial={"revision": calendar_revision()})
    if request.method == "POST" and _saved(request, form, is_new=True):
        return redirect("calendars.day.year", form.cleaned_data["date"].year)
    return render(request, "calendars/day.html", {"form": form, "number": number}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def day_edit(request: HttpRequest, day: date) -> HttpResponse:
    """Correct a day of the calendar, usually when its notice has come."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.day.edit")
    row = _row(day)
    initial = {
        "date": row.date,
        "kind": row.kind,
        "name": row.name,
        "name_en": row.name_en,
        "basis": row.basis,
        "state": row.state,
        "revision": calendar_revision(),
    }
    form = DayForm(request.POST or None, is_new=False, initial=initial)
    if request.method == "POST" and _saved(request, form, is_new=False):
        return redirect("calendars.day.year", day.year)
    context = {"form": form, "row": row, "number": day.year, "revision": initial["revision"]}
    return render(request, "calendars/day.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def day_remove(request: HttpRequest, day: date) -> HttpResponse:
    """Take a day out of the calendar."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.day.remove")
    given = request.POST.get("revision", "")
    revision = int(given) if given.isascii() and given.isdigit() else -1
    take_out_day(actor=scope, day=day, revision=revision, at=timezone.now())
    messages.success(request, _("Đã bỏ ngày %(day)s khỏi lịch.") % {"day": f"{day:%d/%m/%Y}"})
    return redirect("calendars.day.year", day.year)


@require_POST
@login_required
def year_open(request: HttpRequest, number: int) -> HttpResponse:
    """Enter the proposals for the next year."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.year.open")
    open_year(actor=scope, year=number, at=timezone.now())
    messages.success(
        request, _("Đã mở lịch năm %(year)s với các ngày đề xuất. Hãy sửa khi có thông báo.") % {"year": number}
    )
    return redirect("calendars.day.year", number)


def _saved(request: HttpRequest, form: DayForm, *, is_new: bool) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        enter_day(
            actor=scope_from(request),
            day=data["date"],
            kind=DayKind(data["kind"]),
            name=data["name"],
            name_en=data["name_en"],
            basis=data["basis"],
            state=DayState(data["state"]),
            revision=data["revision"],
            at=timezone.now(),
            is_new=is_new,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("Đã ghi ngày %(day)s vào lịch.") % {"day": f"{data['date']:%d/%m/%Y}"})
    return True


def _row(day: date) -> CalendarDay:
    row = days_of(day.year).filter(date=day).first()
    if row is None:
        raise OutOfScope
    return row
