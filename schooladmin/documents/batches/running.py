"""Going on with a batch: a few of its papers are given to the workers at a time, the next when one has ended.

A batch never fills the queue, so that somebody's single paper does not wait behind a whole province. Whoever notices
goes on with it: the worker that has ended a job, the page that began it, and beat, which repairs what a killed worker
left. The row of the batch is locked meanwhile, so that going on twice at once does nothing twice.
"""

import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.batches.models import OPEN_ITEMS, Batch, BatchItem, ItemState
from schooladmin.documents.batches.registry import Wanted, paper_source
from schooladmin.documents.enums import FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope, opened, scope_of_id

log = logging.getLogger(__name__)
_STEP = 20  # items that one transaction begins at most: the rest of the installation writes too


def advance(*, batch_id: int, at: datetime) -> None:
    """Take in what has ended and begin what there is room for. Safe at any time and by several at once."""
    while _step(batch_id, at):
        pass


def begin(*, batch_id: int, at: datetime) -> None:
    """The first step alone, for somebody who waits for a page: workers and beat go on with the rest."""
    _step(batch_id, at)


def advance_for_job(*, job_id: uuid.UUID, at: datetime) -> None:
    """Go on with the batches that wait for this job."""
    waiting = BatchItem._base_manager.filter(job_id=job_id, state=ItemState.RUNNING)
    for batch_id in waiting.values_list("batch_id", flat=True).distinct():
        advance(batch_id=batch_id, at=at)


def advance_all(*, at: datetime) -> int:
    """Go on with every open batch; return how many there are."""
    open_batches = list(Batch._base_manager.filter(finished_at__isnull=True).values_list("pk", flat=True))
    for batch_id in open_batches:
        advance(batch_id=batch_id, at=at)
    return len(open_batches)


def _step(batch_id: int, at: datetime) -> bool:
    """One transaction of ``advance``; return whether there is room for more."""
    with transaction.atomic():
        # By the base manager: a batch goes on although nobody who may see it is looking.
        rows = Batch._base_manager.select_for_update()
        batch = rows.filter(pk=batch_id, finished_at__isnull=True).first()
        if batch is None:
            return False
        running = _take_in(batch, at)
        if batch.cancelled_at is None:
            running += _begin(batch, settings.BATCH_JOBS_AHEAD - running, at)
        items = BatchItem._base_manager.filter(batch=batch)
        if not items.filter(state__in=OPEN_ITEMS).exists():
            Batch._base_manager.filter(pk=batch.pk).update(finished_at=at)
            return False
        has_room = running < settings.BATCH_JOBS_AHEAD
        return has_room and items.filter(state=ItemState.QUEUED).exists()


def _take_in(batch: Batch, at: datetime) -> int:
    """Note what became of the jobs that were begun; return how many still run."""
    running = 0
    rows = BatchItem._base_manager.filter(batch=batch, state=ItemState.RUNNING).select_related("job")
    for item in rows:
        if item.job is None or item.job.state == JobState.FAILED:
            _end(item, at, error=item.job.error if item.job else "")
        elif item.job.state == JobState.DONE:
            made = RenderedFile._base_manager.filter(job=item.job, source_key=item.source_key, kind=item.kind).first()
            _end(item, at, file=made, error="" if made else _("Việc đã xong nhưng không thấy tệp. Hãy thử lại."))
        else:
            running += 1
    return running


def _begin(batch: Batch, room: int, at: datetime) -> int:
    """Ask for the next papers, in the present scope of who asked for the batch; return how many jobs that made."""
    begun = 0
    if room <= 0:
        return begun
    queued = list(BatchItem._base_manager.filter(batch=batch, state=ItemState.QUEUED).order_by("pk")[:_STEP])
    if not queued:
        return begun
    scope = scope_of_id(batch.requested_by_id, local_date(at))
    with opened(scope):
        for item in queued:
            answer = _ask(scope, batch, item, at)
            if isinstance(answer, str):
                _end(item, at, error=answer)
            elif isinstance(answer, RenderedFile):
                _end(item, at, file=answer)
            else:
                item.state, item.job = ItemState.RUNNING, answer
                item.save(update_fields=["state", "job"])
                begun += 1
                if begun == room:
                    break
    return begun


def _ask(scope: Scope, batch: Batch, item: BatchItem, at: datetime) -> Job | RenderedFile | str:
    """The current file, the job that makes it, or in plain words why there will be none."""
    wanted = Wanted(item.source_key, FileKind(item.kind), batch.base)
    try:
        with transaction.atomic():
            return paper_source(item.source).ask(scope, wanted, at)
    except Refusal as refusal:
        return str(refusal.message)
    except (OutOfScope, Forbidden):
        return _("Người yêu cầu không còn quyền xem văn bản này.")
    except Exception:  # one paper that cannot be asked for must not stop the others
        log.exception("item %s of batch %s could not be begun", item.pk, batch.pk)
        return _("Máy chủ gặp lỗi khi bắt đầu văn bản này. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị.")


def _end(item: BatchItem, at: datetime, *, file: RenderedFile | None = None, error: str = "") -> None:
    item.state = ItemState.DONE if file else ItemState.FAILED
    item.file, item.ended_at = file, at
    item.error = "" if file else error[:500] or _("Việc này không thực hiện được.")
    item.save(update_fields=["state", "file", "error", "ended_at"])
