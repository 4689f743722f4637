"""How fast an outline becomes a PDF in a warm worker, beside the same page printed by Chromium kept warm.

Run ``python bench/pdf.py [--rounds N]``. All ways take turns within one run, so that a busy machine is unfair to none;
ratios are of medians. Every document differs a little from the one before: nothing is measured twice from a cache.
"""

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")

import django  # noqa: E402

django.setup()

from bench.outline import outline  # noqa: E402
from schooladmin.documents.catalogue import PROFILES  # noqa: E402
from schooladmin.documents.profiles import Profile  # noqa: E402
from schooladmin.documents.tree import Regime  # noqa: E402
from schooladmin.documents.writers import pdf  # noqa: E402
from schooladmin.documents.writers.css import print_css  # noqa: E402
from schooladmin.documents.writers.html import render_html  # noqa: E402

MEGABYTE = 1024 * 1024
SHEETS = ("document.css", "document-print.css")


@dataclass
class Way:
    """One way to make the PDF: ``make(issue, path)`` returns nothing and leaves the file."""

    name: str
    make: Callable[[int, Path], None]
    seconds: list[float] = field(default_factory=list)
    size: int = 0
    pages: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="how many documents each way makes (default 10)")
    rounds = parser.parse_args().rounds
    row = PROFILES[0]
    profile = Profile.from_spec(code=row["code"], name=row["name"], regime=Regime(row["regime"]), spec=row["spec"])
    pdf.warm_up()
    with tempfile.TemporaryDirectory() as folder, Chromium(profile) as chromium:
        ways = [
            Way("ours (WeasyPrint, shared fonts and style sheets, checks)", lambda n, at: ours(n, at, profile)),
            Way("plain WeasyPrint: HTML(string).write_pdf()", lambda n, at: plain(n, at, profile)),
            *([Way("Chromium kept warm, tagged", chromium.make)] if chromium.page else []),
        ]
        run(ways, rounds, Path(folder))
        report(ways, rounds, chromium)
    return 0


def ours(issue: int, path: Path, profile: Profile) -> None:
    pdf.write_pdf(outline(issue=issue), profile, path)


def plain(issue: int, path: Path, profile: Profile) -> None:
    """What a project without a writer of its own would do, with the same style."""
    page = pdf._engine().HTML(string=styled(issue, profile))
    page.write_pdf(path, presentational_hints=True, pdf_variant="pdf/ua-1")


def styled(issue: int, profile: Profile) -> str:
    """The page with its style sheets inside, for engines that are not given them ready parsed."""
    css = "\n".join((ROOT / "static" / "css" / name).read_text() for name in SHEETS) + print_css(profile)
    html = render_html(outline(issue=issue), profile, for_print=True)
    return html.replace("</head>", f"<style>{css}</style></head>")


class Chromium:
    """A browser that stays open; without one on this machine it is left out."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.page: Any = None
        self.stop: Callable[[], None] = lambda: None

    def __enter__(self) -> "Chromium":
        program = shutil.which("chromium")
        if program is None:
            print("no chromium on this machine: measured without it", file=sys.stderr)
            return self
        from playwright.sync_api import sync_playwright

        playwright = sync_playwright().start()
        fonts = str(ROOT / "static" / "fonts" / "fonts.conf")
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], env={**os.environ, "FONTCONFIG_FILE": fonts}
        )
        self.page = browser.new_page()

        def stop() -> None:
            browser.close()
            playwright.stop()

        self.stop = stop
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def make(self, issue: int, path: Path) -> None:
        self.page.set_content(styled(issue, self.profile))
        self.page.pdf(path=path, prefer_css_page_size=True, tagged=True, outline=True, print_background=True)


def run(ways: list[Way], rounds: int, folder: Path) -> None:
    """Let the ways take turns, forwards and backwards; the first round only warms up."""
    from pypdf import PdfReader

    for turn in range(rounds + 1):
        for way in ways if turn % 2 else reversed(ways):
            path = folder / "outline.pdf"
            begun = time.perf_counter()
            way.make(turn, path)
            if turn:
                way.seconds.append(time.perf_counter() - begun)
            way.size, way.pages = path.stat().st_size, len(PdfReader(path).pages)


def report(ways: list[Way], rounds: int, chromium: Chromium) -> None:
    print(f"{rounds} documents each, in turns; seconds per document\n")
    print(f"{'':58}{'median':>8}{'min':>8}{'pages/s':>9}{'pages':>7}{'bytes':>9}{'ratio':>7}")
    base = statistics.median(ways[0].seconds)
    for way in ways:
        middle = statistics.median(way.seconds)
        print(
            f"{way.name:58}{middle:8.3f}{min(way.seconds):8.3f}{way.pages / middle:9.1f}{way.pages:7}{way.size:9}"
            f"{base / middle:7.2f}"
        )
    print("\nratio: ours divided by this way (medians); below 1 ours is the quicker one")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if chromium.page:
        print(f"memory of Chromium's processes now: {memory_below(os.getpid()) / MEGABYTE:.0f} MB (proportional)")
    print("engine: " + ", ".join(f"{name} {version}" for name, version in pdf.engine_versions().items()))


def memory_below(parent: int) -> int:
    """Proportional memory of all processes below ``parent`` that are Chromium's, in bytes."""
    total = 0
    for child in children(parent):
        total += memory_below(child)
        if "chrom" in Path(f"/proc/{child}/comm").read_text():
            for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


if __name__ == "__main__":
    sys.exit(main())
