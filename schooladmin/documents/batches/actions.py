"""Making a batch, stopping it, trying again. How its items are begun and ended: ``running``."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.batches.models import AGAIN, Batch, BatchItem, ItemState
from schooladmin.documents.batches.permissions import CANCEL, CREATE, RETRY
from schooladmin.documents.batches.planning import Planned, planned
from schooladmin.documents.batches.queries import items_for
from schooladmin.documents.batches.running import begin
from schooladmin.documents.enums import FileKind
from schooladmin.units.scope import Scope

_ROWS = 500  # rows of one INSERT


@transaction.atomic
def make_batch(
    *,
    actor: Scope,
    unit_id: int,
    quarter: Quarter,
    sources: Sequence[str],
    files: Sequence[FileKind],
    mutation_id: uuid.UUID,
    at: datetime,
    base: str = "",
) -> Batch:
    """Write down the papers of a quarter that are wanted, and begin with them after commit.

    What is current already is taken as it is; what a unit has not got is listed with the reason. The same form sent
    twice, or the same papers asked for while they are being made, give the same batch. Raises Refusal where the units
    have no papers of this kind at all.
    """
    actor.require(CREATE, unit_id)
    if actor.user_id is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    if same := Batch.objects.filter(mutation_id=mutation_id).first():
        if same.requested_by_id != actor.user_id:
            raise OutOfScope
        return same
    key = _key(actor, unit_id, quarter, sources, files)
    if under_way := Batch.objects.filter(key=key, finished_at__isnull=True).first():
        return under_way
    batch = Batch(
        unit_id=unit_id,
        quarter=quarter.code,
        sources=list(sources),
        files=[kind.value for kind in files],
        key=key,
        mutation_id=mutation_id,
        base=base,
        requested_by_id=actor.user_id,
        requested_by_label=actor.label,
        created_at=at,
    )
    items = [row.item for row in planned(actor, batch, at)]
    if not items:
        raise Refusal(
            _("Không có văn bản nào của %(quarter)s trong phạm vi thầy, cô được xem. Hãy chọn quý hoặc loại khác.")
            % {"quarter": quarter.short_label},
            code="batch-empty",
        )
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:  # the same was asked for in the same moment
        other = Batch.objects.filter(key=key, finished_at__isnull=True).first()
        if other is None:
            raise
        return other
    for item in items:
        item.batch = batch
    BatchItem.objects.bulk_create(items, batch_size=_ROWS)
    record(
        actor=actor,
        unit_id=unit_id,
        verb=CREATE,
        at=at,
        thing=batch,
        label=quarter.short_label,
        changes={"items": ["", str(len(items))]},
    )
    actor.require_inside(unit_id)
    transaction.on_commit(lambda: begin(batch_id=batch.pk, at=at))
    return batch


def _key(actor: Scope, unit_id: int, quarter: Quarter, sources: Sequence[str], files: Sequence[FileKind]) -> str:
    """With the person in it: two people may read different papers of the same units."""
    return f"{unit_id}:{actor.user_id}:{quarter.code}:{'+'.join(sorted(sources))}:{'+'.join(sorted(files))}"


def _locked(actor: Scope, batch_id: int, verb: str) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise OutOfScope
    actor.require(verb, batch.unit_id)
    return batch


@transaction.atomic
def cancel_batch(*, actor: Scope, batch_id: int, at: datetime) -> Batch:
    """Begin nothing more; what is being made is made to its end, what is there stays. Refusal once all is done."""
    batch = _locked(actor, batch_id, CANCEL)
    if batch.finished_at is not None or batch.cancelled_at is not None:
        raise Refusal(_("Bộ văn bản này đã xong hoặc đã được dừng."), code="batch-not-open")
    items = BatchItem.objects.filter(batch=batch)
    left = items.filter(state=ItemState.QUEUED).update(state=ItemState.SKIPPED, ended_at=at)
    batch.cancelled_at, batch.cancelled_by_label = at, actor.label
    if not items.filter(state=ItemState.RUNNING).exists():
        batch.finished_at = at
    batch.save(update_fields=["cancelled_at", "cancelled_by_label", "finished_at"])
    record(
        actor=actor,
        unit_id=batch.unit_id,
        verb=CANCEL,
        at=at,
        thing=batch,
        label=batch.period.short_label,
        changes={"not_begun": ["", str(left)]},
    )
    actor.require_inside(batch.unit_id)
    return batch


@transaction.atomic
def retry_batch(*, actor: Scope, batch_id: int, at: datetime, item_id: int | None = None) -> Batch:
    """Try one item again, or with None everything that is not there, and look which papers have come since.

    Items run with the rights of who asks now. Raises Refusal when there is nothing to try again, and for an item of a
    paper that the actor may not read OutOfScope.
    """
    batch = _locked(actor, batch_id, RETRY)
    if actor.user_id is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    batch.requested_by_id, batch.requested_by_label = actor.user_id, actor.label
    own = items_for(actor, batch)
    if item_id is not None:
        if not own.filter(pk=item_id).exists():
            raise OutOfScope
        rows = BatchItem.objects.filter(pk=item_id, state__in=AGAIN)
        again = rows.update(state=ItemState.QUEUED, job=None, error="", ended_at=None)
    else:
        again = _look_again(actor, batch, at)
    if not again:
        raise Refusal(_("Không có văn bản nào cần tạo lại."), code="batch-nothing-to-retry")
    batch.finished_at = batch.cancelled_at = None
    batch.cancelled_by_label = ""
    try:
        with transaction.atomic():
            batch.save(
                update_fields=[
                    "requested_by",
                    "requested_by_label",
                    "finished_at",
                    "cancelled_at",
                    "cancelled_by_label",
                ]
            )
    except IntegrityError as twice:
        raise Refusal(_("Một bộ văn bản giống hệt đang được tạo. Hãy xem bộ đó."), code="batch-open-twice") from twice
    record(
        actor=actor,
        unit_id=batch.unit_id,
        verb=RETRY,
        at=at,
        thing=batch,
        label=batch.period.short_label,
        changes={"items": ["", str(again)]},
    )
    actor.require_inside(batch.unit_id)
    transaction.on_commit(lambda: begin(batch_id=batch.pk, at=at))
    return batch


def _look_again(actor: Scope, batch: Batch, at: datetime) -> int:
    """Plan the batch anew over what the actor may read: failed and skipped items, papers that changed or came since."""
    own = items_for(actor, batch)
    BatchItem.objects.filter(pk__in=list(own.filter(state=ItemState.MISSING).values_list("pk", flat=True))).delete()
    standing = {(row.source_key, row.kind): row for row in BatchItem.objects.filter(batch=batch)}
    added, changed = [], []
    for row in planned(actor, batch, at):
        item, known = row.item, standing.get((row.item.source_key, row.item.kind))
        if known is None:
            item.batch = batch
            added.append(item)
        elif known.state in AGAIN or _is_old(known, row):
            known.state, known.file_id, known.error = item.state, item.file_id, item.error
            known.job_id, known.ended_at = None, item.ended_at
            changed.append(known)
    BatchItem.objects.bulk_create(added, batch_size=_ROWS)
    BatchItem.objects.bulk_update(changed, ["state", "file", "error", "job", "ended_at"], batch_size=_ROWS)
    return len(changed) + sum(item.state != ItemState.MISSING for item in added)


def _is_old(known: BatchItem, row: Planned) -> bool:
    """Whether the paper says something else now than the file that the batch took."""
    return known.state == ItemState.DONE and row.is_certain and known.file_id != row.item.file_id
