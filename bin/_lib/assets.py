"""Fetch again the files of other projects that live in this repository, and write down what they are.

A developer's tool: the computers that run the application need no Node and load nothing from other sites, so the few
files are committed. ``static/vendor/vendor.json`` says where each comes from; a test compares its hashes with them.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
FONTS = ROOT / "static" / "fonts"
LIST = VENDOR / "vendor.json"

BOOTSTRAP, HTMX, ICONS, PIP, LIBERATION = "5.3.8", "2.0.10", "1.13.2", "26.3", "2.1.5"

ICON_NAMES = """\
archive arrow-left arrow-repeat award bar-chart bell book box-arrow-in-right box-arrow-right building calendar3
chat-left-text check-circle check-lg chevron-down chevron-left chevron-right circle clipboard-check clock-history
diagram-3 download exclamation-triangle eye file-earmark-pdf file-earmark-text file-earmark-zip flag gear globe
hourglass-split house inbox info-circle journal-text link-45deg list list-check lock mortarboard paperclip
pause-circle pencil people person-circle play-circle plus-lg printer save search send shield-check three-dots trash
unlock upload x-circle x-lg
"""

SVG = "http://www.w3.org/2000/svg"


@dataclass
class Entry:
    """One project whose files we carry."""

    name: str
    version: str
    licence: str
    source: str
    files: dict[str, str]


def entry(name: str, version: str, licence: str, source: str, paths: list[Path]) -> Entry:
    """Describe ``paths`` with their hashes, named from the root of the repository."""
    files = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}
    return Entry(name, version, licence, source, files)


def unpacked(name: str, version: str, where: Path) -> Path:
    """Return the folder of an npm package, fetched with the ordinary client."""
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=where, check=True, stdout=subprocess.DEVNULL)
    target = where / name
    with tarfile.open(where / f"{name}-{version}.tgz") as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def put(source: Path, target: Path) -> Path:
    """Copy a file without the pointer to its source map, which we do not carry and collectstatic would look for."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    if target.suffix in {".css", ".js"}:
        data = re.sub(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*\n?", b"\n", data)
    target.write_bytes(data)
    return target


def bootstrap(work: Path) -> Entry:
    """Style sheet and script of the interface."""
    package = unpacked("bootstrap", BOOTSTRAP, work)
    target = VENDOR / f"bootstrap-{BOOTSTRAP}"
    paths = [
        put(package / "dist/css/bootstrap.min.css", target / "bootstrap.min.css"),
        put(package / "dist/js/bootstrap.bundle.min.js", target / "bootstrap.bundle.min.js"),
        put(package / "LICENSE", target / "LICENSE"),
    ]
    return entry("bootstrap", BOOTSTRAP, "MIT", "npm: bootstrap", paths)


def htmx(work: Path) -> Entry:
    """Parts of pages that load themselves."""
    package = unpacked("htmx.org", HTMX, work)
    target = VENDOR / f"htmx-{HTMX}"
    paths = [put(package / "dist/htmx.min.js", target / "htmx.min.js"), put(package / "LICENSE", target / "LICENSE")]
    return entry("htmx", HTMX, "0BSD", "npm: htmx.org", paths)


def symbols(package: Path) -> Iterator[str]:
    """Yield each wanted icon as a ``<symbol>`` that takes the colour of the text around it."""
    ElementTree.register_namespace("", SVG)
    for name in ICON_NAMES.split():
        drawing = ElementTree.parse(package / "icons" / f"{name}.svg").getroot()
        parts = "".join(ElementTree.tostring(part, encoding="unicode").strip() for part in drawing)
        parts = parts.replace(f' xmlns="{SVG}"', "")
        yield f'<symbol id="bi-{name}" viewBox="{drawing.attrib["viewBox"]}" fill="currentColor">{parts}</symbol>'


def icons(work: Path) -> Entry:
    """The subset of icons in use, as one file."""
    package = unpacked("bootstrap-icons", ICONS, work)
    target = VENDOR / "bootstrap-icons"
    licence = put(package / "LICENSE", target / "LICENSE")
    sprite = target / "sprite.svg"
    sprite.write_text(f'<svg xmlns="{SVG}">\n' + "\n".join(symbols(package)) + "\n</svg>\n", encoding="utf-8")
    return entry("bootstrap-icons", ICONS, "MIT", "npm: bootstrap-icons", [licence, sprite])


def pip_wheel(work: Path) -> Entry:
    """The installer itself: Debian's python3 alone has none, and cannot make one."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(work), f"pip=={PIP}"]
    subprocess.run(command, check=True)
    for old in (ROOT / "vendor").glob("pip-*.whl"):
        old.unlink()
    wheel = put(work / f"pip-{PIP}-py3-none-any.whl", ROOT / "vendor" / f"pip-{PIP}-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"pip-{PIP}.dist-info/licenses/LICENSE.txt")
    licence = wheel.with_name("LICENSE-pip.txt")
    licence.write_bytes(text)
    return entry("pip", PIP, "MIT", "PyPI: pip", [wheel, licence])


def fonts(work: Path) -> Entry:
    """Letters as wide as those of Times New Roman, with all of Vietnamese (version 1 of this family has none)."""
    subprocess.run(["apt-get", "download", "-q", "fonts-liberation2"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    package = next(work.glob("fonts-liberation2_*.deb"))
    if f"_{LIBERATION}-" not in package.name:
        raise SystemExit(f"expected fonts-liberation2 {LIBERATION}, got {package.name}")
    subprocess.run(["dpkg", "-x", str(package), str(work / "deb")], check=True)
    shapes = sorted((work / "deb/usr/share/fonts/truetype/liberation2").glob("LiberationSerif-*.ttf"))
    paths = [put(shape, FONTS / shape.name) for shape in shapes]
    licence = put(work / "deb/usr/share/doc/fonts-liberation2/copyright", FONTS / "LICENSE-Liberation.txt")
    return entry("Liberation Serif", LIBERATION, "OFL-1.1", "Debian: fonts-liberation2", [*paths, licence])


def main() -> int:
    """Fetch everything and write the list."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        entries = [asdict(make(work)) for make in (bootstrap, htmx, icons, pip_wheel, fonts)]
    LIST.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(entries)} projects, {sum(len(e['files']) for e in entries)} files: {LIST.relative_to(ROOT)}")
    return 0
