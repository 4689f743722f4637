"""The code that a school gets in the moment of submitting."""

from schooladmin.core.codes import check_character

_TAIL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which people read as 1 and 0


def receipt_code(unit_code: str, quarter: str, snapshot_hash: str) -> str:
    """«BC-THCS-AB-24Q3-7K2M9»: unit, quarter, a part of the snapshot's hash; the last sign checks the rest."""
    short = f"{quarter[2:4]}{quarter[5:]}"
    number = int(snapshot_hash[:10], 16)
    tail = ""
    for _place in range(4):
        number, digit = divmod(number, len(_TAIL))
        tail += _TAIL[digit]
    body = f"BC-{unit_code}-{short}-{tail}"
    return body + check_character(body)
