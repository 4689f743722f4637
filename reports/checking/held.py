"""The content of a report as a paper: what the school wrote is checked, what the system prints is not. Pure."""

import re
from collections.abc import Iterator
from itertools import count

from django.utils.translation import gettext as _

from reports.checking.paper import Line, Paper, Signed
from reports.content import FieldContent, ReportContent
from schooladmin.core.periods import Period, Quarter
from schooladmin.core.text import tidy

_TITLE, _OWN = "ĐỀ CƯƠNG SINH HOẠT THEO CHỦ ĐIỂM", "B. VẬN DỤNG, LIÊN HỆ TẠI"
_CHIP = re.compile(r"\[\[[^\[\]]{1,120}\]\]")  # a figure of the system in a text
_NOTHING = "Trong kỳ không phát sinh."
_LIMITATIONS, _TASKS = "II. Tồn tại, hạn chế và nguyên nhân", "III. Nhiệm vụ, giải pháp thời gian tới"


def paper_of(content: ReportContent) -> Paper:
    """The paper that a report will be, without the common parts A and C, which no school can change.

    Raises ValueError for a result of another period: the registers never give one.
    """
    numbers = count(1)
    quarter = Quarter.parse(content.quarter)
    title = (f"{_TITLE} {quarter.label.upper()}", content.theme_title)
    head = tuple(Line(next(numbers), tidy(text), is_given=True) for text in title)
    start = Line(next(numbers), f"{_OWN} {content.unit_name.upper()}", is_given=True)
    rows = [row for field in content.fields for row in _field(field, content)]
    limitations = _("Tồn tại, hạn chế và nguyên nhân")
    rows.append((_LIMITATIONS, "field-limitations", limitations, True))
    rows += [(text, "field-limitations", limitations, False) for text in content.limitations.splitlines()]
    tasks = _("Nhiệm vụ thời gian tới")
    rows.append((_TASKS, "commitments", tasks, True))
    rows += [(f"– {line.text}", "commitments", tasks, False) for line in content.commitments]
    own = (Line(next(numbers), tidy(text), anchor, place, given) for text, anchor, place, given in rows)
    return Paper(
        lines=(*head, start, *(line for line in own if line.text)),
        signed=Signed(
            day=content.document_date,
            counted_on=content.counted_on or content.document_date,
            period=Period(content.period_start, content.period_end),
            reporter=content.reporter_name,
            late=sum(line.solved_late + line.in_progress_late for line in content.procedures),
            limitations=content.limitations,
        ),
        own_from=len(head),
    )


def text_of(text: str, anchor: str) -> Paper:
    """One field's text as it is typed, with a nought in place of each figure that the system will put in."""
    lines = (tidy(_CHIP.sub("0", line)) for line in text.splitlines())
    numbered = (Line(number, line, anchor) for number, line in enumerate(lines, 1) if line)
    return Paper(tuple(numbered), own_from=0)


def _field(field: FieldContent, content: ReportContent) -> Iterator[tuple[str, str, str, bool]]:
    """The lines of a field: text, anchor, place, and whether the system gave it."""
    anchor = f"field-{field.key}"
    place = _("Mục %(number)s «%(heading)s»") % {"number": field.number.rstrip("."), "heading": field.heading}
    yield f"{field.number} {field.heading}", anchor, place, True
    if not field.is_answered:
        return  # what was drafted by rule and left alone answers nothing
    for text in field.narrative.splitlines():
        yield text, anchor, place, False
    for result in field.results:
        if not content.period_start <= result.day < content.period_end:
            raise ValueError(f"a result of {result.day} in the report of {content.quarter}")
        yield f"– {result.text}", anchor, place, False
    if not (field.narrative or field.results):
        yield _NOTHING, anchor, place, True
