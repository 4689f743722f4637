"""What the device finds in a text of a report without a network is what the server finds, and it draws it alike."""

import random
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser

from reports.checking.knowledge import findings_in_field
from reports.checking.words import PAIRS, SYLLABLES
from reports.models import Report
from reports.offline.pack import KINDS, rule_pack
from schooladmin.core.templatetags.vi import icon
from schooladmin.units.scope import opened, system
from tests.factory import World
from tests.test_offline_rules import alone

pytestmark = pytest.mark.browser
TODAY = date(2026, 10, 12)
COMPARED = ("code", "severity", "excerpt", "wrong", "message", "suggestion", "title", "why")
RULES = "report-rules.js"
CHECK = "({texts, pack}) => texts.map((text) => reportRules.check(text, pack))"

TEXTS = (
    "",
    " \n\t\n\u3000\n",
    "Nhà trường rà soát, công khai 5 thủ tục hành chính; mọi hồ sơ đúng hạn.",
    # Counts
    "Rút học bạ:…",
    "- Rút học bạ: ……. ;\n– RÚT HỌC BẠ\n• rut hoc ba:\n+ Rút học bạ: __",
    "Rút học bạ: [[procedures.RUT-HOC-BA.solved]]",
    "Rút học bạ: [[procedures.[RUT].solved]]:",
    "Rút học bạ: ٣ hồ sơ\nRút học bạ: mười hai hồ sơ\nRút học bạ ❤️\nRút học bạ ❤️.\nRút học bạ 😀😀",
    "* Rút học bạ:. .. ...\nRút học bạ ...;\nRút học bạ:\u2003…\u2003.",
    # Periods
    "Giai đoạn 2021-2025, năm học 2025-2026, năm học 2026 – 2027, năm học 2024—2025, năm học 2025-2028.",
    "Trong năm 2020-2021, niên khóa 2019 - 2020; nhiệm kỳ 2020-2025; 1990-1991; 2020-2021-2022; 12020-20213",
    "NĂM HỌC 2023-2024; Năm  học\u20032025\u2003-\u20032026; năm học  năm học 2020-2021",
    "Quý II/2026, quý III/2026, Quý 4, quý iv năm 2025, QUÝ I, năm 2024, quý IIII, quý 3 , năm 2026, quý 33.",
    "So với quý II năm 2026 thì tăng; cùng kỳ quý I; kế hoạch quý IV; quý II thì khác.",
    "Nghị quyết năm 2021; từ năm 2020 đến năm 2024; năm 2025 đã làm\nNăm 2024 và năm 2026\nnăm 2023\nnăm 2019, 2020",
    "Năm 2024/2025 rồi năm 2022 - 2023. Quý I năm 2024 và năm 2025. Quý I/2024. Năm 2024.",
    "Trong 6 tháng đầu năm và chín  tháng cuối năm; 16 tháng đầu năm\nSÁU THÁNG ĐẦU NĂM",
    "Quý ٢/٢٠٢٤ và năm 20٢٤, năm học ٢٠٢٠-٢٠٢١, năm học ２０２０-２０２１; năm 𝟸𝟶𝟸𝟺",
    "Quý" + "\u2003" * 300 + "II" + "\u2003" * 300 + "x" + "\u2003" * 300 + "2020 - 2021",
    # Bodies
    "Phòng Giáo dục và Đào tạo; PHÒNG GIÁO DỤC gửi UBND huyện; phòng gd&đt, Phòng GDĐT; UBND huyệnx; xUBND huyện.",
    "Huyện ủy, Huyện ủy, huyện ủy; HĐND quận và Ủy ban nhân dân thị xã; Ủy ban nhân dân xã.",
    # Spelling
    "Số lược hồ sơ, chất lược; Kiên toàn bộ máy; Bổ xung, sử lý; giử gìn, CỮA, Cữa, trườg, học sjnh, nghiêngg.",
    "số lượcx xsố lược số  lược Số\u00a0lược số\u2003lược; thực hiên. Thực Hiên",
    "Xem https://truong.vn/số-lược, www.giử.vn, giử@truong.vn, giử.gìn và e-mail vắc-xin, nghe-nói, Internet.",
    "áà aậ́ hoạt họt hòat khỏan thuỷ thủy oà hoà qúy qui gìn giữ gi gì ghi ngh quốc khuỷu nguyễn NGUYỄN NguYễn Đ đ Ư",
    "constructor toString __proto__ hasOwnProperty valueOf đconstructor",
    "trườnggggggggggggggggggggggggggggg trườngggggggggggggggggggggggggggggg x²ữ Ⅷữ ½ữ 中文 ǅữ straße ΣΑΣ ﬁữ",
    # Figures
    "Tổng số là 5. Đạt 98,5; được 12\nKhoảng 1.234.\nhơn 5 hồ sơ; trên 3.5 x; có 7 ; gồm 8.9. có 1,2,.\nCó 5.a",
    "ĐẠT 100;TỔNG SỐ 12; tổng số là\u20037\u2003. không 3; bảng có 4…",
    # Signs that are more than one unit, or come apart
    "😀 Số lược 😀😀 giử 👩‍👩‍👧 năm 2024 😀 đạt 5. Huyện ủy 👍🏽",
    "😀" * 100 + " giử gìn " + "😀" * 100 + " số lược, đạt 5",
    "Giu\u031b\u0309 gi\u0300n; So\u0302\u0301 lu\u031bo\u031b\u0323c; na\u0306m 2024; quy\u0301 I",
    "Huye\u0323\u0302n u\u0309y",
    "nga\u0300y\u0000 giư\u0000\u0309 gi\u007fử gi\u00adử gi\u200bử\ufeff giử\ufeff",
    "Một\rhai\r\nba\vbốn\fnăm 2024\x1csáu\x85bảy giử\u2028tám sữ\u2029chín giử\x1d\x1e\x1fmười",
    "Đạt 5.\nĐạt 5.\nĐạt 5. Đạt 5. giử giử\ngiử",
    "a" * 70 + " giử " + "b" * 70 + " sữ " + "c " * 70 + "đạt 5",
    "%(word)s giử %(name)s $& $1 năm 2024 %s %% số lược",
    "<b>giử</b> & \"sữ\" 'năm 2024' <script>",
    "đ" * 20_000,
    ("Trường giử gìn; số lược 5. Năm 2024, quý I có 7; Huyện ủy. " * 400)[:20_000],
)
FRAGMENTS = (
    *("năm", "học", "năm học", "giai đoạn", "quý", "Quý I", "quý iv", "Quý 2/2025", "III", "2024", "2025", "2026"),
    *("2027", "năm 2024", "năm 2026", "2025-2026", "2026 – 2027", "2020-2025", "-", "–", "6 tháng đầu năm", "chín"),
    *("so với", "cùng kỳ", "kế hoạch", "Nghị quyết", "từ", "đến", "Huyện ủy", "UBND huyện", "Phòng Giáo dục"),
    *("và Đào tạo", "PHÒNG GD&ĐT", "HĐND", "quận", "Rút học bạ", "Chuyển trường", ":", "…", "...", "đạt", "được"),
    *("đạt 5", "có 3,5.", "hơn 12;", "khoảng 1.234 .") * 4,
    *("tổng số là", "có", "gồm", "12", "3,5", "1.234", "0", "٧", "[[procedures.RUT-HOC-BA.solved]]", "[[", "]]"),
    *("hồ sơ", "giáo viên", "trườg", "nghiêg", "học", "Internet", "e-mail", "vắc-xin", "https://a.vn/giử", "a@b.vn"),
    *("UBND", "Đ", "😀", "👩‍👧", "❤️", "o\u0302\u0301", "gi\u01b0\u0309", "x²", "_", "²", "•", "«", "»", "(", ")"),
    *PAIRS,
    *SYLLABLES,
)
JOINTS = (" ",) * 12 + (
    ". ",
    ", ",
    "; ",
    ".\n",
    "\n",
    "\n– ",
    "\r\n",
    "",
    "  ",
    "\u2003",
    "\u00a0",
    "/",
    "-",
    ": ",
    ".",
)


