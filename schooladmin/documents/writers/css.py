"""The figures of a profile as CSS for paper. Numbers only: no text of a person enters a style sheet unescaped."""

from schooladmin.documents.profiles import Profile

_CHOSEN = frozenset("\\\"'\n\r\f<>")


def print_css(profile: Profile) -> str:
    """Page box, page number, lines and gaps of the profile."""
    margins, number = profile.margins, profile.page_number
    first = "" if number.on_first else "@page :first { @top-center { content: none } }\n"
    return (
        f"@page {{ size: A4; margin: {margins.top:g}mm {margins.right:g}mm {margins.bottom:g}mm {margins.left:g}mm;\n"
        f"  @top-center {{ content: counter(page); font-size: {number.size}pt; line-height: 1;\n"
        f"    padding-top: {number.top:g}mm; vertical-align: top }} }}\n"
        f"{first}"
        f".document {{ line-height: {profile.line:g}pt }}\n"
        f".document .text, .document .heading, .items > li, .note {{ margin-bottom: {profile.gap:g}pt }}\n"
        f".text, .heading {{ text-indent: {profile.indent:g}mm }}\n"
        f".hang-none {{ text-indent: {profile.indent:g}mm }}\n"
        f".hang-dash, .hang-short {{ margin-left: {profile.indent:g}mm }}\n"
    )


def watermark_css(text: str) -> str:
    """``text`` large and grey across every page. It is painted as decoration: screen readers pass over it."""
    plain = "".join(char for char in text if char not in _CHOSEN)
    return (
        f'@page {{ @bottom-center {{ content: "{plain}"; white-space: nowrap; font-size: 88pt; font-weight: bold;'
        " color: #e6e6e6; transform: translate(0, -138mm) rotate(-52deg); z-index: -1 } }\n"
    )
