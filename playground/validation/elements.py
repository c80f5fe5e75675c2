"""What stands inside blocks: texts, buttons, menus, inputs, pictures.

Limits: docs.slack.dev/reference/block-kit, as slack_sdk 3.47's models and @slack/types 3.2.0 have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.validation.schema import (
    boolean,
    both,
    by_type,
    choice,
    exactly_one,
    fields,
    items,
    readable,
    string,
    url,
    whole,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playground.validation.schema import Rule

ID = string(255)
SHORT = 75  # labels of buttons and options
OPTIONS = 100


def plain(most: int) -> Rule:
    """Return the rule of a plain_text object of so many characters."""
    return _text(most, {"plain_text": _EMOJI})


def text(most: int) -> Rule:
    """Return the rule of a plain_text or mrkdwn object of so many characters."""
    return _text(most, {"plain_text": _EMOJI, "mrkdwn": _VERBATIM})


def only(*names: str) -> Rule:
    """Return the rule of one of these elements."""
    return by_type({name: ELEMENTS[name] for name in names})


# ---------------------------------------------------------------------------- private

_EMOJI: dict[str, Rule] = {"emoji": boolean}
_VERBATIM: dict[str, Rule] = {"verbatim": boolean}


def _text(most: int, kinds: Mapping[str, Mapping[str, Rule]]) -> Rule:
    needs: dict[str, Rule] = {"type": choice(*kinds), "text": readable(most)}
    return by_type({kind: fields(needs, takes) for kind, takes in kinds.items()})


def _element(
    name: str, needs: Mapping[str, Rule] | None = None, takes: Mapping[str, Rule] | None = None
) -> dict[str, Rule]:
    return {name: fields({"type": choice(name), **(needs or {})}, takes)}


def _distinct_values(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("options"), list):
        return
    seen: set[str] = set()
    for index, option in enumerate(value["options"]):
        name = option.get("value") if isinstance(option, dict) else None
        if isinstance(name, str):
            if name in seen:
                yield wrong(f'`value` "{name}" already exists', f"{pointer}/options/{index}/value")
            seen.add(name)


_STYLE = choice("primary", "danger")
_CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": _STYLE}
)
_ACTION: dict[str, Rule] = {"action_id": ID, "confirm": _CONFIRM}
_INPUT: dict[str, Rule] = {"action_id": ID, "focus_on_load": boolean}
_PLACED: dict[str, Rule] = {"placeholder": plain(150)}
_DISPATCH: dict[str, Rule] = {
    "dispatch_action_config": fields(
        {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)}
    )
}

_OPTION = fields({"text": plain(SHORT), "value": string(150)}, {"description": plain(SHORT)})
_RICH_OPTION = fields({"text": text(SHORT), "value": string(150)}, {"description": text(SHORT)})
_LINKED_OPTION = fields(
    {"text": plain(SHORT), "value": string(150)}, {"description": plain(SHORT), "url": url()}
)
_GROUP = fields({"label": plain(SHORT), "options": items(_OPTION, OPTIONS)})
_CHOICES: dict[str, Rule] = {"options": items(_OPTION, OPTIONS), "option_groups": items(_GROUP, OPTIONS)}
_ONE_CHOICE = exactly_one("options", "option_groups")

_FEEDBACK = fields({"text": plain(SHORT), "value": string(2000)}, {"accessibility_label": string(SHORT)})
_FILE = both(fields({}, {"id": ID, "url": url()}), exactly_one("id", "url"))
PICTURE: dict[str, Rule] = {"image_url": url(), "slack_file": _FILE}

_SELECT: dict[str, Rule] = {**_ACTION, **_PLACED, "focus_on_load": boolean}


def _menu(name: str, **takes: Rule) -> dict[str, Rule]:
    return _element(name, takes={**_SELECT, **takes})


_FILTER = fields(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_SOURCES: dict[str, dict[str, Rule]] = {
    "users": {},
    "conversations": {"default_to_current_conversation": boolean, "filter": _FILTER},
    "channels": {},
}


def _selects() -> dict[str, Rule]:
    table = _menu("static_select", initial_option=_OPTION, **_CHOICES)
    table |= _menu(
        "multi_static_select",
        initial_options=items(_OPTION, OPTIONS),
        max_selected_items=whole(1, OPTIONS),
        **_CHOICES,
    )
    for name in ("static_select", "multi_static_select"):
        table[name] = both(table[name], _ONE_CHOICE)
    table |= _menu("external_select", initial_option=_OPTION, min_query_length=whole(0, OPTIONS))
    for source, takes in _SOURCES.items():
        one: dict[str, Rule] = {f"initial_{source.removesuffix('s')}": ID, "response_url_enabled": boolean}
        many: dict[str, Rule] = {
            f"initial_{source}": items(ID, OPTIONS),
            "max_selected_items": whole(1, OPTIONS),
        }
        table |= _menu(f"{source}_select", **one, **takes) | _menu(f"multi_{source}_select", **many, **takes)
    return table


def _typed_inputs() -> dict[str, Rule]:
    length: dict[str, Rule] = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}
    plain_text: dict[str, Rule] = {"initial_value": string(3000, 0), "multiline": boolean, **length}
    shared: dict[str, Rule] = {**_INPUT, **_PLACED, **_DISPATCH}
    return {
        **_element("plain_text_input", None, {**shared, **plain_text}),
        **_element("email_text_input", None, {**shared, "initial_value": string(3000, 0)}),
        **_element("url_text_input", None, {**shared, "initial_value": string(3000, 0)}),
        **_element(
            "number_input",
            {"is_decimal_allowed": boolean},
            {**shared, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
        ),
    }


_BUTTON: dict[str, Rule] = {
    **_ACTION,
    "value": string(2000),
    "url": url(),
    "style": _STYLE,
    "accessibility_label": string(SHORT),
}

ELEMENTS: dict[str, Rule] = {
    **_element("button", {"text": plain(SHORT)}, _BUTTON),
    **_element("overflow", {"options": items(_LINKED_OPTION, 5)}, _ACTION),
    **_element(
        "checkboxes",
        {"options": items(_RICH_OPTION, 10)},
        {**_ACTION, "initial_options": items(_RICH_OPTION, 10), "focus_on_load": boolean},
    ),
    **_element(
        "radio_buttons",
        {"options": items(_RICH_OPTION, 10)},
        {**_ACTION, "initial_option": _RICH_OPTION, "focus_on_load": boolean},
    ),
    **_menu("datepicker", initial_date=string(10)),
    **_menu("timepicker", initial_time=string(5), timezone=string(100)),
    **_element("image", {"alt_text": string(2000)}, PICTURE),
    **_element(
        "feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}
    ),
    **_element(
        "icon_button",
        {"icon": choice("trash"), "text": plain(SHORT)},
        {
            **_ACTION,
            "value": string(2000),
            "accessibility_label": string(SHORT),
            "visible_to_user_ids": items(ID, OPTIONS),
        },
    ),
    **_selects(),
    **_typed_inputs(),
}
for _name in ("overflow", "checkboxes", "radio_buttons", "static_select", "multi_static_select"):
    ELEMENTS[_name] = both(ELEMENTS[_name], _distinct_values)
ELEMENTS["image"] = both(ELEMENTS["image"], exactly_one("image_url", "slack_file"))
