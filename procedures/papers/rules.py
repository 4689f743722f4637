"""Pure parts of the papers: words for times, terms and money, and the day that an apology names."""

from collections.abc import Iterable
from datetime import date, datetime, time

from schooladmin.core.numbers import number_text
from schooladmin.core.periods import VIETNAM

_PAUSE = 8
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def moment_words(at: datetime) -> str:
    """«10 giờ 05 phút, ngày 20/11/2026»."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d/%m/%Y}"


def short_moment(at: datetime) -> str:
    """«10 giờ 05» and the day in a line of its own, for a narrow column."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H} giờ {local:%M}\n{local:%d/%m/%Y}"


def day_words(day: date) -> str:
    """«thứ Sáu, ngày 27/11/2026»."""
    return f"{_WEEKDAYS[day.weekday()]}, ngày {day:%d/%m/%Y}"


def term_words(working_days: int, cutoff: time | None = None) -> str:
    """«3 ngày làm việc», or the rule of the same day with its hour."""
    if working_days:
        return f"{working_days:02d} ngày làm việc"
    if cutoff is None:
        return "trong ngày làm việc"
    hour = f"{cutoff.hour} giờ" + (f" {cutoff.minute:02d}" if cutoff.minute else "")
    return f"trong ngày làm việc; nhận sau {hour} thì trong ngày làm việc tiếp theo"


def money_words(amount: int, note: str = "") -> str:
    """«Không thu» or «12.000 đồng», with the note of the catalogue."""
    words = f"{number_text(amount)} đồng" if amount else "Không thu"
    return f"{words} ({note})" if note else words


def quantity_words(copies: int) -> str:
    """«01 bản»."""
    return f"{copies:02d} bản"


def balanced(title: str, longest: int) -> str:
    """A title that is too long for one line, broken where its halves come out most alike."""
    if len(title) <= longest:
        return title
    words = title.split(" ")
    halves = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    best: tuple[str, str] = min(halves, key=_unevenness)
    return "\n".join(best)


def _unevenness(halves: tuple[str, str]) -> int:
    """The longer half; a break where the sentence itself pauses is worth some signs."""
    pauses = halves[0].endswith(",") or halves[1].startswith("VÀ ")
    return max(map(len, halves)) - (_PAUSE if pauses else 0)


def result_words(due: date, done: date) -> str:
    """How a result stands to its promise, as the control slip and the book ask."""
    if done < due:
        return "Trước hạn"
    return "Đúng hạn" if done == due else "Quá hạn"


def day_expected(named: Iterable[date | None], due: date, today: date) -> date | None:
    """The day on which the result is expected after all: the one named last, while it is to come and after ``due``.

    ``named``: the days that the apologies of a request named, in order; None for events that named none.
    """
    last = next((day for day in reversed([day for day in named if day is not None])), None)
    return last if last is not None and last > due and last >= today else None
