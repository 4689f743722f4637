"""Examining the signatures in a PDF, in a process of its own (``python examining.py``, see ``signing.reading``).

A strange file then costs at most the seconds and the memory granted here, and cannot reach the network whatever its
certificates name. So this module knows neither Django nor the rest of the application.
"""

import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

MAX_SIGNATURES = 40
MAX_REVOCATION_ITEMS = 100
CPU_SECONDS = 20
MEMORY_BYTES = 2 * 1024**3
VIETNAM = timezone(timedelta(hours=7))
TEXT_LENGTH = 200
_WEAK_RSA = 2048


class Unreadable(Exception):  # noqa: N818 - an answer, not an error of the program
    """The file cannot be examined; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def examine(stream: Any, anchors: list[dict[str, Any]], at: datetime, *, original: int | None = None) -> dict[str, Any]:
    """The facts of every signature in the PDF, in the order in which they were made, as ``SignatureFacts`` reads them.

    ``anchors``: ``pem``, ``name``, ``valid_from``, ``valid_to`` (ISO days; the last is the first day without trust).
    ``at`` is the moment of asking. ``original``: so many bytes at the beginning are the paper as it was before it was
    signed; the answer's ``only_signed`` then says whether nothing but signing happened to it. Raises Unreadable.
    """
    reader = _opened(stream)
    book = _Book(reader, anchors, at)
    found = list(_signatures(reader))
    facts = [_facts_of(name, signature, book) for name, signature in found]
    order = sorted(range(len(found)), key=lambda number: getattr(found[number][1], "signed_revision", 0))
    found_out: dict[str, Any] = {"signatures": [facts[number] for number in order]}
    if original is not None:
        found_out["only_signed"] = _only_signed(stream, reader, original)
    return found_out


def _only_signed(stream: Any, reader: Any, original: int) -> bool:
    """Whether all that was saved after the first ``original`` bytes is signatures, stamps of time and proofs.

    A paper that was changed first and signed then begins with the right bytes too, and its signature is intact. The
    library's own comparison is for what comes after a signature; here nothing was signed yet.
    """
    stream.seek(0)
    before = _opened(io.BytesIO(stream.read(original)))
    revisions = range(before.total_revisions, reader.total_revisions)
    touched = {ref for number in revisions for ref in reader.xrefs.explicit_refs_in_revision(number)}
    try:
        if reader.root_ref.idnum != before.root_ref.idnum:
            return False
        for ref in touched - {_information(reader)}:
            old = _there(before, ref)
            if old is not None and not _is_signing(old, reader.get_object(ref)):
                return False
    except MemoryError:
        raise
    except Exception:  # what cannot be compared is not vouched for
        return False
    return True


def _information(reader: Any) -> Any:
    """Where title and times of the file are kept: what programs write there is on no page."""
    try:
        return reader.trailer.raw_get("/Info").reference
    except KeyError:
        return None


# What signing adds to a catalogue, a page and a form. Everything else in them stays.
_ADDED_BY_SIGNING = {
    "/Catalog": {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"},
    "/Page": {"/Annots"},
    "": {"/Fields", "/SigFlags", "/DR", "/DA"},
}


def _there(before: Any, ref: Any) -> Any:
    """The object as the paper had it, or None when it is new."""
    from pyhanko.pdf_utils.generic import NullObject, Reference

    try:
        found = before.get_object(Reference(ref.idnum, ref.generation, before))
    except Exception:  # the paper knows no such number
        return None
    return None if isinstance(found, NullObject) else found


def _is_signing(old: Any, new: Any) -> bool:
    """Whether an object of the paper became ``new`` by being signed and nothing else."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject

    if isinstance(old, ArrayObject) and isinstance(new, ArrayObject):
        return _more_signatures(old, new)
    if isinstance(old, StreamObject) and old.get("/Type") == new.get("/Type") == "/Metadata":
        return True  # title, program and times of saving: on no page
    if not isinstance(old, DictionaryObject) or isinstance(old, StreamObject) or isinstance(new, StreamObject):
        return _written(old) == _written(new)
    kind = str(old.get("/Type", ""))
    if not kind and "/Fields" not in old:
        return _written(old) == _written(new)
    may = _ADDED_BY_SIGNING.get(kind, set())
    if any(_written(old.raw_get(key)) != _written(new.raw_get(key)) for key in old if key not in may):
        return False
    if set(new) - set(old) - may:
        return False
    return all(
        _more_signatures(old[key] if key in old else ArrayObject(), new[key])
        for key in ("/Annots", "/Fields")
        if key in may and key in new
    )


