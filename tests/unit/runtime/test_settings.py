"""A missing or invalid setting stops the process at start, naming the variable, what it is for and an example."""

from pathlib import Path

import pytest

from services.runtime.errors import ConfigError
from services.runtime.settings import DatabaseSettings, load_settings, settings_table


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("KAFKA", "STATE_DIR", "POSTGRES", "POSTGRES_FILE", "ADMIN_PORT"):
        monkeypatch.delenv(f"KOERS_{name}", raising=False)
    monkeypatch.setenv("KOERS_KAFKA", "broker:9092")
    monkeypatch.setenv("KOERS_STATE_DIR", "state")
    monkeypatch.setenv("KOERS_POSTGRES", "postgresql://koers:hush@db/koers")
    return monkeypatch


def test_all_faults_are_told_at_once_with_purpose_and_example(variables: pytest.MonkeyPatch) -> None:
    variables.delenv("KOERS_KAFKA")
    variables.setenv("KOERS_ADMIN_PORT", "many")
    with pytest.raises(ConfigError) as caught:
        load_settings(DatabaseSettings)
    message = caught.value.message
    assert "KOERS_KAFKA" in message
    assert "Bootstrap address of the broker" in message
    assert "KOERS_KAFKA=kafka:9092" in message
    assert "KOERS_ADMIN_PORT" in message


def test_the_rejected_value_is_not_shown_it_may_be_a_secret(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("KOERS_KAFKA", "hush hush")
    with pytest.raises(ConfigError) as caught:
        load_settings(DatabaseSettings)
    assert "hush" not in caught.value.message


def test_a_secret_may_come_from_a_file_and_is_never_printed(variables: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "dsn"
    secret.write_text("postgresql://koers:deep@db/koers\n")
    variables.delenv("KOERS_POSTGRES")
    variables.setenv("KOERS_POSTGRES_FILE", str(secret))
    settings = load_settings(DatabaseSettings)
    assert settings.postgres.get_secret_value() == "postgresql://koers:deep@db/koers"
    assert "deep" not in repr(settings)


def test_a_secret_file_that_cannot_be_read_is_named_as_such(variables: pytest.MonkeyPatch, tmp_path: Path) -> None:
    variables.delenv("KOERS_POSTGRES")
    variables.setenv("KOERS_POSTGRES_FILE", str(tmp_path / "absent"))
    with pytest.raises(ConfigError, match="_FILE"):
        load_settings(DatabaseSettings)


def test_the_table_names_every_variable() -> None:
    table = settings_table({"any": DatabaseSettings})
    for name in DatabaseSettings.model_fields:
        assert f"`KOERS_{name.upper()}`" in table
