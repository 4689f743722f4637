"""What the counter stores: the catalogue of procedures as dated data, and the register of requests."""

from procedures.models.applicant import ApplicantRule
from procedures.models.batch import Batch, BatchLine, BatchScan
from procedures.models.catalogue import Procedure, ProcedureComponent, ProcedureTerm, ProcedureVersion, Reason
from procedures.models.delegation import Delegation
from procedures.models.handover import HandOver
from procedures.models.lobby import LobbyScreen
from procedures.models.offline import CodeBlock, Device, OfflineEntry
from procedures.models.online import Submission, SubmissionPhoto
from procedures.models.papers import PaperForm
from procedures.models.rating import Rating
from procedures.models.register import (
    CodeSequence,
    Extension,
    Request,
    RequestComponent,
    RequestEvent,
    StopInterval,
)
from procedures.models.statistics import IndexRule
from procedures.models.transfer import (
    ClassPlace,
    Transfer,
    TransferEvent,
    TransferLetter,
    TransferRule,
    TransferSide,
)

__all__ = [
    "ApplicantRule",
    "Batch",
    "BatchLine",
    "BatchScan",
    "ClassPlace",
    "CodeBlock",
    "CodeSequence",
    "Delegation",
    "Device",
    "Extension",
    "HandOver",
    "IndexRule",
    "LobbyScreen",
    "OfflineEntry",
    "PaperForm",
    "Procedure",
    "ProcedureComponent",
    "ProcedureTerm",
    "ProcedureVersion",
    "Rating",
    "Reason",
    "Request",
    "RequestComponent",
    "RequestEvent",
    "StopInterval",
    "Submission",
    "SubmissionPhoto",
    "Transfer",
    "TransferEvent",
    "TransferLetter",
    "TransferRule",
    "TransferSide",
]