def _more_signatures(old: Any, new: Any) -> bool:
    """Whether a list of fields or notes on a page only grew, and by fields for signatures alone."""
    known = {_written(entry) for entry in list.__iter__(old)}
    fresh = [entry for entry in list.__iter__(new) if _written(entry) not in known]
    if len(fresh) != len(new) - len(old):
        return False
    return all(_is_signature_field(entry.get_object()) for entry in fresh)


def _is_signature_field(field: Any) -> bool:
    return field.get("/FT") == "/Sig" or ("/Parent" in field and _is_signature_field(field["/Parent"]))


def _written(thing: Any) -> bytes:
    """The object as it is written, references by their numbers."""
    out = io.BytesIO()
    thing.write_to_stream(out, None)
    return out.getvalue()


def _opened(stream: Any) -> Any:
    from pyhanko.pdf_utils.misc import PdfDecodeLimitError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(stream)
        if reader.encrypt_dict is not None:
            raise Unreadable("encrypted")
        if "/AcroForm" in reader.root and "/XFA" in reader.root["/AcroForm"]:
            raise Unreadable("xfa")
        if reader.xrefs.hybrid_xrefs_present:
            raise Unreadable("hybrid")
    except PdfDecodeLimitError as error:
        raise Unreadable("heavy") from error
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a parser before strange bytes: whatever it stumbles over, the file is at fault
        raise Unreadable("broken") from error
    return reader


def _signatures(reader: Any) -> Iterator[tuple[str, Any]]:
    """Each filled signature field with what it holds, or with None where that cannot be read at all."""
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        for number, (name, _value, field) in enumerate(enumerate_sig_fields(reader, filled_status=True)):
            if number >= MAX_SIGNATURES:
                raise Unreadable("too-many")
            try:
                yield name, EmbeddedPdfSignature(reader, field, name)
            except MemoryError:
                raise
            except Exception:  # damaged: said of this signature, the others are examined
                yield name, None
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("broken") from error


class _Book:
    """What all signatures of a file are judged by: the anchors, and the revocation data that the file carries."""

    def __init__(self, reader: Any, anchors: list[dict[str, Any]], at: datetime) -> None:
        self.at = at
        self.anchors = [(row, load_certificate(row["pem"].encode())) for row in anchors]
        self.certs: list[Any] = []
        self.crls: list[Any] = []
        self.ocsps: list[Any] = []
        self._read_store(reader)

    def roots(self, moment: datetime | None) -> list[Any]:
        """The anchors of the day of ``moment``; of all days without one."""
        if moment is None:
            return [certificate for _row, certificate in self.anchors]
        day = moment.astimezone(VIETNAM).date().isoformat()
        return [
            certificate
            for row, certificate in self.anchors
            if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
        ]

    def anchor_name(self, certificate: Any) -> str:
        """What the list calls the anchor."""
        names = [row["name"] for row, known in self.anchors if known.dump() == certificate.dump()]
        return names[0] if names else name_in(certificate.subject)

    def context(self, signature: Any, moment: datetime, *, proven: bool, rules: str, roots: list[Any]) -> Any:
        """What the library needs to judge a certificate at ``moment``, without ever asking the network.

        ``rules``: «all» demands an answer on revocation for the whole chain, «signer» for the certificate alone,
        «none» asks for nothing.
        """
        from pyhanko_certvalidator import ValidationContext
        from pyhanko_certvalidator.ltv.types import ValidationTimingInfo, ValidationTimingParams
        from pyhanko_certvalidator.policy_decl import (
            CertRevTrustPolicy,
            RevocationCheckingPolicy,
            RevocationCheckingRule,
        )

        asked, spared = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
        crls, ocsps = _own_revocation(signature)
        policy = RevocationCheckingPolicy(
            ee_certificate_rule=spared if rules == "none" else asked,
            intermediate_ca_cert_rule=asked if rules == "all" else spared,
        )
        context = ValidationContext(
            trust_roots=roots,
            other_certs=self.certs,
            crls=self.crls + crls,
            ocsps=self.ocsps + ocsps,
            moment=moment,
            allow_fetching=False,
            # An answer collected after the signature speaks of it as well.
            revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        )
        # With a time that only the signer claims, a revocation counts whatever its day: the claim may be a lie.
        context.timing_params = ValidationTimingParams(
            ValidationTimingInfo(moment, best_signature_time=moment, point_in_time_validation=proven),
            time_tolerance=timedelta(seconds=1),
        )
        return context

    def _read_store(self, reader: Any) -> None:
        from asn1crypto import x509
        from pyhanko.pdf_utils.decode_limits import DecodePurpose

        try:
            store = reader.root["/DSS"]
        except KeyError:
            return
        for key, purpose, load, target in (
            ("/Certs", DecodePurpose.CERTIFICATE, x509.Certificate.load, self.certs),
            ("/CRLs", DecodePurpose.CRL, load_crl, self.crls),
            ("/OCSPs", DecodePurpose.OCSP_RESPONSE, _ocsp, self.ocsps),
        ):
            for entry in list(store[key] if key in store else ())[:MAX_REVOCATION_ITEMS]:  # noqa: SIM401 - ``get`` does not follow references
                try:
                    target.append(load(entry.get_object().read_data(purpose)))
                except MemoryError:
                    raise
                except Exception:  # noqa: S112 - a damaged proof proves nothing: the verdict is then «unknown»
                    continue


