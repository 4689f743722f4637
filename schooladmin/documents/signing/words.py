"""What is known about signatures, in sentences for people who are no cryptographers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schooladmin.core.periods import VIETNAM
from schooladmin.documents.signing.facts import (
    Additions,
    Integrity,
    Revocation,
    SignatureFacts,
    Trust,
    Verdict,
    overall,
)

HEADLINES: dict[Verdict, Promise] = {
    Verdict.BROKEN: gettext_lazy("Chữ ký không dùng được"),
    Verdict.REVOKED: gettext_lazy("Chứng thư đã bị thu hồi"),
    Verdict.DOUBTFUL: gettext_lazy("Chữ ký chưa đủ tin cậy"),
    Verdict.UNKNOWN: gettext_lazy("Chữ ký còn nguyên vẹn, chưa rõ cơ quan chứng thực"),
    Verdict.GOOD: gettext_lazy("Chữ ký hợp lệ"),
    Verdict.NONE: gettext_lazy("Tệp không có chữ ký số"),
}
# The class of the label and its icon: never by colour alone.
LOOKS: dict[Verdict, tuple[str, str]] = {
    Verdict.BROKEN: ("late", "x-circle"),
    Verdict.REVOKED: ("late", "x-circle"),
    Verdict.DOUBTFUL: ("wait", "exclamation-triangle"),
    Verdict.UNKNOWN: ("wait", "info-circle"),
    Verdict.GOOD: ("done", "check-circle"),
    Verdict.NONE: ("quiet", "info-circle"),
}


@dataclass(frozen=True)
class Told:
    """One signature as it is shown."""

    facts: SignatureFacts
    headline: str
    tone: str
    icon: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """All signatures of a file, and one verdict over them: that of the worst."""

    verdict: Verdict
    headline: str
    tone: str
    icon: str
    signatures: tuple[Told, ...]


def describe(signatures: Sequence[SignatureFacts]) -> Description:
    """The signatures in the reader's language."""
    verdict = overall(signatures)
    tone, icon = LOOKS[verdict]
    return Description(verdict, str(HEADLINES[verdict]), tone, icon, tuple(map(_told, signatures)))


def _told(facts: SignatureFacts) -> Told:
    tone, icon = LOOKS[facts.verdict]
    headline = str(HEADLINES[facts.verdict])
    if facts.is_timestamp and facts.is_intact:
        headline = _("Dấu thời gian trên cả văn bản")
    return Told(facts, headline, tone, icon, tuple(_sentences(facts)))


def one_line(facts: SignatureFacts) -> str:
    """Who, when and the verdict in one sentence, for places without room."""
    told = _told(facts)
    return _("%(who)s: %(verdict)s. %(more)s") % {
        "who": _who(facts),
        "verdict": told.headline,
        "more": " ".join(told.sentences[1:3]),
    }


def _sentences(facts: SignatureFacts) -> Iterator[str]:
    if facts.signer:
        yield _("Người ký: %(who)s.") % {"who": _who(facts)}
    yield _INTEGRITY[facts.integrity] % {"added": _ADDED.get(facts.additions, "")}
    if facts.integrity is Integrity.UNREADABLE:
        return
    yield _when(facts)
    if not facts.is_intact:
        return
    if facts.weakness:
        yield _("Thuật toán %(name)s đã quá yếu, không còn chứng minh được ai đã ký.") % {"name": facts.weakness}
    yield _TRUST[facts.trust] % {
        "authority": facts.authority or _("không ghi tên"),
        "anchor": facts.anchor,
        "since": _day(facts, "valid_from"),
        "until": _day(facts, "valid_to"),
    }
    if facts.trust is Trust.TRUSTED and not facts.is_timestamp:
        yield _REVOCATION[facts.revocation] % {"day": _day(facts, "revoked_at")}


def _who(facts: SignatureFacts) -> str:
    parts = (facts.signer or _("không rõ tên"), facts.title, facts.organisation)
    return ", ".join(part for part in parts if part)


