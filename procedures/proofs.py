"""What the counter leaves behind as proof: decisions, closed requests, ended transfers, printed notices."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from procedures.enums import CLOSED, WITH_RESULT, State
from procedures.models import Request, TransferSide
from procedures.papers.kinds import NOTICE_KEY
from schooladmin.core.periods import Period, local_date
from schooladmin.documents.offers import OFFICE
from schooladmin.evidence.enums import WorkKind
from schooladmin.evidence.work import Proof, drop_proofs, leave_proofs, register_source
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job

_ENDED = (*WITH_RESULT, *CLOSED)


def settle_request(request: Request, before: str) -> None:
    """Bring the proofs of a request in line with its new state; ``before`` is the state that it came from."""
    proofs = list(_of_request(request))
    leave_proofs(request.unit_id, proofs)
    if before in _ENDED:
        drop_proofs(request.unit_id, {_key(request, kind) for kind in _KINDS} - {proof.key for proof in proofs})


def settle_transfer(side: TransferSide) -> None:
    """A transfer that has ended proves itself at the school of ``side``."""
    leave_proofs(side.unit_id, list(_of_transfer(side)))


def notice_asked(job: Job) -> None:
    """The page of a procedure was made for the notice board."""
    leave_proofs(job.unit_id, [_of_notice(job)])


def register() -> None:
    """Say where the proofs of a period come from (from ``AppConfig.ready``)."""
    register_source("procedures", _of_period)


def _of_period(unit_id: int, period: Period) -> Iterator[Proof]:
    began = {"gte": period.start_at, "lt": period.end_at}
    spans = [Q(**{f"{field}__{name}": moment for name, moment in began.items()}) for field in _MOMENTS]
    requests = Request._base_manager.filter(spans[0] | spans[1] | spans[2], unit_id=unit_id)
    for request in requests.only("unit_id", "code", "state", "is_slip", *_MOMENTS):
        yield from (proof for proof in _of_request(request) if proof.day in period)
    sides = TransferSide._base_manager.filter(
        unit_id=unit_id, transfer__closed_at__gte=period.start_at, transfer__closed_at__lt=period.end_at
    )
    for side in sides.select_related("transfer", "request"):
        yield from _of_transfer(side)
    jobs = Job._base_manager.filter(
        unit_id=unit_id,
        key__startswith=f"{NOTICE_KEY}:{unit_id}:",
        created_at__gte=period.start_at,
        created_at__lt=period.end_at,
    )
    for job in jobs.exclude(state=JobState.FAILED).exclude(payload__file__in=OFFICE):  # a Word file hangs nowhere yet
        yield _of_notice(job)


_KINDS = (WorkKind.DECISION, WorkKind.REQUEST_CLOSED)
_MOMENTS = ("solved_at", "returned_at", "closed_at")


def _key(request: Request, kind: WorkKind) -> str:
    return f"request:{request.pk}:{kind.value}"


def _of_request(request: Request) -> Iterator[Proof]:
    """A refusal is a decision too; a slip of the desk that was taken back proves nothing."""
    if request.is_slip:
        return
    url = reverse("procedures.request.read", args=[request.pk])
    decided = request.solved_at or (request.closed_at if request.state == State.REFUSED else None)
    if decided is not None:
        key = _key(request, WorkKind.DECISION)
        yield Proof(WorkKind.DECISION, key, local_date(decided), f"Đã giải quyết hồ sơ {request.code}", url)
    ended = request.returned_at or request.closed_at
    if ended is not None:
        key = _key(request, WorkKind.REQUEST_CLOSED)
        yield Proof(WorkKind.REQUEST_CLOSED, key, local_date(ended), f"Hồ sơ {request.code} đã kết thúc", url)


def _of_transfer(side: TransferSide) -> Iterator[Proof]:
    if side.transfer.closed_at is not None:
        code = side.request.code if side.request else f"{side.transfer_id}"
        yield Proof(
            WorkKind.TRANSFER_ENDED,
            f"transfer:{side.transfer_id}",
            local_date(side.transfer.closed_at),
            f"Chuyển trường đã xong, hồ sơ {code}",
            reverse("procedures.transfer.read", args=[side.pk]),
        )


def _of_notice(job: Job) -> Proof:
    procedure, day = job.payload["procedure"], local_date(job.created_at)
    return Proof(
        WorkKind.NOTICE_PRINTED,
        f"notice:{procedure}:{day}",
        day,
        f"Trang niêm yết {procedure} đã in",
        reverse("procedures.notice.file", args=[procedure]),
        detail=procedure,
    )
