"""The settings of the ingest service."""

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from services.runtime.errors import ConfigError
from services.runtime.settings import Settings

_URL = r"^https?://[^\s]+$"
DEFAULT_AGENT = "koers/0.1 (monitor of public statistics)"


class IngestSettings(Settings):
    """What ingest needs to know besides what every service does."""

    live: Annotated[
        bool, Field(description="Whether to poll the sources; without it only what is archived counts.")
    ] = True
    drop_dir: Annotated[
        Path | None,
        Field(
            description="Folder for files that are put in by hand, as SOURCE/DATASET/FILE; `drop` in the state folder "
            "where not given."
        ),
    ] = None
    agent: Annotated[
        str,
        Field(
            description="User-Agent that tells a source who asks; name a way to reach the operator.",
            examples=["koers/0.1 (+https://koers.example/about)"],
            min_length=5,
        ),
    ] = DEFAULT_AGENT
    source_eurostat_url: Annotated[
        str | None, Field(description="Base address of Eurostat, where it is not the public one.", pattern=_URL)
    ] = None
    source_digital_decade_url: Annotated[
        str | None,
        Field(
            description="Base address of the Digital Decade dashboard, where it is not the public one.", pattern=_URL
        ),
    ] = None
    source_statbel_url: Annotated[
        str | None, Field(description="Base address of be.STAT, where it is not the public one.", pattern=_URL)
    ] = None
    source_statbel_files_url: Annotated[
        str | None,
        Field(description="Base address of Statbel's open data, where it is not the public one.", pattern=_URL),
    ] = None
    vdab_client_id: Annotated[
        str | None, Field(description="Client of VDAB's Vacature API; without it the API is never asked.")
    ] = None
    vdab_client_secret: Annotated[SecretStr | None, Field(description="Secret of that client.")] = None
    vdab_api_key: Annotated[SecretStr | None, Field(description="Key that every call to that API carries.")] = None
    source_vdab_url: Annotated[
        str | None, Field(description="Base address of the Vacature API, where it is not the public one.", pattern=_URL)
    ] = None
    vdab_token_url: Annotated[
        str | None, Field(description="Address of VDAB's tokens, where it is not the public one.", pattern=_URL)
    ] = None

    @property
    def archive_dir(self) -> Path:
        """Where bodies, journal and reports are kept."""
        return self.state_dir / "archive"

    @property
    def decisions(self) -> Path:
        """What people decided about bodies that were set apart."""
        return self.archive_dir / "decisions.jsonl"

    @property
    def dropped(self) -> Path:
        """The drop folder."""
        return self.drop_dir or self.state_dir / "drop"

    def base_url(self, source: str, home: str) -> str:
        """The address of a source: the one set, or its own."""
        return getattr(self, f"source_{source}_url", None) or source_url(source, home)


def source_url(source: str, home: str) -> str:
    """The address of a source: that of `KOERS_SOURCE_<NAME>_URL`, or its own. Raises ConfigError for no address."""
    name = f"KOERS_SOURCE_{source.upper()}_URL"
    found = os.environ.get(name) or home
    if not re.match(_URL, found):
        raise ConfigError(f"{name} is {found!r}; expected an address such as http://127.0.0.1:8080")
    return found
