"""Writes of the reform register."""

from reform.actions.commitments import add_commitment, carry_commitment, close_commitment, edit_commitment
from reform.actions.proofs import attach_evidence, detach_evidence
from reform.actions.results import edit_result, log_result, withdraw_result

__all__ = [
    "add_commitment",
    "attach_evidence",
    "carry_commitment",
    "close_commitment",
    "detach_evidence",
    "edit_commitment",
    "edit_result",
    "log_result",
    "withdraw_result",
]
