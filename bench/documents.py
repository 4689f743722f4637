"""How fast papers become PDF, how that grows with pages, and what a worker needs, beside the other ways to make them.

Run ``python bench/documents.py [--rounds N] [--pages 50 300] [--only outlines cores growth]``. Every way has a warm
process of its own; they take turns within one run, forwards and backwards, so that a busy machine is unfair to none.
Ratios are medians of the pairs of one round, of processor time (a browser's processes are counted in). Every outline
differs a little from the one before. Peers that are not installed are left out with a line that says so.
"""

import argparse
import gc
import importlib
import importlib.util
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")

import django  # noqa: E402

django.setup()

from bench.outline import long_paper, outline  # noqa: E402
from schooladmin.documents import tree  # noqa: E402
from schooladmin.documents.catalogue import PROFILES  # noqa: E402
from schooladmin.documents.profiles import Profile  # noqa: E402
from schooladmin.documents.tree import Regime  # noqa: E402
from schooladmin.documents.warmup import THRESHOLD  # noqa: E402
from schooladmin.documents.writers import pdf  # noqa: E402
from schooladmin.documents.writers.css import print_css  # noqa: E402
from schooladmin.documents.writers.html import render_html  # noqa: E402
from schooladmin.documents.writers.pdf import engine  # noqa: E402

MEGABYTE = 1024 * 1024
SHEETS = ("document.css", "document-print.css")
ROW = PROFILES[0]
PROFILE = Profile.from_spec(code=ROW["code"], name=ROW["name"], regime=Regime(ROW["regime"]), spec=ROW["spec"])
MARK = tree.QrCode("https://truong.example/k/26-00137-K", "26-00137-K", "Mã văn bản")
USUAL = """.items { list-style: "– " } .items > li { margin-left: 15mm; padding: 0; text-indent: 0 }
.document table { table-layout: auto }"""
Make = Callable[[int, Path], None]


@dataclass
class Done:
    """What one order to a worker took: for all its documents together."""

    wall: float
    cpu: float  # with all processes below
    pages: int
    size: int
    peak: int  # bytes that the process held at most
    share: int  # bytes that it (a browser: all its processes) holds now, shared parts divided among those who share


@dataclass
class Way:
    """A way to make a PDF: ``prepare`` is called in its own process and returns what makes a document."""

    name: str
    prepare: Callable[[], Make]
    begun: int = 0
    done: list[Done] = field(default_factory=list)
    line: Any = None  # the pipe to its process

    def start(self) -> None:
        self.line, there = multiprocessing.Pipe()
        multiprocessing.get_context("fork").Process(target=work, args=(self.prepare, there), daemon=True).start()

    def order(self, count: int) -> None:
        self.line.send((self.begun, count))
        self.begun += count

    def answer(self) -> Done:
        done = self.line.recv()
        if isinstance(done, str):
            raise SystemExit(f"{self.name}: {done}")
        return done  # type: ignore[no-any-return]

    def stop(self) -> None:
        self.line.send(None)


def work(prepare: Callable[[], Make], line: Connection) -> None:
    """The process of a way: make as many documents as asked, say what they took."""
    try:
        make = prepare()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            while order := line.recv():
                first, count = order
                begun, cpu = time.perf_counter(), processor()
                for issue in range(first, first + count):
                    make(issue, path)
                took = time.perf_counter() - begun, processor() - cpu
                line.send(Done(*took, pages_of(path), path.stat().st_size, peak(), share()))
    except Exception as wrong:
        line.send(f"{type(wrong).__name__}: {wrong}")


def pages_of(path: Path) -> int:
    shown = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in shown.splitlines() if line.startswith("Pages:")))


def processor() -> float:
    """Seconds that the processor gave to this process and to those below it, living and ended."""
    ended = os.times()
    below = ended.children_user + ended.children_system + sum(map(spent, everything(os.getpid())))
    return time.process_time() + below


def spent(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended while we looked
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def everything(parent: int) -> Iterator[int]:
    """All processes below ``parent``."""
    for child in children(parent):
        yield child
        yield from everything(child)


def peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) * 1024


def share() -> int:
    """What this process holds now; with a browser below it, what the browser's processes hold instead."""
    return memory_below(os.getpid()) or proportional(os.getpid())


def proportional(process: int) -> int:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))


