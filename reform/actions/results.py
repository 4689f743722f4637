"""Logging, editing and withdrawing a result."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reform.actions.locks import locked
from reform.actions.proofs import link_evidence
from reform.enums import ResultState
from reform.models import AreaVersion, Result, ResultCitation, SubItem
from reform.rules import REASON_MAX, REASON_MIN, Draft, faults, text_faults
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import fold, tidy
from schooladmin.legal.models import LegalDocument
from schooladmin.legal.queries import Unknown, resolve
from schooladmin.legal.rules import normalise_number
from schooladmin.units.scope import Scope


@transaction.atomic
def log_result(
    *,
    actor: Scope,
    unit_id: int,
    area: str,
    happened_on: date | None,
    text: str,
    at: datetime,
    sub_item: str = "",
    figure: Decimal | None = None,
    figure_unit: str = "",
    citations: Sequence[str] = (),
    evidence_ids: Iterable[int] = (),
    mutation_id: uuid.UUID | None = None,
) -> Result:
    """Log what the unit did: ``area`` and ``sub_item`` are codes («6», «6.1»), ``citations`` numbers of acts.

    Side effects in order: the result, its citations, its evidence, the audit entry. The same ``mutation_id`` in the
    same unit is a form that was sent twice: the result that is there is returned and nothing is written.
    Raises Refusal with the field at fault.
    """
    actor.require("reform.result.log", unit_id)
    mutation_id = mutation_id or uuid.uuid4()
    sent = Result.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if sent is not None:
        return sent
    draft = Draft(area, sub_item, happened_on, text, figure, tidy(figure_unit))
    chosen = _resolved(draft, local_date(at))
    documents = cited(citations)
    result = Result(
        unit_id=unit_id, mutation_id=mutation_id, created_by_label=actor.label, created_at=at, updated_at=at
    )
    _fill(result, draft, chosen)
    try:
        with transaction.atomic():
            result.save(force_insert=True)
    except IntegrityError:  # the first of two clicks was committed while this one was checked
        sent = Result.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
        if sent is None:
            raise
        return sent
    _cite(result, documents)
    files = link_evidence(actor, result, evidence_ids)
    changes = {name: [None, value] for name, value in _content(result, documents).items() if value not in ("", [])}
    if files:
        changes["evidence"] = [None, [str(file) for file in files]]
    record(actor=actor, unit_id=unit_id, verb="reform.result.log", at=at, thing=result, changes=changes)
    actor.require_inside(unit_id)
    return result


@transaction.atomic
def edit_result(
    *,
    actor: Scope,
    result_id: int,
    version: int,
    area: str,
    happened_on: date | None,
    text: str,
    at: datetime,
    sub_item: str = "",
    figure: Decimal | None = None,
    figure_unit: str = "",
    citations: Sequence[str] = (),
) -> Result:
    """Replace what a result says; the old values stay in the audit trail. Nothing changed → nothing is written.

    ``version`` is the one that the person saw: raises Stale when somebody saved in the meantime.
    """
    result = locked(actor, result_id, "reform.result.edit")
    if result.version != version:
        raise Stale(
            _("Có người vừa sửa kết quả này. Hãy xem bản đang lưu rồi quyết định giữ nội dung nào."),
            code="result-stale",
        )
    draft = Draft(area, sub_item, happened_on, text, figure, tidy(figure_unit))
    chosen = _resolved(draft, local_date(at))
    documents = cited(citations)
    before = _content(result, [row.document for row in result.citations.select_related("document")])
    _fill(result, draft, chosen)
    after = _content(result, documents)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return result
    result.version += 1
    result.updated_at = at
    result.save(update_fields=[*_FIELDS, "search_text", "version", "updated_at"])
    if "citations" in changes:
        result.citations.all().delete()
        _cite(result, documents)
    record(actor=actor, unit_id=result.unit_id, verb="reform.result.edit", at=at, thing=result, changes=changes)
    actor.require_inside(result.unit_id)
    return result


@transaction.atomic
def withdraw_result(*, actor: Scope, result_id: int, reason: str, at: datetime) -> Result:
    """Take a result out of every count; it stays readable with the reason. Raises Refusal when it is withdrawn."""
    result = locked(actor, result_id, "reform.result.withdraw")
    for fault in text_faults(tidy(reason), field="reason", least=REASON_MIN, most=REASON_MAX):
        raise fault
    result.state = ResultState.WITHDRAWN
    result.withdrawn_reason = tidy(reason)
    result.version += 1
    result.updated_at = at
    result.save(update_fields=["state", "withdrawn_reason", "version", "updated_at"])
    changes = {"state": ["active", "withdrawn"], "withdrawn_reason": [None, result.withdrawn_reason]}
    record(actor=actor, unit_id=result.unit_id, verb="reform.result.withdraw", at=at, thing=result, changes=changes)
    actor.require_inside(result.unit_id)
    return result


def cited(numbers: Sequence[str]) -> tuple[LegalDocument, ...]:
    """The acts of the typed numbers. Raises Refusal on ``citations`` naming each number that is not known."""
    found = resolve([normalise_number(number) for number in numbers if tidy(number)])
    if found.unknown:
        message = " ".join(_unknown(row) for row in found.unknown)
        raise Refusal(message, code="citation-unknown", field="citations")
    return found.documents


def _unknown(row: Unknown) -> str:
    if row.suggestion:
        return _("Không tìm thấy văn bản «%(number)s». Có phải %(suggestion)s?") % {
            "number": row.number,
            "suggestion": row.suggestion,
        }
    return _("Không tìm thấy văn bản «%(number)s» trong danh mục. Hãy kiểm tra số, ký hiệu.") % {"number": row.number}


def _resolved(draft: Draft, today: date) -> tuple[AreaVersion, SubItem | None]:
    """The area and point that the codes meant on the day of the event. Raises Refusal with the field at fault."""
    for fault in faults(draft, today):
        raise fault
    day = draft.happened_on
    assert day is not None  # or there was a fault
    version = AreaVersion.objects.valid_on(day).filter(area__code=draft.area).select_related("area").first()
    if version is None:
        raise Refusal(
            _("Lĩnh vực này chưa được theo dõi vào ngày %(day)s. Hãy chọn lại lĩnh vực hoặc ngày.")
            % {"day": f"{day:%d/%m/%Y}"},
            code="area-not-valid",
            field="area",
        )
    if not draft.sub_item:
        return version, None
    point = SubItem.objects.valid_on(day).filter(code=draft.sub_item, area=version.area_id).first()
    if point is None:
        raise Refusal(
            _("Nội dung %(code)s không có trong danh mục vào ngày %(day)s. Hãy chọn lại.")
            % {"code": draft.sub_item, "day": f"{day:%d/%m/%Y}"},
            code="sub-item-not-valid",
            field="sub_item",
        )
    return version, point


_FIELDS = ["area", "sub_item", "happened_on", "text", "figure", "figure_unit"]


def _fill(result: Result, draft: Draft, chosen: tuple[AreaVersion, SubItem | None]) -> None:
    assert draft.happened_on is not None
    version, point = chosen
    result.area, result.sub_item = version.area, point
    result.happened_on = draft.happened_on
    result.text = Result._meta.get_field("text").get_prep_value(draft.text)
    result.figure, result.figure_unit = draft.figure, draft.figure_unit
    result.search_text = fold(f"{point or ''} {result.text} {result.figure_unit}")


def _content(result: Result, documents: Iterable[LegalDocument]) -> dict[str, Any]:
    """What a result says, as plain values for the trail."""
    return {
        "area": result.area.code,
        "sub_item": result.sub_item.code if result.sub_item else "",
        "happened_on": result.happened_on.isoformat(),
        "text": result.text,
        "figure": "" if result.figure is None else f"{Decimal(result.figure).normalize():f}",
        "figure_unit": result.figure_unit,
        "citations": [document.number for document in documents],
    }


def _cite(result: Result, documents: Iterable[LegalDocument]) -> None:
    ResultCitation.objects.bulk_create(
        [ResultCitation(unit_id=result.unit_id, result=result, document=document) for document in documents]
    )
