"""app.yaml asks for what the listeners use, and for nothing else."""

import ast
import json

import jsonschema
import pytest
import yaml
from paths import ROOT

SCHEMA = ROOT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())

# Which scopes let a Web API method be called, or an event be heard (docs.slack.dev).
METHODS = {
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "auth.test": set(),
    "conversations.open": {"im:write"},
    # In a channel, a private one and a direct message.
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "chat.delete": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
}
EVENTS = {
    "app_mention": {"app_mentions:read"},
    "channel_id_changed": {"channels:read", "groups:read"},
    "channel_unarchive": {"channels:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
# agent_view, which every new app has, cannot be switched on without it.
AGENT = {"assistant:write"}


def _registered(kind: str) -> set[str]:
    """Find what the listeners register: the first argument of every app.command(...) or app.event(...)."""
    found = set()
    for file in (ROOT / "bot" / "slack" / "listeners").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"app.{kind}":
                found.add(ast.literal_eval(node.args[0]))
    return found


def _called() -> set[str]:
    """Find every Web API method that bot/ names."""
    text = "".join(file.read_text() for file in (ROOT / "bot").rglob("*.py"))
    return {name for name in METHODS if f'"{name}"' in text} | (
        {"auth.test"} if "auth_test" in text else set()
    )


def test_every_command_stands_in_the_manifest_and_is_listened_to() -> None:
    assert {each["command"] for each in MANIFEST["features"]["slash_commands"]} == _registered("command")


def test_every_event_stands_in_the_manifest_and_is_listened_to() -> None:
    subscribed = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

    assert {event.partition(".")[0] for event in subscribed} == _registered("event")


def test_every_scope_is_used_and_every_use_has_its_scope() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands", *AGENT}.union(
        *(METHODS[name] for name in _called()), *(EVENTS[event] for event in events)
    )

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_no_method_is_called_that_the_table_does_not_know() -> None:
    text = "".join(
        (ROOT / "bot" / "slack" / name).read_text()
        for name in (
            "poster.py",
            "delivery_worker.py",
            "posted_message.py",
            "people.py",
            "people.py",
        )
    )
    called = {
        part
        for part in text.split('"')
        if "." in part and part.partition(".")[0] in {"chat", "conversations", "users", "views", "reactions"}
    }

    assert called <= set(METHODS)


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published schema is not beside the checkout")
def test_the_manifest_is_valid_by_slacks_own_schema() -> None:
    schema = json.loads(SCHEMA.read_text())

    assert list(jsonschema.validators.validator_for(schema)(schema).iter_errors(MANIFEST)) == []
