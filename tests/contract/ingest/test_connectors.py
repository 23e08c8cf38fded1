"""Every connector passes the one suite."""

from services.ingest.connectors import connectors
from tests.contract.ingest.conformance import conformance

TestDigitalDecade = conformance("digital_decade")
TestEurostat = conformance("eurostat")
TestFigures = conformance("figures")
TestStatbel = conformance("statbel")
TestVdab = conformance("vdab")


def test_no_connector_is_forgotten() -> None:
    assert set(connectors()) == {"digital_decade", "eurostat", "figures", "statbel", "vdab"}