def memory_below(parent: int) -> int:
    total = 0
    for child in everything(parent):
        try:
            if "chrom" in Path(f"/proc/{child}/comm").read_text():
                total += proportional(child)
        except OSError:  # it ended while we looked
            continue
    return total


def children(parent: int) -> list[int]:
    try:
        tasks = [task.read_text().split() for task in Path(f"/proc/{parent}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for found in tasks for child in found]


def ours(document: Callable[[int], tree.Document]) -> Make:
    """As in a worker of ours: warmed up, and looking for garbage seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLD)

    def make(issue: int, path: Path) -> None:
        pdf.write_pdf(document(issue), PROFILE, path)

    return make


def ours_untagged(document: Callable[[int], tree.Document]) -> Make:
    ours(document)

    def make(issue: int, path: Path) -> None:
        paper = document(issue)
        html = render_html(paper, PROFILE, for_print=True)
        engine.laid_out(html, engine.sheets_for(paper, PROFILE)).write_pdf(path)

    return make


def plain(issue: int, path: Path) -> None:
    """What a project without a writer of its own would do, with the same style."""
    engine.engine().HTML(string=styled(outline(issue=issue))).write_pdf(path, presentational_hints=True)


def plain_usual(issue: int, path: Path) -> None:
    """The same content as one writes it without thinking of the engine: marked lists, tables that find their widths."""
    html = styled(outline(issue=issue)).replace("</style>", USUAL + "</style>")
    html = re.sub(r'(<li class="hang-[a-z]+">)\S+ ', r"\1", re.sub("<col width[^>]*>", "", html))
    engine.engine().HTML(string=html).write_pdf(path, presentational_hints=True)


def plain_tagged(issue: int, path: Path) -> None:
    html = engine.engine().HTML(string=styled(outline(issue=issue)))
    html.write_pdf(path, presentational_hints=True, pdf_variant=engine.TAGGED)


def styled(document: tree.Document) -> str:
    """The page with its style sheets inside, for engines that are not given them ready parsed."""
    css = "\n".join((ROOT / "static" / "css" / name).read_text() for name in SHEETS) + print_css(PROFILE)
    return render_html(document, PROFILE, for_print=True).replace("</head>", f"<style>{css}</style></head>")


def chromium() -> Make:
    """A browser that stays open."""
    from playwright.sync_api import sync_playwright

    fonts = str(ROOT / "static" / "fonts" / "fonts.conf")
    browser = (
        sync_playwright()
        .start()
        .chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
            env={**os.environ, "FONTCONFIG_FILE": fonts},
        )
    )
    page = browser.new_page()

    def make(issue: int, path: Path) -> None:
        page.set_content(styled(outline(issue=issue)))
        page.pdf(path=path, prefer_css_page_size=True, tagged=True, outline=True, print_background=True)

    return make


def libreoffice() -> Make:
    """The Word file of our own writer turned into PDF, in a fresh process each time."""
    write_docx = importlib.import_module("schooladmin.documents.writers.docx").write_docx

    def make(issue: int, path: Path) -> None:
        word = path.with_suffix(".docx")
        write_docx(outline(issue=issue), PROFILE, word)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{path.parent}/profile",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", str(path.parent), str(word)], check=True, capture_output=True)

    return make


def typst() -> Make:
    """The same words set by Typst; only the blocks that an outline has, without the chart."""
    compiler = importlib.import_module("typst")  # no package of this project

    def make(issue: int, path: Path) -> None:
        document = outline(issue=issue)
        source = path.with_suffix(".typ")
        source.write_text("\n\n".join(_typst(document)))
        path.write_bytes(compiler.compile(str(source), font_paths=[str(ROOT / "static" / "fonts")]))

    return make


def _typst(document: tree.Document) -> list[str]:
    def said(text: str) -> str:
        return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    parts = [
        f"#set document(title: {said(document.title)[1:]})",
        '#set text(font: "Liberation Serif", size: 14pt, lang: "vi")',
        "#set page(margin: (top: 20mm, right: 15mm, bottom: 20mm, left: 30mm), numbering: \"1\")\n"
        "#set par(justify: true, first-line-indent: 10mm, leading: 6pt)",
        *(said(text) for text in (document.head.upper, document.head.issuer, document.type_name, *document.abstract)),
    ]  # fmt: skip
    for block in document.blocks:
        match block:
            case tree.Heading(level=level, number=number, text=text):
                parts.append(f"{'#pagebreak()' if block.new_page else ''}\n{'=' * level} {said(f'{number} {text}')}")
            case tree.Paragraph() | tree.Item():
                parts.append(said(block.text))
            case tree.Table(columns=columns, rows=rows):
                cells = [f"[{said(text)}]" for row in ((c.label for c in columns), *rows) for text in row]
                shares = ", ".join(f"{column.share}fr" for column in columns)
                parts.append(f"#table(columns: ({shares}), {', '.join(cells)})")
    return parts


def is_here(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def ways_for_outlines() -> list[Way]:
    ways = [
        Way("ours", lambda: ours(lambda issue: outline(issue=issue))),
        Way("ours, with the code in the margin", lambda: ours(lambda issue: replace(outline(issue=issue), mark=MARK))),
        Way("ours in one piece", lambda: ours(lambda issue: replace(outline(issue=issue), shared=0))),
        Way(
            "ours in one piece, untagged", lambda: ours_untagged(lambda issue: replace(outline(issue=issue), shared=0))
        ),
        Way("plain HTML(string).write_pdf()", lambda: plain),
        Way("the same, tagged", lambda: plain_tagged),
        Way("plain, lists and tables as usual", lambda: plain_usual),
    ]
    peers = (
        ("Chromium kept warm, tagged", chromium, bool(shutil.which("chromium")) and is_here("playwright")),
        ("LibreOffice from DOCX", libreoffice,
         bool(shutil.which("soffice")) and is_here("schooladmin.documents.writers.docx")),
        ("Typst", typst, is_here("typst")),
    )  # fmt: skip
    for name, prepare, found in peers:
        if found:
            ways.append(Way(name, prepare))
        else:
            print(f"{name}: not installed here, left out", file=sys.stderr)
    return ways


def turns(ways: list[Way], rounds: int, count: int = 1) -> None:
    """``count`` documents a turn, for a worker makes many in a row; the first round only warms up."""
    for way in ways:
        way.start()
    for turn in range(rounds + 1):
        for way in ways if turn % 2 else reversed(ways):
            way.order(count)
            done = way.answer()
            if turn:
                way.done.append(replace(done, wall=done.wall / count, cpu=done.cpu / count))
    for way in ways:
        way.stop()


def ratio(way: Way, other: Way) -> float:
    """Of processor time: the median of the pairs of one round."""
    return statistics.median(mine.cpu / theirs.cpu for mine, theirs in zip(way.done, other.done, strict=True))


def show(ways: list[Way]) -> None:
    heads = ("wall s", "min", "cpu s", "pages", "bytes", "peak MB", "held MB", "ours : this")
    print(f"\n{'':36}" + "".join(f"{head:>9}" for head in heads[:-1]) + f"{heads[-1]:>13}")
    for way in ways:
        wall, cpu = [done.wall for done in way.done], statistics.median(done.cpu for done in way.done)
        last = way.done[-1]
        print(
            f"{way.name:36}{statistics.median(wall):9.3f}{min(wall):9.3f}{cpu:9.3f}{last.pages:9}{last.size:9}"
            f"{last.peak / MEGABYTE:9.0f}{last.share / MEGABYTE:9.0f}{ratio(ways[0], way):13.2f}"
        )


def goal(words: str, value: float, limit: float | None, *, at_least: bool = False) -> None:
    if limit is None:
        print(f"  {words:62}{value:8.2f}")
        return
    reached = value >= limit if at_least else value <= limit
    print(f"  {words:62}{value:8.2f}  {'≥' if at_least else '≤'} {limit:g}  {'reached' if reached else 'MISSED'}")


def outlines(rounds: int) -> None:
    ways = ways_for_outlines()
    turns(ways, rounds, count=3)
    show(ways)
    by_name = {way.name: way for way in ways}
    first = ways[0]
    print()
    goal("an outline : plain", ratio(first, by_name["plain HTML(string).write_pdf()"]), 0.50)
    goal(
        "an outline : plain with usual lists and tables",
        ratio(first, by_name["plain, lists and tables as usual"]),
        0.50,
    )
    goal("tagged : untagged", ratio(by_name["ours in one piece"], by_name["ours in one piece, untagged"]), 1.20)
    goal("a worker on outlines, MB (shared parts divided)", max(done.share for done in first.done) / MEGABYTE, 120)
    browser = by_name.get("Chromium kept warm, tagged")
    if browser:
        goal("bytes : Chromium's tagged file", first.done[-1].size / browser.done[-1].size, 0.5)
        goal("memory : Chromium's", first.done[-1].share / browser.done[-1].share, 0.25)


TEAM_GOALS = (
    ("ours, two workers", "plain, two workers", 2.0),
    ("ours, two workers", "ours, one worker", 1.9),
    ("ours, two workers", "Chromium, two pages", 0.75),
)


def team_goals(speeds: dict[str, list[float]], *, judged: bool) -> None:
    def pair(name: str, other: str) -> float:
        return statistics.median(a / b for a, b in zip(speeds[name], speeds[other], strict=True))

    for name, other, limit in TEAM_GOALS:
        if other in speeds:
            goal(f"{name} : {other}", pair(name, other), limit if judged else None, at_least=True)


def cores(rounds: int, count: int = 6) -> None:
    """Documents a minute: one worker, two of ours, two that do it plainly, two browsers, in turns."""
    teams: dict[str, list[Way]] = {
        "ours, one worker": [Way("one", lambda: ours(lambda issue: outline(issue=issue)))],
        "ours, two workers": [Way("two", lambda: ours(lambda issue: outline(issue=issue))) for _ in range(2)],
        "plain, two workers": [Way("plain", lambda: plain) for _ in range(2)],
    }
    if shutil.which("chromium") and is_here("playwright"):
        teams["Chromium, two pages"] = [Way("Chromium", chromium) for _ in range(2)]
    for team in teams.values():
        for way in team:
            way.start()
            way.order(1)
            way.answer()
    by_wall: dict[str, list[float]] = {name: [] for name in teams}
    by_cpu: dict[str, list[float]] = {name: [] for name in teams}
    for turn in range(rounds):
        for name in list(teams) if turn % 2 else list(reversed(teams)):
            begun = time.perf_counter()
            for way in teams[name]:
                way.order(count)
            done = [way.answer() for way in teams[name]]
            made = 60 * count * len(done)
            by_wall[name].append(made / (time.perf_counter() - begun))
            by_cpu[name].append(len(done) * made / sum(each.cpu for each in done))
    print(f"\n{'documents a minute':36}{'by the wall':>12}{'best':>8}{'by the processor':>18}")
    for name, found in by_wall.items():
        print(f"{name:36}{statistics.median(found):12.0f}{max(found):8.0f}{statistics.median(by_cpu[name]):18.0f}")
    print("\n  documents a minute, by the wall:")
    team_goals(by_wall, judged=True)
    print("  documents a minute of processor time (Chromium's processes wait for each other more than they work):")
    team_goals(by_cpu, judged=False)
    for team in teams.values():
        for way in team:
            way.stop()


def ours_long(pages: int) -> Make:
    return ours(lambda issue: long_paper(pages, issue=issue))


def growth(few: int, many: int, rounds: int) -> None:
    ways = [Way(f"{few} pages", lambda: ours_long(few)), Way(f"{many} pages", lambda: ours_long(many))]
    turns(ways, rounds)
    show(ways)
    each = [statistics.median(done.cpu / done.pages for done in way.done) for way in ways]
    print()
    goal(f"a page of {many} : a page of {few}", each[1] / each[0], 1.25)
    goal(f"peak of a worker at {many} pages, MB", max(done.peak for done in ways[1].done) / MEGABYTE, 550)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="turns of each way (default 15)")
    parser.add_argument("--pages", type=int, nargs=2, default=(50, 300), help="the two long papers (default 50 300)")
    parser.add_argument("--only", nargs="+", choices=("outlines", "cores", "growth"), default=())
    asked = parser.parse_args()
    parts = asked.only or ("outlines", "cores", "growth")
    pdf.warm_up()
    print(", ".join(f"{name} {version}" for name, version in pdf.engine_versions().items()))
    print(f"{asked.rounds} rounds in turns, load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if "outlines" in parts:
        outlines(asked.rounds)
    if "cores" in parts:
        cores(max(2, asked.rounds // 3))
    if "growth" in parts:
        growth(asked.pages[0], asked.pages[1], max(1, asked.rounds // 5))
    return 0


if __name__ == "__main__":
    sys.exit(main())
