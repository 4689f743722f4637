"""The server's own signature: opening its key once, and appending a seal to a finished PDF."""

import io
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from schooladmin.documents.signing.hanko.examining import (
    MAX_SIGNATURES,
    TEXT_LENGTH,
    VIETNAM,
    load_certificate,
    load_crl,
    name_in,
)

BYTES_RESERVED = 16384  # for the signature: known beforehand, so that it need not be tried out first
STAMP_BOX = (400, 20, 560, 60)  # points from the lower left corner of the first page: below the text


class CannotSeal(Exception):  # noqa: N818 - an answer, not an error of the program
    """The server cannot seal; ``code`` says why, ``detail`` what the library said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Seal:
    """The server's own key, opened once and kept: opening an RSA key checks it anew each time, which costs most."""

    signer: Any
    holder: str
    valid_from: datetime
    valid_to: datetime

    def check(self, at: datetime) -> None:
        """Raises CannotSeal when the certificate does not hold at ``at``."""
        if not self.valid_from <= at <= self.valid_to:
            raise CannotSeal("expired", f"{self.valid_to.astimezone(VIETNAM):%d/%m/%Y}")


@cache
def _quick_signer() -> Any:
    """pyHanko's signer, but with the key object made once: its own one reads and checks the key for each signature."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore
    from pyhanko_certvalidator.util import get_pyca_cryptography_hash

    class QuickSigner(signers.Signer):  # type: ignore[misc]
        """Signs with a key object of the library ``cryptography``: RSA or one of an elliptic curve."""

        def __init__(self, certificate: bytes, chain: Iterable[bytes], key: Any) -> None:
            store = SimpleCertificateStore()
            store.register_multiple([x509.Certificate.load(row) for row in chain])
            super().__init__(signing_cert=x509.Certificate.load(certificate), cert_registry=store)
            self._key = key

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            digest = get_pyca_cryptography_hash(digest_algorithm)
            if dry_run:
                return bytes(512)
            if isinstance(self._key, rsa.RSAPrivateKey):
                return self._key.sign(data, padding.PKCS1v15(), digest)
            assert isinstance(self._key, ec.EllipticCurvePrivateKey)
            return self._key.sign(data, ec.ECDSA(digest))

    return QuickSigner


def open_pkcs12(content: bytes, password: str) -> Seal:
    """The seal in a PKCS#12 file. Raises CannotSeal: «password», «key-kind», «no-key»."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as error:  # the library tells a wrong password and a damaged file alike
        raise CannotSeal("password", str(error)) from error
    if key is None or certificate is None:
        raise CannotSeal("no-key")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CannotSeal("key-kind", type(key).__name__)
    above = [row.public_bytes(Encoding.DER) for row in chain]
    return _seal(_quick_signer()(certificate.public_bytes(Encoding.DER), above, key))


def open_token(module: str, token: str, label: str, pin: str) -> Seal:
    """The seal in a PKCS#11 token. Raises CannotSeal: «no-pkcs11» without the package, «token» for all else."""
    try:
        import pkcs11  # noqa: F401 - an optional package
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as missing:
        raise CannotSeal("no-pkcs11") from missing
    session = None
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin or None)
        # None: all certificates of the token, for those above the holder's belong into the file.
        return _seal(PKCS11Signer(session, cert_label=label, key_label=label, other_certs_to_pull=None))
    except Exception as error:  # whatever the driver of a stranger's hardware throws
        _close(session)
        raise CannotSeal("token", (str(error) or type(error).__name__)[:TEXT_LENGTH]) from error  # «PinIncorrect»


def close_token(seal: Seal) -> None:
    """Log out. Drivers let nobody log in twice in one process, and a session is not closed when it is forgotten."""
    _close(seal.signer.pkcs11_session)


def _close(session: Any) -> None:
    if session is not None:
        with suppress(Exception):  # it was pulled out, and the driver says so in whatever way
            session.close()


def _seal(signer: Any) -> Seal:
    certificate = signer.signing_cert
    return Seal(signer, name_in(certificate.subject), certificate.not_valid_before, certificate.not_valid_after)


@dataclass(frozen=True)
class Proofs:
    """What is put into the file for checks in later years: roots (PEM) and lists of the revoked (DER)."""

    roots: tuple[str, ...]
    crls: tuple[bytes, ...]


def seal_pdf(
    content: bytes,
    seal: Seal,
    *,
    at: datetime,
    reason: str,
    timestamp_url: str = "",
    proofs: Proofs | None = None,
    stamp: bytes | None = None,
) -> bytes:
    """The PDF with the server's signature appended (PAdES); what was there before stays byte for byte.

    ``timestamp_url`` is the one address that is ever asked. ``proofs`` are put in where they prove the certificate good
    today. ``stamp`` are drawing operators for the box at the foot of the first page; without them nothing is seen.
    Raises CannotSeal: «expired», «timestamp», «token», «failed».
    """
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import TimestampRequestError

    seal.check(at)
    context = _proof_context(proofs, at) if proofs is not None and proofs.crls and proofs.roots else None
    for given in (context, None):
        try:
            return _sealed(content, seal, reason, timestamp_url, given, stamp)
        except TimestampRequestError as error:
            raise CannotSeal("timestamp", str(error)[:TEXT_LENGTH]) from error
        except OSError as error:
            raise CannotSeal("timestamp" if timestamp_url else "failed", str(error)[:TEXT_LENGTH]) from error
        except RuntimeError as error:
            if not hasattr(seal.signer, "pkcs11_session"):
                raise
            raise CannotSeal(
                "token", (str(error) or type(error).__name__)[:TEXT_LENGTH]
            ) from error  # it was pulled out
        except (SigningError, ValueError) as error:
            if given is None:
                raise CannotSeal("failed", str(error)[:TEXT_LENGTH]) from error
            # The lists are too old or not those of this authority: a seal without them is still a seal.
    raise AssertionError("the second try returns or raises")


def _sealed(content: bytes, seal: Seal, reason: str, timestamp_url: str, context: Any, stamp: bytes | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    name = _free_field(writer)
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=context is not None,
        validation_context=context,
    )
    spec, style = fields.SigFieldSpec(name), None
    if stamp is not None:
        from pyhanko.pdf_utils.content import RawContent
        from pyhanko.pdf_utils.layout import BoxConstraints
        from pyhanko.stamp import StaticStampStyle

        left, bottom, right, top = STAMP_BOX
        drawing = RawContent(stamp, box=BoxConstraints(width=right - left, height=top - bottom))

        spec = fields.SigFieldSpec(name, on_page=0, box=STAMP_BOX)
        style = StaticStampStyle(border_width=0, background=drawing)
    made = signers.PdfSigner(
        meta,
        seal.signer,
        timestamper=RequestsHTTPTimeStamper(timestamp_url, timeout=20) if timestamp_url else None,
        stamp_style=style,
        new_field_spec=spec,
    ).sign_pdf(writer, bytes_reserved=BYTES_RESERVED)
    return bytes(made.getvalue())


def _free_field(writer: Any) -> str:
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, _value, _field in enumerate_sig_fields(writer)}
    return next(name for number in range(1, MAX_SIGNATURES + 2) if (name := f"ConDauMayChu{number}") not in taken)


def _proof_context(proofs: Proofs, at: datetime) -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[load_certificate(row.encode()) for row in proofs.roots],
        crls=[load_crl(row) for row in proofs.crls],
        moment=at,
        allow_fetching=False,
        revocation_mode="require",
    )
