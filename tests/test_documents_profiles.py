"""Which rules of form hold on a day, and how they write numbers, dates and signatures."""

from datetime import date

import pytest

from schooladmin.core.errors import Refusal
from schooladmin.documents.models import FormatProfile
from schooladmin.documents.queries import profile_on
from schooladmin.documents.tree import Regime
from tests.papers import profile


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("regime", "day", "code"),
    [
        (Regime.PARTY, date(2024, 10, 15), "HD36"),
        (Regime.PARTY, date(2026, 5, 26), "HD36"),
        (Regime.PARTY, date(2026, 5, 27), "HD05"),
        (Regime.PARTY, date(2026, 10, 15), "HD05"),
        (Regime.STATE, date(2020, 3, 5), "ND30"),
        (Regime.STATE, date(2026, 10, 15), "ND30"),
    ],
)
def test_the_form_is_the_one_of_the_papers_day(regime: Regime, day: date, code: str) -> None:
    found = profile_on(regime, day)
    assert (found.code, found.regime) == (code, regime)


@pytest.mark.django_db
@pytest.mark.parametrize(("regime", "day"), [(Regime.STATE, date(2020, 3, 4)), (Regime.PARTY, date(2018, 4, 2))])
def test_a_day_without_a_known_form_is_refused(regime: Regime, day: date) -> None:
    with pytest.raises(Refusal) as refusal:
        profile_on(regime, day)
    assert refusal.value.code == "no-format-profile"


@pytest.mark.django_db
def test_a_new_form_is_a_row_and_no_code() -> None:
    old = FormatProfile.objects.get(code="HD05")
    FormatProfile.objects.filter(pk=old.pk).update(valid_to=date(2028, 1, 1))
    spec = old.spec | {"margins": {"top": 25, "right": 15, "bottom": 25, "left": 30}}
    FormatProfile.objects.create(
        code="HD99", regime="party", name="Mới", valid_from=date(2028, 1, 1), basis="Hướng dẫn mới", spec=spec
    )
    assert profile_on(Regime.PARTY, date(2027, 12, 31)).margins.top == 20
    assert profile_on(Regime.PARTY, date(2028, 1, 1)).margins.top == 25


@pytest.mark.parametrize(
    ("code", "number", "line"),
    [
        ("HD36", "5-BC/CB", "Số 05-BC/CB"),
        ("HD05", "127-QĐ/TW", "Số 127-QĐ/TW"),
        ("ND30", "9/QĐ-THCSBA", "Số: 09/QĐ-THCSBA"),
        ("ND30", "15/QĐ-THCSBA", "Số: 15/QĐ-THCSBA"),
        ("HD05", "-BC/CB", "Số -BC/CB"),
    ],
)
def test_numbers_below_ten_carry_a_zero_and_only_the_state_a_colon(code: str, number: str, line: str) -> None:
    assert profile(code).number_line(number) == line


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2024, 2, 5), "Sơn Lam, ngày 05 tháng 02 năm 2024"),
        (date(2024, 3, 9), "Sơn Lam, ngày 09 tháng 3 năm 2024"),
        (date(2024, 10, 15), "Sơn Lam, ngày 15 tháng 10 năm 2024"),
    ],
)
def test_days_below_ten_and_the_first_two_months_carry_a_zero(day: date, line: str) -> None:
    assert profile("HD36").date_line("Sơn Lam", day) == line


def test_party_and_state_sign_in_their_own_way() -> None:
    assert profile("HD05").sign_prefixes["behalf"] == "T/M"
    assert profile("ND30").sign_prefixes["behalf"] == "TM."
