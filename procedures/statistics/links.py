"""The addresses of the lists behind figures."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.http import urlencode

from procedures.enums import Count, Reckoning
from schooladmin.core.periods import Period


@dataclass(frozen=True)
class RowsUrl:
    """Makes the addresses of the lists behind the figures of a line.

    ``procedure`` is a code or a ``Catalogue``; empty fields narrow nothing. ``is_open``: whether the reader may see
    the rows at all; without it every address is empty.
    """

    period: Period
    unit: str = ""
    procedure: str = ""
    channel: str = ""
    is_open: bool = True

    def of(self, count: Count | Reckoning, channel: str = "") -> str:
        """The list of exactly the requests that ``count`` counted, of ``channel`` only when one is named."""
        if not self.is_open:
            return ""
        query = {
            "unit": self.unit,
            "procedure": self.procedure,
            "channel": channel or self.channel,
            "from": self.period.start.isoformat(),
            # People write the last day of a period, not the day after it.
            "to": (self.period.end - timedelta(days=1)).isoformat(),
            "count": count.value,
        }
        return f"{reverse('procedures.request.list')}?{urlencode({k: v for k, v in query.items() if v})}"
