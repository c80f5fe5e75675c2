from ipaddress import ip_network

import pytest

from sources.http import address_guard

INSIDE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "::127.0.0.1",
    "::7f00:1",
    "fd00::1",
    "fd00:ec2::254",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "3fff::1",
    "5f00::1",
    "nonsense",
    "127.1",
]


@pytest.mark.parametrize("place", INSIDE)
def test_what_is_not_the_public_web_is_closed(place: str) -> None:
    assert not address_guard.is_allowed_address(place, 80)


@pytest.mark.parametrize(
    "place", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_the_public_web_is_open(place: str) -> None:
    assert address_guard.is_allowed_address(place, 443)


@pytest.mark.parametrize("port", [0, 22, 25, 53, 6667, 10080])
def test_ports_of_other_protocols_are_closed(port: int) -> None:
    assert not address_guard.is_allowed_address("93.184.216.34", port)


def test_whoever_runs_the_bot_may_open_a_network_inside() -> None:
    inside = (ip_network("10.1.0.0/16"),)

    assert address_guard.is_allowed_address("10.1.2.3", 8080, inside)
    assert not address_guard.is_allowed_address("10.2.2.3", 8080, inside)
    assert not address_guard.is_allowed_address("10.1.2.3", 22, inside)
