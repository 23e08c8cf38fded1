"""A missing or invalid setting stops the process at start, naming the variable, what it is for and an example."""

from pathlib import Path

import pytest

from services.indicators.guards.production import credentials_of
from services.runtime.errors import ConfigError
from services.runtime.kafka_access import client_arguments
from services.runtime.settings import DatabaseSettings, KafkaAccess, load_settings, settings_table


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


class TestTheBroker:
    """How clients talk to it."""

    def test_in_the_open_where_nothing_is_said(self, variables: pytest.MonkeyPatch) -> None:
        assert client_arguments() == {}
        assert credentials_of(load_settings(KafkaAccess)) is None

    def test_over_tls_without_a_login(self, variables: pytest.MonkeyPatch) -> None:
        variables.setenv("KOERS_KAFKA_TLS", "true")
        assert client_arguments()["security_protocol"] == "SSL"
        assert str(getattr(credentials_of(load_settings(KafkaAccess)), "protocol", "")).endswith("SSL")

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"USER": "koers", "TLS": "true"}, "KOERS_KAFKA_USER and KOERS_KAFKA_PASSWORD go together"),
            ({"PASSWORD": "hush", "TLS": "true"}, "KOERS_KAFKA_USER and KOERS_KAFKA_PASSWORD go together"),
            ({"USER": "koers", "PASSWORD": "hush"}, "would travel in the open: set KOERS_KAFKA_TLS=true"),
            ({"MECHANISM": "GSSAPI"}, "KOERS_KAFKA_MECHANISM"),
        ],
    )
    def test_half_a_login_or_one_in_the_open_is_refused(
        self, variables: pytest.MonkeyPatch, given: dict[str, str], said: str
    ) -> None:
        for name, value in given.items():
            variables.setenv(f"KOERS_KAFKA_{name}", value)
        with pytest.raises(ConfigError, match=said) as caught:
            load_settings(DatabaseSettings)
        assert "hush" not in caught.value.message

    def test_a_file_that_holds_no_authority_is_named(self, variables: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_text("no certificate")
        variables.setenv("KOERS_KAFKA_TLS", "true")
        variables.setenv("KOERS_KAFKA_CA", str(tmp_path / "ca.pem"))
        with pytest.raises(ConfigError, match=r"KOERS_KAFKA_CA .*ca\.pem is no PEM file"):
            client_arguments()
