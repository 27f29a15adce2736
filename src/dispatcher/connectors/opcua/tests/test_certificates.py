"""Our certificate, and whom we trust."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from dispatcher.connectors.opcua.certificates import check_trust, fingerprint, own_identity
from dispatcher.connectors.opcua.config import Trust
from dispatcher.connectors.opcua.tests.peer import server_certificate
from dispatcher.domain.instant import DAY, Instant
from dispatcher.ports.connector import ConfigRejected

NOW = Instant(1_800_000_000_000_000)
PLACE = "10.0.0.5:4840"


def test_our_certificate_is_made_once_and_its_key_is_ours_alone(tmp_path: Path) -> None:
    first, second = own_identity(tmp_path, NOW), own_identity(tmp_path, Instant(NOW + DAY))

    assert first.certificate == second.certificate
    assert first.uri.startswith("urn:")
    assert stat.S_IMODE((tmp_path / "own" / "dispatcher.key").stat().st_mode) == 0o600
    assert first.key.decode()[30:80] not in repr(first)


def test_our_certificate_is_made_anew_when_it_is_over(tmp_path: Path) -> None:
    first = own_identity(tmp_path, NOW)

    assert own_identity(tmp_path, Instant(NOW + 4_000 * DAY)).certificate != first.certificate


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("no folder")

    with pytest.raises(ConfigRejected) as refused:
        own_identity(tmp_path, NOW)

    assert refused.value.code == "opcua_own_certificate_unusable"


def test_a_stranger_is_refused_and_trusted_once_the_file_is_moved(tmp_path: Path) -> None:
    shown, _ = server_certificate()

    with pytest.raises(ConfigRejected) as refused:
        check_trust(tmp_path, shown, Trust.STRICT, PLACE, NOW)
    params = refused.value.params
    Path(str(params["folder"])).mkdir()
    Path(str(params["file"])).rename(Path(str(params["folder"])) / "mill.der")

    assert (refused.value.code, params["fingerprint"]) == ("opcua_certificate_not_trusted", fingerprint(shown))
    assert check_trust(tmp_path, shown, Trust.STRICT, PLACE, NOW) is None


def test_first_use_remembers_the_first_and_refuses_another(tmp_path: Path) -> None:
    first, other = server_certificate()[0], server_certificate(2_021)[0]

    remembered = check_trust(tmp_path, first, Trust.FIRST_USE, PLACE, NOW)

    assert remembered is not None
    assert Path(remembered).read_bytes() == first
    assert check_trust(tmp_path, first, Trust.FIRST_USE, PLACE, NOW) is None
    with pytest.raises(ConfigRejected) as refused:
        check_trust(tmp_path, other, Trust.FIRST_USE, PLACE, NOW)
    assert refused.value.code == "opcua_certificate_changed"
    assert check_trust(tmp_path, other, Trust.FIRST_USE, "10.0.0.6:4840", NOW) is not None


@pytest.mark.parametrize("years", [(2_020, 2_022), (2_080, 2_090)])
def test_a_certificate_out_of_its_time_is_refused(tmp_path: Path, years: tuple[int, int]) -> None:
    shown, _ = server_certificate(*years)

    with pytest.raises(ConfigRejected) as refused:
        check_trust(tmp_path, shown, Trust.FIRST_USE, PLACE, NOW)

    assert refused.value.code == "opcua_certificate_expired"


def test_rubbish_is_no_certificate(tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as refused:
        check_trust(tmp_path, b"rubbish", Trust.FIRST_USE, PLACE, NOW)

    assert refused.value.code == "opcua_certificate_unreadable"


@pytest.mark.parametrize(
    ("authority", "host", "trusted"), [(True, "10.0.0.5", True), (False, "10.0.0.5", False), (True, "10.0.0.6", False)]
)
def test_an_issuer_vouches_for_what_it_issued_to_this_computer(
    tmp_path: Path, authority: bool, host: str, trusted: bool
) -> None:
    _, key_pem = server_certificate()
    key = load_pem_private_key(key_pem, None)
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Plant CA")])
    common = (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .public_key(key.public_key())  # type: ignore[arg-type]  # it is RSA
        .serial_number(7)
        .not_valid_before(datetime(2_020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2_090, 1, 1, tzinfo=UTC))
    )
    root = common.subject_name(issuer).add_extension(x509.BasicConstraints(authority, None), True)
    leaf = common.subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Mill")])).add_extension(
        x509.SubjectAlternativeName([x509.DNSName("mill"), x509.IPAddress(ip_address(host))]), False
    )
    signed = [one.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) for one in (root, leaf)]  # type: ignore[arg-type]  # it is RSA
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "plant.pem").write_bytes(signed[0])
    (tmp_path / "trusted" / "notes.txt").write_text("not a certificate")
    (tmp_path / "trusted" / "broken.der").write_text("not a certificate either")
    shown = x509.load_pem_x509_certificate(signed[1]).public_bytes(Encoding.DER)

    refused = ""
    try:
        check_trust(tmp_path, shown, Trust.STRICT, PLACE, NOW)
    except ConfigRejected as error:
        refused = error.code

    assert (refused == "") is trusted
