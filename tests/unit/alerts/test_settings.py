"""How the relay is talked to follows from the settings, and never puts a password at risk."""

import pytest

from services.alerts.settings import ConsumerSettings, SenderSettings, WebSettings
from services.runtime.errors import ConfigError
from services.runtime.mail.smtp.transport import RelayAddress, TlsMode
from services.runtime.settings import load_settings

REQUIRED = {
    "KOERS_KAFKA": "kafka:9092",
    "KOERS_STATE_DIR": "/var/lib/koers",
    "KOERS_POSTGRES": "postgresql://koers@db/koers",
}
LINKS = {
    "KOERS_LINK_SECRET": "x" * 32,
    "KOERS_PUBLIC_URL": "https://alerts.example.org",
    "KOERS_BOARD_URL": "https://koers.example.org",
    "KOERS_DESK_ADDRESS": "desk@example.org",
}
SENDER = {**REQUIRED, **LINKS, "KOERS_SMTP": "smtp.example.org:587", "KOERS_MAIL_FROM": "koers@example.org"}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The variables of a new deployment."""
    for name, value in SENDER.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_new_deployment_holds_its_mail(environment: pytest.MonkeyPatch) -> None:
    assert load_settings(SenderSettings).mail_mode == "hold"
    assert load_settings(ConsumerSettings).first_alerts == 3
    assert load_settings(WebSettings).alerts_port == 8401


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KOERS_MAIL_MODE", "loud"),
        ("KOERS_SMTP", "smtp.example.org"),
        ("KOERS_LINK_SECRET", "short"),
        ("KOERS_LINK_SECRETS_BEFORE", f"{'y' * 32} short"),
        ("KOERS_DESK_ADDRESS", "desk"),
        ("KOERS_PUBLIC_URL", "alerts.example.org"),
        ("KOERS_MAIL_LEASE", "1"),
    ],
)
def test_a_faulty_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(ConfigError, match=name):
        load_settings(SenderSettings)


@pytest.mark.parametrize(
    ("address", "tls", "security"),
    [
        ("smtp.example.org:587", "auto", "starttls"),
        ("smtp.example.org:25", "auto", "starttls"),
        ("smtp.example.org:465", "auto", "implicit"),
        ("127.0.0.1:8425", "auto", "off"),
        ("localhost:25", "auto", "off"),
        ("[::1]:25", "auto", "off"),
        ("127.0.0.1:8425", "starttls", "starttls"),
        ("catcher:1025", "off", "off"),
    ],
)
def test_mail_travels_encrypted_beyond_this_machine(address: str, tls: TlsMode, security: str) -> None:
    assert RelayAddress.of(address, tls, None, None).security == security


def test_a_password_never_travels_in_the_open() -> None:
    with pytest.raises(ConfigError, match="KOERS_SMTP_TLS"):
        RelayAddress.of("catcher:1025", "off", "koers", "a password made up for tests")
    RelayAddress.of("smtp.example.org:587", "auto", "koers", "a password made up for tests")
