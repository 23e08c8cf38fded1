"""One edit of the agenda that breaks it, and what must be told about it."""

from dataclasses import dataclass

SKILLS = "indicators/future-oriented-skills.yaml"
PLATFORMS = "indicators/infrastructure-data-platforms.yaml"
INNOVATION = "indicators/innovation-entrepreneurship.yaml"
INCLUSION = "indicators/social-protection-inclusion.yaml"
SERVICES = "indicators/modern-public-services.yaml"
LABOUR = "indicators/labour-market.yaml"
STEPS = "milestones/future-oriented-skills.yaml"
LABOUR_STEPS = "milestones/labour-market.yaml"
TEXTS = "recommendations.yaml"
AREAS = "areas.yaml"
BODIES = "bodies.yaml"
ACTIONS = "actions.yaml"
BLOCKS = "building_blocks.yaml"
MATRIX = "priorities.yaml"


@dataclass(frozen=True)
class Edit:
    """In `file`, in the record that starts with `record`, `old` becomes `new`; then `says` is told at line `at`.

    `at` is a text on that line; without it the line of the new text, and for an empty `at` the record's own line.
    """

    file: str
    record: str
    old: str
    new: str
    says: str
    at: str | None = None

    def applied(self, text: str) -> str:
        """The text of the file with this edit."""
        found = text.index(self.old, self._start(text))
        return text[:found] + self.new + text[found + len(self.old) :]

    def line(self, text: str) -> int:
        """The line the fault must name in the edited text."""
        wanted = self.new.strip().splitlines()[0] if self.at is None else self.at
        position = text.index(wanted, self._start(text)) if wanted else self._start(text)
        return text.count("\n", 0, position) + 1

    def _start(self, text: str) -> int:
        return text.index(f"- {self.record}\n")
