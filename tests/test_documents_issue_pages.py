"""The public pages of verification, the comparison of files, and the book of outgoing papers."""

import hashlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Report
from schooladmin.documents.actions import publish_file
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing import signatures
from schooladmin.documents.issuing.actions import give_number, withdraw_issue
from schooladmin.documents.issuing.rules import new_code
from schooladmin.documents.issuing.verifying import sums_of
from schooladmin.documents.models import BookNumber, Issue, NumberSeries, RenderedFile, ReturnedCopy
from schooladmin.documents.storage import absolute
from schooladmin.documents.tree import Kind, Regime
from schooladmin.documents.writers.base import FileFacts
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import Scope, opened
from tests.closing import LATER, approve, open_quarter, propose, submit
from tests.closing import NOW as SUBMITTED
from tests.factory import World
from tests.test_documents_issue import DAY, NOW, OUTLINE, issue, open_term

ORIGINAL = b"%PDF-1.7\n" + b"x" * 5000 + b"\nstartxref\n1\n%%EOF\n"


@pytest.fixture
def principal(world: World) -> Iterator[Scope]:
    with opened(world.scope("principal", DAY)) as scope:
        yield scope


def publish(scope: Scope, row: Issue, content: bytes = ORIGINAL) -> RenderedFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return publish_file(
        actor=scope,
        unit_id=row.unit_id,
        source_key=row.source_key,
        kind=FileKind.PDF,
        facts=FileFacts(3, len(content), 0.1, sha256, {}),
        stored_path=f"documents/{sha256}.pdf",
        name="De-cuong.pdf",
        snapshot_hash=row.snapshot_hash,
        job=None,
        at=NOW,
        issue_id=row.pk,
    )


