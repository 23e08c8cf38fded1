"""PostgreSQL runs as our own account, or as root under another one that is let in no further than needed."""

import os
import pwd
import stat
from pathlib import Path

import pytest

from services.runtime.embedded.account import Account, check_runs, choose, let_reach
from services.runtime.errors import ConfigError

STRANGER = 54_321


@pytest.fixture
def as_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def _owned_by(uid: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    known = list(folder.stat())
    known[stat.ST_UID] = uid
    monkeypatch.setattr(Path, "stat", lambda self, **_: os.stat_result(known))
    return folder


@pytest.mark.usefixtures("as_user")
def test_a_user_runs_it_as_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose(folder / "new") is None
    assert choose(_owned_by(STRANGER, folder, monkeypatch)) is None


@pytest.mark.usefixtures("as_user")
def test_a_user_cannot_use_the_folder_of_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="belongs to uid 1: run as that user"):
        choose(_owned_by(1, folder, monkeypatch))


@pytest.mark.usefixtures("as_root")
def test_root_gives_a_new_folder_to_an_account_that_exists(folder: Path) -> None:
    account = choose(folder / "new")
    assert account is not None
    assert account.name in {"postgres", "nobody"}
    assert account.uid != 0


@pytest.mark.usefixtures("as_root")
def test_root_acts_for_the_owner_of_a_folder_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = pwd.getpwnam("nobody").pw_uid
    account = choose(_owned_by(owner, folder, monkeypatch))
    assert account is not None
    assert account.name == "nobody"


def test_only_the_missing_search_permission_is_given(folder: Path) -> None:
    private, open_ = folder / "private", folder / "private" / "open"
    open_.mkdir(parents=True)
    private.chmod(0o700)
    open_.chmod(0o755)
    data = open_ / "data"
    data.mkdir(mode=0o700)
    let_reach(Account(STRANGER, STRANGER, "stranger"), data)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (private, open_, data)]
    assert modes == [0o701, 0o755, 0o700]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a program as another account")
def test_a_program_the_account_cannot_run_is_a_config_error_that_says_what_to_do(folder: Path) -> None:
    program = folder / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    with pytest.raises(ConfigError, match="run as another user than root"):
        check_runs(Account(65_534, 65_534, "nobody"), program)
