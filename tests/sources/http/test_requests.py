import pytest

from sources.http.requests import build_url


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/p/a%3Ab%28c%29.xml", "https://a.example/q?sig=a%2Bb%2Fc%3D", "https://a.example/feed?x=1,2&y='z'",
        "https://a.example/a(b)c~d@e/feed", "https://a.example/?p=%C3%A9&q=a+b", "http://127.0.0.1:8080/feed.xml", "https://[2001:db8::1]/feed",
    ],
)  # fmt: skip
def test_an_address_is_sent_as_it_was_written(address: str) -> None:
    assert str(build_url(address)) == address


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://a.example/fähre news?q=ü", "https://a.example/f%C3%A4hre%20news?q=%C3%BC"), ("https://a.example", "https://a.example/"),
        ("https://bücher.example/feed#top", "https://xn--bcher-kva.example/feed"), ("https://a.example?feed=rss", "https://a.example/?feed=rss"),
        ('https://a.example/"<x>', "https://a.example/%22%3Cx%3E"), ("https://a.example/a\r\nb", "https://a.example/a%0D%0Ab"),
    ],
)  # fmt: skip
def test_what_no_request_may_contain_is_encoded(address: str, sent: str) -> None:
    assert str(build_url(address)) == sent
