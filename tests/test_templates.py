"""What holds for every template, whatever page it is part of."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"
_SECTION = re.compile(r'<section\b[^>]*\baria-labelledby="([^"]+)"')
_REGION = re.compile(r'<div\b[^>]*\brole="region"[^>]*\baria-labelledby="([^"]+)"')


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.html")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_part_that_scrolls_does_not_repeat_the_name_of_its_section(path: Path) -> None:
    """It is a group inside: screen readers list landmarks by name, and two of one name cannot be told apart."""
    text = path.read_text()
    assert not set(_SECTION.findall(text)) & set(_REGION.findall(text))
