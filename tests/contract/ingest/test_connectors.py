"""Every connector passes the one suite."""

from pathlib import Path

from services.ingest.connectors import connectors
from tests.contract.ingest.conformance import conformance

TestDigitalDecade = conformance("digital_decade")
TestEurostat = conformance("eurostat")
TestFigures = conformance("figures")
TestStatbel = conformance("statbel")
TestVdab = conformance("vdab")


def test_no_connector_is_forgotten() -> None:
    texts = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    for source in connectors():
        assert any(f'conformance("{source}")' in text for text in texts), f"no test calls conformance of {source}"
