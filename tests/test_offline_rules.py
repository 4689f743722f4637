"""What the device reckons in a browser is what the server reckons: codes, promises and their words, the QR code."""

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from django.conf import settings
from playwright.sync_api import Browser, Page

from procedures.explain import explanation
from procedures.offline.pack import calendar_values, explain_words
from procedures.rules.clock import TermRule, promise
from procedures.rules.codes import request_code, short_code
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError
from schooladmin.core.periods import VIETNAM

pytestmark = pytest.mark.browser
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
_UNITS = ("THCS-AB", "TH-ĐÔNG-HÒA", "MN.Sơn Ca 2", "THPT-Ệ")


def alone(chromium: Browser, *scripts: str) -> Page:
    """A page without a server that has run these scripts."""
    page = chromium.new_page(timezone_id="America/New_York")  # a device whose zone is set wrong reckons the same
    for script in scripts:
        page.add_script_tag(content=(Path(settings.BASE_DIR) / "static" / "js" / script).read_text())
    return page


def moments(dice: random.Random) -> datetime:
    day = FIRST + timedelta(days=dice.randrange(700))
    around = [
        time(7),
        time(11, 30),
        time(15),
        time(15, 0, 1),
        time(16, 59, 59),
        time(17),
        time(17, 0, 0, 1000),
        time(23, 59),
    ]
    hour = (
        dice.choice(around) if dice.random() < 0.5 else time(dice.randrange(24), dice.randrange(60), dice.randrange(60))
    )
    return datetime.combine(day, hour, VIETNAM)


def expected(term: int, cutoff: time | None, received: datetime) -> list[str] | None:
    try:
        promised = promise(TermRule(term, cutoff), received, (), work_calendar())
    except CalendarGapError:
        return None
    if promised.due > LAST:
        return None
    return [promised.due.isoformat(), explanation(promised)]


def test_promises_and_their_words(calendar: None, chromium: Browser) -> None:
    dice = random.Random(83)
    cases: list[tuple[int, time | None, datetime]] = [
        (dice.choice((0, 0, 1, 2, 3, 5, 7, 15, 21)), dice.choice((None, time(15), time(16, 30))), moments(dice))
        for _case in range(600)
    ]
    known = [expected(*case) for case in cases]
    assert sum(row is not None for row in known) > 500
    page = alone(chromium, "offline-rules.js")
    sent: dict[str, Any] = {
        "calendar": calendar_values(work_calendar(), FIRST, LAST),
        "words": explain_words(),
        "cases": [
            [term, f"{cutoff:%H:%M:%S}" if cutoff else None, received.isoformat()] for term, cutoff, received in cases
        ],
    }
    reckoned = page.evaluate(
        """({calendar, words, cases}) => cases.map(([term, cutoff, received]) => {
          try {
            const promised = OfflineRules.promise(term, cutoff, Date.parse(received), calendar);
            return [promised.due, OfflineRules.explain(promised, words)];
          } catch (error) {
            if (error instanceof OfflineRules.Gap) return null;
            throw error;
          }
        })""",
        sent,
    )
    page.close()
    assert reckoned == known


def test_codes(chromium: Browser) -> None:
    dice = random.Random(84)
    cases = [(dice.choice(_UNITS), dice.randrange(2024, 2040), dice.randrange(1, 100_000)) for _case in range(500)]
    page = alone(chromium, "offline-rules.js")
    made = page.evaluate(
        """cases => cases.map((one) => OfflineRules.requestCode(...one))
          .map((code) => [code, OfflineRules.shortCode(code)])""",
        cases,
    )
    tokens = page.evaluate("Array.from({length: 200}, () => OfflineRules.newToken())")
    page.close()
    codes = [request_code(*case) for case in cases]
    assert made == [[code, short_code(code)] for code in codes]
    assert len(set(tokens)) == 200
    assert {len(token) for token in tokens} == {22}


@pytest.mark.parametrize("length", [42, 62, 84, 106])
def test_the_qr_code_is_the_one_of_the_standard(chromium: Browser, length: int) -> None:
    """Full ones of every version: behind a shorter text segno pads with one zero byte more than the standard asks."""
    text = ("https://truong.example.vn/ho-so/" + "AbCd_9-z" * 12)[:length]
    page = alone(chromium, "offline-qr.js")
    drawn = page.evaluate("text => OfflineQr.matrix(text)", text)
    page.close()
    version = (len(drawn) - 17) // 4
    standard = segno.make_qr(text.encode(), version=version, error="m", mask=0, mode="byte", boost_error=False)
    assert [[bool(dot) for dot in row] for row in standard.matrix] == drawn


def test_a_text_too_long_has_no_qr_code(chromium: Browser) -> None:
    page = alone(chromium, "offline-qr.js")
    assert page.evaluate("OfflineQr.matrix('x'.repeat(107))") is None
    page.close()
