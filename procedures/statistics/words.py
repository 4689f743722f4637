"""What stands below the tables: coverage, what is left out, and each share worked out in words."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.queries.statistics import Coverage, IndexItem, Statistics
from procedures.rules.index766 import Share, vietnamese
from schooladmin.core.periods import Period


def period_words(period: Period) -> str:
    """«từ 01/7/2026 đến hết 30/9/2026»."""
    last = period.end - timedelta(days=1)
    return _("từ ngày %(first)s đến hết ngày %(last)s") % {
        "first": f"{period.start:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
    }


def percent(share: Share) -> str:
    """«97,71 %»; without anything to measure «không phát sinh», never 0 %."""
    return percentage(share.percent)


def percentage(value: Decimal | None) -> str:
    """A percentage in words, see ``percent``."""
    if value is None:
        return _("không phát sinh")
    english = (get_language() or "vi").startswith("en")
    number = f"{value:.2f}" if english else vietnamese(value)
    return f"{number}\u00a0%"  # a number and its sign are not parted at the end of a line


def calculation(share: Share, part: str, whole: str) -> str:
    """«128 đúng hạn / 131 phải giải quyết = 97,71 %»."""
    words = {"part": intcomma(share.part), "part_name": part, "whole": intcomma(share.whole), "whole_name": whole}
    if share.percent is None:
        return _("%(part)s %(part_name)s / %(whole)s %(whole_name)s: không phát sinh") % words
    return _("%(part)s %(part_name)s / %(whole)s %(whole_name)s = %(percent)s") % (words | {"percent": percent(share)})


def index_calculation(item: IndexItem) -> str:
    """How an item came to its percentage."""
    if item.late is None:
        return calculation(item.share, item.part_words, item.whole_words)
    parts = [
        calculation(item.late, _("quá hạn"), _("phải giải quyết")),
        calculation(item.share, item.part_words, item.whole_words),
    ]
    return _("100 %% − (%(late)s) − (%(unsatisfied)s) = %(percent)s") % {
        "late": parts[0],
        "unsatisfied": parts[1],
        "percent": percentage(item.percent),
    }


def coverage_line(coverage: Coverage) -> str:
    """«Số liệu của 58/60 trường.» and which are missing or left out: stands below every table."""
    line = [_("Số liệu của %(counted)s/%(total)s trường.") % {"counted": coverage.counted, "total": coverage.total}]
    if coverage.missing:
        line.append(_("Chưa có hồ sơ nào trong sổ: %(schools)s.") % {"schools": ", ".join(coverage.missing)})
    if coverage.left_out:
        line.append(
            _("Không tính, vì sổ không cân đối: %(schools)s. Hãy báo người quản trị.")
            % {"schools": ", ".join(coverage.left_out)}
        )
    return " ".join(line)


def remarks(found: Statistics) -> Iterator[str]:
    """All that somebody must know before quoting a figure."""
    yield coverage_line(found.coverage)
    if found.is_running:
        yield _("Kỳ chưa kết thúc: số liệu tính đến ngày %(day)s.") % {"day": f"{found.counted_on:%d/%m/%Y}"}
    yield _("Không có số nào được nhập hoặc sửa bằng tay; mỗi số là số hồ sơ trong sổ theo dõi.")