def load_crl(data: bytes) -> Any:
    from asn1crypto import crl

    found = crl.CertificateList.load(data, strict=True)
    found["tbs_cert_list"]["this_update"].native  # noqa: B018 - parsed here, so that a damaged one is found here
    return found


def _ocsp(data: bytes) -> Any:
    from asn1crypto import ocsp

    found = ocsp.OCSPResponse.load(data, strict=True)
    found.response_data["produced_at"].native  # noqa: B018
    return found


def _own_revocation(signature: Any) -> tuple[list[Any], list[Any]]:
    """The answers on revocation that the signature itself carries."""
    crls, ocsps = [], []
    for attribute in signature.signer_info["signed_attrs"]:
        if attribute["type"].native != "adobe_revocation_info_archival":
            continue
        for value in attribute["values"]:
            crls += list(value["crl"] or ())[:MAX_REVOCATION_ITEMS]
            ocsps += list(value["ocsp"] or ())[:MAX_REVOCATION_ITEMS]
    return crls, ocsps


def _facts_of(name: str, signature: Any, book: _Book) -> dict[str, Any]:
    facts: dict[str, Any] = {"field": one_line(name)}
    if signature is None:
        return facts
    try:
        facts |= _about_certificate(signature.signer_cert)
        facts["is_timestamp"] = signature.sig_object_type == "/DocTimeStamp"
        judge = _judge_timestamp if facts["is_timestamp"] else _judge_signature
        return facts | judge(signature, book)
    except MemoryError:
        raise
    except Exception:  # an obsolete or damaged kind of signature: said so, never guessed at
        return facts | {"integrity": "unreadable"}


def _judge_signature(signature: Any, book: _Book) -> dict[str, Any]:
    claimed = signature.self_reported_timestamp
    moment, proven = claimed or book.at, False
    stamped = _stamped_at(signature)
    status = _asked(signature, book, moment, stamped=stamped)
    facts = _about_integrity(status)
    proof = status.timestamp_validity
    if proof is not None and proof.trusted:
        moment, proven = proof.timestamp, True
        facts["time_authority"] = name_in(proof.signing_cert.subject)
        status = _asked(signature, book, moment, stamped=stamped, proven=True, again=True)
    facts["signed_at"] = moment.astimezone(VIETNAM).isoformat() if proven or claimed else ""
    facts["is_time_proven"] = proven
    facts["is_time_ahead"] = moment > book.at + timedelta(days=1)
    facts |= _about_strength(signature, status)
    if facts["integrity"] in {"changed", "unreadable"}:
        return facts
    return facts | _about_trust(signature, book, moment, status, stamped=stamped, proven=proven)


def _stamped_at(signature: Any) -> datetime | None:
    """The moment that a time stamp inside the signature names; whether it is to be believed is asked later."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        found: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return found
    return None


def _asked(
    signature: Any,
    book: _Book,
    moment: datetime,
    *,
    stamped: datetime | None = None,
    proven: bool = False,
    rules: str = "none",
    again: bool = False,
    any_day: bool = False,
) -> Any:
    """The library's answer. ``again``: what was added later has been looked at already."""
    from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature

    roots = book.roots(None if any_day else moment)
    context = book.context(signature, moment, proven=proven, rules=rules, roots=roots)
    then = stamped or moment
    stamps = book.context(signature, then, proven=True, rules="none", roots=book.roots(then))
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    return validate_pdf_signature(signature, context, stamps, key_usage_settings=usage, skip_diff=again)


