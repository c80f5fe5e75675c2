from datetime import UTC, datetime

import pytest

from sources.parsing import email_message

PLAIN = b"""Received: from mail.example by mx.example; Tue, 17 Nov 2026 08:15:00 +0100
From: =?utf-8?q?Denmouth_Courier?= <news@courier.example>
To: ada@example.org
Subject: Fwd: Bridge closed after =?utf-8?b?Y3JhY2tzIOKAkyBhZ2Fpbg==?=
Date: Tue, 17 Nov 2026 08:15:00 +0100
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="xx"

--xx
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

The bridge at =C5bo was closed on Tuesday.

> what somebody else wrote

--=20
The Courier, 1 Harbour Street
--xx
Content-Type: text/html; charset=utf-8

<p>The bridge was closed.</p>
--xx--
"""


def test_an_email_tells_subject_sender_time_and_text() -> None:
    email = email_message.read_email(PLAIN)

    assert email_message.is_email(PLAIN)
    assert email.subject == "Bridge closed after cracks – again"
    assert email.sender == "Denmouth Courier"
    assert email.sent_at == datetime(2026, 11, 17, 7, 15, tzinfo=UTC)
    assert email.text == "The bridge at Åbo was closed on Tuesday."
    assert email.html == ""


def test_an_email_of_html_alone_has_html() -> None:
    email = email_message.read_email(
        b"From: news@courier.example\nSubject: Bridge\nContent-Type: text/html\n\n<p>The bridge was closed.</p>\n"
    )

    assert (email.sender, email.text) == ("courier.example", "")
    assert "<p>The bridge" in email.html


@pytest.mark.parametrize(
    "data",
    [
        b"From: the mayor, to: all\nThe bridge was closed.\n",
        b"Bridge closed\nSubject: the bridge\nDate: Tuesday\n\nText",
        b"Note: the bridge\nPlace: Denmouth\n\nText",
        b"",
    ],
)
def test_a_text_with_colons_is_no_email(data: bytes) -> None:
    assert not email_message.is_email(data)


@pytest.mark.parametrize(
    "header",
    [
        b"Date: nonsense",
        b"Date: 99 Foo 99999 99:99",
        b"From: <<<@@@>>>",
        b"Content-Type: multipart/mixed",
        b"Subject: =?x?q?=?=",
    ],
)
def test_broken_headers_are_no_fault(header: bytes) -> None:
    email_message.read_email(b"X-A: b\n" + header + b"\nMIME-Version: 1.0\n\nThe bridge was closed.\n")
