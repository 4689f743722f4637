"""The charts of the statistics, for the screen. The numbers stand in the tables beneath."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from procedures.queries.statistics import MonthLine, ProcedureShare
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.tree import Chart, Series


def months_chart(lines: Sequence[MonthLine]) -> SafeString:
    """What came and what was solved in each month."""
    return bar_chart_svg(
        Chart(
            _("Hồ sơ tiếp nhận và có kết quả theo tháng"),
            tuple(line.label for line in lines),
            (
                Series(_("Tiếp nhận"), tuple(line.month.received for line in lines)),
                Series(_("Có kết quả"), tuple(line.month.solved for line in lines)),
            ),
            description="",
            unit=_("hồ sơ"),
            grouped=True,
        )
    )


def on_time_chart(lines: Sequence[ProcedureShare]) -> SafeString:
    """The on-time share of each procedure in whole percent, rounded down."""
    return bar_chart_svg(
        Chart(
            _("Tỷ lệ đúng hạn theo thủ tục"),
            tuple(line.name for line in lines),
            (Series(_("Đúng hạn"), tuple(line.share.whole_percent or 0 for line in lines)),),
            description="",
            unit="%",
        )
    )
