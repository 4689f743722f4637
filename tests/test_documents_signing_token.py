"""The server's seal in a PKCS#11 token: SoftHSM stands for the hardware, behind the same driver."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from pkcs11.constants import Attribute
from pkcs11.util.x509 import decode_x509_certificate
from pytest_django import Settings

from schooladmin.documents.models import RenderedFile
from schooladmin.documents.signing import sealing
from schooladmin.documents.signing.facts import Integrity, Trust
from schooladmin.documents.signing.models import CopyOrigin, SignedCopy
from schooladmin.documents.signing.queries import facts_of
from schooladmin.documents.storage import absolute
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from tests.factory import World, moment
from tests.signing import authority, issue, paper, rsa_key
from tests.test_documents_signing_pages import publish, trust
from tests.test_documents_signing_seal import run, sooner  # noqa: F401 - a fixture

DRIVER = next(iter(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), Path("/usr/lib/softhsm/libsofthsm2.so"))
TOKEN, KEY, PIN = "Truong Binh An", "con-dau", "2468"
HOLDER = "Trường THCS Bình An"


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A token with a key and its certificate. The driver reads its settings once a process."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    settings, key = folder / "softhsm2.conf", folder / "key.pem"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    who = issue(HOLDER, by=authority().below, key=rsa_key())
    key.write_bytes(
        who.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    tool = ["softhsm2-util", "--pin", PIN]
    for command in (
        [*tool, "--init-token", "--free", "--label", TOKEN, "--so-pin", "1357"],
        [*tool, "--import", str(key), "--token", TOKEN, "--label", KEY, "--id", "A1"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    with pkcs11.lib(str(DRIVER)).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        for number, (label, row) in enumerate([(KEY, who.der), ("co-quan", authority().below.der)], start=0xA1):
            session.create_object(
                decode_x509_certificate(row)
                | {Attribute.LABEL: label, Attribute.ID: bytes([number]), Attribute.TOKEN: True}
            )


@pytest.fixture(autouse=True)
def plugged_in(token: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SEAL_PKCS12 = ""
    settings.SEAL_PKCS11_MODULE, settings.SEAL_TOKEN = str(DRIVER), TOKEN
    settings.SEAL_KEY, settings.SEAL_PIN = KEY, PIN
    yield
    sealing.forget_tokens()


def test_the_token_says_whose_seal_it_keeps() -> None:
    state = sealing.seal_state(moment("2026-11-22 09:00"))
    assert state is not None
    assert (state.holder, state.trouble) == (HOLDER, "")


def test_a_finished_paper_is_sealed_by_the_token(world: World) -> None:
    trust(world)
    file = publish(world)
    job = run(world)
    assert job.state == JobState.DONE, job.error
    (copy,) = SignedCopy._base_manager.all()
    assert copy.origin == CopyOrigin.SEAL
    assert absolute(copy.path).read_bytes().startswith(paper())
    assert absolute(file.path).read_bytes() == paper()
    (facts,) = facts_of(copy)
    assert (facts.signer, facts.integrity, facts.trust) == (HOLDER, Integrity.WHOLE, Trust.TRUSTED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEAL_PIN", "0000"),
        ("SEAL_TOKEN", "Thiet bi khac"),
        ("SEAL_KEY", "khoa-khac"),
        ("SEAL_PKCS11_MODULE", "/no.so"),
    ],
)
def test_a_token_that_cannot_be_used_is_said_on_the_job_and_the_paper_stays(
    world: World, settings: Settings, name: str, value: str
) -> None:
    setattr(settings, name, value)
    file = publish(world)
    job = run(world)
    assert (job.state, "thiếu thiết bị, sai nhãn hoặc sai mã PIN" in job.error) == (JobState.FAILED, True)
    assert not SignedCopy._base_manager.exists()
    assert absolute(RenderedFile._base_manager.get(pk=file.pk).path).exists()
    assert not sealing._tokens  # asked anew when it is back


def test_a_token_that_was_pulled_out_works_again_when_it_is_back(
    world: World,
) -> None:
    publish(world)
    sealing.the_seal().signer.pkcs11_session.close()  # what is left of it once it was pulled out
    assert run(world).state == JobState.FAILED
    Job._base_manager.all().delete()
    publish(world)
    assert run(world).state == JobState.DONE
