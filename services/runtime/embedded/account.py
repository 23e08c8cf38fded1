"""Which system account runs PostgreSQL, which refuses to run as root, and what that account must be able to reach."""

import logging
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from services.runtime.errors import ConfigError

logger = logging.getLogger(__name__)

# The first one that exists; "nobody" does everywhere. No account is ever created.
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A system account other than the one we run as."""

    uid: int
    gid: int
    name: str


def choose(data_dir: Path) -> Account | None:
    """The account for this data directory: None for our own, else (only as root) its owner or a candidate.

    Raises ConfigError when the directory belongs to somebody we cannot act for.
    """
    owner = data_dir.stat().st_uid if data_dir.exists() else os.geteuid()
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise ConfigError(f"{data_dir} belongs to uid {owner}: run as that user, or use another folder")
        return None
    return _entry(owner) if owner != 0 else _candidate()


def _entry(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise ConfigError(f"PostgreSQL's folder belongs to uid {uid}, which has no account here") from error
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _candidate() -> Account:
    for name in _CANDIDATES:
        try:
            return _entry(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise ConfigError(f"PostgreSQL does not run as root and none of the accounts {_CANDIDATES} exists: run as a user")


def let_reach(account: Account, path: Path) -> None:
    """Let the account pass through the folders above `path`.

    Adds the one permission that is missing, to search (not to list) a folder, and logs each folder it changes.
    """
    for folder in path.resolve().parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH and folder.stat().st_uid != account.uid:
            logger.warning("%s: others may now search this folder, so that %s can run PostgreSQL", folder, account.name)
            folder.chmod(mode | stat.S_IXOTH)


def check_runs(account: Account, program: Path) -> None:
    """Raises ConfigError when the account cannot run the program, for instance because its files are private."""
    try:
        subprocess.run(
            [str(program), "--version"],
            check=True,
            capture_output=True,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigError(
            f"the account {account.name} cannot run {program}: {error}. Make the environment readable for others, "
            "run as another user than root, or give the address of a PostgreSQL of your own"
        ) from error
