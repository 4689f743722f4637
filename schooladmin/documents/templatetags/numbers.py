"""Numbers of papers and codes of dossiers in running text."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_LONGEST = 40  # letters; longer words are let break where they must
# «30/2020/NĐ-CP», «06/VPCP/KSTT», «THCS-A-26-00002-B»: parts that begin with a capital or a figure, one with a capital.
_NUMBER = re.compile(r"(?<![\w./-])(?=[\d/-]*[A-ZĐ])[A-ZĐ\d][A-Za-zĐ\d]*(?:[/-][A-ZĐ\d][A-Za-zĐ\d]*)+(?![\w/-])")


@register.filter
def numbers_whole(text: str) -> SafeString:
    """``text``, escaped, in which no line ends within a number or a code: without this, one may after a stroke."""
    if "/" not in text and "-" not in text:
        return escape(text)
    parts: list[str] = []
    at = 0
    for found in _NUMBER.finditer(text):
        if len(found[0]) <= _LONGEST:
            parts += (escape(text[at : found.start()]), f'<span class="whole">{escape(found[0])}</span>')
            at = found.end()
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped
