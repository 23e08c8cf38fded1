"""Makes the secrets of `docker-compose.yml` in ./secrets: random, one file each; an existing one is never changed.

The folder is only for its owner; the files in it can be read by the users inside the containers.
"""

import secrets
import sys
from pathlib import Path

RANDOM = ("postgres_password", "reader_password", "link_secret", "grafana_password")


def make(folder: Path) -> list[str]:
    """Write what is missing; returns the names."""
    folder.mkdir(mode=0o700, exist_ok=True)
    made = [name for name in RANDOM if _write(folder / name, secrets.token_urlsafe(36))]
    password = (folder / "postgres_password").read_text(encoding="utf-8")
    if _write(folder / "postgres_dsn", f"postgresql://koers:{password}@postgres:5432/koers"):
        made.append("postgres_dsn")
    return made


def _write(path: Path, secret: str) -> bool:
    if path.exists():
        return False
    path.write_text(secret, encoding="utf-8")
    path.chmod(0o444)
    return True


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("secrets")
    print("made: " + (", ".join(make(target)) or "nothing, all are there"))
