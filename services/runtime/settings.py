"""Settings: typed, from `KOERS_*` variables, validated at start; a secret may also come from a file (`NAME_FILE`)."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from services.runtime.errors import ConfigError

PREFIX = "KOERS_"


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads `KOERS_NAME_FILE` where `KOERS_NAME` is not given itself, as container secrets are mounted."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = (
            (name, self.get_field_value(field, name)[0]) for name, field in self.settings_cls.model_fields.items()
        )
        return {name: value for name, value in values if value is not None}


class Environment(BaseSettings):
    """Settings read from `KOERS_*` variables and secret files, and from nowhere else."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)


class ProcessSettings(Environment):
    """How a process shows itself to operations."""

    admin_host: Annotated[str, Field(description="Address /healthz, /status and /metrics listen on.")] = "127.0.0.1"
    admin_port: Annotated[
        int, Field(description="Port of /healthz, /status and /metrics; 0 takes a free one.", ge=0, le=65535)
    ] = 0
    log_format: Annotated[Literal["json", "console"], Field(description="Form of the logs on stderr.")] = "json"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="Least severe level that is logged.")
    ] = "INFO"


class AgendaSettings(Environment):
    """Which agenda holds."""

    agenda_dir: Annotated[
        Path | None, Field(description="Folder of the agenda; the one that ships with Koers where not given.")
    ] = None


class KafkaAccess(Environment):
    """One environment has one broker: all clients of a process read the same variables."""

    kafka_tls: Annotated[bool, Field(description="Whether the broker is asked over TLS.")] = False
    kafka_ca: Annotated[
        Path | None,
        Field(description="PEM file of who vouches for the broker's certificate; the system's if not given."),
    ] = None
    kafka_user: Annotated[str | None, Field(description="User at the broker; without one nobody logs in.")] = None
    kafka_password: Annotated[SecretStr | None, Field(description="Password of that user.")] = None
    kafka_mechanism: Annotated[
        Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"], Field(description="How that user logs in (SASL).")
    ] = "SCRAM-SHA-512"

    @model_validator(mode="after")
    def _log_in_whole_and_encrypted(self) -> Self:
        if (self.kafka_user is None) != (self.kafka_password is None):
            raise ValueError("KOERS_KAFKA_USER and KOERS_KAFKA_PASSWORD go together: give both or neither")
        if self.kafka_user and not self.kafka_tls:
            raise ValueError("a password would travel in the open: set KOERS_KAFKA_TLS=true")
        return self


class Settings(ProcessSettings, AgendaSettings, KafkaAccess):
    """What every service needs to know."""

    kafka: Annotated[
        str, Field(description="Bootstrap address of the broker.", examples=["kafka:9092"], pattern=r"^[^\s/]+:\d+$")
    ]
    state_dir: Annotated[
        Path,
        Field(
            description="Folder for what is kept on disk: raw archive, reports, caught mails.",
            examples=["/var/lib/koers"],
        ),
    ]


class PostgresSettings(Environment):
    """Where PostgreSQL is."""

    postgres: Annotated[
        SecretStr,
        Field(
            description="Connection string of PostgreSQL (15 to 18); may hold a password.",
            examples=["postgresql://koers@db:5432/koers"],
        ),
    ]


class ReaderSettings(Environment):
    """Who may only read the database, such as Grafana."""

    reader_password: Annotated[
        SecretStr | None,
        Field(description="Password the migration job gives the role `koers_reader`; without it nobody logs in as it."),
    ] = None


class DatabaseSettings(PostgresSettings, Settings):
    """What a service with PostgreSQL needs to know."""


S = TypeVar("S", bound=BaseSettings)


def load_settings(kind: type[S]) -> S:
    """Read and validate the settings of a service.

    Raises ConfigError that lists every missing or invalid variable at once: its name, what it is for, an example.
    The rejected value itself is not shown, it may be a secret.
    """
    try:
        return kind()
    except ValidationError as error:
        lines = [
            _explain(kind, str(fault["loc"][0]) if fault["loc"] else None, fault["msg"]) for fault in error.errors()
        ]
        raise ConfigError("settings are missing or invalid:\n" + "\n".join(lines)) from None
    except OSError as error:
        raise ConfigError(f"a secret file named by a {PREFIX}*_FILE variable cannot be read: {error}") from error


def _explain(kind: type[BaseSettings], name: str | None, fault: str) -> str:
    if name is None:
        return f"  {fault}"
    field = kind.model_fields.get(name)
    purpose = field.description if field else ""
    example = f" Example: {PREFIX}{name.upper()}={field.examples[0]}" if field and field.examples else ""
    return f"  {PREFIX}{name.upper()}: {fault}. {purpose}{example}"


def settings_table(kinds: dict[str, type[BaseSettings]]) -> str:
    """The generated documentation of all settings, as a Markdown table."""
    rows: dict[str, tuple[list[str], FieldInfo]] = {}
    for service, kind in kinds.items():
        for name, field in kind.model_fields.items():
            rows.setdefault(name, ([], field))[0].append(service)
    lines = ["| variable | used by | default | what it is for |", "|---|---|---|---|"]
    for name, (services, field) in sorted(rows.items()):
        default = "required" if field.is_required() else f"`{field.default}`" if field.default is not None else "none"
        used = "all" if len(services) == len(kinds) else ", ".join(services)
        lines.append(f"| `{PREFIX}{name.upper()}` | {used} | {default} | {field.description} |")
    return "\n".join(lines) + "\n"
