"""What a device needs to check a text of a report by itself; ``static/js/report-rules.js`` reads it."""

from datetime import date

from django.utils.translation import gettext as _

from reports.checking.kinds import RULES
from reports.checking.knowledge import knowledge_for
from reports.checking.period import MEANT, touches
from reports.checking.words import FOREIGN, ONSETS, PAIRS, RHYMES, SYLLABLES
from reports.enums import Severity
from reports.models import Report
from schooladmin.core.text import fold
from schooladmin.units.scope import system

# The kinds that a device finds; what is cited and what stands in earlier quarters only the server knows.
KINDS = {
    "empty-count": Severity.BLOCKING,
    "period-mismatch": Severity.WARNING,
    "abolished-body": Severity.WARNING,
    "misspelling": Severity.ADVICE,
    "unit-missing": Severity.ADVICE,
}


def rule_pack(report: Report, today: date) -> dict[str, object]:
    """Everything that a text of ``report`` is compared with on a device, in the reader's language; plain JSON.

    A constant number of queries. Raises Refusal when the unit had no name at the end of the quarter.
    The caller has checked the right.
    """
    known = knowledge_for(system(today, "reports"), report.unit, report.period, headings=(), cites=False)
    quarter = known.quarter
    longest_first = sorted(known.former, key=lambda body: -len(body.name))
    return {
        "quarter": {"number": quarter.number, "year": quarter.year, "label": quarter.short_label},
        # The first years of the school years that have days in the quarter.
        "school_years": [year for year in range(quarter.year - 2, quarter.year + 2) if touches(year, known)],
        "procedures": [fold(name) for name in known.procedures],
        "former": [
            {"name": body.name, "ended_on": f"{body.ended_on:%d/%m/%Y}", "successor": body.successor}
            for body in longest_first
        ],
        "meant": MEANT,
        "words": {
            "foreign": FOREIGN,
            "onsets": ONSETS,
            "pairs": list(PAIRS.items()),
            "rhymes": sorted(RHYMES),
            "syllables": list(SYLLABLES.items()),
        },
        "severities": [severity.value for severity in Severity],
        "kinds": {
            code: {
                "severity": severity.value,
                "label": str(severity.label),
                "title": str(RULES[code].name),
                "why": str(RULES[code].why),
            }
            for code, severity in KINDS.items()
        },
        "messages": _messages(),
    }


def _messages() -> dict[str, str]:
    """The sentences of the checks, with the places of their values left open."""
    return {
        "empty": _("Chưa ghi số hồ sơ."),
        "empty_mend": _("Ghi số hồ sơ đã giải quyết trong kỳ; không có thì ghi 0."),
        "school_year_long": _("Năm học phải là hai năm liền nhau."),
        "school_year_other": _("Năm học này không có ngày nào trong kỳ báo cáo."),
        "span": _("Khoảng thời gian này khác kỳ báo cáo."),
        "quarter": _("Quý này không phải quý của báo cáo."),
        "year": _("Năm này không phải năm của báo cáo."),
        "months": _("Đề cương của một quý nhưng câu này nói về sáu hoặc chín tháng."),
        "period_mend": _("Kỳ báo cáo là %(quarter)s."),
        "body": _("«%(name)s» không còn từ ngày %(day)s."),
        "body_mend": _("Việc ấy nay do: %(body)s."),
        "word": _("«%(word)s» có lẽ viết sai."),
        "word_mend": _("Sửa thành «%(word)s»."),
        "word_look": _("Hãy xem lại cách viết."),
        "figure": _("Số %(figure)s không có đơn vị tính."),
        "figure_mend": _("Ghi rõ đếm gì: hồ sơ, lượt, phần trăm, giáo viên…"),
        "mend": _("Cách sửa:"),
    }