def _when(facts: SignatureFacts) -> str:
    at = facts.time("signed_at")
    if at is None:
        return _("Chữ ký không ghi giờ ký.")
    day = f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if facts.is_time_ahead:
        return _("Giờ ký ghi %(at)s là giờ chưa đến: đồng hồ của máy ký sai.") % {"at": day}
    if facts.is_time_proven and facts.time_authority:
        return _("Ký lúc %(at)s, có dấu thời gian của %(authority)s chứng minh.") % {
            "at": day,
            "authority": facts.time_authority,
        }
    if facts.is_timestamp:
        return _("Đóng lúc %(at)s.") % {"at": day}
    return _("Ký lúc %(at)s theo đồng hồ của máy ký; không có dấu thời gian chứng minh.") % {"at": day}


def _day(facts: SignatureFacts, name: str) -> str:
    at = facts.time(name)
    return f"{at.astimezone(VIETNAM):%d/%m/%Y}" if at else ""


_INTEGRITY: dict[Integrity, Promise] = {
    Integrity.WHOLE: gettext_lazy("Tệp không bị sửa từ khi ký; chữ ký bao trùm cả tệp."),
    Integrity.EXTENDED: gettext_lazy(
        "Phần đã ký không bị sửa. Sau khi ký, tệp có thêm %(added)s; chữ ký cho phép việc này."
    ),
    Integrity.LATER_CHANGE: gettext_lazy(
        "Sau khi ký, tệp bị thêm hoặc sửa những thứ chữ ký không cho phép. "
        "Đừng tin nội dung đang thấy; hãy hỏi người ký."
    ),
    Integrity.CHANGED: gettext_lazy("Nội dung đã bị sửa sau khi ký: không còn là văn bản mà người ký đã ký."),
    Integrity.UNCOVERED: gettext_lazy(
        "Chữ ký không bao trùm đúng phần nội dung, nên có thể che giấu nội dung khác. Đừng tin tệp này."
    ),
    Integrity.UNREADABLE: gettext_lazy("Chữ ký này hỏng hoặc thuộc loại cũ không kiểm tra được."),
}
_ADDED: dict[Additions, Promise] = {
    Additions.NONE: gettext_lazy("dữ liệu phụ"),
    Additions.PROOF: gettext_lazy("dữ liệu để kiểm tra lâu dài"),
    Additions.FORMS: gettext_lazy("chữ ký khác hoặc nội dung điền vào ô biểu mẫu"),
    Additions.NOTES: gettext_lazy("ghi chú"),
}
_TRUST: dict[Trust, Promise] = {
    Trust.TRUSTED: gettext_lazy("Chứng thư do %(authority)s cấp, thuộc cơ quan chứng thực được tin: %(anchor)s."),
    Trust.UNKNOWN: gettext_lazy(
        "Chứng thư do %(authority)s cấp; "
        "hệ thống chưa được khai báo để tin cơ quan này nên chưa xác nhận được người ký."
    ),
    Trust.NOT_THEN: gettext_lazy(
        "Chứng thư do %(authority)s cấp; cơ quan này có trong danh sách nhưng không được tin vào ngày ký."
    ),
    Trust.EXPIRED: gettext_lazy(
        "Vào lúc ký, chứng thư do %(authority)s cấp không còn hoặc chưa có hiệu lực (từ %(since)s đến %(until)s)."
    ),
    Trust.UNFIT: gettext_lazy("Chứng thư do %(authority)s cấp không dùng để ký văn bản được."),
}
_REVOCATION: dict[Revocation, Promise] = {
    Revocation.GOOD: gettext_lazy("Theo dữ liệu kèm trong tệp, chứng thư không bị thu hồi."),
    Revocation.REVOKED: gettext_lazy("Chứng thư đã bị thu hồi ngày %(day)s."),
    Revocation.UNKNOWN: gettext_lazy("Tệp không kèm dữ liệu thu hồi nên chưa biết chứng thư có bị thu hồi hay không."),
}
