"""How files of VDAB are read."""

from services.ingest.access import VacancyAccess
from services.ingest.connectors.dropped import Dropped, access_of
from services.ingest.connectors.vdab.register import Register, counted
from services.ingest.connectors.vdab.shortages import newest_list
from services.ingest.decode.answer import Answer
from services.ingest.decode.arvastat import decode_totals, decode_workbook
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import kind_of
from services.ingest.decode.source_errors import classify
from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError


class Vdab(Dropped):
    """Arvastat workbooks and monthly totals, dropped in by hand, and the register of vacancies read from the API."""

    source = "vdab"

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        if isinstance(recipe.access, VacancyAccess):
            return counted(Register.read(body), newest_list())
        access = access_of(recipe)
        if error := classify(body):
            raise error
        if access.format == "arvastat_workbook":
            if kind_of(body) != "zip":
                raise NotData("not_workbook", "the file is no workbook")
            return decode_workbook(body, recipe.size_limit)
        if access.measure is None:
            raise ConfigError(f"recipe {recipe.id}: say which measure the totals are")
        return decode_totals(body, access.measure)
