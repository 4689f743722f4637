"""How the chain is computed, so that anybody can recompute it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def entry_hash(previous: str, content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry: the previous hash and the content as sorted JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
