"""The `views.*` methods of the Web API: open, push and update modals, and publish Home tabs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError, build_detailed_error
from local_slack.validation.blocks import check_view
from local_slack.validation.content import with_missing_ids

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState

MAX_VIEW_BYTES = 250_000  # docs.slack.dev, views.open: `view_too_large`


def open_view(request: ApiRequest) -> Json:
    """Open a modal for the person of a trigger id."""
    state = request.state
    view = build_view(state, request.workspace.team_id, request.arguments["view"], "modal")
    user_id = state.views.exchange_trigger(request.get_text("trigger_id"))
    state.views.open(user_id, view)
    return {"view": dict(view)}


def push_view(request: ApiRequest) -> Json:
    """Open a modal above the modals that the person of a trigger id sees."""
    state = request.state
    view = build_view(state, request.workspace.team_id, request.arguments["view"], "modal")
    user_id = state.views.exchange_trigger(request.get_text("trigger_id"))
    state.views.push(user_id, view)
    return {"view": dict(view)}


def update_view(request: ApiRequest) -> Json:
    """Replace the content of an open modal or of a Home tab."""
    state = request.state
    view_id, external_id = request.get_text("view_id"), request.get_text("external_id")
    if not (view_id or external_id):
        raise build_detailed_error("invalid_arguments", ["missing required field: view_id"])
    found = state.views.find(view_id=view_id, external_id=external_id)
    if found is None:
        raise ApiError("not_found")
    _, old_view = found
    view = build_view(state, request.workspace.team_id, request.arguments["view"], old_view["type"])
    _check_hash(old_view, request)
    view |= {"id": old_view["id"], "root_view_id": old_view["root_view_id"]}
    state.views.replace(old_view, view)
    return {"view": dict(view)}


def publish_view(request: ApiRequest) -> Json:
    """Publish a person's Home tab."""
    state, user_id = request.state, request.get_text("user_id")
    if not state.manifest.home_tab_enabled:
        raise ApiError("not_enabled")
    if user_id not in request.workspace.users:
        raise build_detailed_error("invalid_arguments", ["user_id is not known [json-pointer:/user_id]"])
    old_view = state.views.homes.get(user_id)
    view = build_view(state, request.workspace.team_id, request.arguments["view"], "home")
    _check_hash(old_view, request)
    if old_view is not None:
        view |= {"id": old_view["id"], "root_view_id": old_view["id"]}
    state.views.publish(user_id, view)
    return {"view": dict(view)}


def build_view(state: SlackState, team_id: str, view: object, view_type: str) -> Json:
    """Return a view as Slack stores it, with an id and a hash.

    Raises:
        ApiError: `invalid_arguments`, `view_too_large` or `duplicate_external_id`.
    """
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError as parse_error:
            raise ApiError("invalid_arguments") from parse_error
    errors = check_view(view)
    if not isinstance(view, dict) or errors:
        raise build_detailed_error("invalid_arguments", errors)
    if view["type"] != view_type:
        raise build_detailed_error("invalid_arguments", [f"must be a {view_type} [json-pointer:/view/type]"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    external_id = str(view.get("external_id") or "")
    if external_id and state.views.find(external_id=external_id) is not None:
        raise ApiError("duplicate_external_id")
    view_id = state.new_id("V")
    return {
        "callback_id": "",
        "private_metadata": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view,
        "id": view_id,
        "root_view_id": view_id,
        "team_id": team_id,
        "app_id": state.app_id,
        "external_id": external_id,
        "hash": state.new_id("hash-"),
        "blocks": [_with_input_ids(with_missing_ids(block, state.new_id), state) for block in view["blocks"]],
    }


# ---------------------------------------------------------------------------- private


def _with_input_ids(block: Json, state: SlackState) -> Json:
    if block["type"] != "input":
        return block
    return block | {"element": {"action_id": state.new_id("a"), **block["element"]}}


def _check_hash(old_view: Json | None, request: ApiRequest) -> None:
    expected_hash = request.arguments.get("hash")
    if expected_hash is not None and (old_view is None or old_view["hash"] != expected_hash):
        raise ApiError("hash_conflict")
