"""Vietnamese text: one normal form, search keys, and the order of words and names."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schooladmin.core.text import fold, initials, nfc, person_sort_key, roman, search_text, sort_key, tidy

_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
vietnamese = st.text(st.sampled_from(_LETTERS + _LETTERS.upper() + " "), max_size=40)
anything = st.text(max_size=120)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Nguyễn  Thị Ánh Đào ", "nguyen thi anh dao"),
        ("ĐỖ ĐỨC ĐẠT", "do duc dat"),
        ("Trường THCS Hòa Bình", "truong thcs hoa binh"),
        ("Trường THCS Hoà Bình", "truong thcs hoa binh"),
        ("Ưng Ơn Ước", "ung on uoc"),
        ("", ""),
        ("Số 12/QĐ-UBND", "so 12/qd-ubnd"),
    ],
)
def test_a_search_key_has_no_tone_marks(text: str, key: str) -> None:
    assert fold(text) == key


def test_a_search_looks_through_words_and_initials() -> None:
    assert initials("Nguyễn Văn An") == "nva"
    assert initials("Đỗ Ước") == "du"
    assert search_text("Đỗ Thị Văn Thư") == "do thi van thu dtvt"


@given(anything)
def test_both_unicode_forms_are_the_same_text(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert nfc(composed) == nfc(decomposed)
    assert fold(composed) == fold(decomposed)
    assert sort_key(composed) == sort_key(decomposed)


@given(anything)
def test_a_search_key_is_the_text_without_what_combines(text: str) -> None:
    plain = unicodedata.normalize("NFD", tidy(text).casefold().replace("đ", "d"))
    assert fold(text) == "".join(char for char in plain if not unicodedata.combining(char))


@given(anything)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\n" not in once
    assert "  " not in once
    assert once == once.strip(" ")


def test_characters_of_control_and_odd_spaces_go_away() -> None:
    assert tidy("Lê\x00 Văn\u00a0\u00a0Hiệu\r\n") == "Lê Văn Hiệu"


WORDS = [
    "a", "à", "ả", "ã", "á", "ạ", "an", "anh", "ánh", "ăn", "ân", "ấn", "ba", "bà", "bả", "bã", "bá", "bạ", "bán",
    "băn", "bân", "ca", "cha", "da", "đa", "đá", "đạ", "e", "ê", "ế", "gà", "ghế", "hoa", "hòa", "họa", "i", "kẻ",
    "la", "ma", "nga", "nghề", "nha", "o", "ô", "ơ", "ợ", "pha", "phở", "quả", "ra", "sa", "ta", "tha", "trà",
    "u", "ư", "ự", "va", "xa", "y", "ỷ", "ý",
]  # fmt: skip


def test_words_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    shuffled = WORDS.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == WORDS


def test_numbers_stand_before_letters_and_a_shorter_word_before_a_longer_one() -> None:
    texts = ["Ân", "Anh", "An Hòa", "An Hải", "An", "9", "2a", "1", ""]
    assert sorted(texts, key=sort_key, reverse=True) == texts


PEOPLE = [
    "Trần Văn An", "Đỗ Thị Ánh", "Bùi Văn Ân", "Nguyễn Văn Bình", "Nguyễn Văn Chi", "Lê Thị Dung", "Lê Thị Đào",
    "Lê Văn Đạt", "Bùi Thị Hà", "Trần Văn Hà", "Bùi Thị Hạ", "Trần Thị Hạ", "Lê Hải", "Đỗ Văn Hiếu", "Đỗ Văn Hiệu",
    "Nguyễn Nam", "Nguyễn An Nam", "Nguyễn Văn Nam", "Phạm Nam", "Vũ Ước", "Hoàng Ý",
]  # fmt: skip


def test_people_stand_by_given_name_then_by_family_and_middle_name() -> None:
    shuffled = PEOPLE.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=person_sort_key) == PEOPLE


@given(vietnamese)
def test_the_order_does_not_see_capitals(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text.lower()) == sort_key(text)
    assert person_sort_key(text.upper()) == person_sort_key(text)


@given(vietnamese, vietnamese)
def test_different_vietnamese_texts_have_different_keys(one: str, other: str) -> None:
    same = tidy(one).lower() == tidy(other).lower()
    assert (sort_key(one) == sort_key(other)) == same


@given(st.text(max_size=300))
def test_every_text_has_a_key_of_plain_letters_that_fits_its_column(text: str) -> None:
    key = sort_key(text)
    assert all("a" <= char <= "z" for char in key)
    assert len(key) <= 500
    assert len(person_sort_key(text)) <= 300


@pytest.mark.parametrize(("number", "numeral"), [(1, "I"), (3, "III"), (4, "IV"), (9, "IX"), (2026, "MMXXVI")])
def test_roman_numerals(number: int, numeral: str) -> None:
    assert roman(number) == numeral


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_there_is_no_roman_numeral_for_everything(number: int) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        roman(number)
