"""The ways to summarise that can be chosen by name: ours, the lead, and sumy's own through our tokenizer.

sumy's are guarded: it rates by sentence text, so that a sentence told twice is picked twice; its LexRank divides by
zero where no two sentences are alike; its KL and Reduction take minutes for long texts. LexRank is sumy's formula in
sparse matrices.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as Spoken
from sumy.summarizers._summarizer import AbstractSummarizer

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.source_document import Telling

# name -> (module of sumy.summarizers, class)
STOCK = {
    "edmundson": ("edmundson", "EdmundsonSummarizer"),
    "kl": ("kl", "KLSummarizer"),
    "lsa": ("lsa", "LsaSummarizer"),
    "luhn": ("luhn", "LuhnSummarizer"),
    "reduction": ("reduction", "ReductionSummarizer"),
    "sumbasic": ("sum_basic", "SumBasicSummarizer"),
    "textrank": ("text_rank", "TextRankSummarizer"),
}
NAMES = ("news", "lead", "lexrank", *STOCK)
# Sentences that the stock methods are shown, the first of each report in turn: LSA and TextRank grow with the square,
# KL with more (19 s for 70 sentences).
MOST = {"kl": 40, "lsa": 300, "reduction": 300, "textrank": 300}
MOST_OTHERWISE = 2000
# sumy's LexRank: pairs less alike than this are not linked; the iteration ends below this change.
THRESHOLD = 0.1
EPSILON = 0.1
# Digits of a rate that count.
DIGITS = 9
# sumy gives its Edmundson these words from its plain-text parser; they are the words that mark weight in prose.
BONUS = frozenset(["important", "significant", "key", "main", "major", "announced", "confirmed", "result"])
STIGMA = frozenset(["hardly", "impossible", "perhaps", "maybe"])


class FastLexRank(AbstractSummarizer):  # type: ignore[misc]  # sumy publishes no types
    """LexRank (Erkan and Radev, JAIR 2004) as sumy computes it, without a Python loop over pairs of sentences."""

    stop_words: frozenset[str] = frozenset()

    def __call__(self, document: ObjectDocumentModel, sentences_count: Any) -> tuple[Spoken, ...]:  # noqa: ANN401  # sumy takes numbers, "10%" and callables
        """Give the best sentences in the order in which they stand; the first ones where all are unlike."""
        # Rounded, so that of two rated alike the first is taken, whatever order a machine adds numbers in.
        rates = iter(self.rate(document).round(DIGITS).tolist())
        # A rate for each place, not for each text: sumy's dictionary of ratings takes equal sentences for one.
        chosen = self._get_best_sentences(document.sentences, sentences_count, lambda _: next(rates))
        return tuple(chosen)

    def rate(self, document: ObjectDocumentModel) -> NDArray[np.float64]:
        """(S,) the rate of each sentence; all the same where no two are alike."""
        rows = [
            [
                self.stem_word(word)
                for word in sentence.words
                if self.normalize_word(word) not in self.stop_words
            ]
            for sentence in document.sentences
        ]
        return _stationary(_links(_weights(rows)))


def choose(
    method: str, tellings: Sequence[Telling], *, sentences: int | None, words: int | None
) -> tuple[tuple[int, int], ...]:
    """Choose sentences by a stock method or by place alone.

    Args:
        method: one of NAMES but "news".
        tellings: one or several reports; only what may be quoted is shown to the method.
        sentences: at most so many.
        words: as many sentences as reach so many words.

    Returns:
        (report, sentence) of each, in the order of reading; for "lead" first sentences first.
    """
    shown = _shown(tellings, MOST.get(method, MOST_OTHERWISE))
    if method != "lead":
        shown = _best(method, tellings, shown, _wanted(tellings, shown, sentences, words))
    kept: list[tuple[int, int]] = []
    total = 0
    for report, place in shown:
        if (sentences is not None and len(kept) >= sentences) or (words is not None and total >= words):
            break
        kept.append((report, place))
        total += len(tellings[report].sentences[place].split())
    return tuple(kept)


# ---- private


def _shown(tellings: Sequence[Telling], most: int) -> list[tuple[int, int]]:
    """Give the quotable sentences, the first of each report, then the second; each text once."""
    places = sorted(
        ((place, report) for report, told in enumerate(tellings) for place in range(len(told.sentences))),
    )
    if any(any(told.quotable) for told in tellings):
        places = [(place, report) for place, report in places if tellings[report].quotable[place]]
    once = {tellings[report].sentences[place]: (report, place) for place, report in reversed(places)}
    first = set(once.values())
    return [(report, place) for place, report in places if (report, place) in first][:most]


def _wanted(
    tellings: Sequence[Telling], shown: Sequence[tuple[int, int]], sentences: int | None, words: int | None
) -> int:
    if words is None or not shown:
        return sentences or 0
    total = sum(len(tellings[report].sentences[place].split()) for report, place in shown)
    needed = int(np.ceil(words * len(shown) / max(1, total))) + 1
    return min(needed, sentences) if sentences is not None else needed


def _best(
    method: str, tellings: Sequence[Telling], shown: Sequence[tuple[int, int]], count: int
) -> list[tuple[int, int]]:
    """Let the method choose; back to places by identity, since sumy takes equal sentences for one."""
    in_order = sorted(shown)
    tokenizers = {told.language: language.Tokenizer(told.language) for told in tellings}
    spoken = [
        Spoken(tellings[report].sentences[place], tokenizers[tellings[report].language])
        for report, place in in_order
    ]
    where = {id(sentence): place for sentence, place in zip(spoken, in_order, strict=True)}
    if not spoken or not count:
        return []
    document = ObjectDocumentModel([Paragraph(spoken)])
    chosen = _stock(method, tellings[0].language)(document, count)
    return [where[id(sentence)] for sentence in chosen]


def _stock(method: str, spoken: str) -> Any:  # noqa: ANN401  # sumy publishes no types
    def stem(word: str) -> str:
        return language.stem(word, spoken)

    stop_words = language.stop_words(spoken)
    if method == "lexrank":
        ranked = FastLexRank(stem)
        ranked.stop_words = stop_words
        return ranked
    module, name = STOCK[method]
    summarizer = getattr(import_module(f"sumy.summarizers.{module}"), name)(stem)
    if method == "edmundson":
        summarizer.bonus_words, summarizer.stigma_words = BONUS, STIGMA
        summarizer.null_words = stop_words or frozenset({""})
    elif method != "reduction":
        summarizer.stop_words = stop_words
    return summarizer


def _weights(rows: Sequence[Sequence[str]]) -> csr_array:
    """(S, T) sumy's TF (over the commonest word of the sentence) times its IDF, log(S / (1 + sentences with it))."""
    numbers: dict[str, int] = {}
    at: list[int] = []
    term: list[int] = []
    weight: list[float] = []
    for row, stems in enumerate(rows):
        counts: dict[int, int] = {}
        for stem in stems:
            number = numbers.setdefault(stem, len(numbers))
            counts[number] = counts.get(number, 0) + 1
        highest = max(counts.values(), default=1)
        at += [row] * len(counts)
        term += counts
        weight += [count / highest for count in counts.values()]
    shape = (len(rows), max(1, len(numbers)))
    frequency = csr_array(
        (np.array(weight, float), (np.array(at, np.int64), np.array(term, np.int64))), shape=shape
    )
    standing = np.bincount(np.array(term, np.int64), minlength=shape[1])
    frequency.data = frequency.data * np.log(max(1, len(rows)) / (1.0 + standing))[frequency.indices]
    return frequency


def _links(weights: csr_array) -> csr_array:
    """(S, S) who is like whom, each row summing to 1; a row without links stays empty."""
    norms = np.sqrt(np.asarray((weights * weights).sum(axis=1)).ravel())
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    scaled = csr_array(
        (weights.data * np.repeat(scale, np.diff(weights.indptr)), weights.indices, weights.indptr),
        shape=weights.shape,
    )
    alike = csr_array(scaled @ scaled.T)
    alike.data = (alike.data > THRESHOLD).astype(float)
    alike.eliminate_zeros()
    degree = np.asarray(alike.sum(axis=1)).ravel()
    alike.data = alike.data / np.repeat(np.maximum(degree, 1), np.diff(alike.indptr))
    return alike


def _stationary(links: csr_array) -> NDArray[np.float64]:
    """Walk the links until the rates, of length 1, change by less than EPSILON, as sumy does."""
    size = links.shape[0]
    rates = np.full(size, 1.0 / max(1, size))
    change = 1.0
    while size and change > EPSILON:
        following = links.T @ rates
        following = following / (float(np.linalg.norm(following)) or 1.0)
        change = float(np.linalg.norm(following - rates))
        rates = following
    return rates
