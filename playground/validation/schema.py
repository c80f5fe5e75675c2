"""Rules for JSON, put together like building bricks; each finds what is wrong with a value, in Slack's words.

A rule is a function of a value and its JSON pointer. It yields a message for each thing that is wrong, none if nothing
is. The wording is that of Slack's answers to `invalid_blocks`, as found in public reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Rule = Callable[[object, str], Iterator[str]]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+")


def wrong(message: str, pointer: str) -> str:
    """Return a message as Slack writes it."""
    return f"{message} [json-pointer:{pointer}]"


def string(most: int, least: int = 1) -> Rule:
    """Return the rule of a string of at least and at most so many characters."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must provide a string", pointer)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", pointer)

    return rule


def readable(most: int) -> Rule:
    """Return the rule of a string that people are to read: as `string`, and not only white space."""
    within = string(most)

    def rule(value: object, pointer: str) -> Iterator[str]:
        yield from within(value, pointer)
        if isinstance(value, str) and value and not value.strip():
            yield wrong("must be more than 0 characters", pointer)

    return rule


def url(most: int = 3000) -> Rule:
    """Return the rule of an address."""
    text = string(most)

    def rule(value: object, pointer: str) -> Iterator[str]:
        errors = list(text(value, pointer))
        yield from errors
        if not errors and not _URL.fullmatch(str(value)):
            yield wrong("must be a valid url", pointer)

    return rule


def choice(*values: object) -> Rule:
    """Return the rule of one of some values."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not any(value == allowed and type(value) is type(allowed) for allowed in values):
            yield wrong("must be a valid enum value", pointer)

    return rule


def boolean(value: object, pointer: str) -> Iterator[str]:
    """Check for true or false."""
    if not isinstance(value, bool):
        yield wrong("must provide a boolean", pointer)


def whole(least: int, most: int) -> Rule:
    """Return the rule of a whole number."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong("must provide a number", pointer)
        elif not least <= value <= most:
            yield wrong(f"must be between {least} and {most}", pointer)

    return rule


def items(of: Rule, most: int, least: int = 1) -> Rule:
    """Return the rule of a list."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must provide an array", pointer)
            return
        if len(value) > most:
            yield wrong(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield wrong(f"must provide at least {least} items", pointer)
        for index, item in enumerate(value):
            yield from of(item, f"{pointer}/{index}")

    return rule


def fields(needs: Mapping[str, Rule], takes: Mapping[str, Rule] | None = None) -> Rule:
    """Return the rule of an object that must have some fields, may have some, and has no other."""
    known = {**needs, **(takes or {})}

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", pointer)
            return
        for name in needs:
            if name not in value:
                yield wrong(f"missing required field: {name}", pointer)
        for name, part in value.items():
            if name in known:
                yield from known[name](part, f"{pointer}/{name}")
            else:
                yield wrong(f"invalid additional property: {name}", pointer)

    return rule


def by_type(table: Mapping[str, Rule]) -> Rule:
    """Return the rule of an object whose "type" chooses its rule."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", pointer)
        elif "type" not in value:
            yield wrong("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield wrong(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from table[value["type"]](value, pointer)

    return rule


def both(*rules: Rule) -> Rule:
    """Return the rule of all of some rules."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        for part in rules:
            yield from part(value, pointer)

    return rule


def exactly_one(first: str, second: str) -> Rule:
    """Return the rule that an object has one of two fields."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, dict) and (first in value) == (second in value):
            yield wrong(f"must define either `{first}` or `{second}`", pointer)

    return rule
