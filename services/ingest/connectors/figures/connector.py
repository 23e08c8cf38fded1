"""How transcribed figures are read."""

from services.ingest.connectors.dropped import Dropped, access_of
from services.ingest.decode.answer import Answer
from services.ingest.decode.figures import decode_figures
from services.ingest.decode.source_errors import classify
from services.ingest.recipe import Recipe


class Figures(Dropped):
    """CSV files of figures, dropped in by hand; one body holds series of many indicators."""

    source = "figures"

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        if error := classify(body):
            raise error
        return decode_figures(body, access_of(recipe).publishers)
