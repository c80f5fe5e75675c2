"""Visits to a server on this machine: what is asked, what is taken, what is refused."""

import asyncio
import itertools
import pickle
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from websites import Site

from news import polling
from news.errors import BlockedAddress, Refused, SourceError, TooLarge, Unreachable, Unreadable
from news.source import CacheValidators, PollState, Source, build_source_id
from sources import fetch
from sources.http import client
from sources.http.fetch_policy import FetchPolicy, Login
from sources.parsing import entry_fingerprints
from sources.parsing.worker_pool import ParserPool

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LOCAL = FetchPolicy(
    contact_url="https://team.example/bot",
    allowed_networks=(ip_network("127.0.0.0/8"),),
    min_interval_seconds=0,
)
LONG = " ".join(
    f"The council of Denmouth met for the {n}th time on the matter of the bridge." for n in range(1, 15)
)
PAGE = f"<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"
FEED = """<rss version="2.0"><channel><title>Courier</title><item><title>Bridge closed</title><link>/bridge</link>
<description>Short.</description></item><item><title>Hidden</title><link>/private/x</link><description>Short too.</description></item></channel></rss>"""


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.stop()


def _get(url: str, validators: CacheValidators | None = None, **more: Any) -> client.Response:
    async def work() -> client.Response:
        async with client.open_session(LOCAL) as opened:
            return await client.get(opened, url, validators, **more)

    return asyncio.run(work())


def _source(url: str, **more: Any) -> Source:
    return Source(id=build_source_id(url), url=url, kind="feed", created_at=NOW, **more)


