"""Certificates and signed files made for tests: an authority, one below it, people with keys."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from schooladmin.documents.signing.reading import Anchor

LONG_AGO, LATER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def p256_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Identity:
    """A certificate with its key and the chain above it (without the root)."""

    certificate: x509.Certificate
    key: Any
    chain: list[x509.Certificate] = field(default_factory=list)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def pkcs12(self, password: str) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"seal",
            self.key,
            self.certificate,
            self.chain,
            serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption(),
        )

    def signer(self) -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        store.register_multiple([asn1_x509.Certificate.load(_der(row)) for row in self.chain])
        key = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return signers.SimpleSigner(
            asn1_x509.Certificate.load(self.der), asn1_keys.PrivateKeyInfo.load(key), cert_registry=store
        )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def issue(
    name: str,
    *,
    by: Identity | None = None,
    key: Any = None,
    authority: bool = False,
    since: datetime = LONG_AGO,
    until: datetime = LATER,
    organisation: str = "Trường THCS Bình An",
    title: str = "",
    crl_url: str = "",
    stamps: bool = False,
) -> Identity:
    """A certificate for ``name``, signed ``by`` an authority or by itself."""
    key = key or p256_key()
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title))
    subject = x509.Name(parts)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if by:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    if crl_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{crl_url}ocsp")
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    certificate = builder.sign((by or Identity(None, key)).key, hashes.SHA256())  # type: ignore[arg-type]
    above = [by.certificate, *by.chain] if by and by.certificate.issuer != by.certificate.subject else []
    return Identity(certificate, key, above)


@dataclass(frozen=True)
class Authority:
    """A root and the authority below it that people have their certificates from."""

    root: Identity
    below: Identity

    def anchor(self, since: str = "2020-01-01", until: str = "") -> Anchor:
        return Anchor("CA thử nghiệm gốc", self.root.pem, since, until)

    def revocations(
        self, *revoked: Identity, on: datetime | None = None, at: datetime, by: Identity | None = None
    ) -> asn1_crl.CertificateList:
        """The list of revoked certificates of the authority below (or ``by``), published at ``at`` for 30 days."""
        publisher = by or self.below
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(publisher.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=30))
        )
        for row in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(row.certificate.serial_number)
                .revocation_date(on or at)
                .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
                .build()
            )
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(publisher.key.public_key())
        built = builder.add_extension(identifier, critical=False).sign(publisher.key, hashes.SHA256())
        return asn1_crl.CertificateList.load(built.public_bytes(serialization.Encoding.DER))


@cache
def authority() -> Authority:
    root = issue("CA gốc thử nghiệm", authority=True, organisation="Trung tâm chứng thực thử nghiệm")
    below = issue("CA cấp dưới thử nghiệm", by=root, authority=True, organisation="Trung tâm chứng thực thử nghiệm")
    return Authority(root, below)


@cache
def principal() -> Identity:
    """A leader with an RSA-2048 key, as most tokens in use have."""
    return issue("Lê Văn Hiệu", by=authority().below, key=rsa_key(), title="Hiệu trưởng")


@cache
def clerk() -> Identity:
    return issue("Đỗ Thị Văn Thư", by=authority().below)


@cache
def clock() -> Identity:
    """The key of a time-stamping service."""
    return issue("Dấu thời gian thử nghiệm", by=authority().below, key=rsa_key(), stamps=True)


def stamper(at: datetime | None = None) -> DummyTimeStamper:
    own = clock().signer()
    return DummyTimeStamper(own.signing_cert, own.signing_key, own.cert_registry, fixed_dt=at)


@cache
def paper(words: str = "Báo cáo thử") -> bytes:
    """A PDF of one page with a form field, without any signature."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer = PdfFileWriter()
    drawing = writer.add_object(generic.StreamObject(stream_data=b"BT ET % " + words.encode()))
    page = writer.insert_page(
        PageObject(contents=drawing, media_box=generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))))
    )
    name = generic.pdf_name
    box = writer.add_object(
        generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/Widget"),
                name("/FT"): name("/Tx"),
                name("/T"): generic.TextStringObject("o_trong"),
                name("/V"): generic.TextStringObject(""),
                name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 200, 70))),
                name("/F"): generic.NumberObject(4),
            }
        )
    )
    page.get_object()[name("/Annots")] = generic.ArrayObject([box])
    form = generic.DictionaryObject({name("/Fields"): generic.ArrayObject([box])})
    writer.root[name("/AcroForm")] = writer.add_object(form)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sign(content: bytes, who: Identity, *, name: str = "ChuKy1", stamped: Any = None, **meta: Any) -> bytes:
    """Sign the PDF as an office's own signing program would: an incremental save."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    options = {"field_name": name, "subfilter": fields.SigSeedSubFilter.PADES, "md_algorithm": "sha256"} | meta
    out = signers.sign_pdf(writer, signers.PdfSignatureMetadata(**options), who.signer(), timestamper=stamped)
    return bytes(out.getvalue())


def added_to(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with something added by an incremental save."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def fill_form(writer: IncrementalPdfFileWriter) -> None:
    """Fill in the field of ``paper``: what a signature allows."""
    from pyhanko.pdf_utils import generic

    box = writer.root["/AcroForm"]["/Fields"][0].get_object()
    box[generic.pdf_name("/V")] = generic.TextStringObject("Đã đọc")
    writer.update_container(box)


def change_page(writer: IncrementalPdfFileWriter) -> None:
    """Draw another page over the signed one: what no signature allows."""
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT ET % khac"))
    writer.update_container(page)
