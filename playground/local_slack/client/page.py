"""The page of the local Slack and its API.

GET  /                 the page
GET  /web/<name>       its assets
GET  /client/<name>    what a person sees: state, messages, home, modals, events, file, payloads
POST /client/<name>    what a person does: say, press, options, submit, close, shortcut, ...
"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from local_slack.api.files import build_download
from local_slack.client import snapshot
from local_slack.client.actions import ACTION_NAMES, Actions
from local_slack.client.event_stream import EventStreams
from local_slack.client.security import Refused, secured
from local_slack.client.settings import PageSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local_slack.control.local_slack import LocalSlack
    from local_slack.state.json_types import Json
    from local_slack.state.users import User

WEB_FOLDER = Path(__file__).parent.parent / "web"
MAX_CONCURRENT_ACTIONS = 32  # an action waits up to three seconds for the app
DEFAULT_SETTINGS = PageSettings()
_TYPE_BY_SUFFIX = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml"}


class Page:
    """Serves the page and its API on the server of a local Slack.

    Args:
        slack: the local Slack, before it is started.
        settings: what the page shows beside Slack itself.
    """

    def __init__(self, slack: LocalSlack, settings: PageSettings = DEFAULT_SETTINGS) -> None:
        self._slack = slack
        self._settings = settings
        self._actions = Actions(slack, settings)
        self._threads = ThreadPoolExecutor(MAX_CONCURRENT_ACTIONS, thread_name_prefix="local-slack-page")
        self._streams: EventStreams | None = None
        self._actions.write_clock(slack.state.clock.offset_seconds)
        slack.add_routes(self._add_routes)

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{self._slack.state.address}/"

    # ------------------------------------------------------------------------ private

    def _add_routes(self, app: web.Application) -> None:
        self._streams = EventStreams(self._slack.state, asyncio.get_running_loop())
        app.on_shutdown.append(self._streams.close)
        app.on_cleanup.append(self._stop_threads)
        getters: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
            "/": partial(self._serve_asset, name="index.html"),
            "/web/{name:.+}": self._serve_asset,
            "/client/state": self._show(self._show_state),
            "/client/messages": self._show(self._show_messages),
            "/client/home": self._show(lambda user, _query: {"view": self._slack.home(user)}),
            "/client/modals": self._show(self._show_modals),
            "/client/payloads": self._show_payloads,
            "/client/events": self._serve_events,
            "/client/file": self._serve_file,
        }
        for path, handler in getters.items():
            app.router.add_get(path, self._secure(handler))
        for name in ACTION_NAMES:
            read_body = _read_upload if name == "upload" else _read_json
            app.router.add_post(
                f"/client/{name}", self._secure(partial(self._act, name=name, read_body=read_body))
            )

    def _secure(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        return secured(handler, self._slack.guard, lambda: int(self._slack.state.address.rpartition(":")[2]))

    async def _stop_threads(self, _app: web.Application) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _act(
        self, request: web.Request, *, name: str, read_body: Callable[[web.Request], Awaitable[Json]]
    ) -> web.Response:
        body = await read_body(request)
        loop = asyncio.get_running_loop()
        return web.json_response(await loop.run_in_executor(self._threads, self._actions.run, name, body))

    def _find_user(self, request: web.Request) -> User:
        # Before the page knows anybody, it is the first person.
        user_id = request.query.get("user") or next(
            each.id for each in self._slack.workspace.users.values() if not each.bot_id
        )
        try:
            return self._actions.find_user(user_id)
        except LookupError as error:
            raise Refused(404, "user_not_found", str(error.args[0])) from error

    def _show(
        self, build: Callable[[User, dict[str, str]], Json]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                return web.json_response(build(self._find_user(request), dict(request.query)))
            except LookupError as error:
                raise Refused(404, "not_found", str(error.args[0])) from error
            except ValueError as error:
                raise Refused(400, "not_allowed", str(error)) from error

        return handle

    def _show_state(self, user: User, _query: dict[str, str]) -> Json:
        return snapshot.build_snapshot(self._slack, user, self._settings)

    def _show_messages(self, user: User, query: dict[str, str]) -> Json:
        channel = self._actions.find_channel(user, query.get("channel", ""))
        limit = min(max(int(query.get("limit", snapshot.DEFAULT_PAGE_SIZE)), 1), snapshot.MAX_PAGE_SIZE)
        return snapshot.list_messages(
            self._slack.state,
            user,
            channel,
            thread_ts=query.get("thread_ts", ""),
            before=query.get("before", ""),
            limit=limit,
        )

    def _show_modals(self, user: User, _query: dict[str, str]) -> Json:
        with self._slack.state.condition:
            return {"views": deepcopy(self._slack.state.views.stacks.get(user.id, []))}

    async def _show_payloads(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise Refused(400, "not_allowed", "after is a number")
        with self._slack.state.condition:
            entries = [entry.to_json() for entry in self._slack.state.traffic.since(int(after))]
        return web.json_response({"entries": entries})

    async def _serve_events(self, request: web.Request) -> web.StreamResponse:
        cursor = request.headers.get("Last-Event-ID") or request.query.get("cursor") or ""
        user = self._find_user(request)
        assert self._streams is not None, "the routes have been added"
        start = int(cursor) if cursor.isdecimal() else self._slack.state.changes.cursor
        return await self._streams.serve(request, user, start)

    async def _serve_file(self, request: web.Request) -> web.Response:
        user = self._find_user(request)
        with self._slack.state.condition:
            file = self._slack.state.files.get(request.query.get("id", ""))
            channel = self._slack.workspace.channels.get(file.channel_id) if file is not None else None
        if file is None or channel is None or not snapshot.sees_channel(user, channel):
            raise Refused(404, "file_not_found", "There is no such file.")
        return build_download(file)

    async def _serve_asset(self, request: web.Request, *, name: str = "") -> web.Response:
        file = (WEB_FOLDER / (name or request.match_info["name"])).resolve()
        if not file.is_relative_to(WEB_FOLDER.resolve()) or not file.is_file():
            raise Refused(404, "not_found", "There is no such file.")
        content_type = (
            _TYPE_BY_SUFFIX.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
        )
        is_text = content_type.startswith("text/")
        return web.Response(
            body=file.read_bytes(), content_type=content_type, charset="utf-8" if is_text else None
        )


# ---------------------------------------------------------------------------- private


async def _read_json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except (ValueError, RecursionError) as error:
        raise Refused(400, "invalid_json", "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json", "The body is not a JSON object.")
    return body


async def _read_upload(request: web.Request) -> Json:
    try:
        fields = await request.post()
    except ValueError as error:
        raise Refused(400, "invalid_form", "The form cannot be read.") from error
    file = fields.get("file")
    if not isinstance(file, web.FileField):
        raise Refused(400, "not_allowed", "the field 'file' is missing")
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    return texts | {"name": Path(file.filename or "file").name, "content": file.file.read()}
