"""Only the committed jars run, and what a machine lacks for them is said in one sentence."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from services.runtime.embedded.kafka import available, jars, java
from services.runtime.errors import ConfigError, TransientError

Program = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def _empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Java, no Maven, nothing in the cache."""
    monkeypatch.setenv("KOERS_KAFKA_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Puts a made-up program on the PATH: its name and its shell script."""

    def put(name: str, script: str) -> None:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return put


@pytest.fixture
def two_jars(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up list of two jars instead of the committed one."""
    wanted = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("a.jar", "b.jar")}
    monkeypatch.setattr(jars, "sums", lambda: wanted)


# Maven is told where to put the jars by -DoutputDirectory=…
COPY = 'for word in "$@"; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done; /bin/mkdir -p "$to"; '


def test_the_committed_list_names_one_broker_and_its_logging() -> None:
    names = jars.sums()
    assert len(names) == 46
    assert {"kafka_2.13-4.1.1.jar", "kafka-clients-4.1.1.jar", "slf4j-simple-1.7.36.jar"} <= names.keys()
    assert all(len(checksum) == 64 for checksum in names.values())


@pytest.mark.usefixtures("two_jars")
def test_the_right_bytes_are_put_into_the_cache_and_not_fetched_again(program: Program) -> None:
    program("mvn", COPY + 'printf a.jar > "$to/a.jar"; printf b.jar > "$to/b.jar"')
    folder = jars.fetch()
    assert sorted(path.name for path in folder.iterdir()) == ["a.jar", "b.jar"]
    program("mvn", "exit 1")
    assert jars.fetch() == folder


@pytest.mark.usefixtures("two_jars")
def test_other_bytes_a_missing_and_an_extra_jar_are_refused_by_name(program: Program, tmp_path: Path) -> None:
    program("mvn", COPY + 'printf tampered > "$to/a.jar"; printf c.jar > "$to/c.jar"')
    with pytest.raises(ConfigError) as caught:
        jars.fetch()
    for complaint in ("a.jar has another checksum", "b.jar is missing", "c.jar is not on the list"):
        assert complaint in caught.value.message
    assert list((tmp_path / "cache").iterdir()) == [], "nothing of it stays in the cache"


@pytest.mark.usefixtures("two_jars")
def test_a_damaged_cache_is_fetched_again(program: Program) -> None:
    program("mvn", COPY + 'printf a.jar > "$to/a.jar"; printf b.jar > "$to/b.jar"')
    damaged = jars.fetch() / "a.jar"
    damaged.write_text("damaged")
    assert jars.fetch() == damaged.parent
    assert damaged.read_text() == "a.jar"


def test_a_maven_that_fails_is_worth_another_try_and_its_words_are_kept(program: Program) -> None:
    program("mvn", "echo unknown host; exit 1")
    with pytest.raises(TransientError) as caught:
        jars.fetch()
    assert "unknown host" in str(caught.value.details["output"])


def test_without_java_it_says_so() -> None:
    assert "needs Java 17 or newer, and there is no java" in (available() or "")
    with pytest.raises(ConfigError, match="needs Java 17"):
        java.executable()


@pytest.mark.parametrize("version", ["1.8.0_292", "11.0.22"])
def test_an_old_java_is_named(program: Program, version: str) -> None:
    program("java", f"""echo 'openjdk version "{version}" 2024-01-16' >&2""")
    assert f'is openjdk version "{version}"' in (available() or "")


def test_with_java_but_neither_maven_nor_jars_it_says_so(program: Program) -> None:
    program("java", """echo 'openjdk version "21" 2023-09-19' >&2""")
    assert "no mvn" in (available() or "")
    with pytest.raises(ConfigError, match="no mvn"):
        jars.fetch()


@pytest.mark.usefixtures("two_jars")
def test_with_java_and_the_jars_maven_is_not_needed(program: Program, tmp_path: Path) -> None:
    program("java", """echo 'openjdk version "17.0.15" 2025-04-15' >&2""")
    program("mvn", COPY + 'printf a.jar > "$to/a.jar"; printf b.jar > "$to/b.jar"')
    jars.fetch()
    (tmp_path / "bin" / "mvn").unlink()
    assert available() is None


@pytest.mark.usefixtures("two_jars")
def test_the_class_path_is_explicit_and_in_order(program: Program) -> None:
    program("mvn", COPY + 'printf b.jar > "$to/b.jar"; printf a.jar > "$to/a.jar"')
    folder = jars.fetch()
    assert java.class_path() == f"{folder / 'a.jar'}{os.pathsep}{folder / 'b.jar'}"
