"""One report as a summary sees it: a headline and numbered sentences, some of which may be quoted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """What one outlet says.

    Attributes:
        title: the headline; "" if there is none.
        sentences: all of them in order, also those that may not be quoted: they hold words and antecedents.
        quotable: for each sentence, whether a summary may take it.
        language: ISO 639-1, or "und".
        outlet: whose it is; two tellings of one outlet share it.
    """

    title: str
    sentences: tuple[str, ...]
    quotable: tuple[bool, ...]
    language: str = "en"
    outlet: str = ""
