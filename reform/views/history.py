"""The trail of a result in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reform.models import AreaVersion
from schooladmin.audit.models import AuditEntry
from schooladmin.core.i18n import localized

_VERBS: dict[str, str | Promise] = {
    "reform.result.log": _("Ghi kết quả"),
    "reform.result.edit": _("Sửa kết quả"),
    "reform.result.withdraw": _("Rút kết quả"),
    "reform.result.attach": _("Thêm minh chứng"),
    "reform.result.detach": _("Gỡ minh chứng"),
}
_FIELDS: dict[str, str | Promise] = {
    "area": _("Lĩnh vực"),
    "sub_item": _("Nội dung"),
    "happened_on": _("Ngày thực hiện"),
    "text": _("Kết quả"),
    "figure": _("Số liệu"),
    "figure_unit": _("Đơn vị tính"),
    "citations": _("Văn bản căn cứ"),
    "evidence": _("Minh chứng"),
    "state": _("Trạng thái"),
    "withdrawn_reason": _("Lý do rút"),
}
_STATES: dict[str, str | Promise] = {"active": _("Đang dùng"), "withdrawn": _("Đã rút")}


@dataclass(frozen=True)
class Change:
    """One field with its old and new value as text; empty: there was none."""

    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One entry of the trail."""

    at: datetime
    who: str
    what: str | Promise
    is_first: bool
    changes: tuple[Change, ...]


def events(entries: Iterable[AuditEntry], areas: Iterable[AreaVersion]) -> list[Event]:
    """The entries of one result for reading, in the order in which they come."""
    names = {row.area.code: f"{row.order}. {localized(row, 'official_name')}" for row in areas}
    return [
        Event(
            at=entry.at,
            who=entry.actor_label,
            what=_VERBS.get(entry.verb, entry.verb),
            is_first=entry.verb == "reform.result.log",
            changes=tuple(
                Change(_FIELDS.get(name, name), _shown(name, old, names), _shown(name, new, names))
                for name, (old, new) in entry.changes.items()
            ),
        )
        for entry in entries
    ]


def _shown(field: str, value: Any, areas: dict[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if field == "area":
        return areas.get(str(value), str(value))
    if field == "state":
        return str(_STATES.get(str(value), value))
    if field == "happened_on":
        return "/".join(reversed(str(value).split("-")))
    return str(value)
