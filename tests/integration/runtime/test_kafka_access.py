"""Every client of ours on a real broker that is asked over TLS and logged in to by SCRAM."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from schemas.assessment import Assessment
from services.runtime.broker import KafkaProducer, group_lag
from services.runtime.clock import SystemClock
from services.runtime.embedded.kafka import ApacheKafka
from services.runtime.embedded.kafka.storage import Secured
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import TransientError
from services.runtime.topics import create_topics, establish_epoch, load_topics
from tests.builders.figures import recorded
from tests.integration.indicators.records import ASSESSMENTS, publish, read_all
from tests.integration.indicators.worker import running

pytestmark = pytest.mark.apache

USER, PASSWORD = "koers", "made-up-for-this-test"


@dataclass(frozen=True)
class Encrypted:
    """A broker's address for those who log in, and the file of its authority."""

    bootstrap: str
    authority: Path

    def settings(self, password: str = PASSWORD) -> dict[str, str]:
        """The variables of a process that logs in."""
        return {
            "KOERS_KAFKA_TLS": "true",
            "KOERS_KAFKA_CA": str(self.authority),
            "KOERS_KAFKA_USER": USER,
            "KOERS_KAFKA_PASSWORD": password,
        }


@pytest.fixture(scope="module")
def encrypted(apache_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    """A broker of its own, with a certificate for 127.0.0.1 and one user."""
    folder, authority = tmp_path_factory.mktemp("encrypted"), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate = authority.issue_cert("127.0.0.1")
    (port,) = free_ports(1)
    (folder / "keystore.pem").write_bytes(
        _pkcs8(certificate) + b"".join(p.bytes() for p in certificate.cert_chain_pems)
    )
    broker = ApacheKafka(folder / "kafka", secured=Secured(port, folder / "keystore.pem", {USER: PASSWORD}))
    broker.start()
    yield Encrypted(f"127.0.0.1:{port}", folder / "ca.pem")
    broker.stop()


def _pkcs8(certificate: trustme.LeafCert) -> bytes:
    """The private key in the one form that Kafka reads."""
    key = load_pem_private_key(certificate.private_key_pem.bytes(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def logged_in(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> Encrypted:
    """This process has the variables that it takes."""
    for name, value in encrypted.settings().items():
        monkeypatch.setenv(name, value)
    return encrypted


async def test_a_wrong_password_is_a_broker_that_does_not_answer_and_is_told_nowhere(
    logged_in: Encrypted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KOERS_KAFKA_PASSWORD", "another-made-up")
    with pytest.raises(TransientError) as caught:
        async with KafkaProducer(logged_in.bootstrap, "test"):
            pass
    assert "another-made-up" not in caught.value.message + caplog.text


async def test_a_certificate_of_an_unknown_authority_is_not_believed(
    logged_in: Encrypted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("KOERS_KAFKA_CA", str(tmp_path / "other.pem"))
    with pytest.raises(TransientError):
        await create_topics(logged_in.bootstrap, load_topics())


def test_figures_become_verdicts_by_clients_and_a_worker_that_log_in(logged_in: Encrypted, tmp_path: Path) -> None:
    async def prepare() -> None:
        await create_topics(logged_in.bootstrap, load_topics())
        await establish_epoch(logged_in.bootstrap, SystemClock())

    asyncio.run(prepare())
    figures = recorded()[:20]
    publish(logged_in.bootstrap, figures)
    with running("indicators", logged_in.bootstrap, tmp_path, **logged_in.settings()) as worker:
        worker.wait_until_idle()
        assert worker.terminate() == 0
        assert PASSWORD not in worker.log.read_text()
    judged = [Assessment.read(record.value or b"") for record in read_all(logged_in.bootstrap, [ASSESSMENTS])]
    assert {name for found in judged for name in (source.series_id for source in found.inputs)} >= {
        figure.series_id for figure in figures[:1]
    }
    positions = [("stats.series.v1", number) for number in range(load_topics().partition_counts()["stats.series.v1"])]
    assert asyncio.run(group_lag(logged_in.bootstrap, "koers-indicators", positions)) == 0
