"""Draw one Vietnamese line with the fonts of this project. Run in a child process: it may crash, that is the point.

Exit code 0: documents can be made. 3: they can, but with the slow way of cutting fonts. Anything else: they cannot.
"""

import sys

from weasyprint import HTML
from weasyprint.text.ffi import harfbuzz_subset

TEXT = "Cộng hòa xã hội chủ nghĩa Việt Nam: Nghĩ, Ưỡn, Đặng, ỷ lại"


def main() -> int:
    """Draw, and check that the font came from this project."""
    style = "font-family: 'Liberation Serif'"
    document = HTML(string=f'<html lang=vi><title>.</title><p style="{style}">{TEXT}').render()
    data = document.write_pdf(uncompressed_pdf=True)
    if data is None or b"Liberation" not in data:
        print("the fonts of the project were not used")
        return 4
    return 0 if harfbuzz_subset is not None else 3


if __name__ == "__main__":
    sys.exit(main())
