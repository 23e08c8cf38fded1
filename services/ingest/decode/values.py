"""The text of a published value: what is a number, what says that there is none, what is neither."""

import re
from decimal import Decimal

from services.ingest.decode.errors import NotData

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"})
_MAX_LENGTH = 40
_MAX_POWER = 300
"""Powers of ten no statistic goes beyond, and within which every consumer can calculate."""


def published(text: object) -> str | None:
    """The decimal text of a cell, None where it says that there is no value (`:`, `:C`, empty).

    Raises NotData for anything that is neither, so that no word ever passes for a figure: `not_finite` for NaN and
    infinities, and for powers of ten such as 1e999 that no statistic has; `bad_value` for the rest.
    """
    if text is None or (isinstance(text, str) and (not text.strip() or text.strip().startswith(":"))):
        return None
    if not isinstance(text, str):
        raise NotData("bad_value", f"{str(text)[:_MAX_LENGTH]!r} is no number")
    value = text.strip()
    if value.lower() in _NOT_FINITE:
        raise NotData("not_finite", f"{value!r} is no figure")
    if len(value) > _MAX_LENGTH or not NUMBER.fullmatch(value):
        raise NotData("bad_value", f"{value[:_MAX_LENGTH]!r} is no number")
    if ("e" in value or "E" in value) and abs(Decimal(value).adjusted()) > _MAX_POWER:
        raise NotData("not_finite", f"{value!r} is beyond what any statistic can be")
    return value
