"""What the SDMX formats share: names of columns and attributes, flags, periods, and the identity of a dataflow."""

import re
from functools import lru_cache

from schemas.period import Period
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS, Flags, split_flags
from services.ingest.decode.values import published

TIME = "TIME_PERIOD"
VALUE = "OBS_VALUE"
FLAG_NAMES = ("OBS_FLAG", "OBS_STATUS")
CONF = "CONF_STATUS"
ATTRIBUTES = frozenset(
    {
        VALUE, CONF, *FLAG_NAMES, "TIME_FORMAT", "UNIT_MULT", "UNIT_MULTIPLIER", "DECIMALS", "TITLE", "TITLE_COMPL",
        "COLLECTION", "COMPILATION", "COMMENT_OBS", "COMMENT_TS", "OBS_COM", "OBS_PRE_BREAK", "PRE_BREAK_VALUE",
        "EMBARGO_TIME", "SOURCE_AGENCY", "SOURCE_PUB", "AVAILABILITY", "LAST_UPDATE", "UPDATED",
    }
)  # fmt: skip
"""Concepts that describe a value or a series and never identify one (SDMX cross-domain concepts)."""

_FLOW = re.compile(r"^(?:([A-Za-z0-9_.\-]+):)?([A-Za-z0-9_@$\-]+)(?:\(([^()]*)\))?$")
_UNKNOWN_WEEK = re.compile(r"^\d{4}-?W99$")
_NO_VALUE = frozenset({"", ":", "nan"})
_NORMAL = "A"


def flow_of(text: str) -> tuple[str | None, str]:
    """Agency and code of a dataflow written as `ESTAT:LFSA_ARGAN(1.0)`, the code in lower case.

    Raises NotData, `bad_flow`, for anything else.
    """
    match = _FLOW.match(text.strip())
    if match is None:
        raise NotData("bad_flow", f"{text[:60]!r} does not name a dataflow")
    return match[1], match[2].lower()


@lru_cache(maxsize=4096)
def time_of(text: str) -> Period | None:
    """The period of a time code; None for the unknown week of a year (W99), which has no place in time.

    Raises NotData, `bad_period`, for what is no period.
    """
    if _UNKNOWN_WEEK.match(text):
        return None
    try:
        return Period.parse(text)
    except ValueError as error:
        raise NotData("bad_period", str(error)) from error


def value_of(text: str) -> str | None:
    """The value of an observation; empty, `:` and the NaN of SDMX-ML say that there is none. Raises NotData."""
    text = text.strip()
    return None if text.lower() in _NO_VALUE else published(text)


@lru_cache(maxsize=4096)
def flags_of(flag: str, status: str, conf: str) -> Flags:
    """Flags from Eurostat's OBS_FLAG, the OBS_STATUS of others (A is normal; letters as Eurostat's) and CONF_STATUS.

    F (free) is no confidentiality.
    """
    letters, secret = split_flags(flag) if flag else NO_FLAGS
    if not flag and status and status != _NORMAL:
        letters = split_flags(status.lower() if len(status) == 1 else status).letters
    return Flags(letters, conf.strip() or secret) if conf.strip() != "F" else Flags(letters, secret)
