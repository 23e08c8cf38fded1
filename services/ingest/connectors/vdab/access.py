"""From the settings to the Vacature API: all or nothing of a client's credentials, and never in the clear."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from services.ingest.access import VacancyAccess
from services.ingest.connectors.vdab.api import HOME, TOKEN_URL, Credentials, VacancyApi
from services.ingest.recipe import Recipe
from services.ingest.settings import IngestSettings
from services.runtime.clock import Clock
from services.runtime.errors import ConfigError

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def credentials_of(settings: IngestSettings) -> Credentials | None:
    """The client that is configured; None where there is none.

    Raises ConfigError for a part of one, and for addresses that would carry a secret in the clear.
    """
    parts = (settings.vdab_client_id, settings.vdab_client_secret, settings.vdab_api_key)
    if not any(parts):
        return None
    client_id, secret, key = parts
    if not (client_id and secret and key):
        raise ConfigError("the Vacature API needs KOERS_VDAB_CLIENT_ID, _CLIENT_SECRET and _API_KEY; one is missing")
    for url in (settings.base_url("vdab", HOME), settings.vdab_token_url or TOKEN_URL):
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in _LOOPBACK:
            raise ConfigError(f"{urlsplit(url).hostname} is asked without TLS; a secret is sent by https alone")
    return Credentials(client_id, secret, key)


def with_key(recipes: Sequence[Recipe], settings: IngestSettings) -> list[Recipe]:
    """The recipes, those of the API no longer suspended where a client is configured. Raises ConfigError."""
    if credentials_of(settings) is None or not settings.live:
        return list(recipes)
    lifted = {"suspended": None}
    return [r.model_copy(update=lifted) if isinstance(r.access, VacancyAccess) else r for r in recipes]


def vacancy_api(settings: IngestSettings, clock: Clock) -> VacancyApi | None:
    """The client of the API; None where none is configured. Raises ConfigError."""
    credentials = credentials_of(settings)
    if credentials is None:
        return None
    home, token_url = settings.base_url("vdab", HOME), settings.vdab_token_url or TOKEN_URL
    return VacancyApi(credentials, clock, agent=settings.agent, home=home, token_url=token_url)
