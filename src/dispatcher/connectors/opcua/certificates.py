"""Our own certificate, made on first use, and the folder of those we trust.

    <folder>/own/dispatcher.der      our certificate: give it to the machine's server
    <folder>/own/dispatcher.key      its key, readable by us alone
    <folder>/trusted/                certificates of servers, or of their issuers, that we trust
    <folder>/refused/                what a server showed and we did not trust: move it to `trusted` to trust it

Everything here blocks: it reads and writes files.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dispatcher.connectors.opcua.config import Trust
from dispatcher.domain.instant import Instant, format_instant, from_datetime, to_datetime
from dispatcher.ports.connector import ConfigRejected

VALID = timedelta(days=5 * 365)
_BITS = 2048
_SUFFIXES = {".der", ".cer", ".crt", ".pem"}
_MOST_TRUSTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are to a server: certificate and key as bytes (DER, PEM), and the application's URI in the certificate."""

    certificate: bytes
    key: bytes
    uri: str
    file: Path

    def __repr__(self) -> str:
        """Without the key."""
        return f"Identity({self.uri})"


def fingerprint(certificate: bytes) -> str:
    """The thumbprint as servers show it: SHA-1 in hexadecimal (Part 6, 6.2.3)."""
    return hashlib.sha1(certificate, usedforsecurity=False).hexdigest().upper()


def own_identity(folder: Path, now: Instant) -> Identity:
    """Our certificate; made where there is none, made anew where it is over. Raises ConfigRejected."""
    file, key_file = folder / "own" / "dispatcher.der", folder / "own" / "dispatcher.key"
    try:
        if file.is_file() and key_file.is_file():
            known = _read_identity(file, key_file)
            if from_datetime(x509.load_der_x509_certificate(known.certificate).not_valid_after_utc) > now:
                return known
        return _made(file, key_file, now)
    except (OSError, ValueError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise ConfigRejected("opcua_own_certificate_unusable", folder=str(file.parent), reason=reason) from error


def check_trust(folder: Path, certificate: bytes, trust: Trust, place: str, now: Instant) -> str | None:
    """Whether we trust what a server showed; the file it was remembered in, where it was remembered just now.

    place: `host:port`. Raises ConfigRejected: expired, changed since first use, not trusted.
    """
    try:
        shown = x509.load_der_x509_certificate(certificate)
        starts, ends = from_datetime(shown.not_valid_before_utc), from_datetime(shown.not_valid_after_utc)
    except ValueError as error:
        raise ConfigRejected("opcua_certificate_unreadable", place=place, reason=str(error)[:200]) from error
    mark = fingerprint(certificate)
    if not starts <= now < ends:
        raise ConfigRejected(
            "opcua_certificate_expired",
            place=place,
            fingerprint=mark,
            start=format_instant(starts),
            end=format_instant(ends),
            now=format_instant(now),
        )
    trusted = folder / "trusted"
    try:
        if any(_vouches(known, shown, place, now) for known in _certificates(trusted)):
            return None
        prefix = re.sub(r"[^0-9A-Za-z.-]", "_", place)
        remembered = sorted(trusted.glob(f"{prefix}@*.der")) if trusted.is_dir() else []
        wanted = trusted if trust is Trust.FIRST_USE and not remembered else folder / "refused"
        wanted.mkdir(parents=True, exist_ok=True)
        file = wanted / f"{prefix}@{mark[:16]}.der"
        file.write_bytes(certificate)
    except OSError as error:
        raise ConfigRejected(
            "opcua_trust_folder", folder=str(folder), reason=error.strerror or type(error).__name__
        ) from error
    if wanted is trusted:
        return str(file)
    raise ConfigRejected(
        "opcua_certificate_changed" if remembered else "opcua_certificate_not_trusted",
        place=place,
        fingerprint=mark,
        file=str(file),
        folder=str(trusted),
    )


def _vouches(known: x509.Certificate, shown: x509.Certificate, place: str, now: Instant) -> bool:
    """Whether a trusted certificate is the one shown, or has issued it for this very computer."""
    if known == shown:
        return True
    if not from_datetime(known.not_valid_before_utc) <= now < from_datetime(known.not_valid_after_utc):
        return False
    try:
        issuer = known.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        if issuer:
            shown.verify_directly_issued_by(known)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return issuer and known.subject != shown.subject and place.rpartition(":")[0].lower() in _hosts(shown)


def _hosts(shown: x509.Certificate) -> set[str]:
    """Names and addresses that a certificate is for."""
    try:
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return set()
    return {
        *(name.lower() for name in names.get_values_for_type(x509.DNSName)),
        *(str(address) for address in names.get_values_for_type(x509.IPAddress)),
    }


def _certificates(folder: Path) -> list[x509.Certificate]:
    """Those in a folder; what cannot be read is no certificate."""
    found: list[x509.Certificate] = []
    files = sorted(folder.iterdir())[:_MOST_TRUSTED] if folder.is_dir() else []
    for file in files:
        if file.suffix.lower() not in _SUFFIXES:
            continue
        data = file.read_bytes()
        try:
            found += (
                x509.load_pem_x509_certificates(data)
                if data.lstrip().startswith(b"-----")
                else [x509.load_der_x509_certificate(data)]
            )
        except ValueError:
            continue
    return found


def _read_identity(file: Path, key_file: Path) -> Identity:
    certificate, key = file.read_bytes(), key_file.read_bytes()
    names = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    uris = names.value.get_values_for_type(x509.UniformResourceIdentifier)
    load_pem_private_key(key, None)
    if not uris:
        raise ValueError("the certificate names no application URI")
    return Identity(certificate=certificate, key=key, uri=uris[0], file=file)


def _made(file: Path, key_file: Path, now: Instant) -> Identity:
    host = re.sub(r"[^0-9A-Za-z.-]", "-", socket.gethostname()) or "localhost"
    uri = f"urn:{host}:dispatcher"
    key = rsa.generate_private_key(public_exponent=65_537, key_size=_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Dispatcher@{host}"[:64])])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    began = to_datetime(now) - timedelta(days=1)  # a server's clock may be behind ours
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri), x509.DNSName(host)]), False)
        .add_extension(identifier, False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=True,
                data_encipherment=True,
                key_agreement=False,
                key_cert_sign=True,  # self-signed application certificates carry it (Part 6, 6.2.2)
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            True,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_secret(key_file, secret)
    _replace(file, certificate)
    return Identity(certificate=certificate, key=secret, uri=uri, file=file)


def _write_secret(file: Path, data: bytes) -> None:
    """Readable by us alone from the first byte on."""
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
    beside.replace(file)


def _replace(file: Path, data: bytes) -> None:
    beside = file.with_suffix(".new")
    beside.write_bytes(data)
    beside.replace(file)