@pytest.fixture
def report(world: World) -> Iterator[Report]:
    with opened(system(TODAY, "test")):
        yield Report(unit=world.school, quarter="2026-Q3")


def server(report: Report, text: str) -> list[dict[str, str]]:
    """What the server finds of the kinds that a device knows, but for a foreign word that it guesses."""
    return [
        {name: str(getattr(found, name)) for name in COMPARED}
        for found in findings_in_field(report, "digital", text, TODAY)
        if found.code in KINDS and not (found.code == "misspelling" and found.wrong.isascii())
    ]


def device(chromium: Browser, report: Report, texts: list[str]) -> list[list[dict[str, str]]]:
    page = alone(chromium, RULES)
    found = page.evaluate(CHECK, {"texts": texts, "pack": rule_pack(report, TODAY)})
    page.close()
    return [[{name: one[name] for name in COMPARED} for one in row] for row in found]


def compare(chromium: Browser, report: Report, texts: list[str]) -> list[list[dict[str, str]]]:
    found = device(chromium, report, texts)
    for text, row in zip(texts, found, strict=True):
        assert row == server(report, text), text
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_texts_that_try_every_rule(chromium: Browser, report: Report, language: str) -> None:
    with translation.override(language):
        found = compare(chromium, report, list(TEXTS))
    assert {one["code"] for row in found for one in row} == set(KINDS)
    assert found[:3] == [[], [], []]


