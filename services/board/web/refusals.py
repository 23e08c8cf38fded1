"""What an address that cannot be answered gets: a reason in the reader's language, or JSON for programs."""


class Refused(Exception):
    """A parameter that can be read but not answered: its name, and the text `refused.<why>` that says why."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"{parameter}: {why}")
        self.parameter, self.why = parameter, why
