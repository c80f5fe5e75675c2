"""An article and its sentences, each with its position in the article's text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from news.article_kind import ArticleKind
from news.source import SharedIdentifier

# Query parameters that tell a publisher where a reader came from and do not change the page.
TRACKING_PARAMETER_PATTERN = re.compile(
    r"(?:utm_\w+|at_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmp|cmpid|ocid|ref_src|ito|ns_\w+|wt\.\w+|xtor)",
    re.IGNORECASE,
)

# The maximum length of a URL in a link: browsers and servers accept this length (a sitemap allows 2,048), and the URL
# still fits into one section of a Slack message with its label.
MAX_URL_CHARACTERS = 2_000

# When an article appeared that was there, without a date, when its source was first read: before all time ranges.
BASELINE_AT = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its position in an article.

    Attributes:
        text: exactly the characters from `start` to `end` of the article's text.
        article_id: the article's id.
        index: the sentence's number in the article, from 0.
        start: the offset of its first character in the article's text.
        end: the offset after its last character.
        version: the version of the article's text that the offsets refer to.
    """

    text: str
    article_id: str
    index: int
    start: int
    end: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article by one outlet.

    Attributes:
        id: see `build_article_id`.
        source_id: the id of the source that delivered it first.
        outlet: the publisher's name, for people.
        url: the canonical URL, http or https; "" if there is none, or if it is too long for a link.
        title: the headline.
        text: the cleaned text, one paragraph a line; quotes are checked against it.
        sentence_spans: (start, end) of each sentence in the text, in order, without overlap.
        first_seen_at: when it was first stored, UTC.
        published_at: the publication time that the outlet gives, UTC; None if it gives none.
        authors: the authors as the source gives them.
        language: ISO 639-1 code; "und" if the language is unknown.
        version: 1, incremented each time its text changes.
        partial: whether the text is only the feed's summary, because the page was not read.
        kind: the kind of article.
        commentary_probability: the probability that it is not a report, 0 to 1; 0 if the model was not used.
        is_baseline: whether it has no date and was there when its source was first read, so that it is no news.
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
    commentary_probability: float = 0.0
    is_baseline: bool = False
    sentences: tuple[Sentence, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sentences = tuple(
            Sentence(self.text[start:end], self.id, index, start, end, self.version)
            for index, (start, end) in enumerate(self.sentence_spans)
        )
        object.__setattr__(self, "sentences", sentences)

    @property
    def appeared_at(self) -> datetime:
        """The time when the article appeared: `published_at` or `first_seen_at`, whichever is earlier.

        If the outlet gives no publication time, `first_seen_at`, or `BASELINE_AT` for an article that is no news.
        """
        if self.is_baseline and not self.published_at:
            return BASELINE_AT
        return min(self.published_at, self.first_seen_at) if self.published_at else self.first_seen_at

    def contains_verbatim(self, sentence: Sentence) -> bool:
        """Whether the article's text contains the sentence at exactly the recorded position."""
        return (
            sentence.article_id == self.id
            and sentence.version == self.version
            and self.text[sentence.start : sentence.end] == sentence.text
        )


def canonical_url(url: str) -> str:
    """Return a URL without fragment and tracking parameters, with the host in lower case.

    Return "" for anything that is not an http or https URL.
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


def full_url(url: str) -> str:
    """Return a URL with all its parameters and its fragment, with the host in the form of `canonical_url`.

    Return "" for anything that is not an http or https URL.
    """
    page_url = canonical_url(url)
    if not page_url or ("?" not in url and "#" not in url):
        return page_url
    parts = urlsplit(url.strip())
    return urlunsplit((*urlsplit(page_url)[:3], parts.query, parts.fragment))


def linkable_url(url: str, *, is_page_shared: bool = False) -> str:
    """Return the URL for use in a link; "" if it has more than `MAX_URL_CHARACTERS` characters.

    Args:
        url: an http or https URL.
        is_page_shared: whether other articles are on the same page, so that the fragment and all parameters count.
    """
    address = full_url(url) if is_page_shared else canonical_url(url)
    return address if len(address) <= MAX_URL_CHARACTERS else ""


def dedup_keys(
    *,
    source_id: str,
    guid: str,
    url: str,
    title: str,
    text: str,
    shared_identifiers: frozenset[SharedIdentifier] = frozenset(),
) -> tuple[str, ...]:
    """Return the keys that identify an incoming article in the store, most reliable first.

    An article is known if any of its keys is known. The first key determines its id. Dates are not part of the
    identity, because outlets change them. http and https are the same page. What different entries of the feed have
    in common identifies none of them.
    """
    keys = []
    if guid and SharedIdentifier.GUID not in shared_identifiers:
        keys.append(f"guid {source_id} {guid}")
    page_url = canonical_url(url).partition("://")[2]
    if page_url:
        if SharedIdentifier.URL not in shared_identifiers:
            keys.append(f"url {page_url}")
        address = full_url(url).partition("://")[2]
        # A feed without guids may show the article alone or with others of its page: it has the keys for both.
        if not keys or keys[0].startswith("url "):
            if address != page_url and SharedIdentifier.FULL_URL not in shared_identifiers:
                keys.append(f"url {address}")
            elif title and SharedIdentifier.TITLE not in shared_identifiers:
                keys.append(f"entry {source_id} {_hash_text(f'{page_url} {title}')}")
    if not keys:
        keys.append("text " + _hash_text(" ".join(f"{title}\n{text}".split())))
    return tuple(keys)


def build_article_id(keys: tuple[str, ...]) -> str:
    """Return the id of a new article: 16 hexadecimal digits of the hash of the article's first key."""
    return _hash_text(keys[0])


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
