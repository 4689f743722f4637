"""Texts in source files are folded at the width of the page; here the folds are taken out again."""


def unfold(text: str) -> list[str]:
    """Return the paragraphs, headings and dash lines of ``text``, each on one line.

    A blank line ends a paragraph; a line that starts with ``#`` or ``- `` always begins a new one.
    """
    found: list[str] = []
    is_open = False
    for line in map(str.strip, text.splitlines()):
        if not line:
            is_open = False
        elif is_open and not line.startswith(("#", "- ")):
            found[-1] += f" {line}"
        else:
            found.append(line)
            is_open = not line.startswith("#")
    return found


def marked_up(text: str) -> str:
    """Return ``text`` for a theme: blank lines between its paragraphs, dash lines one under the other."""
    joined = ""
    for line in unfold(text):
        gap = "\n" if line.startswith("- ") and joined.rpartition("\n")[2].startswith("- ") else "\n\n"
        joined += f"{gap}{line}" if joined else line
    return joined


def plain(text: str) -> str:
    """Return ``text`` for a field that a school fills in: each paragraph or dash line on a line of its own."""
    return "\n".join(unfold(text))
