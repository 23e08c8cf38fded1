"""Where readers find things on the board."""

from schemas.assessment import Assessment
from schemas.stats import MilestoneState
from services.alerts.domain.age import Document
from services.alerts.mail.content import Language


class Board:
    """Addresses of the board's pages, which never change."""

    def __init__(self, board_url: str) -> None:
        self._base = board_url.rstrip("/")

    def start(self, language: Language) -> str:
        """The start page."""
        return f"{self._base}/{language}/"

    def page(self, document: Document, language: Language) -> str:
        """The page with the proof of what a document says."""
        if isinstance(document, Assessment):
            return f"{self._base}/{language}/indicators/{document.indicator}/"
        if isinstance(document, MilestoneState) and document.recommendations:
            return f"{self._base}/{language}/recommendations/{document.recommendations[0]}/"
        if isinstance(document, MilestoneState):
            return self.start(language)
        return f"{self._base}/{language}/sources/"
