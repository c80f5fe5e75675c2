"""One report, and the sentences in it: each sentence knows where it stands."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from news.article_kind import ArticleKind

if TYPE_CHECKING:
    from datetime import datetime

# Parameters that tell a publisher where a reader came from and change nothing of the page.
TRACKING_PARAMETER_PATTERN = re.compile(
    r"(?:utm_\w+|at_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmp|cmpid|ocid|ref_src|ito|ns_\w+|wt\.\w+|xtor)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place.

    Attributes:
        text: the characters of the article's text from start to end, nothing else.
        article_id: the article's id.
        index: its number in the article, 0 for the first.
        start: its first character in the article's text.
        end: the character after its last.
        version: which version of the article's text it stands in.
    """

    text: str
    article_id: str
    index: int
    start: int
    end: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One report by one outlet, as it is stored.

    Attributes:
        id: see `identity`.
        source_id: the id of the source that brought it first.
        outlet: who published it, by the name people know.
        url: its canonical address, http or https; "" where it has none.
        title: the headline.
        text: the cleaned text; paragraphs stand on lines of their own. Quotes are held against this.
        sentence_spans: (start, end) of each sentence in the text, in order, without overlap.
        first_seen_at: when it was first stored, UTC.
        published_at: when its outlet says it appeared, UTC; None where it does not say.
        authors: as given.
        language: ISO 639-1, "und" where it could not be told.
        version: 1, and one more each time its text was found changed.
        partial: True where only the feed's own words could be had, not the page's.
        kind: what kind of article it is.
    """

    id: str
    source_id: str
    outlet: str
    url: str
    title: str
    text: str
    sentence_spans: tuple[tuple[int, int], ...]
    first_seen_at: datetime
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = "und"
    version: int = 1
    partial: bool = False
    kind: ArticleKind = ArticleKind.REPORT
    sentences: tuple[Sentence, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sentences = tuple(
            Sentence(self.text[start:end], self.id, index, start, end, self.version)
            for index, (start, end) in enumerate(self.sentence_spans)
        )
        object.__setattr__(self, "sentences", sentences)

    @property
    def appeared_at(self) -> datetime:
        """When it appeared: the outlet's date, unless that lies after we saw it or is missing."""
        return min(self.published_at, self.first_seen_at) if self.published_at else self.first_seen_at

    def contains_verbatim(self, sentence: Sentence) -> bool:
        """Tell whether this article says exactly that, exactly there."""
        return (
            sentence.article_id == self.id
            and sentence.version == self.version
            and self.text[sentence.start : sentence.end] == sentence.text
        )


def canonical_url(url: str) -> str:
    """Give one address for one page: no fragment, no tracking parameters, host in lower case.

    Returns "" for what is no http or https address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return ""
    host = parts.hostname.lower()
    if ":" in host:
        host = f"[{host}]"
    if port and (parts.scheme.lower(), port) not in {("http", 80), ("https", 443)}:
        host = f"{host}:{port}"
    query = parts.query
    if query and TRACKING_PARAMETER_PATTERN.search(query):
        query_parameters = [
            (name, value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if not TRACKING_PARAMETER_PATTERN.fullmatch(name)
        ]
        query = urlencode(query_parameters)
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def dedup_keys(*, source_id: str, guid: str, url: str, title: str, text: str) -> tuple[str, ...]:
    """Name an incoming report in every way by which it may be known already, surest first.

    A report is known if any of its keys is. The first key makes its id. Dates are no part of identity: outlets
    change them. http and https are one page.
    """
    keys = []
    if guid:
        keys.append(f"guid {source_id} {guid}")
    if page_url := canonical_url(url):
        keys.append("url " + page_url.partition("://")[2])
    if not keys:
        keys.append("text " + _hash_text(" ".join(f"{title}\n{text}".split())))
    return tuple(keys)


def build_article_id(keys: tuple[str, ...]) -> str:
    """Give the id of a new article: 16 hexadecimal digits of its first key."""
    return _hash_text(keys[0])


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
