"""One certificate of an authority, in words and as PEM."""

from dataclasses import dataclass
from datetime import datetime

from schooladmin.documents.signing.hanko.examining import Unreadable, load_certificate, name_in, one_line


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate in words and as PEM."""

    name: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    is_authority: bool
    pem: str

    @property
    def grouped(self) -> str:
        """The fingerprint as authorities print it, four signs at a time, for the eye to compare."""
        upper = self.fingerprint.upper()
        return " ".join(upper[place : place + 4] for place in range(0, len(upper), 4))


def certificate_facts(data: bytes) -> CertificateFacts:
    """Read one certificate from PEM or DER. Raises Unreadable."""
    from asn1crypto import pem

    try:
        certificate = load_certificate(data)
        return CertificateFacts(
            name=name_in(certificate.subject),
            organisation=one_line(certificate.subject.native.get("organization_name", "")),
            issuer=name_in(certificate.issuer),
            serial=f"{certificate.serial_number:X}",
            fingerprint=certificate.sha256.hex(),
            valid_from=certificate.not_valid_before,
            valid_to=certificate.not_valid_after,
            is_authority=bool(certificate.ca),
            pem=pem.armor("CERTIFICATE", certificate.dump()).decode(),
        )
    except Exception as error:  # a parser before strange bytes
        raise Unreadable("certificate") from error
