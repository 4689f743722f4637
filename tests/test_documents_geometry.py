"""Every kind of paper on every sheet, held against its profile millimetre by millimetre."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from schooladmin.documents import tree
from schooladmin.documents.catalogue import PROFILES, SLIP_PROFILES
from schooladmin.documents.kinds import KINDS
from schooladmin.documents.tree import Kind, PaperSize, Regime
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import engine, write_pdf
from schooladmin.units.scope import opened, system
from tests.factory import make_calendar, make_world
from tests.geometry import faults, read_back
from tests.papers import paper as synthetic
from tests.papers import profile as profile_by
from tests.papers import words
from tests.samples import SAMPLES, Ground, Made, each
from tests.stage import set_stage

pytestmark = pytest.mark.django_db
Samples = dict[tuple[Kind, str], Made]


@pytest.fixture(scope="module")
def samples(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Samples:
    """Every sample as a value, built once; the database is as before when all are built."""
    made: Samples = {}
    with django_db_blocker.unblock(), transaction.atomic():
        make_calendar()
        scope = system(date(2026, 11, 22), "test")
        stage = set_stage(make_world())
        with opened(scope):
            for kind, name in each():
                mark = transaction.savepoint()
                made[kind, name] = SAMPLES[kind][name](Ground(stage, scope))
                transaction.savepoint_rollback(mark)
        transaction.set_rollback(True)
    return made


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(Kind)


def test_every_kind_that_has_drafts_has_a_sample_of_one(samples: Samples) -> None:
    drafted = {row["code"] for row in KINDS if row["draft"]}
    assert {kind for (kind, _name), (document, _profile) in samples.items() if document.is_draft} == drafted


@pytest.mark.parametrize(("kind", "name"), list(each()))
def test_the_paper_is_right_to_the_millimetre(kind: Kind, name: str, samples: Samples, tmp_path: Path) -> None:
    document, profile = samples[kind, name]
    rule = next(row for row in reversed(KINDS) if row["code"] == kind)
    assert document.kind is kind
    assert document.regime == rule["regime"]
    assert document.paper in [PaperSize(sheet) for sheet in rule["sheets"]]
    assert bool(document.recipients) <= rule["recipients"]
    assert bool(document.head.number) <= (rule["series"] != "none")
    path = tmp_path / "paper.pdf"
    write_pdf(document, profile, path)
    found = faults(read_back(path, document, profile))
    assert not found, "\n".join(found)


def test_a_certificate_of_a_long_class_stays_on_one_page(samples: Samples, tmp_path: Path) -> None:
    """The names of the class and of those who held it take five lines, and the code of the paper stands below."""
    document, profile = samples[Kind.CERTIFICATE, ""]
    what = "bồi dưỡng kiến thức về mô hình chính quyền đô thị, chính phủ điện tử, chuyển đổi số cho viên chức "
    longer = {4: f"Lớp {what}, {what} năm 2021", 5: "do Ủy ban nhân dân xã, Trung tâm Chính trị, " * 3}
    blocks = tuple(tree.paragraph(longer[at]) if at in longer else block for at, block in enumerate(document.blocks))
    blocks = tuple(replace(block, centered=True) for block in blocks if isinstance(block, tree.Paragraph))
    path = tmp_path / "paper.pdf"
    mark = tree.QrCode("https://truong.example.vn/v/8Vt3kq0pYz2Nf6Ha", text="26-00137-K", caption="Quét để kiểm tra")
    assert write_pdf(replace(document, blocks=blocks, mark=mark), profile, path).pages == 1


def test_no_line_ends_within_the_number_of_a_paper(samples: Samples, tmp_path: Path) -> None:
    document, profile = samples[Kind.STATE_REPORT, ""]
    path = tmp_path / "paper.pdf"
    write_pdf(document, profile, path)
    assert any("06/VPCP/KSTT" in word.text for page in words(path) for word in page)


def test_every_paper_is_read_by_the_quick_parser(samples: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("this page is no XML: the slow parser was asked")

    monkeypatch.setattr(engine.engine().HTML, "__init__", slow)
    for document, profile in samples.values():
        assert engine.page_of(render_html(document, profile, for_print=True)).etree_element.tag == "html"


@pytest.mark.parametrize(("code", "regime"), [("HD36", Regime.PARTY), ("HD05", Regime.PARTY), ("ND30", Regime.STATE)])
def test_a_letter_without_a_type_says_what_it_is_about_below_its_number(
    code: str, regime: Regime, tmp_path: Path
) -> None:
    """With everything that no paper of the product has at once: the subject, the number, the recipients of a cell."""
    whole = synthetic(regime=regime)
    document = replace(whole, head=replace(whole.head, subject="V/v báo cáo cải cách hành chính"))
    path = tmp_path / "paper.pdf"
    write_pdf(document, profile_by(code), path)
    found = faults(read_back(path, document, profile_by(code)))
    assert not found, "\n".join(found)


def test_whoever_signs_on_behalf_says_so_as_the_regime_writes_it(samples: Samples) -> None:
    prefixes = {prefix for row in (*PROFILES, *SLIP_PROFILES) for prefix in row["spec"]["sign_prefixes"].values()}
    for (kind, name), (document, profile) in samples.items():
        for signer in document.signers:
            first = signer.authority.split(" ")[0]
            if first in prefixes:
                assert first in profile.sign_prefixes.values(), (kind, name)


def test_a_paper_that_is_a_millimetre_or_a_point_off_is_found_out(samples: Samples, tmp_path: Path) -> None:
    document, profile = samples[Kind.REFUSAL, ""]
    path = tmp_path / "paper.pdf"
    write_pdf(document, profile, path)
    for wanted in (
        replace(profile, margins=replace(profile.margins, left=profile.margins.left + 1)),
        replace(profile, margins=replace(profile.margins, top=profile.margins.top + 1)),
        replace(profile, indent=profile.indent + 1),
        replace(profile, line=profile.line + 1),
        replace(profile, gap=profile.gap + 1),
        replace(profile, body=replace(profile.body, size=profile.body.size + 1)),
        replace(profile, place=replace(profile.place, italic=False)),
        replace(profile, signer=replace(profile.signer, bold=False)),
        replace(profile, recipients=replace(profile.recipients, size=profile.recipients.size + 1)),
        replace(profile, number_pattern="Số {number}"),
    ):
        assert faults(read_back(path, document, wanted))
