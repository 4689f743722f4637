"""What a sheet of a report asks for, what was filled in, and what would come of it. Nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from reform.sheet import FillRow, in_words, judge, now_of, rows_to_fill
from reports.actions.paragraphs import MAX_TEXT
from reports.content import ReportContent
from reports.enums import Origin
from reports.models import Report
from reports.queries import fields_of
from reports.queries.writing import writing_of
from reports.rules.chips import by_key, from_tokens, to_tokens
from reports.rules.pasting import words_of
from reports.writing import LIMITATIONS
from schooladmin.core.errors import Refusal
from schooladmin.core.text import nfc
from schooladmin.units.scope import Scope

_SALT = "reports.sheets"
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class TextRow:
    """The typed text of one field, with its figures as names in braces. ``version`` 0: nothing stands there yet."""

    field_key: str
    heading: str
    hint: str
    version: int
    text: str


@dataclass(frozen=True)
class Asked:
    """Every row of a report's sheet, by its key: ``v:INDICATOR:SYSTEM`` for a value, ``t:FIELD`` for a text."""

    values: Mapping[str, FillRow]
    texts: Mapping[str, TextRow]


@dataclass(frozen=True)
class Filled:
    """A row as it came back. ``version`` is what stood when the sheet was made."""

    key: str
    version: int
    first: str
    second: str = ""


@dataclass(frozen=True)
class Line:
    """What would come of a row: nothing (``is_same``), a change, or the faults that keep it out."""

    filled: Filled
    label: str
    was: str
    becomes: str
    faults: tuple[str, ...] = ()
    is_same: bool = False

    @property
    def is_new(self) -> bool:
        return not (self.faults or self.is_same)


def asked_of(scope: Scope, report: Report, content: ReportContent) -> Asked:
    """The rows of the report's sheet, with what stands there now (a constant number of queries)."""
    figures = by_key(content.figures)
    typed = {
        key: next((row for row in rows if row.origin == Origin.TYPED), None)
        for key, rows in writing_of(report).by_field.items()
    }
    fields = [
        (field.key, f"{field.order}. {field.heading}", field.hint) for field in fields_of(report.round.template_id)
    ]
    fields.append((LIMITATIONS, _("Tồn tại, hạn chế và nguyên nhân"), ""))
    texts = {}
    for key, heading, hint in fields:
        row = typed.get(key)
        texts[f"t:{key}"] = TextRow(
            key, heading, hint, row.version if row else 0, to_tokens(row.text, figures) if row else ""
        )
    values = {
        f"v:{row.indicator_id}:{row.system_id or 0}": row for row in rows_to_fill(scope, report.unit_id, report.period)
    }
    return Asked(values, texts)


def lines_of(asked: Asked, filled: Iterable[Filled], content: ReportContent) -> list[Line]:
    """Judge every row that came back, all faults at once. Empty cells say nothing and change nothing."""
    found = []
    seen: set[str] = set()
    for row in filled:
        if not (row.first or row.second):
            continue
        if row.key in seen:
            found.append(Line(row, row.key, "", row.first, (_("Dòng này có hai lần trong tệp."),)))
        elif row.key in asked.values:
            found.append(_value_line(asked.values[row.key], row))
        elif row.key in asked.texts:
            found.append(_text_line(asked.texts[row.key], row, content))
        else:
            gone = _("Dòng này không còn trong báo cáo. Hãy tải tệp mới.")
            found.append(Line(row, row.key, "", row.first, (gone,)))
        seen.add(row.key)
    return found


def _value_line(asked: FillRow, row: Filled) -> Line:
    measure, faults = judge(asked, row.first, row.second)
    now = now_of(asked)
    was = in_words(asked, now) if now else ""
    if faults:
        typed = f"{row.first} / {row.second}" if row.second else row.first
        return Line(row, asked.name, was, typed, tuple(faults))
    becomes = in_words(asked, measure)
    if now == measure:
        return Line(row, asked.name, was, becomes, is_same=True)
    return Line(row, asked.name, was, becomes, _stale(asked.version, row.version))


def _text_line(asked: TextRow, row: Filled, content: ReportContent) -> Line:
    text = nfc(words_of(row.first)[0]).strip()
    if text == asked.text.strip():
        return Line(row, asked.heading, asked.text, text, is_same=True)
    faults = list(_stale(asked.version, row.version))
    if len(text) > MAX_TEXT:
        faults.append(_("Mục này quá dài (tối đa 20.000 ký tự)."))
    try:
        from_tokens(text, by_key(content.figures))
    except Refusal as refused:
        faults.append(str(refused.message))
    return Line(row, asked.heading, asked.text, text, tuple(faults))


def _stale(now: int, seen: int) -> tuple[str, ...]:
    if now == seen:
        return ()
    return (_("Sau khi tải tệp này, có người đã sửa dòng này trong hệ thống. Hãy tải tệp mới, hoặc sửa trên trang."),)


def packed(report: Report, filled: Iterable[Filled]) -> str:
    """The rows as a signed text that the page carries: no file is kept on the server."""
    rows = [[row.key, row.version, row.first, row.second] for row in filled if row.first or row.second]
    return signing.dumps({"report": report.pk, "rows": rows}, salt=_SALT, compress=True)


def unpacked(report: Report, text: str) -> list[Filled]:
    """The rows that ``packed`` made for this report. Raises Refusal for anything else, and after a day."""
    try:
        data: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature as bad:
        raise _lost() from bad
    if data["report"] != report.pk:
        raise _lost()
    return [Filled(*row) for row in data["rows"]]


def _lost() -> Refusal:
    return Refusal(_("Lần kiểm tra này đã cũ. Chưa ghi gì; hãy gửi lại tệp."), code="sheet-lost")