def _about_trust(
    signature: Any, book: _Book, moment: datetime, status: Any, *, stamped: datetime | None, proven: bool
) -> dict[str, Any]:
    certificate = signature.signer_cert
    held = certificate.not_valid_before <= moment <= certificate.not_valid_after
    if not status.trusted:
        problem = status.trust_problem_indic.name if status.trust_problem_indic else ""
        if problem == "NO_CERTIFICATE_CHAIN_FOUND":
            late = _asked(signature, book, moment, stamped=stamped, proven=proven, again=True, any_day=True)
            trust = "not-then" if late.trusted else "unknown"
        else:
            trust = "unfit"
        return {"trust": trust if held else "expired"}
    facts: dict[str, Any] = {"trust": "trusted", "anchor": book.anchor_name(_root(status))}
    for rules in ("all", "signer"):
        answer = _asked(signature, book, moment, stamped=stamped, proven=proven, rules=rules, again=True)
        if answer.revocation_details is not None:
            revoked = answer.revocation_details.revocation_date
            return facts | {"revocation": "revoked", "revoked_at": revoked.astimezone(VIETNAM).isoformat()}
        if answer.trusted:
            return facts | {"revocation": "good"}
    return facts


def _root(status: Any) -> Any:
    return status.validation_path.trust_anchor.authority.certificate


def _judge_timestamp(signature: Any, book: _Book) -> dict[str, Any]:
    """A time stamp over the whole document: it proves that all before it was there at that moment."""
    from pyhanko.sign.validation import validate_pdf_timestamp

    token = signature.signed_data["encap_content_info"]["content"].parsed
    moment = token["gen_time"].native
    context = book.context(signature, moment, proven=True, rules="none", roots=book.roots(moment))
    status = validate_pdf_timestamp(signature, context)
    facts = _about_integrity(status) | _about_strength(signature, status)
    facts["signed_at"] = moment.astimezone(VIETNAM).isoformat()
    facts["is_time_proven"] = status.trusted
    facts["trust"] = "trusted" if status.trusted else "unknown"
    if status.trusted:
        facts["anchor"] = book.anchor_name(_root(status))
    return facts


def _about_integrity(status: Any) -> dict[str, Any]:
    from pyhanko.sign.validation import SignatureCoverageLevel

    if not (status.intact and status.valid):
        return {"integrity": "changed"}
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return {"integrity": "whole"}
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return {"integrity": "uncovered"}
    level = status.modification_level.name
    # A time stamp over the document has no policy of its own: only what is no change at all may follow it.
    if status.docmdp_ok is False or level == "OTHER":
        return {"integrity": "later-change"}
    additions = {"LTA_UPDATES": "proof", "FORM_FILLING": "forms", "ANNOTATIONS": "notes"}
    return {"integrity": "extended", "additions": additions.get(level, "")}


def _about_strength(signature: Any, status: Any) -> dict[str, Any]:
    key = signature.signer_cert.public_key
    if key.algorithm in {"rsa", "rsassa_pss"} and key.bit_size < _WEAK_RSA:
        return {"weakness": f"RSA-{key.bit_size}"}
    digest = {"md2": "MD2", "md5": "MD5", "sha1": "SHA-1"}.get(status.md_algorithm)
    return {"weakness": digest} if digest else {}


def _about_certificate(certificate: Any) -> dict[str, Any]:
    subject = certificate.subject.native
    return {
        "signer": name_in(certificate.subject),
        "organisation": one_line(subject.get("organization_name", "")),
        "title": one_line(subject.get("title", "")),
        "authority": name_in(certificate.issuer),
        "serial": f"{certificate.serial_number:X}",
        "fingerprint": certificate.sha256.hex(),
        "valid_from": certificate.not_valid_before.astimezone(VIETNAM).isoformat(),
        "valid_to": certificate.not_valid_after.astimezone(VIETNAM).isoformat(),
    }


def name_in(name: Any) -> str:
    known = name.native
    return one_line(known.get("common_name") or known.get("organization_name") or name.human_friendly)


def one_line(value: Any) -> str:
    """Words of a stranger as one line that can be shown: no control or direction marks, not long."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    plain = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    return unicodedata.normalize("NFC", " ".join(plain.split()))[:TEXT_LENGTH]


def load_certificate(data: bytes) -> Any:
    from asn1crypto import pem, x509

    if pem.detect(data):
        kind, _headers, data = pem.unarmor(data)
        if kind != "CERTIFICATE":
            raise ValueError(kind)
    return x509.Certificate.load(data, strict=True)


def _no_network(event: str, _arguments: Any) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        raise PermissionError(f"examining a file never asks the network: {event}")


def main() -> None:
    """Examine the file that standard input names and print the facts, or why it cannot be examined, as JSON."""
    import logging
    import resource

    sys.addaudithook(_no_network)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # the library tells its findings twice
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.read()))))


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What ``signing.reading`` asks of this process: the facts of the file, or the code of a refusal."""
    try:
        with open(asked["path"], "rb") as stream:
            return examine(stream, asked["anchors"], datetime.fromisoformat(asked["at"]), original=asked["original"])
    except Unreadable as refused:
        return {"refused": refused.code}
    except (MemoryError, RecursionError):
        return {"refused": "heavy"}


if __name__ == "__main__":
    main()
