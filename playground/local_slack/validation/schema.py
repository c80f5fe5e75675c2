"""Composable validation rules for JSON, with Slack's error messages.

A rule is a function that takes a value and its JSON pointer, and yields an error message for each violation. The
wording is from Slack's `invalid_blocks` responses in public reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Validator = Callable[[object, str], Iterator[str]]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+")


def error_message(message: str, pointer: str) -> str:
    """Return an error message in Slack's format."""
    return f"{message} [json-pointer:{pointer}]"


def string(max_length: int, min_length: int = 1) -> Validator:
    """Return the rule for a string with a minimum and maximum number of characters."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield error_message("must provide a string", pointer)
        elif len(value) > max_length:
            yield error_message(f"must be less than {max_length + 1} characters", pointer)
        elif len(value) < min_length:
            yield error_message(f"must be more than {min_length - 1} characters", pointer)

    return validate


def non_blank_string(max_length: int) -> Validator:
    """Return the rule for a string that is not only whitespace.

    The length is limited as in `string`.
    """
    validate_length = string(max_length)

    def validate(value: object, pointer: str) -> Iterator[str]:
        yield from validate_length(value, pointer)
        if isinstance(value, str) and value and not value.strip():
            yield error_message("must be more than 0 characters", pointer)

    return validate


def url(max_length: int = 3000) -> Validator:
    """Return the rule for a URL."""
    validate_string = string(max_length)

    def validate(value: object, pointer: str) -> Iterator[str]:
        errors = list(validate_string(value, pointer))
        yield from errors
        if not errors and not _URL.fullmatch(str(value)):
            yield error_message("must be a valid url", pointer)

    return validate


def enum_value(*allowed_values: object) -> Validator:
    """Return the rule for a value that must be one of the given values."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not any(
            value == allowed_value and type(value) is type(allowed_value) for allowed_value in allowed_values
        ):
            yield error_message("must be a valid enum value", pointer)

    return validate


def boolean(value: object, pointer: str) -> Iterator[str]:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        yield error_message("must provide a boolean", pointer)


def integer(minimum: int, maximum: int) -> Validator:
    """Return the rule for an integer within a range."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield error_message("must provide a number", pointer)
        elif not minimum <= value <= maximum:
            yield error_message(f"must be between {minimum} and {maximum}", pointer)

    return validate


def array_of(item_validator: Validator, max_items: int, min_items: int = 1) -> Validator:
    """Return the rule for a list of items."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield error_message("must provide an array", pointer)
            return
        if len(value) > max_items:
            yield error_message(f"no more than {max_items} items allowed", pointer)
        if len(value) < min_items:
            yield error_message(f"must provide at least {min_items} items", pointer)
        for index, item in enumerate(value):
            yield from item_validator(item, f"{pointer}/{index}")

    return validate


def object_of(
    required: Mapping[str, Validator], optional: Mapping[str, Validator] | None = None
) -> Validator:
    """Return the rule for an object with required and optional fields.

    Any other field is an error.
    """
    field_validators = {**required, **(optional or {})}

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield error_message("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield error_message(f"missing required field: {name}", pointer)
        for name, field_value in value.items():
            if name in field_validators:
                yield from field_validators[name](field_value, f"{pointer}/{name}")
            else:
                yield error_message(f"invalid additional property: {name}", pointer)

    return validate


def by_type(validators_by_type: Mapping[str, Validator]) -> Validator:
    """Return a validator that checks an object with the validator for its "type"."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield error_message("must provide an object", pointer)
        elif "type" not in value:
            yield error_message("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in validators_by_type:
            yield error_message(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from validators_by_type[value["type"]](value, pointer)

    return validate


def all_of(*validators: Validator) -> Validator:
    """Return the rule that combines all given rules."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        for validator in validators:
            yield from validator(value, pointer)

    return validate


def exactly_one_of(first_field: str, second_field: str) -> Validator:
    """Return the rule for an object with exactly one of two fields."""

    def validate(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, dict) and (first_field in value) == (second_field in value):
            yield error_message(f"must define either `{first_field}` or `{second_field}`", pointer)

    return validate
