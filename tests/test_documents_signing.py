"""Reading signatures: certificates made here, files intact and not, and nothing is ever asked of the network."""

import io
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field
from pyhanko_certvalidator import ValidationContext
from weasyprint import HTML

from schooladmin.core.errors import Refusal
from schooladmin.documents.signing.facts import Integrity, Revocation, SignatureFacts, Trust, Verdict, overall
from schooladmin.documents.signing.hanko import examining
from schooladmin.documents.signing.reading import Anchor, read_signatures, read_signed_copy
from schooladmin.documents.signing.words import describe
from tests.signing import (
    LONG_AGO,
    Identity,
    added_to,
    authority,
    change_page,
    clerk,
    fill_form,
    issue,
    paper,
    principal,
    rsa_key,
    sign,
    stamper,
)

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def look(content: bytes, anchors: list[Anchor] | None = None, at: datetime | None = None) -> tuple[SignatureFacts, ...]:
    """The facts without a process of their own: the same code, sooner."""
    given = [asdict(row) for row in ([authority().anchor()] if anchors is None else anchors)]
    answer = examining.examine(io.BytesIO(content), given, at or now())
    return tuple(SignatureFacts.from_json(row) for row in answer["signatures"])


def proofs(*, revoked: Identity | None = None, on: datetime | None = None) -> ValidationContext:
    """Lists of the revoked of both authorities, as a signing program puts them in."""
    at = now() - timedelta(hours=1)
    root = authority().root
    lists = [
        authority().revocations(*([revoked] if revoked else []), on=on, at=at),
        authority().revocations(at=at, by=root),
    ]
    return ValidationContext(trust_roots=[_asn1(root)], crls=lists, moment=now(), revocation_mode="soft-fail")


def _asn1(who: Identity) -> Any:
    return who.signer().signing_cert


def test_an_intact_signature_says_who_when_and_by_whose_word() -> None:
    (facts,) = look(sign(paper(), principal()))
    assert (facts.signer, facts.title, facts.organisation) == ("Lê Văn Hiệu", "Hiệu trưởng", "Trường THCS Bình An")
    assert facts.integrity is Integrity.WHOLE
    assert facts.trust is Trust.TRUSTED
    assert facts.anchor == "CA thử nghiệm gốc"
    assert facts.authority == "CA cấp dưới thử nghiệm"
    assert facts.revocation is Revocation.UNKNOWN
    assert not facts.is_time_proven
    assert facts.verdict is Verdict.GOOD
    told = describe([facts]).signatures[0]
    assert told.headline == "Chữ ký hợp lệ"
    words = " ".join(told.sentences)
    assert "Người ký: Lê Văn Hiệu, Hiệu trưởng, Trường THCS Bình An." in words
    assert "không có dấu thời gian chứng minh" in words
    assert "chưa biết chứng thư có bị thu hồi hay không" in words


def test_facts_survive_the_way_to_the_database_and_back() -> None:
    (facts,) = look(sign(paper(), principal()))
    assert SignatureFacts.from_json(facts.to_json() | {"of another version": 1}) == facts


@pytest.mark.parametrize("who", [principal, clerk], ids=["RSA-2048", "P-256"])
def test_one_flipped_byte_breaks_it(who: Any) -> None:
    content = bytearray(sign(paper(), who()))
    content[content.index("Báo cáo thử".encode())] ^= 1
    (facts,) = look(bytes(content))
    assert facts.integrity is Integrity.CHANGED
    assert facts.verdict is Verdict.BROKEN
    assert "đã bị sửa sau khi ký" in describe([facts]).signatures[0].sentences[1]


def test_filling_a_form_later_is_allowed_and_said() -> None:
    (facts,) = look(added_to(sign(paper(), principal()), fill_form))
    assert facts.integrity is Integrity.EXTENDED
    assert facts.verdict is Verdict.GOOD
    assert "nội dung điền vào ô biểu mẫu" in " ".join(describe([facts]).signatures[0].sentences)