def test_a_visitor_says_who_it_is_and_shows_what_it_was_given(site: Site) -> None:
    site.put("/feed", "x", ETag='"v2"', Last_Modified="Tue, 17 Nov 2026 08:00:00 GMT")

    answer = _get(site.url("/feed"), CacheValidators('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT"))

    asked = site.asked[0].headers
    assert asked["User-Agent"] == "Newsbrief/0.1 (+https://team.example/bot)"
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT")
    assert answer.validators == CacheValidators('"v2"', "Tue, 17 Nov 2026 08:00:00 GMT")
    assert "zstd" not in asked["Accept-Encoding"]


def test_not_modified_brings_nothing_and_keeps_the_validators(site: Site) -> None:
    site.put("/feed", status=304)
    source = _source(
        site.url("/feed"),
        validators=CacheValidators('"v1"', ""),
        poll_state=PollState(last_full_fetch_at=NOW),
    )

    ((fetched,),) = fetch.poll_all((source,), now=NOW, is_known=lambda _e, _s: False, policy=LOCAL)

    assert fetched.unchanged
    assert site.asked[0].headers["If-None-Match"] == '"v1"'
    assert polling.update_poll_state(source, fetched).validators == source.validators


def test_a_date_in_the_future_is_none(site: Site) -> None:
    dates = {"a": NOW + timedelta(hours=3), "b": NOW + timedelta(days=3), "c": NOW + timedelta(days=4000)}
    items = "".join(
        f"<item><title>{name}</title><guid>{name}</guid><pubDate>{moment:%d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for name, moment in dates.items()
    )
    site.put("/feed", f'<rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>')

    ((fetched,),) = fetch.poll_all(
        (_source(site.url("/feed")),), now=NOW, is_known=lambda _e, _s: True, policy=LOCAL
    )

    assert {entry.title: entry.published_at for entry in fetched.entries} == {
        "a": dates["a"],
        "b": None,
        "c": None,
    }


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

    with pytest.raises(BlockedAddress):
        _get(site.url("/a"))


def test_without_leave_no_address_inside_is_dialled(site: Site) -> None:
    (row,) = fetch.probe_urls([site.url("/feed")])

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

    answer = _get(site.url("/feed"), CacheValidators("a\nInjected: yes", ""))

    assert answer.validators == CacheValidators()
    assert "If-None-Match" not in site.asked[0].headers


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(SourceError) as refused:
        _get("http://ada:secret@127.0.0.1/feed")

    assert "secret" not in str(refused.value)
    assert "ada" not in str(refused.value)


def test_a_closed_port_is_unreachable(site: Site) -> None:
    site.stop()

    with pytest.raises((Unreachable, BlockedAddress)):
        _get("http://127.0.0.1:1/feed")


def test_short_entries_are_filled_from_their_pages_where_robots_allow(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/bridge", PAGE, Content_Type="text/html")
    site.put("/private/x", PAGE, Content_Type="text/html")
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/")

    ((fetched,),) = fetch.poll_all(
        (_source(site.url("/feed")),), now=NOW, is_known=lambda _e, _s: False, policy=LOCAL
    )

    whole, summary = fetched.entries
    assert whole.text.startswith("The council of Denmouth met")
    assert (whole.partial, summary.partial, summary.text) == (False, True, "Short too.")
    assert "/private/x" not in [request.path for request in site.asked]


def test_a_page_of_a_known_entry_is_not_read_again(site: Site) -> None:
    site.put("/feed", FEED)

    list(fetch.poll_all((_source(site.url("/feed")),), now=NOW, is_known=lambda _e, _s: True, policy=LOCAL))

    assert [request.path for request in site.asked] == ["/feed"]


def test_a_source_that_fails_does_not_stop_the_others(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/bad", "no feed")
    sources = (_source(site.url("/gone")), _source(site.url("/bad")), _source(site.url("/feed")))

    fetched = {
        each.source_id: each
        for ready in fetch.poll_all(sources, now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)
        for each in ready
    }

    assert len(fetched) == 3
    assert [bool(fetched[source.id].failures) for source in sources] == [True, True, False]


def test_a_page_leads_to_the_feed_that_it_names(site: Site) -> None:
    site.put("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    site.put("/feed", FEED)

    found = fetch.discover_feed(site.url("/"), now=NOW, policy=LOCAL).source

    assert (found.url, found.title) == (site.url("/feed"), "Courier")


def test_a_page_that_names_none_is_tried_where_feeds_usually_lie(site: Site) -> None:
    site.put("/", "<html><body>Hello</body></html>")
    site.put("/feed.xml", FEED)

    assert fetch.discover_feed(site.url("/"), now=NOW, policy=LOCAL).source.url == site.url("/feed.xml")


def test_a_page_that_leads_nowhere_says_so(site: Site) -> None:
    site.put("/", "<html><body>Hello</body></html>")

    with pytest.raises(Unreadable, match="lead to a feed"):
        fetch.discover_feed(site.url("/"), now=NOW, policy=LOCAL)


def test_a_parser_that_hangs_is_killed_and_the_next_document_is_read() -> None:
    with ParserPool(timeout_seconds=0.01, max_processes=1) as bench:
        with pytest.raises(Unreadable, match="longer than"):
            bench.parse_page(b"<p>" + b"<div>word " * 400_000)
        bench._processes[0].timeout_seconds = 20.0

        assert bench.parse_feed(FEED.encode()).title == "Courier"


def test_a_process_that_died_is_started_anew() -> None:
    with ParserPool(max_processes=1) as bench:
        bench.parse_feed(FEED.encode())
        process = bench._processes[0].process
        assert process is not None
        process.kill()
        process.join()

        assert bench.parse_feed(FEED.encode()).title == "Courier"


@pytest.mark.parametrize(
    ("said", "wait"),
    [("120", 120), ("5", 60), ("99999999999", 86_400), ("Wed, 18 Nov 2026 00:10:00 GMT", 600), ("Tue, 17 Nov 2026 00:00:00 GMT", 60)],
)  # fmt: skip
def test_a_busy_server_says_for_how_long(site: Site, said: str, wait: int) -> None:
    site.put("/feed", status=429, Retry_After=said, Date="Wed, 18 Nov 2026 00:00:00 GMT")

    with pytest.raises(client.RetryLater, match="asked to wait") as refused:
        _get(site.url("/feed"))

    assert refused.value.retry_after_seconds == wait
    assert pickle.loads(pickle.dumps(refused.value)).retry_after_seconds == wait


@pytest.mark.parametrize("said", ["soon", "", "-5"])
def test_a_wait_that_is_none_is_a_plain_refusal(site: Site, said: str) -> None:
    site.put("/feed", status=503, Retry_After=said)

    with pytest.raises(Refused) as refused:
        _get(site.url("/feed"))

    assert not isinstance(refused.value, client.RetryLater)


def test_a_sound_is_no_page(site: Site) -> None:
    site.put("/a.mp3", b"x" * 100, Content_Type="audio/mpeg")

    async def work() -> client.Response:
        async with client.open_session(LOCAL) as opened:
            return await client.get(opened, site.url("/a.mp3"), content_types=fetch.PAGE_CONTENT_TYPES)

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

    rows = list(fetch.probe_urls((site.url(f"/{number}") for number in range(6)), policy=LOCAL))

    assert [row[1] for row in rows] == [200] * 6
    assert most == client.MAX_CONCURRENT_REQUESTS_PER_HOST


def test_robots_are_asked_once_for_all_pages_of_a_site(site: Site) -> None:
    items = "".join(f"<item><title>T{n}</title><link>/p{n}</link><description>x</description></item>" for n in range(20))  # fmt: skip
    site.put("/feed", f"<rss version='2.0'><channel><title>C</title>{items}</channel></rss>")

    fetch.poll(_source(site.url("/feed")), now=NOW, policy=LOCAL)

    asked = [request.path for request in site.asked]
    assert asked.count("/robots.txt") == 1
    assert sum(path.startswith("/p") for path in asked) == fetch.MAX_PAGES


def test_a_page_on_a_server_in_trouble_is_left_alone(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/robots.txt", status=500)

    fetched = fetch.poll(_source(site.url("/feed")), now=NOW, policy=LOCAL)

    assert all(entry.partial for entry in fetched.entries)
    assert "/bridge" not in [request.path for request in site.asked]


def test_what_a_file_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.xml").touch()
    with ParserPool(max_processes=1) as bench:
        for name, said in {"none.xml": "no such file", "empty.xml": "empty", ".": "no such file"}.items():
            with pytest.raises(SourceError, match=said):
                bench.parse_feed_file(str(tmp_path / name))


def test_what_a_feed_showed_before_is_not_brought_again(site: Site) -> None:
    site.put("/feed", FEED)
    source = _source(site.url("/feed"))
    first = fetch.poll(source, now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)
    seen = polling.update_poll_state(source, first)
    site.put("/feed", FEED.replace("Hidden", "Hidden no more").replace("Courier", "The Courier"))

    second = fetch.poll(seen, now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)

    assert [entry.title for entry in first.entries] == ["Bridge closed", "Hidden"]
    assert [entry.title for entry in second.entries] == ["Hidden no more"]
    assert (
        second.known_entry_count,
        len(entry_fingerprints.split_fingerprints(second.entry_fingerprints)),
    ) == (1, 2)


@pytest.mark.parametrize("again", [FEED, FEED.replace("Courier", "The Courier, built a minute later")])
def test_the_same_entries_are_not_parsed_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    site.put("/feed", FEED)
    source = _source(site.url("/feed"))
    seen = polling.update_poll_state(
        source, fetch.poll(source, now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)
    )
    monkeypatch.setattr(ParserPool, "parse_feed", None)
    site.put("/feed", again)

    fetched = fetch.poll(seen, now=NOW, policy=LOCAL)

    assert (fetched.unchanged, fetched.entries, fetched.failures) == (True, (), ())


@pytest.mark.parametrize(
    ("hops", "moved"), [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((), False)]
)
def test_only_permanent_redirects_say_where_a_feed_has_moved(
    site: Site,
    hops: tuple[int, ...],
    moved: bool,  # noqa: FBT001 - a case
) -> None:
    for number, status in enumerate(hops):
        site.put(f"/{number}", status=status, Location=f"/{number + 1}")
    site.put(f"/{len(hops)}", FEED)

    fetched = fetch.poll(_source(site.url("/0")), now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)

    assert fetched.redirect_url == (site.url(f"/{len(hops)}") if moved else "")


@pytest.mark.parametrize(
    ("headers", "body", "minutes"),
    [
        ({"Cache_Control": "public, max-age=7200"}, FEED, 120),
        ({"Cache_Control": 'private,max-age="600"'}, FEED, 10),
        ({"Cache_Control": "max-age=99999999999"}, FEED, 1440),
        ({"Cache_Control": "no-store"}, FEED, None),
        ({}, FEED.replace("<item>", "<ttl>90</ttl><item>", 1), 90),
    ],
)
def test_how_long_a_feed_holds_is_what_its_server_or_the_feed_says(
    site: Site, headers: dict[str, Any], body: str, minutes: int | None
) -> None:
    site.put("/feed", body, **headers)

    fetched = fetch.poll(_source(site.url("/feed")), now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)

    assert fetched.retry_after == (timedelta(minutes=minutes) if minutes else None)


def test_a_site_with_too_many_requests_is_left_alone_as_a_whole(site: Site) -> None:
    site.put("/a", status=429, Retry_After="1800")
    sources = tuple(_source(site.url(f"/{name}")) for name in "abcdef")

    fetched = [
        each
        for ready in fetch.poll_all(sources, now=NOW, is_known=lambda _e, _s: True, policy=LOCAL)
        for each in ready
    ]

    assert sum(each.skipped for each in fetched) >= 4
    assert all(
        timedelta(minutes=29) < each.retry_after <= timedelta(minutes=30)
        for each in fetched
        if each.retry_after
    )
    assert len(site.asked) <= 2


def test_too_many_requests_without_a_time_is_a_quarter_of_an_hour(site: Site) -> None:
    site.put("/a", status=429)

    fetched = fetch.poll(_source(site.url("/a")), now=NOW, policy=LOCAL)

    assert fetched.retry_after == timedelta(minutes=15)


def test_a_feed_that_is_overloaded_does_not_close_its_site(site: Site) -> None:
    site.put("/a", status=503, Retry_After="1800")
    site.put("/b", FEED)

    fetched = {
        each.source_id: each
        for ready in fetch.poll_all(
            (_source(site.url("/a")), _source(site.url("/b"))),
            now=NOW,
            is_known=lambda _e, _s: True,
            policy=LOCAL,
        )
        for each in ready
    }

    assert fetched[build_source_id(site.url("/a"))].retry_after == timedelta(minutes=30)
    assert not fetched[build_source_id(site.url("/b"))].failures


def test_calls_to_one_host_begin_apart(site: Site) -> None:
    begun: list[float] = []

    async def answer(_request: web.Request) -> web.Response:
        begun.append(time.monotonic())
        return web.Response(text="x")

    for number in range(4):
        site._answers[f"/{number}"] = answer

    list(
        fetch.probe_urls(
            (site.url(f"/{n}") for n in range(4)), policy=replace(LOCAL, min_interval_seconds=0.1)
        )
    )

    assert all(later - sooner > 0.08 for sooner, later in itertools.pairwise(sorted(begun)))


def test_a_login_is_shown_to_its_place_and_not_where_that_leads(site: Site) -> None:
    login = Login(site.url("/team"), "Authorization", "Basic c2VjcmV0")
    site.put("/team/feed", status=302, Location="/elsewhere")
    site.put("/elsewhere", FEED)
    site.put("/teamwork", FEED)

    for path in ("/team/feed", "/teamwork"):
        fetch.poll(
            _source(site.url(path)),
            now=NOW,
            is_known=lambda _e, _s: True,
            policy=replace(LOCAL, logins=(login,)),
        )

    assert [(each.path, "Authorization" in each.headers) for each in site.asked] == [
        ("/team/feed", True),
        ("/elsewhere", False),
        ("/teamwork", False),
    ]
    assert "c2VjcmV0" not in repr(login)


@pytest.mark.parametrize(
    ("place", "url", "opens"),
    [
        ("https://a.example/", "https://a.example/feed", True),
        ("https://a.example", "https://A.example/x", True),
        ("https://a.example/", "http://a.example/feed", False),
        ("https://a.example/", "https://a.example.evil/feed", False),
        ("https://a.example/", "https://a.example:444/feed", False),
        ("https://a.example/one", "https://a.example/one/feed", True),
        ("https://a.example/one", "https://a.example/one", True),
        ("https://a.example/one", "https://a.example/one-more", False),
        ("https://a.example/one", "https://a.example/two?/one", False),
    ],
)
def test_a_login_opens_its_place_alone(place: str, url: str, opens: bool) -> None:  # noqa: FBT001 - a case
    assert Login(place, "X-Key", "1").matches(url) is opens


def test_a_site_with_too_many_requests_does_not_allow_everything_for_a_day(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/robots.txt", status=429)
    rules: dict[str, Any] = {}

    list(fetch.poll_all((_source(site.url("/feed")),), now=NOW, is_known=lambda _e, _s: False, policy=LOCAL, robots_rules=rules))  # fmt: skip

    assert rules == {}
    assert "/bridge" not in [request.path for request in site.asked]


def test_what_a_site_allows_is_asked_once_a_day(site: Site) -> None:
    site.put("/feed", FEED)
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/")
    rules: dict[str, Any] = {}

    for hours in (0, 1, 25):
        now = NOW + timedelta(hours=hours)
        list(fetch.poll_all((_source(site.url("/feed")),), now=now, is_known=lambda _e, _s: False, policy=LOCAL, robots_rules=rules))  # fmt: skip

    assert [request.path for request in site.asked].count("/robots.txt") == 2
