"""Where the raw archive keeps a body: the layout that ingest writes and the board reads."""

from pathlib import Path


def archive_root(state_dir: Path) -> Path:
    """The archive below a deployment's state folder."""
    return state_dir / "archive"


def body_path(root: Path, sha256: str) -> Path:
    """The file of a body, by the hash of its bytes."""
    return root / "bodies" / sha256[:2] / sha256[2:]
