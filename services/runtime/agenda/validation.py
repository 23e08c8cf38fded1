"""From a record as YAML gives it to its model, strictly: a number in quotes is no number, a bare year no text."""

import json
import types
import typing
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from services.runtime.agenda.faults import Faults, Place, Step

M = TypeVar("M", bound=BaseModel)
_WANTED = {
    "string_type": "a text; quote what would read as a number, such as '2021'",
    "date_from_datetime_parsing": "a date such as 2026-11-25",
    "date_parsing": "a date such as 2026-11-25",
    "date_type": "a date such as 2026-11-25",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
}
_PERIODS = "a period such as 2023, 2023-Q1, 2023-01 or 2022-2023"
_FORMS = {
    r"^[a-z0-9][a-z0-9-]*$": "small letters, digits and hyphens",
    r"^\d{4}(-\d{2}-\d{2})?$": "a year or a day in quotes, such as '2024' or '2027-01-01'",
}


@dataclass(frozen=True)
class Entry(Generic[M]):
    """A valid record and its place."""

    model: M
    place: Place


def validate(model: type[M], data: Any, place: Place, faults: Faults) -> Entry[M] | None:
    """The record as its model, or None and one fault for each thing the model refuses."""
    try:
        return Entry(model.model_validate_json(json.dumps(data), strict=True), place)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            path = tuple(takewhile(_is_field, found["loc"]))
            if found["type"] != "is_instance_of":
                faults.add(place, path, _told(model, path, found))
        return None


def _is_field(step: Step) -> bool:
    """Pydantic also names the branch of a union it tried, such as `function-after[parse(), str]`."""
    return "[" not in str(step)


def _told(model: type[BaseModel], path: tuple[Step, ...], error: ErrorDetails) -> str:
    """What was expected; the finding is put before it where the message does not name it itself."""
    kind, message = error["type"], error["msg"]
    if kind == "missing":
        return "expected this field"
    if kind == "extra_forbidden":
        return _unknown(str(path[-1]), _model_at(model, path[:-1]))
    if kind == "value_error":
        return _completed(message.removeprefix("Value error, ").replace(": expected", "; expected"))
    if kind == "model_type":
        return f"expected a mapping with {', '.join(_model_at(model, path).model_fields)}"
    if kind == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        return f"expected {_FORMS.get(pattern, f'a text that matches {pattern}')}"
    return f"expected {_WANTED.get(kind) or message.removeprefix('Input should be ')}"


def _completed(message: str) -> str:
    """Our own refusals name what they found; a few leave open what would do."""
    if "expected" in message:
        return message
    return f"{message}; expected {_PERIODS if message.startswith('period') else 'a value that can be'}"


def _unknown(name: str, model: type[BaseModel]) -> str:
    near = get_close_matches(name, model.model_fields, n=1)
    return f"unknown field; expected {near[0] if near else 'one of ' + ', '.join(model.model_fields)}"


def _model_at(model: type[BaseModel], path: tuple[Step, ...]) -> type[BaseModel]:
    """The model below `path`; where the path leads to none, the last one on the way."""
    for step in path:
        field = model.model_fields.get(str(step))
        model = (_model_in(field.annotation) if field is not None else None) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)
