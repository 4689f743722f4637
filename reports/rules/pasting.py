"""Text that was pasted with the markup of Word or of a web page: the words are taken, the markup is dropped. Pure."""

import html
import re

_IS_MARKUP = re.compile(
    r"<o:p\b|class=\"?Mso|<!--\[if|<(?:p|span|div|table|td|font)\b[^<>]*\b(?:class|style|lang|align|width)\s*=",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<!--.*?-->|<(style|xml|head)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|table)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?::[a-z0-9]+)?(?:\s[^<>]*)?/?>", re.IGNORECASE)


def words_of(text: str) -> tuple[str, bool]:
    """The words of a pasted text, and whether markup was dropped. Text that merely has «<» in it is left alone."""
    if not _IS_MARKUP.search(text):
        return text, False
    bare = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", text)))
    lines = (" ".join(line.split()) for line in html.unescape(bare).splitlines())
    return "\n".join(line for line in lines if line), True
