"""Render the modal that sets up a channel or changes a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn
from bot.render.wording.views import setup_wording
from news.digest import EVERY_DAY
from news.digest_form import FormField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news.digest_form import DigestForm, FormProblem

    View = dict[str, Any]

SETUP_CALLBACK, EDIT_CALLBACK = "set_up", "edit_digest"
# The action id of every field; the block id names the field.
VALUE_ACTION = "value"
MAX_ZONE_CHARACTERS, MAX_TOPICS_CHARACTERS, MAX_LINKS_CHARACTERS = 60, 500, 2_000
# Slack's limit for the text of an option (https://docs.slack.dev/reference/block-kit/composition-objects/option-object).
MAX_OPTION_CHARACTERS = 75


def render_loading() -> View:
    """Return the modal that is shown at once, while the form is prepared."""
    text = {"type": "plain_text", "text": setup_wording.LOADING}
    return {
        "type": "modal",
        "title": _plain_text(setup_wording.TITLE),
        "close": _plain_text(setup_wording.CLOSE),
        "blocks": [{"type": "section", "text": text}],
    }


def render_setup_form(form: DigestForm, pack_names: Sequence[str], private_metadata: str) -> View:
    """Return the modal that sets up a channel: sources, and a digest."""
    packs = {
        "type": "multi_static_select",
        "action_id": VALUE_ACTION,
        "options": [_option(name, name) for name in pack_names],
    }
    now = {
        "type": "checkboxes",
        "action_id": VALUE_ACTION,
        "options": [_option(setup_wording.NOW_OPTION, "now")],
    }
    if form.wants_brief_now:
        now["initial_options"] = now["options"]
    links = _text_input("\n".join(form.links), MAX_LINKS_CHARACTERS) | {"multiline": True}
    blocks = [
        *([_input(FormField.PACKS, setup_wording.PACKS_LABEL, packs, optional=True)] if pack_names else []),
        _input(FormField.LINKS, setup_wording.LINKS_LABEL, links, setup_wording.LINKS_HINT, optional=True),
        *_digest_fields(form),
        _input(FormField.NOW, setup_wording.NOW_LABEL, now, optional=True),
    ]
    return _form(SETUP_CALLBACK, setup_wording.TITLE, setup_wording.SUBMIT, blocks, private_metadata)


def render_edit_form(form: DigestForm, private_metadata: str) -> View:
    """Return the modal that changes a digest."""
    return _form(
        EDIT_CALLBACK, setup_wording.EDIT_TITLE, setup_wording.SAVE, _digest_fields(form), private_metadata
    )


def render_form_errors(problems: Mapping[FormField, tuple[FormProblem, str]]) -> dict[str, str]:
    """Return the errors below the fields of the form, by block id."""
    return {
        field.value: setup_wording.describe_form_problem(problem, text)
        for field, (problem, text) in problems.items()
    }


# ---- private


def _digest_fields(form: DigestForm) -> list[dict[str, Any]]:
    time_picker = {
        "type": "timepicker",
        "action_id": VALUE_ACTION,
        "initial_time": f"{form.wall_time:%H:%M}",
    }
    options = [_option(setup_wording.DAY_NAMES[day], str(day)) for day in EVERY_DAY]
    days = {"type": "checkboxes", "action_id": VALUE_ACTION, "options": options}
    if form.weekdays:
        days["initial_options"] = [options[day] for day in form.weekdays]
    zone = _text_input(form.zone, MAX_ZONE_CHARACTERS)
    topics = _text_input(", ".join(form.topics), MAX_TOPICS_CHARACTERS)
    return [
        _input(FormField.TIME, setup_wording.TIME_LABEL, time_picker),
        _input(FormField.DAYS, setup_wording.DAYS_LABEL, days),
        _input(FormField.ZONE, setup_wording.ZONE_LABEL, zone, setup_wording.ZONE_HINT),
        _input(
            FormField.TOPICS, setup_wording.TOPICS_LABEL, topics, setup_wording.TOPICS_HINT, optional=True
        ),
    ]


def _form(
    callback_id: str, title: str, submit: str, blocks: Sequence[dict[str, Any]], private_metadata: str
) -> View:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": private_metadata,
        "title": _plain_text(title),
        "submit": _plain_text(submit),
        "close": _plain_text(setup_wording.CLOSE),
        "blocks": list(blocks),
    }


def _input(
    field: FormField, label: str, element: dict[str, Any], hint: str = "", *, optional: bool = False
) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": field.value,
        "label": _plain_text(label),
        "element": element,
        "optional": optional,
        **({"hint": _plain_text(hint)} if hint else {}),
    }


def _text_input(initial_value: str, max_length: int) -> dict[str, Any]:
    value = message_limits.truncate(initial_value, max_length)
    return {
        "type": "plain_text_input",
        "action_id": VALUE_ACTION,
        "max_length": max_length,
        **({"initial_value": value} if value else {}),
    }


def _option(label: str, value: str) -> dict[str, Any]:
    text = message_limits.truncate(mrkdwn.escape_plain_text(label), MAX_OPTION_CHARACTERS)
    return {"text": _plain_text(text), "value": value}


def _plain_text(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
