"""The files of other projects are the ones that the list says, whole and with their licences."""

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
ENTRIES = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
VIETNAMESE = {*range(0x1EA0, 0x1EFA), *map(ord, "ĂăÂâĐđÊêÔôƠơƯư–…“”")}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["name"]))
def test_files_are_the_ones_listed(entry: dict[str, dict[str, str]]) -> None:
    found = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in entry["files"]}
    assert found == entry["files"]
    assert entry["licence"]
    assert any("LICENSE" in name for name in entry["files"])


def test_nothing_lies_there_unlisted() -> None:
    listed = {name for entry in ENTRIES for name in entry["files"]}
    there = {
        str(path.relative_to(ROOT))
        for folder in (VENDOR, ROOT / "vendor")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert there - listed == {"static/vendor/vendor.json"}


def test_no_pointer_to_a_source_map_is_left() -> None:
    # collectstatic would look for the map and stop
    for path in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        assert b"sourceMappingURL" not in path.read_bytes(), path


def test_icons_take_the_colour_of_the_text() -> None:
    symbols = ElementTree.parse(VENDOR / "bootstrap-icons" / "sprite.svg").getroot().findall(f"{SVG}symbol")
    assert len(symbols) > 40
    for symbol in symbols:
        assert re.fullmatch(r"bi-[a-z0-9-]+", symbol.attrib["id"])
        assert symbol.attrib["viewBox"] == "0 0 16 16"
        assert symbol.attrib["fill"] == "currentColor"
        assert len(symbol)


def test_every_icon_used_in_a_template_is_there() -> None:
    sprite = (VENDOR / "bootstrap-icons" / "sprite.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'id="(bi-[a-z0-9-]+)"', sprite))
    used = {
        name
        for path in ROOT.glob("[!.]*/**/*.html")
        for name in re.findall(r"sprite\.svg'?\"?\s*%\}#(bi-[a-z0-9-]+)", path.read_text(encoding="utf-8"))
    }
    assert used <= there


@pytest.mark.parametrize("shape", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_fonts_have_all_vietnamese_letters(shape: str) -> None:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(ROOT / "static" / "fonts" / f"LiberationSerif-{shape}.ttf") as font:
        assert set(font.getBestCmap()) >= VIETNAMESE
