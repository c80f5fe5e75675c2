"""The stream of changes to a page, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

from local_slack.client import snapshot
from local_slack.client.security import SECURITY_HEADERS

if TYPE_CHECKING:
    from local_slack.state.json_types import Json
    from local_slack.state.records.changes import Change
    from local_slack.state.state import SlackState
    from local_slack.state.users import User

HEARTBEAT_SECONDS = 15.0  # so that a page that has gone is noticed
_RECONNECT_MILLISECONDS = 1_000


class EventStreams:
    """Sends changes to the open pages.

    Args:
        state: the state.
        loop: the event loop of the server.
    """

    def __init__(self, state: SlackState, loop: asyncio.AbstractEventLoop) -> None:
        self._state = state
        self._loop = loop
        self._wake_events: set[asyncio.Event] = set()
        self._is_closed = False
        with state.condition:
            state.changes.listen(self._wake_soon)

    async def close(self, _app: web.Application) -> None:
        """End the open streams."""
        self._is_closed = True
        self._wake()

    async def serve(self, request: web.Request, user: User, cursor: int) -> web.StreamResponse:
        """Send the changes after a number that a person sees, until the page goes."""
        response = web.StreamResponse(
            headers={**SECURITY_HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        await response.write(f"retry: {_RECONNECT_MILLISECONDS}\n\n".encode())
        wake_event = asyncio.Event()
        self._wake_events.add(wake_event)
        try:
            while not self._is_closed:
                wake_event.clear()
                events, cursor = self._collect(user, cursor)
                await response.write("".join(map(_format, events)).encode() or b": here\n\n")
                await _wait(wake_event)
        except ConnectionError:
            pass  # the page has gone
        finally:
            self._wake_events.discard(wake_event)
        return response

    # ------------------------------------------------------------------------ private

    def _wake_soon(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for wake_event in self._wake_events:
            wake_event.set()

    def _collect(self, user: User, cursor: int) -> tuple[list[Json], int]:
        with self._state.condition:
            newest = self._state.changes.cursor
            changes = self._state.changes.since(cursor) if cursor <= newest else None
            if changes is None:
                return [{"cursor": newest, "type": "reload"}], newest
            events = [event for change in changes if (event := self._show(user, change)) is not None]
        return events, newest

    def _show(self, user: User, change: Change) -> Json | None:
        """Return a change as a page gets it; None if the person does not see it."""
        if change.user_id not in {"", user.id}:
            return None
        event = {"cursor": change.number, "type": change.kind, **change.fields}
        if not change.channel_id:
            return event
        channel = self._state.workspaces[user.team_id].channels.get(change.channel_id)
        if channel is None or not snapshot.sees_channel(user, channel):
            return None
        if change.kind == "channel":
            event["channel"] = snapshot.show_channel(self._state, user, channel)
        if change.kind == "message":
            event["unread"] = snapshot.count_unread(self._state, user, channel)
        return event


def _format(event: Json) -> str:
    return f"id: {event['cursor']}\ndata: {json.dumps(event, separators=(',', ':'))}\n\n"


async def _wait(wake_event: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(wake_event.wait(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return
