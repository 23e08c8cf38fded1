import pytest

from tests.unit.cli.running import Koers, runner


@pytest.fixture
def koers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Koers:
    return runner(capsys, monkeypatch)
