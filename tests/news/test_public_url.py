"""Addresses are shown without what only their owner may know."""

import pytest

from news.public_url import public_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:secret@wire.example/feed", "https://wire.example/feed"),
        ("https://wire.example/feed?token=hunter2&lang=en", "https://wire.example/feed?token=…&lang=en"),
        ("https://wire.example/feed?api_key=1", "https://wire.example/feed?api_key=…"),
        ("https://wire.example/u/a8f3k2m9x7q1z5w0/feed.xml", "https://wire.example/u/…/feed.xml"),
        ("https://wire.example/9b2d3f70-1c44-4e8a-9d0e-5a6b7c8d9e0f.rss", "https://wire.example/…"),
        ("https://wire.example/d41d8cd98f00b204e9800998ecf8427e", "https://wire.example/…"),
    ],
)
def test_credentials_and_tokens_are_left_out(url: str, shown: str) -> None:
    assert public_url(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example/feed",
        "https://courier.example/2026/11/23/harl-bridge-closed-after-inspection.html?page=2",
        "https://video.example/feeds.xml?channel_id=UCa8f3k2m9x7q1z5w0b4c6d8",
        "https://courier.example/section/internationalnews/rss.xml?category=politics&n=20",
        "http://[::1]:8080/feed",
        "/srv/articles/inbox",
        "https://[broken",
    ],
)
def test_an_address_without_them_is_unchanged(url: str) -> None:
    assert public_url(url) == url
