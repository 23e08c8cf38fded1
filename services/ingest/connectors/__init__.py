"""The connectors: per source how it is asked and how its bytes are read; recipes and recordings lie beside each."""

from services.ingest.connectors.base import Connector
from services.ingest.connectors.digital_decade.connector import DigitalDecade
from services.ingest.connectors.eurostat.connector import Eurostat
from services.ingest.connectors.figures.connector import Figures
from services.ingest.connectors.statbel.connector import Statbel
from services.ingest.connectors.vdab.connector import Vdab


def connectors() -> dict[str, Connector]:
    """Every connector by the name of its source."""
    made: list[Connector] = [DigitalDecade(), Eurostat(), Figures(), Statbel(), Vdab()]
    return {connector.source: connector for connector in made}
