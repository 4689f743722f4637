"""What holds for each kind of paper on a day: regime, numbers, own form, and that every builder names its kind."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from procedures.papers.kinds import PaperKind
from reports.state_outline import state_outline
from schooladmin.core.errors import Refusal
from schooladmin.documents.kinds import KINDS, Series, sign_of
from schooladmin.documents.models import DocumentKind, FormatProfile
from schooladmin.documents.queries import kind_on, profile_by_code, profile_for
from schooladmin.documents.tree import Kind, PaperSize, Regime
from schooladmin.documents.writers.html import render_html
from tests.papers import paper, profile

TODAY = date(2026, 11, 22)
_APPS = ("procedures", "pupils", "reform", "reports", "training", "schooladmin")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_rule_today_and_a_form_on_each_of_its_sheets(kind: Kind) -> None:
    rule = kind_on(kind, TODAY)
    assert rule.kind is kind
    assert rule.basis
    assert rule.name_en
    form = profile_for(kind, TODAY)
    assert form.regime is rule.regime
    for sheet in rule.sheets:
        assert form.for_paper(sheet).margins


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "day", "code", "name"),
    [
        (Kind.OUTLINE, date(2026, 5, 26), "HD36", "Đề cương sinh hoạt theo chủ điểm"),
        (Kind.OUTLINE, date(2026, 5, 27), "HD05", "Đề cương sinh hoạt theo chủ điểm"),
        (Kind.STATE_REPORT, date(2020, 3, 5), "ND30", "Báo cáo cải cách hành chính"),
        (Kind.APOLOGY, date(2025, 9, 14), "TT01-2018", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (Kind.APOLOGY, date(2025, 9, 15), "TT03-2025", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    ],
)
def test_rule_and_form_are_those_of_the_papers_day(kind: Kind, day: date, code: str, name: str) -> None:
    assert profile_for(kind, day).code == code
    assert kind_on(kind, day).name == name


@pytest.mark.django_db
def test_a_day_before_the_first_regulation_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        profile_for(Kind.STATE_REPORT, date(2020, 3, 4))
    assert refusal.value.code == "no-document-kind"


@pytest.mark.django_db
def test_a_new_rule_is_a_row_and_no_code() -> None:
    day = date(2028, 1, 1)
    DocumentKind.objects.filter(code=Kind.MINUTES, valid_to=None).update(valid_to=day)
    row = DocumentKind.objects.filter(code=Kind.MINUTES).latest("valid_from")
    row.pk, row.valid_from, row.valid_to, row.suffix = None, day, None, "-BBan/CB"
    row.save(force_insert=True)
    assert kind_on(Kind.MINUTES, day - timedelta(days=1)).number(5, "CB") == "5-BB/CB"
    assert kind_on(Kind.MINUTES, day).number(5, "CB") == "5-BBan/CB"


@pytest.mark.django_db
def test_a_numbered_kind_without_a_code_cannot_be_entered() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentKind.objects.filter(code=Kind.MINUTES).update(suffix="")


@pytest.mark.django_db
def test_party_papers_are_numbered_by_term_and_state_papers_by_year() -> None:
    for kind in Kind:
        rule = kind_on(kind, TODAY)
        allowed = Series.TERM if rule.regime is Regime.PARTY else Series.YEAR
        assert rule.series in (allowed, Series.NONE), kind
    minutes, report, receipt = (kind_on(kind, TODAY) for kind in (Kind.MINUTES, Kind.STATE_REPORT, Kind.RECEIPT))
    assert profile("HD05").number_line(minutes.number(5, "CB")) == "Số 05-BB/CB"
    assert profile("ND30").number_line(report.number(12, sign_of("THCS-AB"))) == "Số: 12/BC-THCS"
    assert report.open_number("THCS") == "……/BC-THCS"
    refusal, outline = kind_on(Kind.REFUSAL, TODAY), kind_on(Kind.OUTLINE, TODAY)
    assert [rule.type_code for rule in (minutes, report, refusal, outline)] == ["BB", "BC", "CV", "ĐC"]
    with pytest.raises(ValueError, match="no number"):
        receipt.number(1, "CB")


def test_the_open_number_of_the_state_report_is_that_of_its_kind() -> None:
    source = Path(settings.BASE_DIR, *state_outline.__module__.split(".")).with_suffix(".py").read_text()
    row = next(row for row in KINDS if row["code"] == Kind.STATE_REPORT)
    assert row["suffix"].replace("{sign}", "{sign_of(content.unit_code)}") in source


@pytest.mark.django_db
def test_what_a_kind_sets_otherwise_reaches_the_browser_too() -> None:
    reading = profile_for(Kind.READING, TODAY)
    assert (reading.code, reading.body.size, reading.line) == ("HD05_reading", 20, 30)
    assert profile_by_code(reading.code) == reading
    assert profile_by_code("HD05_outline") == profile_by_code("HD05")
    assert profile_by_code("HD05_receipt") is None, "no kind of the Party"
    assert profile_by_code("HD99_reading") is None


def test_the_forms_of_the_counter_are_kinds() -> None:
    assert {kind.value for kind in PaperKind} <= {kind.value for kind in Kind}


def test_no_style_of_a_kind_or_profile_lacks_its_class() -> None:
    known = Path(settings.BASE_DIR, "static/css/document.css").read_text()
    sizes = {size for row in KINDS for size in _sizes(row["form"])}
    for code in ("HD36", "HD05", "ND30", "TT01-2018", "TT03-2025"):
        for sheet in PaperSize:
            form = profile(code).for_paper(sheet)
            sizes |= {style.size for style in vars(form).values() if hasattr(style, "capitals")}
    assert not [size for size in sizes if f".pt-{size} " not in known]


def _sizes(entries: dict[str, object]) -> Iterator[int]:
    for entry in entries.values():
        if isinstance(entry, dict) and "size" in entry:
            yield int(entry["size"])


@pytest.mark.parametrize("for_print", [True, False])
def test_nobody_signs_a_draft(for_print: bool) -> None:
    final = paper()
    draft = replace(final, watermark="DỰ THẢO")
    assert final.signers
    assert not draft.signers
    html = render_html(draft, profile("HD36"), for_print=for_print)
    for words in ("T/M", "Văn Bí", 'class="signature"'):
        assert words not in html
        assert words in render_html(final, profile("HD36"), for_print=for_print)
    assert "Ngô Văn Bí" not in list(draft.texts())


def test_every_builder_of_the_product_names_the_kind_of_its_paper() -> None:
    nameless = []
    for app in _APPS:
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                is_paper = isinstance(node, ast.Call) and ast.unparse(node.func) in ("Document", "tree.Document")
                if isinstance(node, ast.Call) and is_paper and "kind" not in [word.arg for word in node.keywords]:
                    nameless.append(f"{file.name}:{node.lineno}")
    assert not nameless


@pytest.mark.django_db
def test_the_migration_completes_profiles_and_keeps_what_was_entered() -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("schooladmin.documents.migrations.0006_kinds_and_figures")
    row = FormatProfile.objects.get(code="TT03-2025")
    row.spec = {key: value for key, value in row.spec.items() if key not in ("part", "base", "subject")}
    row.spec["line"] = 17
    del row.spec["papers"]["a5"]["part"]
    row.save()
    DocumentKind.objects.all().delete()
    migration.load(apps, None)
    row.refresh_from_db()
    assert row.spec["line"] == 17
    assert row.spec["part"]["size"] == 13
    assert row.as_value().for_paper(PaperSize.A5).part.size == 11
    assert DocumentKind.objects.count() == len(KINDS)
    migration.unload(apps, None)
    assert not DocumentKind.objects.exists()
    row.refresh_from_db()
    assert "part" not in row.spec
    assert "part" not in row.spec["papers"]["a5"]
