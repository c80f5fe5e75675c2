"""Values to JSON, each quote with its link and its verification.

A sentence becomes a quote only here, and only after it was compared with the stored article once more. Everything that
articles say is the value of a JSON string: no text from the web can add a field, a quote or a link.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent_encode

from bot.render.wording.mcp import result_wording
from bot.render.wording.terminal_wording import make_printable
from news.article import MAX_URL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.services.verification import QuoteVerifier
    from news.article import Article, Sentence

    Json = dict[str, Any]

# Clients hand a result to a language model, and cut or refuse a long one: Claude Code at 25,000 tokens, which is about
# 60,000 characters of a language other than English.
MAX_RESULT_CHARACTERS = 60_000
# Headlines and names are cut here, so that a single article cannot fill a result.
MAX_LABEL_CHARACTERS = 300
# A quote is never cut. A longer "sentence" is a list or a table that was not split.
MAX_QUOTE_CHARACTERS = 2_000
# Characters that cannot be seen: controls, formats such as marks of direction, surrogates, and private ones.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
# Not a format by its category, but just as invisible.
_VARIATION_SELECTORS = range(0xE0100, 0xE01F0)
_UNSAFE_IN_URLS = frozenset(" \"'<>\\^`{|}")


class ResultWriter:
    """Writes the parts of one result, and counts its quotes."""

    def __init__(self, verifier: QuoteVerifier, *, includes_text: bool) -> None:
        """Start a result.

        Args:
            verifier: compares quotes with the stored articles.
            includes_text: whether the words of quotes may leave this machine.
        """
        self._verifier = verifier
        self._includes_text = includes_text
        self._compared_count = 0
        self._rejected_count = 0

    def article(self, article: Article) -> Json:
        """Return an article without its text."""
        return {
            "id": article.id,
            "outlet": make_label(article.outlet),
            "title": make_label(article.title),
            "url": make_url(article.url),
            "appeared_at": format_time(article.appeared_at),
            "language": article.language,
            "kind": article.kind.value,
        }

    def quote(self, sentence: Sentence, article: Article) -> Json | None:
        """Return a sentence as a quote of its article; None if it does not stand there word for word."""
        self._compared_count += 1
        if sentence.article_id != article.id or not self._verifier.is_verbatim(sentence):
            self._rejected_count += 1
            return None
        withheld = self._reason_to_withhold(sentence.text)
        return {
            "text": sentence.text if withheld is None else None,
            "withheld": withheld,
            "article": self.article(article),
            "verification": {
                "verbatim": True,
                "article_id": sentence.article_id,
                "version": sentence.version,
                "start": sentence.start,
                "end": sentence.end,
            },
        }

    def quotes(self, sentences: Iterable[Sentence], articles: Sequence[Article]) -> list[Json]:
        """Return the sentences as quotes, without those that do not stand word for word in one of the articles."""
        by_id = {article.id: article for article in articles}
        written = (
            self.quote(sentence, by_id[sentence.article_id])
            for sentence in sentences
            if sentence.article_id in by_id
        )
        return [quote for quote in written if quote is not None]

    def result(self, entries_name: str, content: Json) -> Json:
        """Return the whole result, with its notice and the count of its quotes.

        Args:
            entries_name: the list in the content whose last entries are left out if the result is too long.
            content: the parts of the result.
        """
        notices = [result_wording.NOTICE]
        if not self._includes_text and self._compared_count > self._rejected_count:
            notices.append(result_wording.TEXT_WITHHELD_NOTICE)
        result = {
            "notice": " ".join(notices),
            "verification": {
                "compared": self._compared_count,
                "verbatim": self._compared_count - self._rejected_count,
                "rejected": self._rejected_count,
            },
            "truncated": False,
            **content,
        }
        entries = result[entries_name]
        while entries and len(to_text(result)) > MAX_RESULT_CHARACTERS:
            if not result["truncated"]:
                result["truncated"] = True
                result["notice"] = " ".join([*notices, result_wording.TRUNCATED_NOTICE])
            entries.pop()
        return result

    # ---- private

    def _reason_to_withhold(self, text: str) -> str | None:
        if not self._includes_text:
            return "setting"
        if len(text) > MAX_QUOTE_CHARACTERS:
            return "too_long"
        return "hidden_characters" if any(map(_is_hidden, text)) else None


def to_text(result: Json) -> str:
    """Return a result as JSON on one line, for clients that show text alone."""
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def make_label(text: str) -> str:
    """Return a headline or a name on one line, without invisible characters, and not longer than a line may be."""
    label = make_printable(" ".join(text.split()))
    return label if len(label) <= MAX_LABEL_CHARACTERS else f"{label[: MAX_LABEL_CHARACTERS - 1]}…"


def make_url(url: str) -> str | None:
    """Return an address that can be linked; None for anything that is not http or https, or too long.

    What could end the link, or hide where it leads, is percent-encoded.
    """
    if not url.lower().startswith(("http://", "https://")):
        return None
    address = "".join(
        percent_encode(character, safe="", errors="replace")
        if character in _UNSAFE_IN_URLS or not character.isprintable() or character.isspace()
        else character
        for character in url
    )
    return address if len(address) <= MAX_URL_CHARACTERS else None


def format_time(moment: datetime) -> str:
    """Return a time in ISO 8601, to the second."""
    return moment.isoformat(timespec="seconds")


# ---- private


def _is_hidden(character: str) -> bool:
    return (unicodedata.category(character) in _HIDDEN_CATEGORIES and character not in "\n\t") or ord(
        character
    ) in _VARIATION_SELECTORS
