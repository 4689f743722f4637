"""The Party organ writes the theme of a quarter with the common part A, and publishes it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from reports.enums import ThemeState
from reports.models import Theme
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

MAX_PART = 100_000  # characters; the longest part A seen has 18,000


@dataclass(frozen=True)
class ThemeText:
    """What a Party organ hands down."""

    title: str
    part_a: str
    conclusion: str


def _checked(text: ThemeText) -> ThemeText:
    for field, value in (("title", text.title), ("part_a", text.part_a), ("conclusion", text.conclusion)):
        if not tidy(value):
            raise Refusal(_("Hãy nhập nội dung này."), code="empty", field=field)
        if len(value) > MAX_PART:
            raise Refusal(_("Nội dung quá dài (tối đa 100.000 ký tự)."), code="too-long", field=field)
    return text


@transaction.atomic
def create_theme(*, actor: Scope, unit_id: int, quarter: Quarter, text: ThemeText, at: datetime) -> Theme:
    """Begin a version of the quarter's theme. A quarter may have several versions; rounds pin one of them."""
    actor.require("reports.theme.edit", unit_id)
    _checked(text)
    latest = Theme.objects.filter(unit_id=unit_id, quarter=quarter.code).aggregate(n=Max("version"))["n"] or 0
    try:
        with transaction.atomic():
            theme = Theme.objects.create(
                unit_id=unit_id,
                quarter=quarter.code,
                version=latest + 1,
                title=text.title,
                part_a=text.part_a,
                conclusion=text.conclusion,
            )
    except IntegrityError as taken:
        raise Stale(_("Có người vừa tạo chủ đề của quý này. Hãy mở lại danh sách."), code="theme-exists") from taken
    record(actor=actor, unit_id=unit_id, verb="reports.theme.create", at=at, thing=theme)
    actor.require_inside(unit_id)
    return theme


@transaction.atomic
def edit_theme(*, actor: Scope, theme_id: int, text: ThemeText, expected_version: int, at: datetime) -> Theme:
    """Change a theme that is not published yet. Raises Stale when somebody else saved in the meantime."""
    theme = _locked(theme_id)
    actor.require("reports.theme.edit", theme.unit_id)
    _checked(text)
    if theme.state != ThemeState.DRAFT:
        raise Refusal(
            _("Chủ đề đã ban hành thì không sửa được. Hãy tạo phiên bản mới của quý này."), code="theme-published"
        )
    changed = Theme.objects.filter(pk=theme.pk, lock_version=expected_version).update(
        title=tidy(text.title),
        part_a=text.part_a,
        conclusion=text.conclusion,
        lock_version=F("lock_version") + 1,
    )
    if not changed:
        raise Stale(
            _("Có người vừa lưu chủ đề này. Nội dung thầy, cô nhập vẫn còn ở dưới; hãy so lại rồi lưu lần nữa."),
            code="theme-stale",
        )
    record(actor=actor, unit_id=theme.unit_id, verb="reports.theme.edit", at=at, thing=theme)
    actor.require_inside(theme.unit_id)
    theme.refresh_from_db()
    return theme


@transaction.atomic
def publish_theme(*, actor: Scope, theme_id: int, at: datetime) -> Theme:
    """Publish a theme: from now on its text never changes, and rounds may pin it. Twice is harmless."""
    theme = _locked(theme_id)
    actor.require("reports.theme.edit", theme.unit_id)
    if theme.state == ThemeState.PUBLISHED:
        return theme
    theme.state = ThemeState.PUBLISHED
    theme.published_at = at
    theme.sha256 = hashlib.sha256(f"{theme.title}\n{theme.part_a}\n{theme.conclusion}".encode()).hexdigest()
    theme.save(update_fields=["state", "published_at", "sha256"])
    record(
        actor=actor,
        unit_id=theme.unit_id,
        verb="reports.theme.publish",
        at=at,
        thing=theme,
        changes={"sha256": ["", theme.sha256]},
    )
    actor.require_inside(theme.unit_id)
    return theme


def _locked(theme_id: int) -> Theme:
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        raise OutOfScope
    return theme
