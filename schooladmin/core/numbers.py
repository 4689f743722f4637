"""Numbers as Vietnamese papers write them."""

from decimal import Decimal


def number_text(number: Decimal | int) -> str:
    """Dots between thousands, a comma before at most two decimals, none for a whole number.

    >>> number_text(Decimal("1250.50")), number_text(Decimal("-3")), number_text(7)
    ('1.250,5', '-3', '7')
    """
    whole, _point, part = f"{Decimal(number):,.2f}".partition(".")
    decimals = part.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def with_unit(number: Decimal | int, unit: str) -> str:
    """The number with what it counts; a percent sign stands against it.

    >>> with_unit(12, "hồ sơ"), with_unit(Decimal("95.8"), "%")
    ('12 hồ sơ', '95,8%')
    """
    return f"{number_text(number)}%" if unit == "%" else f"{number_text(number)} {unit}".strip()


def plain(number: Decimal | int | None) -> str | None:
    """The number as a plain decimal without needless zeros: what a snapshot stores."""
    if number is None:
        return None
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
