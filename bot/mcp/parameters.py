"""The parameters of tools: their JSON schema, and the check of what a client passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.render.wording.mcp import result_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TextParameter:
    """A parameter for words. White space is folded; of the rest, at most `maximum` characters."""

    name: str
    description: str
    maximum: int
    is_required: bool = False

    @property
    def schema(self) -> Schema:
        """The JSON schema of the parameter."""
        return {
            "type": "string",
            "description": self.description,
            "minLength": 1,
            "maxLength": self.maximum,
        }

    @property
    def rule(self) -> str:
        """What a value must be, in words."""
        return result_wording.describe_text_rule(self.maximum)

    def parse(self, value: object) -> str | None:
        """Return the value, or None if it is invalid."""
        words = " ".join(value.split()) if isinstance(value, str) else ""
        return words if 1 <= len(words) <= self.maximum else None


@dataclass(frozen=True, slots=True)
class NumberParameter:
    """A parameter for a whole number."""

    name: str
    description: str
    minimum: int
    maximum: int
    default: int | None = None
    is_required: bool = False

    @property
    def schema(self) -> Schema:
        """The JSON schema of the parameter."""
        schema: Schema = {
            "type": "integer",
            "description": self.description,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        return schema if self.default is None else {**schema, "default": self.default}

    @property
    def rule(self) -> str:
        """What a value must be, in words."""
        return result_wording.describe_number_rule(self.minimum, self.maximum)

    def parse(self, value: object) -> int | None:
        """Return the value, or None if it is invalid. 3.0 is a whole number, as in JSON Schema; true is none."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            return None
        return int(value) if self.minimum <= value <= self.maximum else None


@dataclass(frozen=True, slots=True)
class ChoiceParameter:
    """A parameter with fixed values."""

    name: str
    description: str
    choices: tuple[str, ...]
    default: str
    is_required: bool = False

    @property
    def schema(self) -> Schema:
        """The JSON schema of the parameter."""
        return {
            "type": "string",
            "description": self.description,
            "enum": list(self.choices),
            "default": self.default,
        }

    @property
    def rule(self) -> str:
        """What a value must be, in words."""
        return result_wording.describe_choice_rule(self.choices)

    def parse(self, value: object) -> str | None:
        """Return the value, or None if it is invalid."""
        return value if isinstance(value, str) and value in self.choices else None


Parameter = TextParameter | NumberParameter | ChoiceParameter


def build_input_schema(parameters: Sequence[Parameter]) -> Schema:
    """Return the JSON schema of a tool's arguments."""
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in parameters},
        "required": [parameter.name for parameter in parameters if parameter.is_required],
        "additionalProperties": False,
    }


def parse_arguments(
    parameters: Sequence[Parameter], arguments: Mapping[str, object]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the value of each parameter, and what is wrong with the arguments, in words.

    A parameter that is not given, or is null, has its default; without one, "" or None. The words repeat no value.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    names = ", ".join(parameter.name for parameter in parameters)
    for parameter in parameters:
        given = arguments.get(parameter.name)
        values[parameter.name] = "" if isinstance(parameter, TextParameter) else parameter.default
        if given is None:
            if parameter.is_required:
                problems.append(
                    result_wording.MISSING_ARGUMENT.format(name=parameter.name, rule=parameter.rule)
                )
            continue
        value = parameter.parse(given)
        if value is None:
            problems.append(result_wording.INVALID_ARGUMENT.format(name=parameter.name, rule=parameter.rule))
        else:
            values[parameter.name] = value
    known_names = {parameter.name for parameter in parameters}
    problems += (
        result_wording.UNKNOWN_ARGUMENT.format(name=result_wording.shorten(name), names=names)
        for name in sorted(arguments.keys() - known_names)
    )
    return values, tuple(problems)
