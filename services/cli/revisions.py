"""A folder as it was at a revision of git."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from services.runtime.errors import ConfigError


@contextmanager
def folder_at(named: str, folder: Path) -> Iterator[Path]:
    """The folder of this name, else `folder` as it was at the revision of this name, unpacked for as long as needed.

    Raises ConfigError when there is neither.
    """
    if Path(named).is_dir():
        yield Path(named)
        return
    with TemporaryDirectory(prefix="koers-agenda-") as kept:
        with tarfile.open(fileobj=io.BytesIO(_archive(named, folder))) as archive:
            archive.extractall(kept, filter="data")
        yield Path(kept)


def _archive(revision: str, folder: Path) -> bytes:
    """The folder at a revision as a tar archive; an option is never taken for a revision."""
    try:
        top = _git(folder, "rev-parse", "--show-toplevel").decode().strip()
        tree = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}:./").decode().strip()
        return _git(Path(top), "archive", "--format=tar", tree)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigError(f"{revision}: expected a folder, or a revision of git that has {folder}") from error


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True).stdout  # noqa: S607
