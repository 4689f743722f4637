"""Writing a report's text: part by part, each with its own version, so that nobody overwrites anybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reports.actions.workspace import locked_draft
from reports.enums import Origin, Verdict
from reports.gather import gather
from reports.models import Paragraph, Report
from reports.queries import fields_of
from reports.queries.writing import offers_for
from reports.rules.chips import by_key, from_tokens
from reports.rules.pasting import words_of
from reports.writing import LIMITATIONS, sentences_of
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.numbers import number_text
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc
from schooladmin.units.scope import Scope

MAX_TEXT = 20_000  # characters of one part; the longest field seen has 3,000


@dataclass(frozen=True)
class Place:
    """Which part of a field is meant (``Item.name``): «typed», «drafted-KEY» or «carried-PARAGRAPH-PART»."""

    origin: Origin
    source_key: str = ""
    carried_from: int = 0
    carried_part: int = 0

    @classmethod
    def parse(cls, name: str) -> "Place":
        """Read a name. Raises Refusal for anything else."""
        kind, _dash, rest = name.partition("-")
        if name == "typed":
            return cls(Origin.TYPED)
        if kind == "drafted" and rest:
            return cls(Origin.DRAFTED, source_key=rest)
        paragraph, _dash, part = rest.partition("-")
        if kind == "carried" and paragraph.isdecimal() and part.isdecimal():
            return cls(Origin.CARRIED, carried_from=int(paragraph), carried_part=int(part))
        raise Refusal(_("Đoạn này không còn trong báo cáo. Hãy tải lại trang."), code="paragraph-unknown")


@dataclass(frozen=True)
class Saved:
    """What was stored, and whether markup of Word was dropped from it."""

    paragraph: Paragraph
    was_pasted: bool


@transaction.atomic
def write(
    *,
    actor: Scope,
    report_id: int,
    field_key: str,
    place: Place,
    text: str,
    expected_version: int,
    at: datetime,
    verdict: Verdict | None = None,
    mutation_id: UUID | None = None,
) -> Saved:
    """Save one part of a field's text. ``expected_version`` is what the writer saw (0: nothing yet).

    Typed text takes no verdict. Of what was drafted or carried forward, KEPT takes what is offered, DROPPED leaves it
    out, EDITED takes ``text``. Figures in braces become chips. Raises Stale when somebody else saved the same part in
    the meantime: nothing is overwritten, both texts are shown. What was sent twice (the same text, or the same
    ``mutation_id``) does no harm.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    fields = {field.key: field for field in fields_of(report.round.template_id)}
    if field_key != LIMITATIONS and field_key not in fields:
        raise Refusal(_("Mẫu của quý này không có mục đó."), code="field-unknown")
    if len(text) > MAX_TEXT:
        raise Refusal(
            _("Đoạn này có %(length)s ký tự, tối đa là 20.000. Chữ thầy, cô nhập vẫn còn ở dưới; hãy rút ngắn rồi lưu.")
            % {"length": number_text(len(text))},
            code="too-long",
            field="text",
        )
    offered = _offered(report, field_key, place, at) if place.origin != Origin.TYPED else ""
    words, was_pasted = words_of(text)
    clean = nfc(words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if "{" in clean or "[[" in clean:
        clean = from_tokens(clean, by_key(gather(report, local_date(at)).figures))
    if place.origin != Origin.TYPED:
        verdict, clean = _judged(verdict, clean, offered)
    row = _row(report, field_key, place)
    if row is not None and row.text == clean and row.verdict == (verdict or ""):
        return Saved(row, was_pasted)
    if row is not None and mutation_id is not None and row.mutation_id == mutation_id and row.text == clean:
        return Saved(row, was_pasted)
    if (row.version if row else 0) != expected_version:
        raise Stale(
            _("%(who)s vừa lưu mục này. Cả hai bản đều hiện ở dưới; hãy gộp lại rồi lưu.")
            % {"who": row.updated_by_label if row else ""},
            code="narrative-stale",
        )
    old = row.text if row else ""
    row = row or Paragraph(
        unit_id=report.unit_id,
        report=report,
        field_key=field_key,
        origin=place.origin,
        source_key=place.source_key,
        carried_from_id=place.carried_from or None,
        carried_part=place.carried_part,
        order=_ORDER[place.origin] + place.carried_part,
        version=0,
    )
    row.text, row.verdict, row.source_text, row.mutation_id = clean, verdict or "", offered, mutation_id
    row.version += 1
    row.updated_at, row.updated_by_label = at, actor.label
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as raced:  # two first texts of one part in one moment
        raise Stale(_("Có người vừa lưu mục này. Hãy tải lại trang rồi lưu."), code="narrative-stale") from raced
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.report.edit",
        at=at,
        thing=report,
        changes={field_key: [old, clean], **({"verdict": ["", verdict]} if verdict else {})},
    )
    actor.require_inside(report.unit_id)
    return Saved(row, was_pasted)


def save_narrative(
    *, actor: Scope, report_id: int, field_key: str, text: str, expected_version: int, at: datetime
) -> Paragraph:
    """Save what people typed into a field; see ``write``."""
    return write(
        actor=actor,
        report_id=report_id,
        field_key=field_key,
        place=Place(Origin.TYPED),
        text=text,
        expected_version=expected_version,
        at=at,
    ).paragraph


_ORDER = {Origin.DRAFTED: 0, Origin.CARRIED: 100, Origin.TYPED: 1000}


def _judged(verdict: Verdict | None, text: str, offered: str) -> tuple[Verdict, str]:
    """The verdict and the text that follows from it. Raises Refusal without a verdict or without words."""
    if verdict is None:
        raise Refusal(_("Hãy chọn: vẫn đúng, sửa hay bỏ đoạn này."), code="verdict-missing")
    if verdict != Verdict.EDITED:
        return verdict, offered
    if not text:
        raise Refusal(_("Đoạn đã sửa không có chữ nào. Muốn bỏ đoạn này, hãy bấm «Bỏ»."), code="empty", field="text")
    return (Verdict.KEPT, offered) if text == offered else (verdict, text)


def _row(report: Report, field_key: str, place: Place) -> Paragraph | None:
    rows = Paragraph.objects.filter(report=report, unit_id=report.unit_id, field_key=field_key, origin=place.origin)
    if place.origin == Origin.DRAFTED:
        rows = rows.filter(source_key=place.source_key)
    elif place.origin == Origin.CARRIED:
        rows = rows.filter(carried_from_id=place.carried_from, carried_part=place.carried_part)
    return rows.first()


def _offered(report: Report, field_key: str, place: Place, at: datetime) -> str:
    """What is offered at this place. Raises Refusal when nothing is, and nobody has decided about it before."""
    if place.origin == Origin.CARRIED:
        for offer in offers_for(report):
            if (offer.field_key, offer.paragraph_id, offer.part) == (field_key, place.carried_from, place.carried_part):
                return offer.text
    else:
        content = gather(report, local_date(at))
        for field in content.fields:
            if field.key == field_key:
                for draft in sentences_of(field, by_key(content.figures)):
                    if draft.key == place.source_key:
                        return draft.text
    row = _row(report, field_key, place)
    if row is None:
        raise Refusal(_("Đoạn này không còn trong báo cáo. Hãy tải lại trang."), code="paragraph-unknown")
    return row.source_text
