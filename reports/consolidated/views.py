"""The officer's page of sums, each number with the schools that it is added up from, and the same as a workbook."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.consolidated.offices import PAPER, offices_for, panel_for
from reports.consolidated.queries import VERB, Consolidated, School, consolidated
from reports.consolidated.rules import TOTAL, TRAINING, Values, on_time
from reports.consolidated.sheets import coverage, days, heading, workbook_of
from reports.forms import quarter_or
from reports.queries import quarters_known
from schooladmin.core.numbers import number_text
from schooladmin.core.periods import Quarter
from schooladmin.documents.downloads import disposition
from schooladmin.documents.tree import Regime
from schooladmin.units.access import scope_from
from schooladmin.units.scope import Scope

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, its numbers, and whether it is the one that is open below."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    is_chosen: bool = False


@dataclass(frozen=True)
class Table:
    """Lines below their heads; ``groups`` are the heads above these with the number of columns that each spans."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    groups: tuple[tuple[str, int], ...] = ()


def _chosen(request: HttpRequest, scope: Scope, known: list[Quarter]) -> tuple[Quarter, Regime]:
    """The quarter and the paper of the address; without one the last quarter that has ended, and the Party's."""
    code = request.GET.get("quarter")
    quarter = quarter_or(code, scope.at) if code else next((q for q in known if q.calendar.end <= scope.at), known[0])
    return quarter, Regime.STATE if request.GET.get("paper") == Regime.STATE else Regime.PARTY


@require_safe
@login_required
@never_cache
def read(request: HttpRequest) -> HttpResponse:
    """The sums of what was handed in, and for one line of them the schools that it is added up from."""
    scope = scope_from(request)
    scope.require_anywhere(VERB)
    known = quarters_known(scope, scope.at)
    quarter, regime = _chosen(request, scope, known)
    page = consolidated(scope, quarter, regime)
    offices = offices_for(scope, PAPER)
    asked = request.GET.get("of", TOTAL)
    topic = asked if asked in page.topics else TOTAL
    address = {"quarter": quarter.code, "paper": regime.value}
    context = {
        "page": page,
        "quarters": known,
        "is_state": regime is Regime.STATE,
        "heading": heading(page),
        "days": days(page),
        "coverage": coverage(page),
        "panel": panel_for(scope, quarter, regime, offices, request.GET.get("unit", "")),
        "offices": offices,
        "query": urlencode(address),
        "sums": _sums(page, [row for row in page.topics if row not in (TOTAL, TRAINING)], TOTAL, topic, address),
        "classes": _sums(page, [], TRAINING, topic, address),
        "schools_title": _("Từng trường: %(topic)s") % {"topic": page.names[topic]},
        "schools": _schools(page, topic),
    }
    return render(request, "reports/consolidated.html", context)


def _cells(page: Consolidated, topic: str, values: Values, url_of: Callable[[str], str]) -> tuple[Cell, ...]:
    """The numbers of a line. The Party paper's lines end with the share in time, which is no sum."""
    cells = [
        Cell(column.label, number_text(value), url_of(column.key))
        for column, value in zip(page.columns(topic), values, strict=True)
    ]
    if _has_share(page, topic):
        cells.append(Cell(_("Tỷ lệ đúng hạn"), on_time(values)))
    return tuple(cells)


def _has_share(page: Consolidated, topic: str) -> bool:
    return topic != TRAINING and page.regime is not Regime.STATE


def _heads(page: Consolidated, topic: str) -> tuple[str, ...]:
    heads = [column.head or column.label for column in page.columns(topic)]
    return (*heads, _("Tỷ lệ đúng hạn")) if _has_share(page, topic) else tuple(heads)


def _groups(page: Consolidated, topic: str) -> tuple[tuple[str, int], ...]:
    found = Counter(column.group for column in page.columns(topic) if column.group)
    return tuple(found.items())


def _sums(page: Consolidated, topics: list[str], last: str, chosen: str, address: dict[str, str]) -> Table:
    """The sums of some topics, each number leading to its schools; ``last`` is the line below the others."""

    def row(topic: str) -> Row:
        url = f"?{urlencode(address | {'of': topic})}#schools"
        return Row(page.names[topic], url, _cells(page, topic, page.sums[topic], lambda _key: url), topic == chosen)

    total = row(last) if last in page.sums else None
    return Table(_heads(page, last), tuple(map(row, topics)), total, _groups(page, last))


def _schools(page: Consolidated, topic: str) -> Table:
    """A line for every school: its numbers lead to the same numbers of its report."""

    def row(school: School) -> Row:
        if school.report is None:
            return Row(school.name, "", ())
        report, values = school.report.pk, school.values.get(topic)

        def url_of(column: str) -> str:
            if page.regime is Regime.STATE:
                return reverse("reports.state.preview", args=[report])
            key = f"{TRAINING}.{column}" if topic == TRAINING else f"procedures.{topic}.{column}"
            if key in school.figures:
                return reverse("reports.figure.read", args=[report, key])
            return reverse("reports.report.read", args=[report])

        cells = _cells(page, topic, values, url_of) if values else ()
        return Row(school.name, reverse("reports.report.read", args=[report]), cells)

    total = Row(_("Cộng"), "", _cells(page, topic, page.sums[topic], lambda _key: "")) if topic in page.sums else None
    return Table(_heads(page, topic), tuple(map(row, page.schools)), total, _groups(page, topic))


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, Vietnamese whoever downloads it."""
    scope = scope_from(request)
    scope.require_anywhere(VERB)
    quarter, regime = _chosen(request, scope, quarters_known(scope, scope.at))
    with override("vi"):
        book = workbook_of(consolidated(scope, quarter, regime))
    answer = HttpResponse(book, content_type=_XLSX)
    stem = "Tong-hop_Bao-cao" if regime is Regime.STATE else "Tong-hop_De-cuong"
    answer["Content-Disposition"] = disposition(f"{stem}_{quarter.code}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
