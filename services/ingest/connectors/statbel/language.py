"""The language of a view, by the words every view of Statbel has for time and place."""

from collections.abc import Iterable

from services.ingest.decode.errors import NotData
from services.ingest.decode.labels import clean

_WORDS = {
    "nl": {"Jaar", "Kwartaal", "Maand", "Gewest", "Provincie", "Gemeente", "Geslacht", "België", "Sectie"},
    "fr": {"Année", "Trimestre", "Mois", "Région", "Commune", "Sexe", "Belgique", "Section NACE"},
    "en": {"Year", "Quarter", "Month", "Province", "Municipality", "Gender", "Sex", "Belgium"},
    "de": {"Jahr", "Quartal", "Monat", "Provinz", "Gemeinde", "Geschlecht", "Belgien"},
}
_NAMES = {"nl": "Dutch", "fr": "French", "en": "English", "de": "German"}


def check_language(columns: Iterable[str], locale: str) -> None:
    """Raise NotData, `wrong_language`, for columns in another language than the recipe's.

    One view is one language; the same table in another has another id. Columns that tell nothing are let pass.
    """
    found = {clean(name) for name in columns}
    score = {language: len(found & words) for language, words in _WORDS.items()}
    best = max(score, key=lambda language: (score[language], language == locale))
    if score[best] > score[locale]:
        raise NotData("wrong_language", f"the view is in {_NAMES[best]}, the recipe reads {_NAMES[locale]}")
