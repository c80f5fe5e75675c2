"""Visits to a server on this machine: what is asked, what is taken, what is refused."""

import asyncio
import pickle
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web

from news.errors import Forbidden, Refused, SourceError, TooLarge, Unreachable, Unreadable
from news.source import Source, Validators, source_id
from sources import fetch, http
from sources.workers import Bench

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LOCAL = (ip_network("127.0.0.0/8"),)
LONG = " ".join(
    f"The council of Denmouth met for the {n}th time on the matter of the bridge." for n in range(1, 15)
)
PAGE = f"<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"
FEED = """<rss version="2.0"><channel><title>Courier</title><item><title>Bridge closed</title><link>/bridge</link>
<description>Short.</description></item><item><title>Hidden</title><link>/private/x</link><description>Short too.</description></item></channel></rss>"""

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A web server on a free port of this machine, on a thread of its own."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self._answers: dict[str, Answer] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def put(self, path: str, body: str | bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer a path."""

        async def answer(_request: web.Request) -> web.Response:
            data = body.encode() if isinstance(body, str) else body
            return web.Response(
                body=data, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
            )

        self._answers[path] = answer

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        """Stop serving."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.asked.append(request)
            answer = self._answers.get(request.path)
            return await answer(request) if answer else web.Response(status=404)

        async def start() -> None:
            self._runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0)
            await self._runner.setup()
            place = web.TCPSite(self._runner, "127.0.0.1", 0)
            await place.start()
            self.port = place._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
            self._ready.set()

        self._loop.run_until_complete(start())
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.stop()


def _get(url: str, validators: Validators | None = None, **more: int) -> http.Response:
    async def work() -> http.Response:
        async with http.session(inside=LOCAL, contact="https://team.example/bot") as opened:
            return await http.get(opened, url, validators, **more)

    return asyncio.run(work())


def _source(url: str, **more: Validators) -> Source:
    return Source(id=source_id(url), url=url, kind="feed", added=NOW, **more)


def test_a_visitor_says_who_it_is_and_shows_what_it_was_given(site: Site) -> None:
    site.put("/feed", "x", ETag='"v2"', Last_Modified="Tue, 17 Nov 2026 08:00:00 GMT")

    answer = _get(site.url("/feed"), Validators('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT"))

    asked = site.asked[0].headers
    assert asked["User-Agent"] == "Newsbrief/0.1 (+https://team.example/bot)"
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT")
    assert answer.validators == Validators('"v2"', "Tue, 17 Nov 2026 08:00:00 GMT")
    assert "zstd" not in asked["Accept-Encoding"]


def test_not_modified_brings_nothing_and_keeps_the_validators(site: Site) -> None:
    site.put("/feed", status=304)
    source = _source(site.url("/feed"), validators=Validators('"v1"', ""))

    (fetched,) = fetch.visit_all((source,), now=NOW, known=lambda _e, _s: False, inside=LOCAL)

    assert fetched.unchanged
    assert fetched.validators == source.validators


def test_a_redirect_is_followed_five_times_and_no_more(site: Site) -> None:
    site.put("/a", status=302, Location="/b")
    site.put("/b", "there")
    site.put("/loop", status=302, Location="/loop")

    assert _get(site.url("/a")).url == site.url("/b")
    with pytest.raises(Refused, match="redirects"):
        _get(site.url("/loop"))


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/meta",
        "file:///etc/passwd",
        "http://10.0.0.1/",
        "//192.168.0.1/",
        "http://user:pw@127.0.0.1/",
    ],
)
def test_a_redirect_to_an_address_inside_is_refused(site: Site, target: str) -> None:
    site.put("/a", status=302, Location=target)

    with pytest.raises(Forbidden):
        _get(site.url("/a"))


def test_without_leave_no_address_inside_is_dialled(site: Site) -> None:
    (row,) = fetch.probe([site.url("/feed")])

    assert row[3]
    assert site.asked == []


def test_a_bomb_is_left_before_it_fills_the_memory(site: Site) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    site.put("/bomb", bomb, Content_Encoding="gzip")

    with pytest.raises(TooLarge):
        _get(site.url("/bomb"))


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404"), (410, "410"), (429, "429"), (500, "500"), (204, "204")]
)
def test_a_refusal_says_what_the_server_said(site: Site, status: int, said: str) -> None:
    site.put("/feed", status=status)

    with pytest.raises(Refused, match=said) as refused:
        _get(site.url("/feed"))

    assert refused.value.status == status


def test_a_validator_that_is_no_header_is_not_kept_or_sent(site: Site) -> None:
    site.put("/feed", "x", ETag="x" * 3000)

    answer = _get(site.url("/feed"), Validators("a\nInjected: yes", ""))

    assert answer.validators == Validators()
    assert "If-None-Match" not in site.asked[0].headers


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(SourceError) as refused:
        _get("http://ada:secret@127.0.0.1/feed")

    assert "secret" not in str(refused.value)
    assert "ada" not in str(refused.value)


def test_a_closed_port_is_unreachable(site: Site) -> None:
    site.stop()

    with pytest.raises((Unreachable, Forbidden)):
        _get("http://127.0.0.1:1/feed")


def test_short_entries_are_filled_from_their_pages_where_robots_allow(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/bridge", PAGE, Content_Type="text/html")
    site.put("/private/x", PAGE, Content_Type="text/html")
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/")

    (fetched,) = fetch.visit_all(
        (_source(site.url("/feed")),), now=NOW, known=lambda _e, _s: False, inside=LOCAL
    )

    whole, summary = fetched.entries
    assert whole.text.startswith("The council of Denmouth met")
    assert (whole.partial, summary.partial, summary.text) == (False, True, "Short too.")
    assert "/private/x" not in [request.path for request in site.asked]


def test_a_page_of_a_known_entry_is_not_read_again(site: Site) -> None:
    site.put("/feed", FEED)

    list(fetch.visit_all((_source(site.url("/feed")),), now=NOW, known=lambda _e, _s: True, inside=LOCAL))

    assert [request.path for request in site.asked] == ["/feed"]


def test_a_source_that_fails_does_not_stop_the_others(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/bad", "no feed")
    sources = (_source(site.url("/gone")), _source(site.url("/bad")), _source(site.url("/feed")))

    fetched = {
        each.source: each
        for each in fetch.visit_all(sources, now=NOW, known=lambda _e, _s: True, inside=LOCAL)
    }

    assert len(fetched) == 3
    assert [bool(fetched[source.id].failures) for source in sources] == [True, True, False]


def test_a_page_leads_to_the_feed_that_it_names(site: Site) -> None:
    site.put("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    site.put("/feed", FEED)

    found = fetch.find(site.url("/"), now=NOW, inside=LOCAL)

    assert (found.url, found.title) == (site.url("/feed"), "Courier")


def test_a_page_that_names_none_is_tried_where_feeds_usually_lie(site: Site) -> None:
    site.put("/", "<html><body>Hello</body></html>")
    site.put("/feed.xml", FEED)

    assert fetch.find(site.url("/"), now=NOW, inside=LOCAL).url == site.url("/feed.xml")


def test_a_page_that_leads_nowhere_says_so(site: Site) -> None:
    site.put("/", "<html><body>Hello</body></html>")

    with pytest.raises(Unreadable, match="leads to no feed"):
        fetch.find(site.url("/"), now=NOW, inside=LOCAL)


def test_a_parser_that_hangs_is_killed_and_the_next_document_is_read() -> None:
    with Bench(patience=0.01, seats=1) as bench:
        with pytest.raises(Unreadable, match="longer than"):
            bench.page(b"<p>" + b"<div>word " * 400_000)
        bench._seats[0].patience = 20.0

        assert bench.feed(FEED.encode()).title == "Courier"


def test_a_process_that_died_is_started_anew() -> None:
    with Bench(seats=1) as bench:
        bench.feed(FEED.encode())
        process = bench._seats[0].process
        assert process is not None
        process.kill()
        process.join()

        assert bench.feed(FEED.encode()).title == "Courier"


@pytest.mark.parametrize(
    ("said", "wait"),
    [("120", 120), ("5", 60), ("99999999999", 86_400), ("Wed, 18 Nov 2026 00:10:00 GMT", 600), ("Tue, 17 Nov 2026 00:00:00 GMT", 60)],
)  # fmt: skip
def test_a_busy_server_says_for_how_long(site: Site, said: str, wait: int) -> None:
    site.put("/feed", status=429, Retry_After=said, Date="Wed, 18 Nov 2026 00:00:00 GMT")

    with pytest.raises(http.Busy, match="asks to wait") as refused:
        _get(site.url("/feed"))

    assert refused.value.wait == wait
    assert pickle.loads(pickle.dumps(refused.value)).wait == wait


@pytest.mark.parametrize("said", ["soon", "", "-5"])
def test_a_wait_that_is_none_is_a_plain_refusal(site: Site, said: str) -> None:
    site.put("/feed", status=503, Retry_After=said)

    with pytest.raises(Refused) as refused:
        _get(site.url("/feed"))

    assert not isinstance(refused.value, http.Busy)


def test_a_sound_is_no_page(site: Site) -> None:
    site.put("/a.mp3", b"x" * 100, Content_Type="audio/mpeg")

    async def work() -> http.Response:
        async with http.session(inside=LOCAL) as opened:
            return await http.get(opened, site.url("/a.mp3"), kinds=fetch.PAGE_KINDS)

    with pytest.raises(Unreadable, match="audio/mpeg"):
        asyncio.run(work())


def test_two_calls_to_one_host_are_made_at_once_and_no_more(site: Site) -> None:
    at_once, most = 0, 0

    async def slow(_request: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.02)
        at_once -= 1
        return web.Response(text="x")

    for number in range(6):
        site._answers[f"/{number}"] = slow

    rows = list(fetch.probe((site.url(f"/{number}") for number in range(6)), inside=LOCAL))

    assert [row[1] for row in rows] == [200] * 6
    assert most == http.PER_HOST


def test_robots_are_asked_once_for_all_pages_of_a_site(site: Site) -> None:
    items = "".join(f"<item><title>T{n}</title><link>/p{n}</link><description>x</description></item>" for n in range(20))  # fmt: skip
    site.put("/feed", f"<rss version='2.0'><channel><title>C</title>{items}</channel></rss>")

    fetch.visit(_source(site.url("/feed")), now=NOW, inside=LOCAL)

    asked = [request.path for request in site.asked]
    assert asked.count("/robots.txt") == 1
    assert sum(path.startswith("/p") for path in asked) == fetch.PAGES


def test_a_page_on_a_server_in_trouble_is_left_alone(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/robots.txt", status=500)

    fetched = fetch.visit(_source(site.url("/feed")), now=NOW, inside=LOCAL)

    assert all(entry.partial for entry in fetched.entries)
    assert "/bridge" not in [request.path for request in site.asked]


def test_what_a_file_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.xml").touch()
    with Bench(seats=1) as bench:
        for name, said in {"none.xml": "no such file", "empty.xml": "empty", ".": "no such file"}.items():
            with pytest.raises(SourceError, match=said):
                bench.feed_file(str(tmp_path / name))
