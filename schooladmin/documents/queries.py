"""Reads of profiles and rendered files."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.documents.enums import FileKind
from schooladmin.documents.kinds import KindRule
from schooladmin.documents.models import DocumentKind, FormatProfile, RenderedFile
from schooladmin.documents.profiles import Profile
from schooladmin.documents.tree import Kind, Regime
from schooladmin.units.scope import Scope


def profile_on(regime: Regime, day: date) -> Profile:
    """The rules of form that held for papers of ``regime`` dated ``day``. Raises Refusal when none is known."""
    row = FormatProfile.objects.valid_on(day).filter(regime=regime).order_by("-valid_from").first()
    if row is None:
        raise Refusal(
            _("Chưa có quy định thể thức văn bản cho ngày %(day)s. Hãy báo người quản trị bổ sung.")
            % {"day": f"{day:%d/%m/%Y}"},
            code="no-format-profile",
        )
    return row.as_value()


def kind_row_on(kind: Kind, day: date) -> DocumentKind:
    """The row of what holds for papers of ``kind`` dated ``day``. Raises Refusal when nothing is known."""
    row = DocumentKind.objects.valid_on(day).filter(code=kind).order_by("-valid_from").first()
    if row is None:
        raise Refusal(
            _("Chưa có quy định về loại văn bản này cho ngày %(day)s. Hãy báo người quản trị bổ sung.")
            % {"day": f"{day:%d/%m/%Y}"},
            code="no-document-kind",
        )
    return row


def kind_on(kind: Kind, day: date) -> KindRule:
    """What holds for papers of ``kind`` dated ``day``. Raises Refusal when nothing is known."""
    return kind_row_on(kind, day).as_value()


def profile_for(kind: Kind, day: date) -> Profile:
    """The rules of form for a paper of ``kind`` dated ``day``: those of its regime, as the kind sets them.

    Raises Refusal when either is not known for the day.
    """
    return profile_of(kind_on(kind, day), day)


def profile_of(rule: KindRule, day: date) -> Profile:
    """The same for a rule that was read already."""
    return profile_on(rule.regime, day).for_kind(rule.kind, rule.form)


def profile_by_code(code: str) -> Profile | None:
    """The rules of form with the code of a profile («HD05»), or of a kind within one («HD05_reading»); or None."""
    base, _separator, kind = code.partition("_")
    row = FormatProfile.objects.filter(code=base).order_by("-valid_from").first()
    if row is None or not kind:
        return row.as_value() if row else None
    rule = DocumentKind.objects.filter(code=kind, regime=row.regime, valid_from__gte=row.valid_from).first()
    return row.as_value().for_kind(Kind(kind), rule.form) if rule else None


def files_of(scope: Scope, source_key: str) -> QuerySet[RenderedFile]:
    """All files rendered from a source, the newest first.

    Whether the actor may see the source is decided by the app that owns it; here the units bound what is found.
    """
    return RenderedFile.objects.filter(unit__in=scope.units(), source_key=source_key)


def current_file(scope: Scope, source_key: str, kind: FileKind = FileKind.PDF) -> RenderedFile | None:
    """The file of a source that is valid now, if it was rendered, with the version that it shows."""
    return files_of(scope, source_key).filter(kind=kind, is_current=True).select_related("issue").first()


def current_files(scope: Scope, source_keys: list[str], kind: FileKind = FileKind.PDF) -> dict[str, RenderedFile]:
    """The current files of many sources by their key: one query for a whole board."""
    rows = RenderedFile.objects.filter(unit__in=scope.units(), source_key__in=source_keys, kind=kind, is_current=True)
    return {row.source_key: row for row in rows}
