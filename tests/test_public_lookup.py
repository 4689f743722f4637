"""Looking a request up by its code and four digits: typing slips, guesses, and how guesses are slowed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import Request
from procedures.public.codes import Slip, TypedCode, read_typed
from procedures.public.views import BY_ADDRESS, BY_CODE
from procedures.rules.codes import request_code, short_code
from schooladmin.core.codes import check_character, only_signs
from schooladmin.core.limits import Limit, TooManyTriesError, take
from tests.factory import World, moment
from tests.test_public_pages import accept, text

NOW = moment("2026-11-20 10:00")
DIGITS = "0123"  # of the telephone that ``accept`` writes down
pytestmark = pytest.mark.usefixtures("calendar", "today")


@pytest.fixture
def today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def request_(world: World) -> Request:
    return accept(world.school)


def ask(code: str, digits: str = DIGITS, school: str = "", at: datetime = NOW, **extra: Any) -> Any:
    address = reverse("public.lookup", args=[school] if school else [])
    with time_machine.travel(at, tick=False):
        return Client().post(address, {"code": code, "digits": digits}, **extra)


def wrong_codes(unit: str = "THCS-A", first: int = 500) -> Iterator[str]:
    """Codes with a right check sign that nobody was given."""
    number = first
    while True:
        yield request_code(unit, 2026, number)
        number += 1


# --- Finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["short", "full", "small", "bare", "spaced"])
def test_the_code_is_found_however_it_is_typed_at_the_school(request_: Request, typed: str) -> None:
    code = {
        "short": short_code(request_.code),
        "full": request_.code,
        "small": short_code(request_.code).lower(),
        "bare": short_code(request_.code).replace("-", ""),
        "spaced": f"  {short_code(request_.code).replace('-', ' ')} ",
    }[typed]
    answer = ask(code, school="THCS-A")
    assert answer.status_code == 303
    assert answer["Location"] == reverse("public.request.read", args=[request_.public_token])


def test_the_full_code_is_found_without_a_school(request_: Request) -> None:
    assert ask(request_.code).status_code == 303
    assert ask(request_.code.replace("-", "").lower()).status_code == 303


def test_the_answer_has_the_code_neither_in_its_address_nor_its_headers(request_: Request) -> None:
    answer = ask(request_.code)
    assert request_.code not in str(answer.headers)
    assert answer["Cache-Control"] == "no-store"


def test_a_typing_slip_is_told_before_anything_is_looked_up(request_: Request) -> None:
    for slip in ("26-00001", "abc", "26-00091-K", f"{request_.code}X"):
        with CaptureQueriesContext(connection) as found:
            answer = ask(slip)
        assert answer.status_code == 422
        assert "gõ" in text(answer)
        assert len(found) == 0, slip


def test_the_short_code_alone_needs_a_school(request_: Request) -> None:
    assert "cả phần đầu của mã" in text(ask(short_code(request_.code)))


def test_a_code_of_another_school_is_said_to_be_that(world: World, request_: Request) -> None:
    answer = ask(accept(world.sister).code, school="THCS-A")
    assert answer.status_code == 422
    assert "của trường khác" in text(answer)


def test_the_same_number_at_another_school_is_another_code(world: World, request_: Request) -> None:
    assert ask(short_code(request_.code), school="THCS-B").status_code == 422


def test_missing_and_odd_fields_are_told(request_: Request) -> None:
    for digits in ("", "12", "12345", "abcd", "１２３４"):
        answer = ask(request_.code, digits)
        assert answer.status_code == 422
        assert request_.code in text(answer)  # what was typed stays
    assert ask("", "").status_code == 422


def test_an_unknown_school_is_an_unknown_page(request_: Request) -> None:
    assert Client().get(reverse("public.lookup", args=["KHONG-CO"])).status_code == 404
    assert Client().get(reverse("public.lookup", args=["UBND-1"])).status_code == 404


# --- Guessing -----------------------------------------------------------------------------------------------------


def test_wrong_digits_and_an_unknown_code_get_the_same_answer(request_: Request) -> None:
    with CaptureQueriesContext(connection) as for_digits:
        digits = ask(request_.code, "9999")
    code = next(wrong_codes())
    with CaptureQueriesContext(connection) as for_code:
        unknown = ask(code, "9999")
    assert digits.status_code == unknown.status_code == 422
    assert text(digits).replace(request_.code, "") == text(unknown).replace(code, "")
    assert len(for_digits) == len(for_code)


def test_after_five_wrong_tries_the_address_waits_longer_and_longer(request_: Request) -> None:
    codes = wrong_codes()
    for _try in range(5):
        assert ask(next(codes), "9999").status_code == 422
    early = ask(request_.code)
    assert early.status_code == 429
    assert early["Retry-After"] == "30"
    assert "hãy chờ 30 giây" in text(early)
    later = NOW + timedelta(seconds=30)
    assert ask(next(codes), "9999", at=later).status_code == 422
    assert ask(request_.code, at=later)["Retry-After"] == "60"
    # When the wait is over the right answer is given again.
    assert ask(request_.code, at=later + timedelta(seconds=60)).status_code == 303


def test_another_address_is_not_made_to_wait(request_: Request) -> None:
    codes = wrong_codes()
    for _try in range(5):
        ask(next(codes), "9999", REMOTE_ADDR="203.0.113.7")
    assert ask(request_.code, REMOTE_ADDR="203.0.113.7").status_code == 429
    assert ask(request_.code, REMOTE_ADDR="203.0.113.8").status_code == 303


def test_many_addresses_cannot_walk_through_one_code(request_: Request) -> None:
    for number in range(5):
        assert ask(request_.code, f"99{number:02d}", REMOTE_ADDR=f"203.0.113.{number}").status_code == 422
    blocked = ask(request_.code, REMOTE_ADDR="203.0.113.99")
    assert blocked.status_code == 429
    assert blocked["Retry-After"] == "60"
    # Both doors count the same code, and its try was not counted against the address.
    assert ask(short_code(request_.code), school="THCS-A", REMOTE_ADDR="203.0.113.99").status_code == 429
    assert ask(next(wrong_codes()), "9999", REMOTE_ADDR="203.0.113.99").status_code == 422


def test_right_tries_neither_count_nor_clear(request_: Request) -> None:
    codes = wrong_codes()
    for _try in range(12):
        assert ask(request_.code).status_code == 303
    for _try in range(4):
        ask(next(codes), "9999")
    assert ask(request_.code).status_code == 303
    ask(next(codes), "9999")
    assert ask(request_.code).status_code == 429


def test_a_typing_slip_is_no_guess(request_: Request) -> None:
    for _try in range(20):
        assert ask("26-00091-K").status_code == 422
    assert ask(request_.code).status_code == 303


def test_the_trusted_proxy_says_who_asks(request_: Request, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    codes = wrong_codes()
    for _try in range(5):
        ask(next(codes), "9999", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert ask(request_.code, HTTP_X_FORWARDED_FOR="198.51.100.1").status_code == 429
    assert ask(request_.code, HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 303
    # What the client itself claims stands before the proxy's word and is not believed.
    assert ask(request_.code, HTTP_X_FORWARDED_FOR="198.51.100.9, 198.51.100.1").status_code == 429


def test_two_guesses_in_the_same_moment_take_two_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit("test-race", free=1, first=30, most=60, memory=600)
    # Both looked before either took a number: the cache gives it to one of them.
    monkeypatch.setattr(cache, "get_many", lambda keys: {})
    take(limit, "one", NOW)
    with pytest.raises(TooManyTriesError):
        take(limit, "one", NOW)


def test_what_is_kept_is_neither_address_nor_code(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    add = cache.add

    def heard(key: str, *args: Any) -> bool:
        kept.append(key)
        return add(key, *args)

    monkeypatch.setattr(cache, "add", heard)
    ask(request_.code, "9999", REMOTE_ADDR="203.0.113.7")
    assert len(kept) == 2
    assert not any("203.0.113.7" in key or only_signs(request_.code) in key for key in kept)


def test_a_code_takes_longer_than_a_year_to_walk_through() -> None:
    """Half of ten thousand endings, the mean until a hit, with the tries that the limit of a code lets through."""
    seconds = sum(BY_CODE.delay_after(number) for number in range(5000))
    assert seconds > 2 * 365 * 24 * 3600
    assert BY_CODE.memory > BY_CODE.most
    assert BY_ADDRESS.memory > BY_ADDRESS.most


# --- Reading codes ------------------------------------------------------------------------------------------------

UNITS = st.from_regex(r"\A[A-Z]{2,6}(-[A-Z0-9]{1,4}){0,2}\Z")


@given(UNITS, st.integers(2015, 2099), st.integers(1, 99_999), st.sampled_from(["", "-", " ", "."]))
def test_every_code_is_read_back(unit: str, year: int, number: int, between: str) -> None:
    code = request_code(unit, year, number)
    typed = code.replace("-", between).lower()
    for read in (read_typed(typed), read_typed(typed, unit), read_typed(short_code(code), unit)):
        assert isinstance(read, TypedCode)
        assert read.full(unit) == code


@given(UNITS, st.integers(1, 99_999), st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_wrong_sign_is_never_taken_for_another_code(unit: str, number: int, place: int, sign: str) -> None:
    tail = only_signs(short_code(request_code(unit, 2026, number)))
    typed = tail[:place] + sign + tail[place + 1 :]
    read = read_typed(typed, unit)
    assert read is Slip.MISTYPED if typed != tail else isinstance(read, TypedCode)


@given(st.text(max_size=60), st.sampled_from(["", "THCS-A"]))
def test_whatever_is_typed_is_read_or_called_a_slip(typed: str, unit: str) -> None:
    read = read_typed(typed, unit)
    assert isinstance(read, Slip) or check_character(read.signs[:-1]) == read.signs[-1]
