"""The format profiles that the system begins with. Loaded by a data migration; later ones are entered as rows.

Sources: Party papers by Hướng dẫn 36-HD/VPTW (2018) and Hướng dẫn 05-HD/VPTW (2026); state papers by Nghị định
30/2020/NĐ-CP, Phụ lục I. Where a regulation allows a span (14–15), one size within it is chosen.
"""

from datetime import date
from typing import Any

_PARTY: dict[str, Any] = {
    "margins": {"top": 20, "right": 15, "bottom": 20, "left": 30},
    "page_number": {"size": 14, "top": 10, "on_first": False},
    "national": [{"text": "ĐẢNG CỘNG SẢN VIỆT NAM", "style": {"size": 15, "bold": True}, "rule": True}],
    "upper": {"size": 14, "capitals": True},
    "issuer": {"size": 14, "bold": True, "capitals": True},
    "issuer_mark": "*",
    "issuer_rule": False,
    "number": {"size": 14},
    "number_pattern": "Số {number}",
    "place": {"size": 14, "italic": True},
    "date_pattern": "{place}, ngày {day} tháng {month} năm {year}",
    "type_name": {"size": 16, "bold": True, "capitals": True},
    "abstract": {"size": 14, "bold": True},
    "title_tail": "-----",
    "title_rule": False,
    "theme": {"size": 14, "bold": True, "italic": True},
    "heading": {"size": 14, "bold": True},
    "body": {"size": 14},
    "table": {"size": 12},
    "line": 20,
    "indent": 10,
    "gap": 6,
    "sign_prefixes": {"behalf": "T/M", "for": "K/T", "order": "T/L", "acting": "Q."},
    "authority": {"size": 14, "bold": True, "capitals": True},
    "position": {"size": 14, "capitals": True},
    "signer": {"size": 14, "bold": True},
    "recipients_label": {"size": 14, "underline": True},
    "recipients": {"size": 12},
}

_STATE: dict[str, Any] = {
    "margins": {"top": 20, "right": 15, "bottom": 20, "left": 30},
    "page_number": {"size": 14, "top": 10, "on_first": False},
    "national": [
        {"text": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "style": {"size": 12, "bold": True}},
        {"text": "Độc lập - Tự do - Hạnh phúc", "style": {"size": 13, "bold": True}, "rule": True},
    ],
    "upper": {"size": 12, "capitals": True},
    "issuer": {"size": 12, "bold": True, "capitals": True},
    "issuer_mark": "",
    "issuer_rule": True,
    "number": {"size": 13},
    "number_pattern": "Số: {number}",
    "place": {"size": 13, "italic": True},
    "date_pattern": "{place}, ngày {day} tháng {month} năm {year}",
    "type_name": {"size": 14, "bold": True, "capitals": True},
    "abstract": {"size": 14, "bold": True},
    "title_tail": "",
    "title_rule": True,
    "theme": {"size": 14, "italic": True},
    "heading": {"size": 14, "bold": True},
    "body": {"size": 14},
    "table": {"size": 12},
    "line": 19,
    "indent": 10,
    "gap": 6,
    "sign_prefixes": {"behalf": "TM.", "for": "KT.", "order": "TL.", "acting": "Q.", "delegated": "TUQ."},
    "authority": {"size": 14, "bold": True, "capitals": True},
    "position": {"size": 14, "bold": True, "capitals": True},
    "signer": {"size": 14, "bold": True},
    "recipients_label": {"size": 12, "bold": True, "italic": True},
    "recipients": {"size": 11},
}

PROFILES: tuple[dict[str, Any], ...] = (
    {
        "code": "HD36",
        "regime": "party",
        "name": "Thể thức văn bản của Đảng (2018)",
        "name_en": "Form of Party papers (2018)",
        "valid_from": date(2018, 4, 3),
        "valid_to": date(2026, 5, 27),
        "basis": "Hướng dẫn số 36-HD/VPTW ngày 03/4/2018",
        "spec": _PARTY,
    },
    {
        "code": "HD05",
        "regime": "party",
        "name": "Thể thức văn bản của Đảng (2026)",
        "name_en": "Form of Party papers (2026)",
        "valid_from": date(2026, 5, 27),
        "valid_to": None,
        "basis": "Quy định số 399-QĐ/TW ngày 09/01/2026; Hướng dẫn số 05-HD/VPTW ngày 27/5/2026",
        "spec": _PARTY,
    },
    {
        "code": "ND30",
        "regime": "state",
        "name": "Thể thức văn bản hành chính",
        "name_en": "Form of state administrative papers",
        "valid_from": date(2020, 3, 5),
        "valid_to": None,
        "basis": "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục I",
        "spec": _STATE,
    },
)
