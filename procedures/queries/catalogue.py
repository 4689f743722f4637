"""The catalogue on the day of an event, and the promise that it gives."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from procedures.enums import ReasonKind, Route, TermStage
from procedures.models import Procedure, ProcedureTerm, ProcedureVersion, Reason
from procedures.rules.clock import Pause, PauseError, Promise, TermRule, promise
from schooladmin.calendars.queries import gap_refusal
from schooladmin.calendars.rules import CalendarGapError, WorkCalendar
from schooladmin.core.errors import Refusal
from schooladmin.core.i18n import localized
from schooladmin.core.memo import once_per_page
from schooladmin.core.periods import Period


def versions_on(day: date) -> QuerySet[ProcedureVersion]:
    """Every procedure that can be asked for on ``day``, in the version of that day."""
    rows = ProcedureVersion.objects.valid_on(day).select_related("procedure")
    return rows.prefetch_related("terms", "components").order_by("procedure__position")


def version_on(code: str, day: date) -> ProcedureVersion:
    """The version of a procedure on ``day``. Raises Refusal for an unknown code and for a day without a version."""
    version = versions_on(day).filter(procedure__code=code).order_by("-valid_from").first()
    if version is None:
        raise _no_version(code, day)
    return version


def _no_version(code: str, day: date) -> Refusal:
    procedure = Procedure.objects.filter(code=code).first()
    if procedure is None:
        return Refusal(
            _("Không có thủ tục mang mã «%(code)s».") % {"code": code}, code="procedure-unknown", field="procedure"
        )
    return Refusal(
        _("Ngày %(day)s chưa có hoặc không còn thủ tục «%(name)s». Hãy chọn thủ tục đang có hiệu lực.")
        % {"day": f"{day:%d/%m/%Y}", "name": localized(procedure, "name")},
        code="procedure-not-valid",
        field="procedure",
    )


def routes_of(version: ProcedureVersion) -> list[Route]:
    """The routes that must be told apart for the promise; empty when one term serves all."""
    routes = {Route(term.route) for term in version.terms.all() if term.stage == TermStage.RESULT}
    return [route for route in Route if route in routes and route is not Route.ANY]


def term_for(version: ProcedureVersion, route: Route | None) -> ProcedureTerm:
    """The term of a version on a route. Raises Refusal when the route decides and none was said."""
    terms = {term.route: term for term in version.terms.all() if term.stage == TermStage.RESULT}
    term = terms.get(route or Route.ANY) or terms.get(Route.ANY)
    if term is None:
        raise Refusal(
            _("Thời hạn của thủ tục này khác nhau theo tuyến. Hãy chọn trong tỉnh hoặc ngoài tỉnh."),
            code="route-needed",
            field="route",
        )
    return term


def promise_for(
    version: ProcedureVersion,
    route: Route | None,
    received_at: datetime,
    pauses: Iterable[Pause],
    calendar: WorkCalendar,
    *,
    extended_by: int = 0,
) -> Promise:
    """The promise of a version, with what cannot be computed said in words (Refusal).

    ``extended_by``: the working days of an extension, reckoned from the reception like the term itself.
    """
    rule = TermRule(term_for(version, route).working_days, version.cutoff_time, extended_by)
    try:
        return promise(rule, received_at, pauses, calendar)
    except CalendarGapError as gap:
        raise gap_refusal(gap) from gap
    except PauseError as wrong:
        raise Refusal(_pause_in_words(wrong.code), code=f"pause-{wrong.code}", field="pause") from wrong


def _pause_in_words(code: str) -> str:
    if code == "before-reception":
        return _("Khoảng tạm dừng bắt đầu trước khi tiếp nhận hồ sơ. Hãy kiểm tra lại thời điểm.")
    return _("Khoảng tạm dừng kết thúc trước khi bắt đầu. Hãy kiểm tra lại thời điểm.")


def all_reasons_on(day: date) -> QuerySet[Reason]:
    """The coded reasons of every kind that may be given on ``day``, those of a kind in order."""
    return Reason.objects.valid_on(day)


def reasons_on(kind: ReasonKind, day: date) -> QuerySet[Reason]:
    """The coded reasons of a kind that may be given on ``day``, in order."""
    return all_reasons_on(day).filter(kind=kind)


def procedures_in(period: Period) -> QuerySet[Procedure]:
    """The procedures that had a version on some day of the period, in the order of the catalogue."""
    valid = ProcedureVersion.objects.filter(valid_from__lt=period.end).exclude(valid_to__lte=period.start)
    return Procedure.objects.filter(pk__in=valid.values("procedure_id"))


def named_versions() -> QuerySet[ProcedureVersion]:
    """Every version there ever was with no more than code and names of its procedure, in catalogue order."""
    rows = ProcedureVersion.objects.select_related("procedure").order_by("procedure__position", "valid_from")
    return rows.only("procedure__code", "procedure__name", "procedure__name_en")


@once_per_page
def all_procedures() -> QuerySet[Procedure]:
    """Every procedure that was ever in the catalogue, with the oldest version first."""
    return Procedure.objects.prefetch_related(
        Prefetch("versions", queryset=ProcedureVersion.objects.order_by("valid_from"))
    )
