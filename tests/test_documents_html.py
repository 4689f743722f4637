"""The preview says what the paper says, safely, and charts can be read by everybody."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from schooladmin.documents import tree
from schooladmin.documents.charts import bar_chart_svg
from schooladmin.documents.templatetags.numbers import numbers_whole
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.html import render_html
from tests.papers import chart, paper, profile

SVG = "{http://www.w3.org/2000/svg}"
STATIC = Path(__file__).resolve().parent.parent / "static"


class Outline(HTMLParser):
    """Collects the text of headings, paragraphs, list items and cells in order."""

    KEPT = frozenset({"h1", "h2", "h3", "h4", "h5", "p", "li", "th", "td", "caption", "figcaption"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.KEPT:
            self._open.append(tag)
            self.found.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.KEPT:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)


def outline_of(html: str) -> list[tuple[str, str]]:
    parser = Outline()
    parser.feed(html)
    return [(tag, " ".join(text.split())) for tag, text in parser.found]


def test_paper_and_preview_are_the_same_words_in_the_same_order() -> None:
    printed = render_html(paper(), profile("HD36"), for_print=True)
    shown = render_html(paper(), profile("HD36"), for_print=False)
    assert outline_of(printed) == outline_of(shown)


def test_the_preview_has_every_heading_paragraph_and_cell_of_the_tree() -> None:
    found = outline_of(render_html(paper(), profile("HD36"), for_print=False))
    by_tag = {tag: [text for kept, text in found if kept == tag] for tag in Outline.KEPT}
    for block in paper().blocks:
        match block:
            case tree.Heading():
                assert f"{block.number} {block.text}" in by_tag[f"h{block.level + 1}"]
            case tree.Paragraph():
                assert " ".join(block.text.split()) in by_tag["p"]
            case tree.Item():
                assert f"{block.marker} {' '.join(block.text.split())}" in by_tag["li"]
            case tree.Table():
                assert block.caption in by_tag["caption"]
                cells = [cell for row in block.rows for cell in row]
                assert all(cell in by_tag["td"] + by_tag["th"] for cell in cells)
            case tree.Chart():
                assert block.caption in by_tag["figcaption"]


@pytest.mark.parametrize("for_print", [True, False])
def test_it_needs_nothing_that_the_strict_policy_forbids(for_print: bool) -> None:
    html = render_html(paper(watermark="BẢN NHÁP"), profile("HD36"), for_print=for_print)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|https?://(?!www\.w3\.org/2000/svg)", html)
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in html


def test_a_theme_brings_its_marks_or_gets_them() -> None:
    plain = render_html(paper(), profile("HD36"), for_print=True)
    assert "“Học tập phong cách làm việc khoa học, gần dân”" in re.sub("<[^>]+>", "", plain)


def test_figures_say_where_they_come_from() -> None:
    html = render_html(paper(), profile("HD36"), for_print=False)
    assert '<strong><span class="figure" data-figure="procedures.all.solved">43</span></strong>' in html


def test_tables_name_their_heads_and_mark_their_sum() -> None:
    html = render_html(paper(), profile("ND30"), for_print=True)
    assert html.count('<th scope="col">') == 3
    assert '<tr class="total"><th scope="row" class="">Cộng</th><td class="number">20</td>' in html


def test_the_last_two_words_of_a_theme_go_down_together() -> None:
    html = render_html(
        replace(paper(), theme="Cải cách hành chính tại cơ quan, đơn vị"), profile("HD36"), for_print=True
    )
    assert '“Cải cách hành chính tại cơ quan, <span class="whole">đơn vị”</span></p>' in html


def test_a_paper_without_recipients_number_and_theme_leaves_no_gaps() -> None:
    bare = tree.Document(
        regime=Regime.PARTY,
        head=tree.LetterHead("", "Chi bộ Trường THCS Bình An", "Sơn Lam", paper().head.day),
        type_name="Đề cương",
        abstract=(),
        blocks=(),
        signature=tree.Signature("", "Người báo cáo", "Ngô Văn Bí"),
    )
    html = render_html(bare, profile("HD36"), for_print=True)
    assert "Số " not in html
    assert "Nơi nhận" not in html
    assert "“" not in html
    assert 'NGƯỜI <span class="whole">BÁO CÁO</span>' in html, "the last two words go down together"


@pytest.mark.parametrize("grouped", [False, True])
def test_a_chart_says_its_values_in_words_and_beside_the_bars(grouped: bool) -> None:
    picture = ElementTree.fromstring(bar_chart_svg(chart(grouped=grouped)))
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Biểu đồ 1. Hồ sơ theo kết quả"
    assert text is not None
    assert text.text is not None
    assert "Hầu hết hồ sơ được trả đúng hẹn." in text.text
    assert "Rút học bạ: Đúng hẹn 12, Trễ hẹn 1" in text.text
    written = [node.text for node in picture.iter(f"{SVG}text")]
    assert {"Đúng hẹn", "Trễ hẹn", "Đơn vị: hồ sơ", "Rút học bạ"} <= set(written)
    assert "12" in written
    assert "Tiếp nhận học sinh chuyển đến từ trường khác trong tỉnh" not in written, "long labels are wrapped"


def test_bars_stay_inside_the_picture_and_in_proportion() -> None:
    for grouped in (False, True):
        picture = ElementTree.fromstring(bar_chart_svg(chart(grouped=grouped)))
        wide = float(picture.attrib["width"])
        bars = [node.attrib for node in picture.findall(f"{SVG}rect")][2:]  # the first two belong to the legend
        assert all(float(bar["x"]) + float(bar["width"]) < wide for bar in bars)
        assert len(bars) == 3
        longest = max(float(bar["width"]) for bar in bars)
        assert float(bars[-1]["width"]) == pytest.approx(longest * 9 / 12, abs=0.02)


def test_two_charts_on_a_page_do_not_share_names() -> None:
    names = [set(re.findall(r'id="([^"]+)"', bar_chart_svg(chart(grouped=grouped)))) for grouped in (False, True)]
    assert names[0].isdisjoint(names[1])


def test_an_empty_chart_is_drawn_without_fault() -> None:
    empty = tree.Chart("Biểu đồ 2.", ("Chưa có",), (tree.Series("Đúng hẹn", (0,)),), "Chưa có hồ sơ.")
    assert "Chưa có hồ sơ." in bar_chart_svg(empty)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium; root in a container has no sandbox."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366])
def test_the_preview_fits_the_screen(page: Page, tmp_path: Path, width: int) -> None:
    html = render_html(paper(watermark="BẢN NHÁP"), profile("HD36"), for_print=False)
    shown = tmp_path / "preview.html"
    shown.write_text(re.sub(r'href="/?static/', f'href="{STATIC.as_uri()}/', html))
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(shown.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('.paper')).backgroundColor") == "rgb(255, 255, 255)"


def test_the_code_of_the_paper_stands_once_below_it_in_the_browser() -> None:
    mark = tree.QrCode("https://truong.example/k/26-00137-K", "26-00137-K", "Mã văn bản")
    html = render_html(replace(paper(), mark=mark), profile("HD36"), for_print=False)
    assert html.count("26-00137-K</strong>") == 1
    assert html.index("Văn Bí") < html.index("page-mark")
    assert "qr:" not in html
    assert 'width="14mm"' in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("theo Biểu số 06/VPCP/KSTT):", 'theo Biểu số <span class="whole">06/VPCP/KSTT</span>):'),
        (
            "số 30/2020/NĐ-CP, 36-HD/VPTW",
            'số <span class="whole">30/2020/NĐ-CP</span>, <span class="whole">36-HD/VPTW</span>',
        ),
        ("mã THCS-A-26-00002-B.", 'mã <span class="whole">THCS-A-26-00002-B</span>.'),
        ("<b>A-B</b> & 1/2", '&lt;b&gt;<span class="whole">A-B</span>&lt;/b&gt; &amp; 1/2'),
        ("từ 01/10/2026 tại truong.example.vn/ho-so/THCS-A", "từ 01/10/2026 tại truong.example.vn/ho-so/THCS-A"),
        (f"{'A' * 30}-{'B' * 30}", f"{'A' * 30}-{'B' * 30}"),
    ],
)
def test_numbers_of_papers_are_kept_on_one_line(text: str, shown: str) -> None:
    assert numbers_whole(text) == shown
