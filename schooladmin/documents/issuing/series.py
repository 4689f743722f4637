"""Series of numbers: which one a paper belongs to, the next number under a lock, and opening a term."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.text import tidy
from schooladmin.documents.enums import RegimeChoice
from schooladmin.documents.issuing.models import BookNumber, Issue, NumberSeries
from schooladmin.documents.issuing.permissions import OPEN_SERIES
from schooladmin.documents.issuing.rules import next_free
from schooladmin.documents.kinds import KindRule, Series
from schooladmin.units.scope import Scope

# A book of a year holds some hundred papers: a number far beyond is a slip of the finger that would open a gap.
MOST_AHEAD = 500


def series_on(unit_id: int, rule: KindRule, day: date, sign: str) -> NumberSeries:
    """The series that a paper of ``day`` is numbered in; that of a year begins with its first paper.

    Raises Refusal for a kind without numbers, and when numbers run for a term and none is open on that day.
    """
    if not rule.is_numbered:
        raise Refusal(_("Loại văn bản này không đánh số."), code="kind-without-number", field="number")
    rows = NumberSeries.objects.filter(unit_id=unit_id, regime=rule.regime, code=rule.type_code)
    found = rows.filter(Q(ends__isnull=True) | Q(ends__gt=day), begins__lte=day).order_by("-begins").first()
    if found is not None:
        return found
    if rule.series is Series.TERM:
        raise Refusal(
            _("Chưa mở dãy số «%(code)s» cho nhiệm kỳ có ngày %(day)s. Hãy mở dãy số ở trang «Dãy số».")
            % {"code": rule.type_code, "day": f"{day:%d/%m/%Y}"},
            code="series-missing",
            field="number",
        )
    series, _made = NumberSeries.objects.get_or_create(
        unit_id=unit_id,
        regime=rule.regime.value,
        code=rule.type_code,
        begins=date(day.year, 1, 1),
        defaults={"ends": date(day.year + 1, 1, 1), "suffix": rule.code(sign)},
    )
    return series


def give(
    series: NumberSeries, issue: Issue, *, wanted: int | None, is_printed: bool, by: str, at: datetime
) -> BookNumber:
    """Write the number of a paper, in the caller's transaction: the row of the series is locked until that ends.

    ``wanted`` is a number from a book on paper: it may fill a gap or lie ahead, and then numbers go on behind it.
    Raises Refusal when it is taken, was voided, or is no number of this series.
    """
    locked = NumberSeries.objects.select_for_update().get(pk=series.pk)
    taken = {row.number: row for row in BookNumber.objects.filter(series=locked)}
    if wanted is not None:
        _require_free(locked, wanted, taken)
    number = wanted if wanted is not None else next_free(locked.next_number, taken.keys())
    given = BookNumber.objects.create(
        unit_id=issue.unit_id,
        series=locked,
        issue=issue,
        number=number,
        is_printed=is_printed,
        is_by_hand=wanted is not None,
        given_at=at,
        given_by_label=by,
    )
    NumberSeries.objects.filter(pk=locked.pk).update(next_number=max(locked.next_number, number + 1))
    return given


def _require_free(series: NumberSeries, wanted: int, taken: dict[int, BookNumber]) -> None:
    if wanted < series.first_number:
        raise Refusal(
            _("Dãy số này bắt đầu từ số %(first)s.") % {"first": series.first_number},
            code="number-before-series",
            field="number",
        )
    if wanted >= series.next_number + MOST_AHEAD:
        raise Refusal(
            _("Số %(number)s cách số kế tiếp (%(next)s) quá xa. Hãy xem lại sổ.")
            % {"number": wanted, "next": series.next_number},
            code="number-too-far",
            field="number",
        )
    known = taken.get(wanted)
    if known is None:
        return
    if known.voided_at is not None:
        raise Refusal(
            _("Số %(number)s đã hủy (%(reason)s) nên không cấp lại.") % {"number": known, "reason": known.void_reason},
            code="number-voided",
            field="number",
        )
    raise Refusal(
        _("Số %(number)s đã cấp cho văn bản khác. Bỏ trống ô này thì lấy số kế tiếp (%(next)s).")
        % {"number": known, "next": series.next_number},
        code="number-taken",
        field="number",
    )


def recount(series_id: int) -> None:
    """After a number was voided: go on behind the last that holds, so that a slip far ahead leaves no gap behind."""
    series = NumberSeries.objects.select_for_update().get(pk=series_id)
    last = BookNumber.objects.filter(series=series, voided_at__isnull=True).aggregate(last=Max("number"))["last"]
    NumberSeries.objects.filter(pk=series.pk).update(next_number=max(series.first_number, (last or 0) + 1))


@transaction.atomic
def open_series(
    *,
    actor: Scope,
    unit_id: int,
    regime: RegimeChoice,
    code: str,
    suffix: str,
    begins: date,
    first_number: int,
    at: datetime,
) -> NumberSeries:
    """Begin a series on a day: a term of the committee, or a year whose book on paper is continued.

    The one before ends on that day. Sent twice it is one series. Raises Refusal for a day that is not after the
    beginning of the last one, or when papers of that day on are numbered in it already.
    """
    actor.require(OPEN_SERIES, unit_id)
    sign, behind = tidy(code).upper(), tidy(suffix)
    rows = NumberSeries.objects.select_for_update().filter(unit_id=unit_id, regime=regime, code=sign)
    known = rows.filter(begins=begins).first()
    if known is not None:
        if (known.suffix, known.first_number) == (behind, first_number):
            return known
        raise Refusal(_("Đã có dãy số bắt đầu từ ngày này."), code="series-exists", field="begins")
    last = rows.order_by("-begins").first()
    if last is not None and last.begins > begins:
        raise Refusal(
            _("Dãy số gần nhất bắt đầu ngày %(day)s; dãy mới phải bắt đầu sau ngày đó.")
            % {"day": f"{last.begins:%d/%m/%Y}"},
            code="series-too-early",
            field="begins",
        )
    if last is not None and (last.ends is None or last.ends > begins):
        if BookNumber.objects.filter(series=last, issue__day__gte=begins).exists():
            raise Refusal(
                _("Dãy số trước đã cấp số cho văn bản từ ngày này trở đi. Hãy chọn ngày sau đó."),
                code="series-in-use",
                field="begins",
            )
        NumberSeries.objects.filter(pk=last.pk).update(ends=begins)
    series = NumberSeries.objects.create(
        unit_id=unit_id,
        regime=regime,
        code=sign,
        suffix=behind,
        begins=begins,
        first_number=first_number,
        next_number=first_number,
    )
    record(
        actor=actor,
        unit_id=unit_id,
        verb=OPEN_SERIES,
        at=at,
        thing=series,
        changes={"begins": ["", begins.isoformat()], "first": ["", first_number], "suffix": ["", behind]},
    )
    actor.require_inside(unit_id)
    return series