def asked(code: str) -> str:
    answer = Client().get(reverse("documents.verify.read", args=[code]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(content: bytes, name: str = "van-ban.pdf", code: str = "") -> str:
    form = {"upload": SimpleUploadedFile(name, content), "code": code}
    answer = Client().post(reverse("documents.verify.file"), form)
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- By code ------------------------------------------------------------------------------------------------------


def test_everybody_reads_who_issued_what_and_when_and_nothing_of_what_it_says(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    publish(principal, row)
    page = asked(row.public_code)
    for said in (
        "Báo cáo cải cách hành chính", "Quý IV/2026", "Trường THCS Bình An", "01/BC-THCS", "20/11/2026",
        "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG Phạm Thị Phó", row.shown_code, row.file_sha256, "3 trang",
        "bản 1 là bản mới nhất",
    ):  # fmt: skip
        assert said in page
    assert "/reports/" not in page
    client = Client()
    answer = client.get(f"/V/{row.public_code}")  # as the code on the sheet has it
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    lower = client.get(f"/v/{row.public_code.lower()}/")
    assert lower.status_code == 303
    typed = client.post(reverse("documents.verify"), {"code": f" {row.shown_code.lower()} "})
    assert typed["Location"] == reverse("documents.verify.read", args=[row.public_code])


def test_a_replaced_version_names_the_latest_and_a_withdrawn_one_the_reason(principal: Scope, world: World) -> None:
    first = issue(principal, world)
    issue(principal, world, snapshot_hash="b" * 64)
    third = issue(principal, world, snapshot_hash="c" * 64)
    page = asked(first.public_code)
    assert "Bản 1 đã được thay" in page
    assert reverse("documents.verify.read", args=[third.public_code]) in page
    withdraw_issue(actor=principal, issue_id=third.pk, reason="In nhầm mẫu", at=NOW)
    gone = asked(third.public_code)
    assert "đã thu hồi" in gone
    assert "In nhầm mẫu" in gone


def test_codes_are_not_walked_through(world: World) -> None:
    client = Client()
    assert client.post(reverse("documents.verify"), {"code": "7K2M-9PQX"}).status_code == 422  # its check sign is wrong
    answers = [client.get(reverse("documents.verify.read", args=[code])).status_code for code in _codes_of_nobody(12)]
    assert answers[:10] == [404] * 10
    assert answers[-1] == 429
    assert client.get("/v/khong-phai-ma").status_code == 404


def _codes_of_nobody(count: int) -> list[str]:
    dice = random.Random(7)
    return [new_code(dice.choice) for _code in range(count)]


# --- By file ------------------------------------------------------------------------------------------------------


def test_a_file_is_the_original_an_old_one_one_with_more_behind_it_or_none_of_ours(
    principal: Scope, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = issue(principal, world)
    publish(principal, first)
    assert "Đúng bản gốc" in sent(ORIGINAL)
    signed = ORIGINAL + b"7 0 obj <</Type /Sig>> endobj\nstartxref\n9\n%%EOF\n"
    monkeypatch.setattr(
        signatures, "signature_lines", lambda content, at: ["Ký bởi Phạm Thị Phó"] if b"/Sig" in content else []
    )
    page = sent(signed)
    assert "Bản gốc có phần ghi thêm phía sau" in page
    assert "Ký bởi Phạm Thị Phó" in page
    for other in (ORIGINAL.replace(b"x", b"y", 1), ORIGINAL + b" ", ORIGINAL[:-1] + b"x"):
        unknown = sent(other)
        assert ("Không phải tệp do hệ thống phát hành" in unknown) is (other != ORIGINAL + b" ")
    again = ORIGINAL.replace(b"x", b"z")
    publish(principal, first, again)  # made anew of the same words: both files are of this version
    assert "Đúng bản gốc" in sent(ORIGINAL)
    assert "Đúng bản gốc" in sent(again)
    issue(principal, world, snapshot_hash="b" * 64)
    old = sent(ORIGINAL)
    assert "Bản cũ đã được thay" in old
    assert "Bản mới nhất là bản 2" in old


def test_a_file_of_another_paper_than_the_one_looked_at_says_so(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    publish(principal, row)
    other = issue(principal, world, source_key="reports.report:2", snapshot_hash="c" * 64)
    assert f'name="code" value="{row.public_code}"' in asked(row.public_code)
    assert "Đây không phải văn bản mang mã" not in sent(ORIGINAL, code=row.public_code)
    page = sent(ORIGINAL, code=other.public_code)
    assert f"Đây không phải văn bản mang mã {other.shown_code}" in page
    assert "Đây không phải văn bản mang mã" not in sent(ORIGINAL, code="khong-phai-ma")


def test_another_version_of_the_paper_looked_at_is_not_called_another_paper(principal: Scope, world: World) -> None:
    publish(principal, issue(principal, world))
    later = issue(principal, world, snapshot_hash="b" * 64)
    page = sent(ORIGINAL, code=later.public_code)
    assert f"Đây là bản khác của văn bản mang mã {later.shown_code}" in page
    assert "Đây không phải văn bản mang mã" not in page


def test_a_file_made_again_keeps_the_sum_of_the_one_that_people_hold(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    older, newer = publish(principal, row), publish(principal, row, ORIGINAL + b"again")
    page = asked(row.public_code)
    assert page.index(newer.sha256) < page.index(older.sha256)
    assert "Tệp tạo trước đó, cùng nội dung:" in page
    answer = sent(ORIGINAL)
    assert "Đúng bản gốc" in answer
    assert answer.count(older.sha256) == 2  # of the issued file and of the one that was sent
    assert newer.sha256 not in answer


def test_a_file_that_cannot_be_read_leaves_the_paper_that_was_looked_at(principal: Scope, world: World) -> None:
    row = issue(principal, world)
    form = {"upload": SimpleUploadedFile("trong.pdf", b""), "code": row.public_code}
    answer = Client().post(reverse("documents.verify.file"), form)
    assert answer.status_code == 422
    assert f'name="code" value="{row.public_code}"' in answer.content.decode()


def test_what_is_no_pdf_is_told_so_and_not_called_forged(world: World) -> None:
    page = sent(b"PK\x03\x04 word", "bao-cao.docx")
    assert "Tệp này không phải PDF, cũng không phải ảnh" in page
    assert "Không phải tệp do hệ thống phát hành" not in page


@given(
    st.lists(st.sampled_from([b"%%EOF", b"%%EOF\n", b"%%EOF\r\n", b"%%EO", b"F", b"\r", b"\n", b"abc"]), max_size=12),
    st.integers(1, 9),
)
def test_the_sums_at_the_ends_do_not_depend_on_how_a_file_arrives(parts: list[bytes], size: int) -> None:
    content = b"".join(parts)
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    found = sums_of(pieces)
    assert found == sums_of([content])
    assert found.whole == hashlib.sha256(content).hexdigest()
    for place, part in enumerate(parts):
        if part == b"%%EOF\n":
            upto = hashlib.sha256(b"".join(parts[: place + 1])).hexdigest()
            assert upto in (found.whole, *found.before)


def test_uploads_are_counted_and_what_is_no_upload_is_told(world: World) -> None:
    client, url = Client(), reverse("documents.verify.file")
    assert client.get(url)["Location"] == reverse("documents.verify")
    answers = [client.post(url, {}).status_code for _time in range(22)]
    assert answers[:20] == [422] * 20
    assert answers[-1] == 429


# --- The report ---------------------------------------------------------------------------------------------------


@time_machine.travel(LATER, tick=False)
def test_submitting_issues_both_papers_and_a_correction_only_the_one_that_changed(
    calendar: None, world: World, as_user: Callable[[str], Client]
) -> None:
    report: Report = open_quarter(world)
    submit(world, report)
    rows = {row.kind.code: row for row in Issue._base_manager.select_related("kind")}
    outline, state = rows[Kind.OUTLINE], rows[Kind.STATE_REPORT]
    assert (outline.signer_name, outline.version, outline.issued_at) == ("Ngô Văn Bí", 1, SUBMITTED)
    assert BookNumber._base_manager.get().issue_id == state.pk
    preview = as_user("principal").get(reverse("reports.state.preview", args=[report.pk])).content.decode()
    assert "01/BC-THCS" in preview
    approve(world, propose(world, report))
    after = Issue._base_manager.filter(is_current=True)
    assert {row.kind.code: row.version for row in after} == {Kind.OUTLINE: 2, Kind.STATE_REPORT: 1}
    assert "đã được thay" in asked(outline.public_code)
    jobs = Job._base_manager.all()
    assert {job.payload["regime"] for job in jobs} == {Regime.PARTY.value, Regime.STATE.value}
    receipt = as_user("principal").get(reverse("reports.report.receipt", args=[report.pk])).content.decode()
    assert Issue._base_manager.get(kind__code=Kind.OUTLINE, is_current=True).shown_code in receipt


@time_machine.travel(SUBMITTED, tick=False)
def test_the_file_that_is_made_is_the_one_that_verifies(calendar: None, world: World) -> None:
    report = open_quarter(world)
    submit(world, report)
    job = Job._base_manager.get(payload__regime=Regime.STATE.value)
    assert execute(job.pk) == "done"
    row = Issue._base_manager.get(kind__code=Kind.STATE_REPORT)
    file = RenderedFile._base_manager.get(issue=row)
    assert (row.file_sha256, row.pages) == (file.sha256, file.pages)
    assert "Đúng bản gốc" in sent(absolute(file.path).read_bytes())


# --- The book -----------------------------------------------------------------------------------------------------


def test_the_book_is_read_in_the_same_number_of_queries_and_narrowed(
    principal: Scope, world: World, as_user: Callable[[str], Client]
) -> None:
    issue(principal, world)
    clerk, url = as_user("clerk"), reverse("documents.issue.list")
    clerk.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert "01/BC-THCS" in clerk.get(url).content.decode()
    for place in range(30):
        issue(principal, world, source_key=f"test:{place}")
    with CaptureQueriesContext(connection) as many:
        page = clerk.get(url).content.decode()
    assert len(many) == len(one)
    assert "31/BC-THCS" in page
    row = Issue.objects.get(source_key="test:7")
    for query in ({"q": row.shown_code}, {"q": "9"}, {"q": "09/BC-THCS"}):
        narrowed = clerk.get(url, query).content.decode()
        assert row.shown_code in narrowed
        assert "31/BC-THCS" not in narrowed
    assert "Không có văn bản nào khớp" in clerk.get(url, {"kind": "minutes"}).content.decode()
    assert "31/BC-THCS" in clerk.get(url, {"year": "2026"}).content.decode()
    assert "31/BC-THCS" not in as_user("foreign_principal").get(url).content.decode()


def test_numbers_are_given_voided_and_papers_withdrawn_from_the_page(
    principal: Scope, world: World, as_user: Callable[[str], Client]
) -> None:
    row = issue(principal, world, kind=Kind.OUTLINE, source_key=OUTLINE.source_key, sign="CB")
    clerk, page = as_user("clerk"), reverse("documents.issue.read", args=[row.public_code])
    assert "chưa có dãy số nào mở" in clerk.get(page).content.decode()
    opening = {"unit": world.school.pk, "regime": "party", "code": "ĐC", "suffix": "-ĐC/CB", "begins": "2025-06-01"}
    url = reverse("documents.series.open")
    assert clerk.post(url, opening).status_code == 422
    assert clerk.post(url, opening | {"first_number": 5}).status_code == 302
    assert NumberSeries.objects.get(code="ĐC").next_number == 5
    number, void = (
        reverse(name, args=[row.public_code]) for name in ("documents.issue.number", "documents.number.void")
    )
    wrong = clerk.post(number, {"number": "2"})
    assert wrong.status_code == 422
    assert "bắt đầu từ số 5" in wrong.content.decode()
    assert clerk.post(number, {"number": "9"}).status_code == 302
    assert clerk.post(void, {"void_reason": ""}).status_code == 422
    assert clerk.post(void, {"void_reason": "Ghi nhầm"}).status_code == 302
    assert "Ghi nhầm" in clerk.get(page).content.decode()
    assert clerk.post(number, {"number": ""}).status_code == 302
    series = clerk.get(reverse("documents.series.list")).content.decode()
    assert "9: Ghi nhầm" in series
    second = issue(principal, world, kind=Kind.OUTLINE, source_key="reports.report:2", sign="CB")
    taken = clerk.post(reverse("documents.issue.number", args=[second.public_code]), {"number": "5"})
    assert "Bỏ trống ô này thì lấy số kế tiếp (6)" in taken.content.decode()
    withdraw = reverse("documents.issue.withdraw", args=[row.public_code])
    assert clerk.post(withdraw, {"withdrawn_reason": "Nhầm"}).status_code == 403
    leader = as_user("principal")
    assert leader.post(withdraw, {"withdrawn_reason": " "}).status_code == 422
    assert leader.post(withdraw, {"withdrawn_reason": "Nhầm quý"}).status_code == 302
    assert "Nhầm quý" in leader.get(page).content.decode()


def test_only_who_may_bring_a_signed_copy_is_told_how_to(
    principal: Scope, world: World, as_user: Callable[[str], Client]
) -> None:
    row = issue(principal, world)
    file = publish(principal, row)
    page = reverse("documents.issue.read", args=[row.public_code])
    assert "rồi tải lên đây" in as_user("clerk").get(page).content.decode()
    above = as_user("officer").get(page).content.decode()
    assert "Chưa có bản nào được ký số." in above
    assert "rồi tải lên đây" not in above
    bringing = as_user("clerk").get(reverse("documents.signed.add", args=[file.public_id])).content.decode()
    assert f'href="{row.source_url}"' in bringing, "where the file to sign is"


@pytest.mark.parametrize("behind", [b"", b"signature\nstartxref\n9\n%%EOF\n"])
def test_the_file_itself_sent_for_a_scan_is_told_where_it_belongs(
    principal: Scope, world: World, as_user: Callable[[str], Client], behind: bytes
) -> None:
    publish(principal, issue(principal, world))
    form = {"photos": [SimpleUploadedFile("van-ban.pdf", ORIGINAL + behind)], "keep": "on"}
    page = as_user("clerk").post(reverse("documents.copy.keep"), form).content.decode()
    assert "Đây là chính tệp PDF của văn bản, không phải bản quét" in page
    assert not ReturnedCopy._base_manager.exists()


def test_a_paper_that_waits_for_a_series_fills_in_what_its_numbers_look_like(
    principal: Scope, world: World, as_user: Callable[[str], Client]
) -> None:
    row = issue(principal, world, kind=Kind.OUTLINE, source_key=OUTLINE.source_key, sign="CB")
    clerk, read = as_user("clerk"), reverse("documents.issue.read", args=[row.public_code])
    url = f"{reverse('documents.series.open')}?for={row.public_code}"
    assert url in clerk.get(read).content.decode()
    page = clerk.get(url).content.decode()
    assert 'value="ĐC"' in page
    assert 'value="-ĐC/CB"' in page
    assert '<option value="party" selected>' in page
    opening = {"unit": world.school.pk, "regime": "party", "code": "ĐC", "suffix": "-ĐC/CB", "first_number": 1}
    assert clerk.post(url, opening | {"begins": "2025-06-01"})["Location"] == read
    assert "Ghi số vào sổ" in clerk.get(read).content.decode()
    unnumbered = issue(principal, world, kind=Kind.RECEIPT, source_key="tests:slip")
    other = f"{reverse('documents.series.open')}?for={unnumbered.public_code}"
    assert clerk.get(other).status_code == 200
    assert as_user("foreign_principal").get(url).status_code == 404


def test_the_page_of_series_asks_as_much_for_one_as_for_many(
    principal: Scope, world: World, as_user: Callable[[str], Client]
) -> None:
    issue(principal, world)
    clerk, url = as_user("clerk"), reverse("documents.series.list")
    clerk.get(url)
    with CaptureQueriesContext(connection) as one:
        clerk.get(url)
    open_term(principal, world, first=1)
    for place in range(5):
        row = issue(principal, world, kind=Kind.OUTLINE, source_key=f"test:{place}", sign="CB")
        give_number(actor=principal, issue_id=row.pk, number=place * 3 + 1, at=NOW)
    with CaptureQueriesContext(connection) as many:
        page = clerk.get(url).content.decode()
    assert len(many) == len(one)
    assert "2–3, 5–6, 8–9, 11–12" in page


def test_no_page_of_this_room_needs_a_script(world: World) -> None:
    folder = Path(__file__).parent.parent / "templates" / "documents" / "issuing"
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert " style=" not in text
