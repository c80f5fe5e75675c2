"""Interactions with modals, the Home tab and shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.api import views
from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.envelopes import Envelope
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.users import User


def send_view_submission(state: SlackState, user: User, view: Json, values: Json) -> Envelope:
    """Send a submitted modal; the acknowledgement closes the modal, changes it or shows errors in its fields.

    Raises:
        ValueError: a required field is empty, or a value is not one that Slack's form would accept.
    """
    view_with_state = view | {"state": {"values": _build_state(view, values)}}
    return state.envelopes.send(
        "interactive",
        _person_fields(state, user, "view_submission") | {"view": view_with_state, "response_urls": []},
        accept_payload=lambda payload: _respond(state, user, view, payload),
    )


def send_view_closed(state: SlackState, user: User, view: Json) -> Envelope | None:
    """Close a modal; the app is told if it asked for that."""
    state.views.close(user.id, view)
    if not view["notify_on_close"]:
        return None
    payload = _person_fields(state, user, "view_closed") | {"view": view, "is_cleared": False}
    return state.envelopes.send("interactive", payload)


def send_view_action(state: SlackState, user: User, view: Json, action: Json, values: Json) -> Envelope:
    """Send the use of a button or menu in a modal or Home tab."""
    view_with_state = view | {"state": {"values": values}}
    payload = _person_fields(state, user, "block_actions") | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": view_with_state,
        "actions": [action | {"action_ts": state.workspaces[user.team_id].new_ts()}],
    }
    return state.envelopes.send("interactive", payload)


def send_shortcut(
    state: SlackState, user: User, callback_id: str, channel: Channel, message: Json, response_url: str
) -> Envelope:
    """Send a message shortcut, chosen in the menu of a message."""
    payload = _person_fields(state, user, "message_action") | {
        "callback_id": callback_id,
        "message_ts": message["ts"],
        "message": dict(message),
        "channel": {"id": channel.id, "name": channel.name},
        "response_url": response_url,
        "action_ts": state.workspaces[user.team_id].new_ts(),
    }
    return state.envelopes.send("interactive", payload)


# ---------------------------------------------------------------------------- private


def _person_fields(state: SlackState, user: User, payload_type: str) -> Json:
    workspace = state.workspaces[user.team_id]
    return {
        "type": payload_type,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app_id,
        "token": "local",
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": state.views.new_trigger(user.id),
    }


def _respond(state: SlackState, user: User, view: Json, payload: Json) -> bool:
    """Carry out the response to a submission; an empty response closes the modal."""
    try:
        _apply_response(state, user, view, payload)
    except ApiError as error:
        state.defects.append(f"Slack rejects the response to a submission: {error.to_json()}")
        return False
    return True


def _apply_response(state: SlackState, user: User, view: Json, payload: Json) -> None:
    action = payload.get("response_action")
    if not payload or action == "clear":
        state.views.close(user.id, view, all_views=bool(payload))
    elif action == "errors":
        _show_errors(state, view, payload.get("errors"))
    elif action in {"push", "update"}:
        new_view = views.build_view(state, user.team_id, payload.get("view"), "modal")
        if action == "push":
            views.push_to_stack(state, user.id, new_view)
        else:
            state.views.replace(view, new_view | {"id": view["id"]})
    else:
        raise ApiError("invalid_arguments")


def _show_errors(state: SlackState, view: Json, errors: object) -> None:
    input_ids = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= input_ids:
        raise ApiError("invalid_arguments")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise ApiError("invalid_arguments")
    state.views.replace(view, view | {"shown_errors": dict(errors)})


def _build_state(view: Json, values: Json) -> Json:
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    if unknown_ids := set(values) - set(inputs):
        raise ValueError(f"the modal has no such fields: {sorted(unknown_ids)}")
    state_values: Json = {}
    for block_id, block in inputs.items():
        element = block["element"]
        field_state = _field_state(element, values[block_id]) if block_id in values else _initial(element)
        if not any(field_state[key] for key in field_state if key != "type") and not block.get("optional"):
            raise ValueError(f"{block_id} is required")
        state_values[block_id] = {element["action_id"]: field_state}
    return state_values


def _field_state(element: Json, value: object) -> Json:
    kind = element["type"]
    if kind in {"checkboxes", "multi_static_select"}:
        chosen = value if isinstance(value, list) else [value]
        return {"type": kind, "selected_options": [_find_option(element, each) for each in chosen]}
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": _find_option(element, value)}
    if kind == "timepicker":
        return {"type": kind, "selected_time": value}
    text = str(value or "")
    if len(text) > element.get("max_length", 3000):
        raise ValueError(f"{element['action_id']}: the text is too long")
    return {"type": kind, "value": text or None}


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "timepicker":
        return {"type": kind, "selected_time": element.get("initial_time")}
    return {"type": kind, "value": element.get("initial_value") or None}


def _find_option(element: Json, value: object) -> Json:
    for option in element.get("options", ()):
        if option["value"] == value:
            return dict(option)
    raise ValueError(f"{element['action_id']} has no option {value!r}")
