"""What the batch desk says on the screen."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procedures.batch.handing import Handed
from procedures.batch.queries import Line, Standing
from procedures.models import Batch, BatchLine
from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold


@dataclass(frozen=True)
class Said:
    """The answer to a scan or a tap on ``line``. ``look``: done, wait or late; ``url`` opens the request."""

    look: str
    words: str
    url: str = ""
    line: int = 0


def handed_words(handed: Handed) -> Said:
    """What a scan led to: the name first, so that one glance tells whose paper it is."""
    line = handed.line
    request = line.request
    assert request is not None  # a line without one was refused
    url = reverse("procedures.request.read", args=[request.pk])
    said = {"name": line.row.pupil.full_name, "code": request.code}
    if handed.is_new:
        return Said(
            "done", _("%(name)s: đã trả cho %(taker)s") % {**said, "taker": line.row.taker_name}, url, line.row.pk
        )
    if line.standing == Standing.HANDED:
        when = f"{localtime(line.row.handed_at):%H:%M %d/%m/%Y}" if line.row.handed_at else ""
        return Said("wait", _("%(name)s: đã trả trước đó, lúc %(when)s") % {**said, "when": when}, url, line.row.pk)
    if line.standing == Standing.FETCHED:
        return Said("wait", _("%(name)s: đã nhận tại quầy theo hồ sơ %(code)s") % said, url)
    if line.standing == Standing.TAKEN_BACK:
        return Said(
            "wait", _("%(name)s: kết quả đã thu hồi, hồ sơ %(code)s đang giải quyết lại. Hãy mở hồ sơ đó.") % said, url
        )
    return Said("wait", _("%(name)s: đã có hồ sơ %(code)s tại quầy. Hãy trả theo hồ sơ đó.") % said, url)


def refused(row: BatchLine | None, refusal: Refusal) -> Said:
    """Why a scan handed nothing over."""
    if row is None:
        return Said("late", str(refusal.message))
    return Said("late", _("%(name)s: %(why)s") % {"name": row.pupil.full_name, "why": refusal.message})


def obstacle(batch: Batch, line: Line) -> str:
    """Why the counter will refuse a waiting line, as far as it can be seen beforehand; empty when nothing is seen."""
    last = batch.version.last_graduation_year
    if line.standing != Standing.WAITING or last is None:
        return ""
    year = line.row.pupil.graduation_year or batch.graduation_year
    if year is None:
        return _("chưa có năm tốt nghiệp, hãy ghi ở danh sách học sinh")
    if year > last:
        return _("khóa %(year)s: giấy tờ này chỉ có đến khóa %(last)s") % {"year": year, "last": last}
    return ""


def matches(line: Line, text: str) -> bool:
    """Whether a line is looked for: every word begins a word of the pupil's name or class, tone marks aside."""
    words = fold(f"{line.row.pupil.full_name} {line.row.pupil.class_name}").split()
    return all(any(word.startswith(wanted) for word in words) for wanted in fold(text).split())


def carried_title(batch: Batch) -> str:
    """The title of the list that takes over the rest."""
    return (_("%(title)s (tiếp)") % {"title": batch.title})[:150]
