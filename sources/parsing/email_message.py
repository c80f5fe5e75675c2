"""E-mails that are saved as files (RFC 5322, https://www.rfc-editor.org/rfc/rfc5322), such as newsletters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.parser import BytesParser
from email.utils import parseaddr
from typing import TYPE_CHECKING

from sources.parsing import html_text

if TYPE_CHECKING:
    from email.message import EmailMessage

# A text is an e-mail if its first lines are headers, two or more of them known.
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]*\S")
_KNOWN_HEADERS = frozenset(
    b"from to cc subject date message-id mime-version content-type received return-path delivered-to reply-to "
    b"x-mailer list-id sender".split()
)
_MIN_KNOWN_HEADERS = 2
_MAX_HEADER_LINES = 40
# "Fwd:", "Re:" and what they are called in German, French, Spanish, Italian and Portuguese.
_SUBJECT_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|rif|i|enc|res)\s*:\s*)+", re.IGNORECASE)
# Where the signature begins (RFC 3676, 4.3), and lines quoted from another message.
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Email:
    """What a saved e-mail says.

    Attributes:
        subject: its subject without "Re:" and "Fwd:".
        sender: the sender's name; the domain of the address if there is no name.
        sent_at: when it was sent, UTC; None if it does not say.
        text: its plain text; "" if it has none.
        html: its HTML, if it has no plain text.
    """

    subject: str
    sender: str
    sent_at: datetime | None
    text: str
    html: str


def is_email(data: bytes) -> bool:
    """Whether a file begins with the headers of an e-mail."""
    known_count = 0
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines()[:_MAX_HEADER_LINES]:
        if line[:1] in {b" ", b"\t"} and known_count:
            continue  # a folded header
        match = _HEADER_LINE.match(line)
        if not match:
            return known_count >= _MIN_KNOWN_HEADERS and not line.strip()
        known_count += match[1].lower() in _KNOWN_HEADERS
    return known_count >= _MIN_KNOWN_HEADERS


def read_email(data: bytes) -> Email:
    """Read an e-mail. Broken parts are read as far as possible."""
    message = BytesParser(policy=policy.default).parsebytes(data.removeprefix(b"\xef\xbb\xbf"))
    text = _part(message, "plain")
    text = _QUOTED_LINE.sub("", text[: match.start()] if (match := _SIGNATURE.search(text)) else text).strip()
    name, address = parseaddr(_header(message, "from"))
    return Email(
        subject=_SUBJECT_PREFIX.sub("", _header(message, "subject")).strip(),
        sender=name.strip(" \"'") or address.rpartition("@")[2],
        sent_at=_sent_at(message),
        text=text,
        html="" if text else _part(message, "html"),
    )


# ---- private


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (MessageError, ValueError, IndexError, AttributeError):
        return ""  # the standard library fails on some malformed headers


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        sent_at = getattr(message.get("date"), "datetime", None)
    except (MessageError, ValueError, IndexError, TypeError, AttributeError, OverflowError):
        return None
    if not isinstance(sent_at, datetime):
        return None
    return sent_at.astimezone(UTC) if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _part(message: EmailMessage, subtype: str) -> str:
    """Return the first part of a kind of text; "" if there is none."""
    try:
        part = message.get_body(preferencelist=(subtype,))
    except (MessageError, ValueError, AttributeError, KeyError):
        return ""
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return html_text.decode(content, str(part.get("content-type", ""))).replace("\r\n", "\n")
