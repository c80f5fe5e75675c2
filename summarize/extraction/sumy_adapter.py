"""A summarizer with sumy's interface, which returns a given number of key sentences of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sumy.nlp.stemmers import null_stemmer
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.utils import ItemsCount

from summarize.cleaning import clean
from summarize.extraction import sentence_selection
from summarize.extraction.term_matrix import SourceDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from sumy.models.dom import ObjectDocumentModel, Sentence


class NewsSummarizer(AbstractSummarizer):  # type: ignore[misc]  # sumy publishes no types
    """Selects key sentences of news articles through the interface of sumy's summarizers.

    Attributes:
        language: ISO 639-1 of the documents.
    """

    def __init__(self, stemmer: Callable[[str], str] = null_stemmer, *, language: str = "en") -> None:
        """Create a summarizer for a language.

        Args:
            stemmer: ignored, because the stemmer of the language is used; accepted because sumy's summarizers take
                a stemmer.
            language: ISO 639-1 of the documents.
        """
        super().__init__(stemmer)
        self.language = language

    def __call__(self, document: ObjectDocumentModel, sentences_count: Any) -> tuple[Sentence, ...]:  # noqa: ANN401  # sumy takes numbers, "10%" and callables
        """Return the key sentences of a document in document order.

        Args:
            document: any sumy document; its headings are the headline.
            sentences_count: a number, a share such as "10%", or a callable that takes items, as in sumy.
        """
        sentences = document.sentences
        take_items = sentences_count if callable(sentences_count) else ItemsCount(sentences_count)
        sentence_count = len(take_items(range(len(sentences))))
        texts = tuple(map(str, sentences))
        source_document = SourceDocument(
            title=" ".join(map(str, document.headings)),
            sentences=texts,
            is_quotable=tuple(map(clean.is_quotable, texts)),
            language=self.language,
        )
        selected_pairs = sentence_selection.select_sentences([source_document], max_sentences=sentence_count)
        return tuple(sentences[sentence_index] for _, sentence_index in sorted(selected_pairs))
