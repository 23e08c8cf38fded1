"""When the bulk download is made, and which ones are kept."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.board.export.bundle import bundles, prune
from services.board.export.nightly import is_due

STARTED = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "newest", "due"),
    [
        (datetime(2026, 11, 2, 2, 29, tzinfo=UTC), None, False),
        (datetime(2026, 11, 2, 2, 30, tzinfo=UTC), None, True),
        (datetime(2026, 7, 2, 1, 30, tzinfo=UTC), None, False),
        (datetime(2026, 11, 2, 2, 30, tzinfo=UTC), date(2026, 11, 1), True),
        (datetime(2026, 11, 2, 12, 0, tzinfo=UTC), date(2026, 11, 2), False),
        (STARTED + timedelta(minutes=9), None, False),
    ],
)
def test_it_is_made_once_a_night_and_not_right_after_a_start(now: datetime, newest: date | None, due: bool) -> None:
    assert is_due(newest, now, STARTED) is due


def test_a_month_of_days_and_the_first_of_every_month_are_kept(tmp_path: Path) -> None:
    first = date(2026, 1, 5)
    for days in range(100):
        name = f"koers-open-data-{first + timedelta(days=days)}.zip"
        (tmp_path / name).write_bytes(b"")
        (tmp_path / f"{name}.sha256").write_text("0  x\n")
    (tmp_path / "koers-open-data-none.zip").write_bytes(b"")
    prune(tmp_path)
    kept = [bundle.day for bundle in bundles(tmp_path)]
    assert len(kept) == 31 + 3
    assert kept[-3:] == [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 5)]
    assert len(list(tmp_path.glob("*.sha256"))) == len(kept)
