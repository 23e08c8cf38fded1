from pathlib import Path

import pytest

from tests.unit.cli.running import Cases, Koers, runner


@pytest.fixture
def koers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Koers:
    return runner(capsys, monkeypatch)


@pytest.fixture
def cases(koers: Koers, tmp_path: Path) -> Cases:
    return Cases(koers, tmp_path)
