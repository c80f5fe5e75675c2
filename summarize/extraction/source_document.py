"""One report as a summary sees it: a headline and numbered sentences, some of which may be quoted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What one outlet says.

    Attributes:
        title: the headline; "" if there is none.
        sentences: all of them in order, also those that may not be quoted: they hold words and antecedents.
        is_quotable: for each sentence, whether a summary may take it.
        language: ISO 639-1, or "und".
        outlet: whose it is; two tellings of one outlet share it.
    """

    title: str
    sentences: tuple[str, ...]
    is_quotable: tuple[bool, ...]
    language: str = "en"
    outlet: str = ""