@pytest.mark.parametrize("quarter", ["2024-Q3", "2025-Q3", "2026-Q1", "2026-Q4"])
def test_texts_of_other_quarters(chromium: Browser, report: Report, quarter: str) -> None:
    report.quarter = quarter
    compare(chromium, report, list(TEXTS[9:21]))


def test_texts_at_random(chromium: Browser, report: Report) -> None:
    dice = random.Random(91)
    texts = [
        "".join(dice.choice(FRAGMENTS) + dice.choice(JOINTS) for _part in range(dice.randrange(1, 40)))
        for _text in range(300)
    ]
    found = compare(chromium, report, texts)
    assert {one["code"] for row in found for one in row} == set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "\u2003" * 20_000,
        "quý I" + "\u2003" * 19_000 + "x",
        "năm" + "\u2003" * 19_000 + "2024" + "\u2003" * 900,
        "30/2020/NĐ-CP" + "\u2003" * 19_900 + "x",
        "1" * 20_000,
        "có " + "1," * 9_900,
        "a-" * 10_000,
        "a." * 10_000,
        "[" * 20_000,
        "năm 2024 " * 2_222,
        "quý I " * 3_333,
        "Huyện ủy " * 2_222,
        "Rút học bạ" + " ." * 9_000,
        "\n" * 20_000,
        "a\u0323\u0302" * 6_666,
        "😀giử " * 4_000,
    ],
)
def test_no_text_is_too_much(chromium: Browser, report: Report, text: str) -> None:
    """Both ends answer at all: an expression that tries everything would be at it for a minute."""
    compare(chromium, report, [text])


def test_drawn_as_the_server_draws(chromium: Browser, report: Report) -> None:
    page = alone(chromium, RULES)
    pack = rule_pack(report, TODAY)
    drawing = """({text, pack, html}) => {
      document.body.innerHTML = html;
      const place = document.getElementById("findings-digital");
      const server = place.outerHTML;
      reportRules.draw(place, reportRules.check(text, pack));
      return [server, place.outerHTML];
    }"""
    for text in TEXTS[3:5] + TEXTS[-3:-2] + ("Năm 2024 đạt 5", "Đúng cả."):
        found = [one for one in findings_in_field(report, "digital", text, TODAY) if one.code in KINDS]
        html = render_to_string("reports/_field_findings.html", {"key": "digital", "findings": found})
        sent: dict[str, Any] = {"text": text, "pack": pack, "html": html + icon("pencil")}
        drawn = [re.sub(r"\s*(<[^>]*>)\s*", r"\1", one) for one in page.evaluate(drawing, sent)]
        assert drawn[0] == drawn[1], text
    page.close()
