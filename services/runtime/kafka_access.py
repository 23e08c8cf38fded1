"""How every client of ours talks to the broker, from KafkaAccess: in the open, or over TLS, and as whom."""

import ssl
from typing import Any

from services.runtime.errors import ConfigError
from services.runtime.settings import KafkaAccess, load_settings


def client_arguments() -> dict[str, Any]:
    """What a client of aiokafka is given beside the address; all clients of a process read the same environment.

    Raises ConfigError.
    """
    access = load_settings(KafkaAccess)
    if not access.kafka_tls:
        return {}
    encrypted = {"security_protocol": "SSL", "ssl_context": context_of(access)}
    if access.kafka_user is None or access.kafka_password is None:
        return encrypted
    return encrypted | {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": access.kafka_mechanism,
        "sasl_plain_username": access.kafka_user,
        "sasl_plain_password": access.kafka_password.get_secret_value(),
    }


def context_of(access: KafkaAccess) -> ssl.SSLContext:
    """What the broker's certificate is checked with. Raises ConfigError for a file that holds no certificates."""
    try:
        return ssl.create_default_context(cafile=access.kafka_ca)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"KOERS_KAFKA_CA {access.kafka_ca} is no PEM file of certificates: {error}") from error