@pytest.mark.parametrize("change", [fill_form, change_page])
def test_a_later_change_that_the_signature_forbids(change: Any) -> None:
    content = sign(paper(), principal(), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    (facts,) = look(added_to(content, change))
    assert facts.integrity is Integrity.LATER_CHANGE
    assert facts.verdict is Verdict.BROKEN


def test_another_page_drawn_over_the_signed_one() -> None:
    (facts,) = look(added_to(sign(paper(), principal()), change_page))
    assert facts.integrity is Integrity.LATER_CHANGE


def test_two_signatures_one_after_the_other() -> None:
    first, second = look(sign(sign(paper(), principal()), clerk(), name="ChuKy2"))
    assert (first.signer, first.integrity) == ("Lê Văn Hiệu", Integrity.EXTENDED)
    assert (second.signer, second.integrity) == ("Đỗ Thị Văn Thư", Integrity.WHOLE)
    assert overall([first, second]) is Verdict.GOOD


def test_the_worst_signature_decides() -> None:
    content = added_to(sign(sign(paper(), principal()), clerk(), name="ChuKy2"), change_page)
    assert describe(look(content)).verdict is Verdict.BROKEN


def test_a_time_stamp_proves_the_time() -> None:
    (facts,) = look(sign(paper(), principal(), stamped=stamper()))
    assert facts.is_time_proven
    assert facts.time_authority == "Dấu thời gian thử nghiệm"
    assert "có dấu thời gian của Dấu thời gian thử nghiệm chứng minh" in " ".join(
        describe([facts]).signatures[0].sentences
    )


def test_a_time_stamp_of_a_stranger_proves_nothing() -> None:
    (facts,) = look(sign(paper(), principal(), stamped=stamper()), [])
    assert not facts.is_time_proven
    assert facts.trust is Trust.UNKNOWN


def test_a_file_without_signatures() -> None:
    assert look(paper()) == ()
    assert describe(()).headline == "Tệp không có chữ ký số"


def test_an_authority_that_nobody_declared() -> None:
    (facts,) = look(sign(paper(), principal()), [])
    assert facts.trust is Trust.UNKNOWN
    assert facts.verdict is Verdict.UNKNOWN
    assert describe([facts]).headline == "Chữ ký còn nguyên vẹn, chưa rõ cơ quan chứng thực"


def test_a_stranger_of_the_same_name_is_not_trusted() -> None:
    other = issue("CA gốc thử nghiệm", authority=True, organisation="Trung tâm chứng thực thử nghiệm")
    (facts,) = look(sign(paper(), issue("Lê Văn Hiệu", by=other)))
    assert facts.trust is Trust.UNKNOWN


@pytest.mark.parametrize(
    ("since", "until", "trust"),
    [
        (-1, None, Trust.TRUSTED),
        (-1, 1, Trust.TRUSTED),
        (1, None, Trust.NOT_THEN),
        (-2, 0, Trust.NOT_THEN),  # the end is the first day without trust
        (0, None, Trust.TRUSTED),
    ],
)
def test_anchors_hold_on_their_days(since: int, until: int | None, trust: Trust) -> None:
    today = (now() + timedelta(hours=7)).date()
    end = (today + timedelta(days=until)).isoformat() if until is not None else ""
    anchor = authority().anchor((today + timedelta(days=since)).isoformat(), end)
    (facts,) = look(sign(paper(), clerk()), [anchor])
    assert facts.trust is trust
    assert facts.verdict is (Verdict.GOOD if trust is Trust.TRUSTED else Verdict.DOUBTFUL)


def test_a_certificate_that_had_ended_when_it_signed() -> None:
    old = issue("Người cũ", by=authority().below, since=LONG_AGO, until=now() - DAY)
    (facts,) = look(sign(paper(), old))
    assert facts.trust is Trust.EXPIRED
    assert facts.verdict is Verdict.DOUBTFUL
    assert "Vào lúc ký, chứng thư" in " ".join(describe([facts]).signatures[0].sentences)


def test_a_certificate_that_ended_since_signed_while_it_held() -> None:
    short = issue("Người sắp hết hạn", by=authority().below, until=now() + timedelta(hours=2))
    (facts,) = look(sign(paper(), short), at=now() + DAY)
    assert facts.trust is Trust.TRUSTED


def test_revoked_and_not_revoked_by_the_lists_in_the_file() -> None:
    good = sign(paper(), clerk(), embed_validation_info=True, validation_context=proofs())
    (facts,) = look(good)
    assert facts.revocation is Revocation.GOOD
    assert facts.integrity is Integrity.EXTENDED  # the proofs lie behind the signature
    assert "không bị thu hồi" in " ".join(describe([facts]).signatures[0].sentences)


def with_store(content: bytes, *lists: Any) -> bytes:
    """The lists put into the file's store afterwards, as a validator does."""

    def put(writer: IncrementalPdfFileWriter) -> None:
        streams = [writer.add_object(generic.StreamObject(stream_data=row.dump())) for row in lists]
        store = generic.DictionaryObject({generic.pdf_name("/CRLs"): generic.ArrayObject(streams)})
        writer.root[generic.pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()

    return added_to(content, put)


def lost_key() -> Identity:
    return issue("Người mất khóa", by=authority().below)


@pytest.mark.parametrize("root_too", [True, False], ids=["whole chain", "signer only"])
def test_a_revoked_certificate(root_too: bool) -> None:
    who = lost_key()
    at = now() - timedelta(minutes=5)
    lists = [authority().revocations(who, on=now() - DAY, at=at)]
    if root_too:
        lists.append(authority().revocations(at=at, by=authority().root))
    (facts,) = look(with_store(sign(paper(), who), *lists))
    assert facts.revocation is Revocation.REVOKED
    assert facts.verdict is Verdict.REVOKED
    assert "Chứng thư đã bị thu hồi ngày" in " ".join(describe([facts]).signatures[0].sentences)


def test_a_claimed_time_before_the_revocation_does_not_save_it_but_a_proven_one_does() -> None:
    who = lost_key()
    later = now() + timedelta(hours=1)
    revoked = authority().revocations(who, on=later, at=later)
    of_root = authority().revocations(at=now() - DAY, by=authority().root)
    (claimed,) = look(with_store(sign(paper(), who), revoked, of_root), at=later + DAY)
    assert claimed.revocation is Revocation.REVOKED
    (proven,) = look(with_store(sign(paper(), who, stamped=stamper()), revoked, of_root), at=later + DAY)
    assert proven.is_time_proven
    assert proven.revocation is Revocation.GOOD


def test_a_forged_list_says_nothing() -> None:
    who = clerk()
    forger = issue("CA cấp dưới thử nghiệm", authority=True, organisation="Trung tâm chứng thực thử nghiệm")
    forged = authority().revocations(who, on=now() - DAY, at=now(), by=forger)
    (facts,) = look(with_store(sign(paper(), who), forged))
    assert facts.revocation is Revocation.UNKNOWN


def test_weak_algorithms_prove_nothing() -> None:
    weak = issue("Khóa yếu", by=authority().below, key=rsa_key(1024))
    (facts,) = look(sign(paper(), weak))
    assert facts.weakness == "RSA-1024"
    assert facts.verdict is Verdict.DOUBTFUL
    (old,) = look(sign(paper(), principal(), md_algorithm="sha1"))
    assert old.weakness == "SHA-1"
    assert old.verdict is Verdict.DOUBTFUL


def test_a_clock_that_runs_ahead_is_said() -> None:
    (facts,) = look(sign(paper(), principal()), at=now() - 3 * DAY)
    assert facts.is_time_ahead
    assert facts.verdict is Verdict.DOUBTFUL


def test_an_obsolete_kind_of_signature_is_named_and_not_passed_over() -> None:
    content = sign(paper(), principal()).replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    (facts,) = look(content)
    assert facts.integrity is Integrity.UNREADABLE
    assert facts.verdict is Verdict.BROKEN


def test_a_damaged_container_is_named() -> None:
    content = sign(paper(), principal())
    start = content.index(b"/Contents <") + len(b"/Contents <")
    (facts,) = look(content[: start + 8] + b"0" * 40 + content[start + 48 :])
    assert facts.verdict is Verdict.BROKEN


# --- What is refused, and in what bounds ---


def refused(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        read_signatures(path, anchors=[], at=now())
    assert refusal.value.field == "upload"
    return refusal.value.code


def test_strange_files_are_refused_in_words(tmp_path: Path) -> None:
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    assert refused(b"%PDF-1.7\nno end", tmp_path) == "signing-broken"
    locked = copy_into_new_writer(_reader(paper()))
    locked.encrypt(owner_pass="x", user_pass="y")
    out = io.BytesIO()
    locked.write(out)
    assert refused(out.getvalue(), tmp_path) == "signing-encrypted"

    def with_xfa(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/AcroForm"][generic.pdf_name("/XFA")] = generic.ArrayObject()
        writer.update_container(writer.root["/AcroForm"])

    assert refused(added_to(paper(), with_xfa), tmp_path) == "signing-xfa"


def _reader(content: bytes) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(content))


def test_a_hybrid_file_is_refused(tmp_path: Path) -> None:
    """Two tables of contents: programs that know the newer kind see objects that others do not."""
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(_reader(paper()), writer_kwargs={"stream_xrefs": False})
    out = io.BytesIO()
    writer.write(out)
    base = out.getvalue()
    trailer = base[base.rindex(b"trailer") :]
    found = [re.search(words, trailer) for words in (rb"/Size (\d+)", rb"startxref\s+(\d+)", rb"(/Root \d+ 0 R)")]
    size, start, root = (hit[1] for hit in found if hit)
    hidden = (
        b"\n%s 0 obj\n<</Type/XRef/Size %s/W[1 2 1]/Index[%s 1]/Length 4>>\nstream\n\0\0\0\0\nendstream\nendobj\n"
        % (size, size, size)
    )
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size %d %s/Prev %s/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n"
    added = table % (int(size) + 1, root, start, len(base) + 1, len(base) + len(hidden))
    assert refused(base + hidden + added, tmp_path) == "signing-hybrid"


def test_thousands_of_signatures_are_refused(tmp_path: Path) -> None:
    def add(writer: IncrementalPdfFileWriter) -> None:
        value = writer.root["/AcroForm"]["/Fields"]
        empty = writer.add_object(generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Sig")}))
        for number in range(3000):
            value.append(
                writer.add_object(
                    generic.DictionaryObject(
                        {
                            generic.pdf_name("/FT"): generic.pdf_name("/Sig"),
                            generic.pdf_name("/T"): generic.TextStringObject(f"s{number}"),
                            generic.pdf_name("/V"): empty,
                        }
                    )
                )
            )
        writer.update_container(value)

    assert refused(added_to(paper(), add), tmp_path) == "signing-too-many"


def test_a_large_file_is_refused_unread(tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    assert refused(paper(), tmp_path) == "signing-too-large"


def test_a_file_that_costs_too_much_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass\n")
    monkeypatch.setattr(examining, "__file__", str(slow))
    assert refused(paper(), tmp_path) == "signing-heavy"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[int]]]:
    """A machine that certificates name for revocation, and how often somebody came."""
    calls: list[int] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _address = server.accept()
            except TimeoutError:
                continue
            calls.append(1)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls
    stop.set()
    thread.join()
    server.close()


def test_the_network_is_never_asked(listener: tuple[str, list[int]], tmp_path: Path) -> None:
    url, calls = listener
    who = issue("Người có địa chỉ thu hồi", by=authority().below, crl_url=url)
    path = tmp_path / "x.pdf"
    path.write_bytes(sign(paper(), who))
    (facts,) = read_signatures(path, anchors=[authority().anchor()], at=now())
    assert (facts.trust, facts.revocation) == (Trust.TRUSTED, Revocation.UNKNOWN)
    assert calls == []


def test_the_process_that_examines_has_no_way_out() -> None:
    words = (
        "import sys; sys.argv = ['x']; from runpy import run_path\n"
        f"space = run_path({str(examining.__file__)!r})\n"
        "sys.addaudithook(space['_no_network'])\n"
        "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    )
    import sys

    done = subprocess.run([sys.executable, "-I", "-c", words], capture_output=True, text=True, check=False)
    assert "never asks the network" in done.stderr


# --- Whether a signed file is of the paper ---


def relation(signed: bytes, original: bytes, tmp_path: Path) -> tuple[bool, bool]:
    first, second = tmp_path / "signed.pdf", tmp_path / "paper.pdf"
    first.write_bytes(signed)
    second.write_bytes(original)
    reading = read_signed_copy(first, second, anchors=[], at=now())
    return reading.begins_with_original, reading.only_signed


PRINTED = HTML(string="<html lang=vi><title>Báo cáo</title><p>Báo cáo quý</p>").write_pdf(pdf_variant="pdf/ua-1")


def twice(content: bytes) -> bytes:
    return sign(sign(content, principal()), clerk(), name="B")


def with_proofs(content: bytes) -> bytes:
    return sign(content, clerk(), stamped=stamper(), embed_validation_info=True, validation_context=proofs())


def seen(content: bytes) -> bytes:
    """Signed with a field that shows on the page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    append_signature_field(writer, SigFieldSpec("ChuKy1", on_page=0, box=(300, 100, 400, 140)))
    out = io.BytesIO()
    writer.write(out)
    return sign(out.getvalue(), principal())


def note(writer: IncrementalPdfFileWriter) -> None:
    """A note over the text, of another kind than a signature."""
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    box = generic.ArrayObject(map(generic.NumberObject, (50, 50, 400, 400)))
    words = {"/Type": "/Annot", "/Subtype": "/Square"}
    named = {generic.pdf_name(key): generic.pdf_name(value) for key, value in words.items()}
    annotation = generic.DictionaryObject(named | {generic.pdf_name("/Rect"): box})
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(annotation)])
    writer.update_container(page)


@pytest.mark.parametrize("content", [paper(), PRINTED], ids=["with a form", "as we print it"])
@pytest.mark.parametrize("signed", [twice, with_proofs, seen])
def test_a_signed_copy_begins_with_the_paper_and_only_signs_it(signed: Any, content: bytes, tmp_path: Path) -> None:
    assert relation(signed(content), content, tmp_path) == (True, True)


@pytest.mark.parametrize("content", [paper(), PRINTED], ids=["with a form", "as we print it"])
@pytest.mark.parametrize("change", [change_page, note])
def test_a_paper_that_was_changed_and_then_signed_is_found_out(change: Any, content: bytes, tmp_path: Path) -> None:
    signed = sign(added_to(content, change), principal())
    assert look(signed)[0].verdict is Verdict.GOOD
    assert relation(signed, content, tmp_path) == (True, False)


def test_a_signed_file_of_another_paper(tmp_path: Path) -> None:
    assert relation(sign(paper("Báo cáo khác"), principal()), paper(), tmp_path) == (False, False)


@pytest.mark.parametrize("flipped", [False, True])
def test_poppler_agrees(tmp_path: Path, flipped: bool) -> None:
    content = bytearray(sign(paper(), principal()))
    if flipped:
        content[content.index("Báo cáo thử".encode())] ^= 1
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert ("Signature is Valid." in told) == (not flipped)
    assert look(bytes(content))[0].is_intact == (not flipped)
    assert ("Total document signed" in told) == (look(bytes(content))[0].integrity is not Integrity.EXTENDED)


SIGNED = sign(paper(), clerk())


@settings(max_examples=40)
@given(place=st.integers(0, len(SIGNED) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_anywhere_is_called_whole(place: int, bit: int) -> None:
    """Unless it lies in the container of the signature itself, where unused zeros follow."""
    start, end = SIGNED.index(b"/Contents <"), SIGNED.index(b">", SIGNED.index(b"/Contents <"))
    content = bytearray(SIGNED)
    content[place] ^= 1 << bit
    try:
        found = look(bytes(content))
    except examining.Unreadable:
        return
    assert start < place <= end or not any(row.integrity is Integrity.WHOLE for row in found)
