"""The sum over what a paper says, for papers whose content no other row freezes: letters, minutes, certificates."""

import hashlib
import json
from collections.abc import Collection

from schooladmin.documents.issuing.models import Issue
from schooladmin.documents.issuing.queries import current_issue, with_numbers
from schooladmin.documents.tree import Document


def sum_of(document: Document) -> str:
    """SHA-256 over kind, day, place and every word of a paper that carries no mark yet.

    Over its words alone: how a newer version of the program keeps or draws them makes no new paper.
    """
    said = [str(document.kind), document.head.day.isoformat(), document.head.place, *document.texts()]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def issue_saying(unit_id: int, source_key: str, document: Document) -> Issue | None:
    """The version that speaks now, if it says what ``document`` says: what was changed since carries no mark of it."""
    issue = current_issue(unit_id, source_key)
    return issue if issue is not None and issue.snapshot_hash == sum_of(document) else None


def current_issues(unit_id: int, source_keys: Collection[str]) -> dict[str, Issue]:
    """The versions of many papers that speak now, by the key of the paper (two queries)."""
    rows = with_numbers(Issue.objects.filter(unit_id=unit_id, source_key__in=source_keys, is_current=True))
    return {row.source_key: row for row in rows}
