"""An outside watcher is fetched under the rules for sources, and its address, which contains a key, is not logged."""

from __future__ import annotations

import logging
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from websites import Site

from sources.http import watcher
from sources.http.fetch_policy import FetchPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def site() -> Iterator[Site]:
    started = Site()
    yield started
    started.stop()


def test_a_watcher_is_fetched_once(site: Site) -> None:
    site.put("/key-1234", "OK")

    assert watcher.ping(site.url("/key-1234"), LOCAL)
    assert [request.path for request in site.asked] == ["/key-1234"]


@pytest.mark.parametrize(("path", "policy"), [("/key-1234", FetchPolicy()), ("/key-5678", LOCAL)])
def test_a_forbidden_address_and_a_refusal_are_logged_without_the_key(
    site: Site, path: str, policy: FetchPolicy, caplog: pytest.LogCaptureFixture
) -> None:
    site.put("/key-1234", "OK")
    with caplog.at_level(logging.DEBUG, logger="sources"):
        assert not watcher.ping(site.url(path), policy)

    assert "watcher not reached" in caplog.text
    assert "key-" not in caplog.text
