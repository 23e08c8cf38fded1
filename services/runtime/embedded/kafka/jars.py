"""The broker's jars: fetched once with Maven, checked against the committed sums, kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from services.runtime.errors import ConfigError, TransientError

_HERE = Path(__file__).parent
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_FETCH_TIMEOUT_S = 600


def home() -> Path:
    """Where the jars are kept: KOERS_KAFKA_HOME, or koers/kafka in the user's cache folder."""
    if named := os.environ.get("KOERS_KAFKA_HOME"):
        return Path(named)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "koers" / "kafka"


def sums() -> dict[str, str]:
    """File name to SHA-256 of every jar, as committed."""
    lines = (_HERE / "jars.sha256").read_text().splitlines()
    return {name: checksum for checksum, name in (line.split() for line in lines)}


def faults(folder: Path) -> list[str]:
    """What keeps the folder from being exactly the committed jars; empty when nothing does."""
    found = {path.name: path for path in folder.glob("*.jar")}
    wanted = sums()
    wrong = [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    wrong += [f"{name} is not on the list" for name in sorted(found.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & found.keys()):
        if hashlib.sha256(found[name].read_bytes()).hexdigest() != wanted[name]:
            wrong.append(f"{name} has another checksum")
    return wrong


def folder() -> Path:
    """The folder of these very jars; another list of jars has another folder, so versions live side by side."""
    edition = hashlib.sha256((_HERE / "jars.sha256").read_bytes()).hexdigest()[:12]
    return home() / edition


def fetch() -> Path:
    """The folder with every jar verified, fetched from Maven Central (44 MB) when it is not yet there.

    Raises ConfigError when Maven is missing or gives other bytes than those on the list, TransientError when it
    cannot fetch.
    """
    final = folder()
    if not faults(final):
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=final.parent, prefix="fetching-") as temporary:
        fresh = Path(temporary) / "jars"
        _run_maven(fresh)
        if wrong := faults(fresh):
            raise ConfigError(f"the jars of Apache Kafka are not the expected ones: {'; '.join(wrong)}")
        _put(fresh, final)
    return final


def _run_maven(target: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise ConfigError("the jars of Apache Kafka are fetched with Maven, and there is no mvn on the PATH")
    command = [maven, "-q", "-B", "-f", str(_HERE / "pom.xml"), _COPY]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={target}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise TransientError(f"Maven did not finish fetching Apache Kafka in {_FETCH_TIMEOUT_S} s") from error
    if done.returncode:
        raise TransientError("Maven could not fetch the jars of Apache Kafka", output=done.stdout + done.stderr)


def _put(fresh: Path, final: Path) -> None:
    """Move the verified folder into place; another process may have done the same meanwhile."""
    if final.exists() and faults(final):
        shutil.rmtree(final)
    try:
        fresh.rename(final)
    except OSError:
        if faults(final):
            raise
