"""Codes that people read out and type: a check character finds what was misread."""

from schooladmin.core.text import fold

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37,36: catches every wrong letter and nearly every swapped pair.

    Letters and digits count, signs between them do not; a Vietnamese letter counts as its plain one.
    """
    carry = 36
    for char in fold(body).upper():
        if char in _ALPHABET:
            carry = ((carry + _ALPHABET.index(char)) % 36 or 36) * 2 % 37
    return _ALPHABET[(37 - carry) % 36]


def only_signs(text: str) -> str:
    """The letters and digits of a typed code in capitals: blanks, dashes and tone marks do not matter."""
    return "".join(char for char in fold(text).upper() if char in _ALPHABET)
