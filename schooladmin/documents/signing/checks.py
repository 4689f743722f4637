"""What ``manage.py check`` says of the server's seal. Warnings: a paper without a seal is still a paper."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils import timezone

from schooladmin.documents.signing.sealing import seal_state


def check_seal(**_options: Any) -> list[CheckMessage]:
    """A key that cannot be opened, a certificate that has ended or ends soon, a package that is missing."""
    state = seal_state(timezone.now())
    if state is None:
        return []
    if state.trouble:
        return [CheckWarning(state.trouble, hint="SEAL_*", id="documents.W001")]
    if state.is_ending:
        return [CheckWarning(f"{state.holder}: {state.valid_to:%d/%m/%Y}", hint="SEAL_*", id="documents.W002")]
    return []
