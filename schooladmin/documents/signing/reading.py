"""Reading the signatures of a PDF: a process of its own for each file, with bounds on size, time and memory."""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schooladmin.core.errors import Refusal
from schooladmin.documents.signing.facts import SignatureFacts
from schooladmin.documents.signing.hanko import examining
from schooladmin.evidence.actions import MEGABYTE, max_bytes

log = logging.getLogger(__name__)

WALL_SECONDS = 60  # of a busy machine; the processor's own seconds are bounded in the process itself

_REFUSALS: dict[str, str | Promise] = {
    "encrypted": _("Tệp có mật khẩu nên không đọc được chữ ký. Hãy gửi bản không đặt mật khẩu."),
    "xfa": _(
        "Tệp là biểu mẫu XFA, chữ ký trên biểu mẫu này không kiểm tra được. Hãy in biểu mẫu ra PDF thường rồi ký lại."
    ),
    "hybrid": _(
        "Tệp có hai bảng mục lục khác nhau (PDF lai) nên hai phần mềm có thể thấy hai nội dung. "
        "Hãy lưu lại thành PDF thường rồi ký lại."
    ),
    "broken": _("Tệp PDF bị hỏng, không đọc được. Hãy lấy lại tệp gốc rồi gửi lại."),
    "too-many": _("Tệp có quá nhiều chữ ký nên không kiểm tra được. Hãy gửi tệp có nhiều nhất 40 chữ ký."),
    "heavy": _("Kiểm tra tệp này mất quá nhiều thời gian hoặc bộ nhớ nên đã dừng. Hãy lưu lại tệp cho gọn rồi gửi."),
}


@dataclass(frozen=True)
class Anchor:
    """A trusted authority and its days (ISO); ``valid_to`` is the first day without trust, or empty."""

    name: str
    pem: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class SignedReading:
    """The signatures of a signed copy, and whether signing is all that happened to the paper."""

    signatures: tuple[SignatureFacts, ...]
    begins_with_original: bool
    only_signed: bool


def read_signatures(source: Path | bytes, *, anchors: Sequence[Anchor], at: datetime) -> tuple[SignatureFacts, ...]:
    """Every signature of the PDF, oldest first; none for a file without any. Never asks the network.

    Raises Refusal on the field ``upload`` for a file that is too large, encrypted, damaged, or costs too much to read.
    """
    if isinstance(source, bytes):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as kept:
            kept.write(source)
            kept.flush()
            return read_signatures(Path(kept.name), anchors=anchors, at=at)
    return _signatures(_examined(source, anchors, at, None))


def read_signed_copy(path: Path, original: Path, *, anchors: Sequence[Anchor], at: datetime) -> SignedReading:
    """The signatures of ``path``, which somebody made of the paper ``original``. Raises Refusal as above."""
    begins = _begins_with(path, original)
    answer = _examined(path, anchors, at, original.stat().st_size if begins else None)
    return SignedReading(_signatures(answer), begins, answer.get("only_signed", False))


def _begins_with(path: Path, original: Path) -> bool:
    with path.open("rb") as signed, original.open("rb") as paper:
        while block := paper.read(MEGABYTE):
            if signed.read(len(block)) != block:
                return False
    return True


def _signatures(answer: dict[str, Any]) -> tuple[SignatureFacts, ...]:
    return tuple(SignatureFacts.from_json(row) for row in answer["signatures"])


def _examined(path: Path, anchors: Sequence[Anchor], at: datetime, original: int | None) -> dict[str, Any]:
    if path.stat().st_size > max_bytes():
        raise Refusal(
            _("Tệp lớn hơn %(limit)s MB nên không kiểm tra chữ ký được.") % {"limit": max_bytes() // MEGABYTE},
            code="signing-too-large",
            field="upload",
        )
    question = {
        "path": str(path),
        "anchors": [asdict(row) for row in anchors],
        "at": at.isoformat(),
        "original": original,
    }
    answer = _ask(question)
    if "refused" in answer:
        raise Refusal(_REFUSALS[answer["refused"]], code=f"signing-{answer['refused']}", field="upload")
    return answer


def _ask(question: dict[str, Any]) -> dict[str, Any]:
    """Have the question answered by a process of its own."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what strangers sent is in a file, not in the arguments
            [sys.executable, "-I", examining.__file__],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}
    return _answer(done)


def _answer(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """What the process said. One that its bounds ended says nothing; one that fell over is told in the log."""
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    if done.returncode > 0:
        log.error("examining signatures failed: %s", done.stderr[-2000:])
    return {"refused": "broken" if done.returncode > 0 else "heavy"}
