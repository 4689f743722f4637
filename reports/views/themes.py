"""The Party organ's pages: themes of the quarters, and opening a quarter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions.rounds import open_round
from reports.actions.themes import ThemeText, create_theme, edit_theme, publish_theme
from reports.forms import RoundForm, ThemeForm
from reports.queries import any_theme, published_themes, rounds_for, themes_for
from reports.rules.markup import blocks
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Block, Heading, Item, Paragraph
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for


@require_safe
@login_required
def theme_list(request: HttpRequest) -> HttpResponse:
    """Themes and opened quarters."""
    scope = scope_from(request)
    scope.require_anywhere("reports.theme.read")
    context = {"themes": themes_for(scope), "rounds": rounds_for(scope)}
    return render(request, "reports/themes.html", context)


@require_safe
@login_required
def theme_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A theme as it will be printed."""
    theme = fetch(any_theme(), scope_from(request), "reports.theme.read", pk=pk)
    context = {
        "theme": theme,
        "part_a": _lines(blocks(theme.part_a)),
        "conclusion": _lines(blocks(theme.conclusion)),
    }
    return render(request, "reports/theme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def theme_create(request: HttpRequest) -> HttpResponse:
    """Begin a theme, or a new version of one."""
    scope = scope_from(request)
    scope.require_anywhere("reports.theme.edit")
    source = request.GET.get("from")
    initial = {"quarter": Quarter.of(scope.at).code}
    if source and source.isdigit():
        old = fetch(any_theme(), scope, "reports.theme.read", pk=int(source))
        initial = {"quarter": old.quarter, "title": old.title, "part_a": old.part_a, "conclusion": old.conclusion}
    form = ThemeForm(request.POST or None, units=choices_for(scope, "reports.theme.edit"), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            theme = create_theme(
                actor=scope,
                unit_id=form.cleaned_data["unit"],
                quarter=Quarter.parse(form.cleaned_data["quarter"]),
                text=_text(form),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            return redirect("reports.theme.read", pk=theme.pk)
    return render(request, "reports/theme_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def theme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a theme that is not published."""
    scope = scope_from(request)
    theme = fetch(any_theme(), scope, "reports.theme.edit", pk=pk)
    initial = {
        "unit": theme.unit_id,
        "quarter": theme.quarter,
        "title": theme.title,
        "part_a": theme.part_a,
        "conclusion": theme.conclusion,
        "version": theme.lock_version,
    }
    units = choices_for(scope, "reports.theme.edit")
    form = ThemeForm(request.POST or None, units=units, theme=theme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_theme(
                actor=scope,
                theme_id=theme.pk,
                text=_text(form),
                expected_version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("reports.theme.read", pk=theme.pk)
    context = {"form": form, "theme": theme}
    return render(request, "reports/theme_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def theme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish: the text is fixed from now on."""
    theme = fetch(any_theme(), scope_from(request), "reports.theme.edit", pk=pk)
    publish_theme(actor=scope_from(request), theme_id=theme.pk, at=timezone.now())
    messages.success(request, _("Đã ban hành chủ đề. Từ nay nội dung không đổi; có thể mở đợt báo cáo."))
    return redirect("reports.theme.read", pk=theme.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def round_open(request: HttpRequest) -> HttpResponse:
    """Open a quarter on a published theme."""
    scope = scope_from(request)
    scope.require_anywhere("reports.round.open")
    themes = list(published_themes(scope).defer("part_a", "conclusion"))
    form = RoundForm(request.POST or None, themes=themes)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_round(
                actor=scope,
                theme_id=form.cleaned_data["theme"],
                due_on=form.cleaned_data["due_on"],
                closes_on=form.cleaned_data["closes_on"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(
                request, _("Đã mở đợt báo cáo %(quarter)s.") % {"quarter": Quarter.parse(opened.quarter).short_label}
            )
            return redirect("reports.themes")
    context = {"form": form, "has_themes": bool(themes)}
    return render(request, "reports/round_form.html", context, status=422 if form.errors else 200)


def _text(form: ThemeForm) -> ThemeText:
    data = form.cleaned_data
    return ThemeText(data["title"], data["part_a"], data["conclusion"])


def _lines(found: tuple[Block, ...]) -> list[tuple[str, str]]:
    """The blocks as (how it is set, text) for the page."""
    lines = []
    for block in found:
        match block:
            case Heading(level=level, number=number, text=text):
                lines.append(("section" if level == 2 else "item", f"{number} {text}".strip()))
            case Item(marker=marker):
                lines.append(("dash", f"{marker} {block.text}"))
            case Paragraph():
                lines.append(("paragraph", block.text))
    return lines
