"""The flag grammar of Eurostat and its relatives: `obs|conf`, several letters at once, and the legacy `c`."""

import re
from typing import NamedTuple

from services.ingest.decode.errors import NotData

_LETTERS = re.compile(r"[A-Za-z0-9]{0,20}")


class Flags(NamedTuple):
    """Observation status letters and confidentiality status of one cell."""

    letters: str = ""
    confidentiality: str | None = None


NO_FLAGS = Flags()


def split_flags(text: str) -> Flags:
    """Split a published flag field into observation letters, each once in its order, and confidentiality.

    `bu` gives letters b and u, `|C` confidentiality C. The `c` of bodies from before 2025 stood in the one field there
    was; it stays an observation letter, as published, so its move to `|C` shows as the flag change it was. Unknown
    letters are kept. Raises NotData, `bad_flags`, for what are no letters.
    """
    letters, _, confidentiality = text.replace(" ", "").partition("|")
    if not _LETTERS.fullmatch(letters + confidentiality):
        raise NotData("bad_flags", f"{text[:20]!r} are no flags")
    return Flags("".join(dict.fromkeys(letters)), confidentiality or None)
