"""Where and how the raw archive keeps a body: the layout that ingest writes and the board reads."""

import gzip
from pathlib import Path
from typing import IO, cast

_PACKED = ".gz"


def archive_root(state_dir: Path) -> Path:
    """The archive below a deployment's state folder."""
    return state_dir / "archive"


def body_path(root: Path, sha256: str, *, packed: bool) -> Path:
    """The file of a body, by the hash of its bytes as they were received; `packed`: the archive packs it itself."""
    return root / "bodies" / sha256[:2] / (sha256[2:] + (_PACKED if packed else ""))


def kept_body(root: Path, sha256: str) -> Path | None:
    """The file a body is kept in; None where there is none."""
    places = (body_path(root, sha256, packed=packed) for packed in (True, False))
    return next((path for path in places if path.is_file()), None)


def open_body(path: Path) -> IO[bytes]:
    """Read a body as it was received. Reading raises OSError, EOFError or zlib.error for a damaged file."""
    return cast(IO[bytes], gzip.open(path)) if path.suffix == _PACKED else path.open("rb")
