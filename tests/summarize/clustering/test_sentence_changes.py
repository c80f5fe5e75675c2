import pytest

from news.article import Sentence
from summarize.clustering import novelty


def _is_told(known: str, later: str, language: str = "en") -> bool:
    sentence = Sentence(later, "a", 0, 0, len(later))
    return bool(novelty.novel_sentences(known.split(" || "), [sentence], language=language))


@pytest.mark.parametrize(
    ("known", "later"),
    [
        ("The banker was charged over the Orrel lock.", "The banker was acquitted over the Orrel lock."),
        ("The Orrel lock may close for the winter.", "The Orrel lock will close for the winter."),
        ("The Orrel lock will be rebuilt, the owner said.", "The Orrel lock was rebuilt, the owner said."),
        ("Ada Brenn will head the board of the lock.", "Jon Pell will head the board of the lock."),
        ("The board voted for the new lock.", "The board voted against the new lock."),
        ("The lock will be ready next year.", "The lock will be ready this year."),
        ("The lock will be ready by 2027.", "The lock will be ready by 2030."),
        ("One in six gates leaks.", "One in four gates leaks."),
        ("The lock is shut for barges.", "The lock is shut for barges and a crack runs through the quay."),
    ],
)
def test_a_change_is_news_though_the_words_around_it_are_the_same(known: str, later: str) -> None:
    assert _is_told(known, later)
    assert not _is_told(f"{known} || {later}", later)


@pytest.mark.parametrize(
    ("known", "later"),
    [
        ("A dozen barges wait at Orrel.", "Twelve barges wait at Orrel."),
        ("Half of the barges wait at Orrel.", "50 percent of the barges wait at Orrel."),
        ("Nobody was hurt at the lock.", "No one was hurt at the lock."),
        ("The firm bought the lock at Orrel.", "The company purchased the lock at Orrel."),
        ("The lock's grey harbour is closed.", "The gray harbor of the lock is closed."),
        ("The lock will close on Monday.", "The lock will close on Monday, the owner said in a letter."),
        ("The lock will not open before May.", "The lock will stay closed until May."),
        ("The owner said it was going to rebuild the lock.", "The owner said it would rebuild the lock."),
        ("The board approved the lock.", "The lock was approved by the board."),
    ],
)
def test_other_words_for_the_same_are_no_news(known: str, later: str) -> None:
    assert not _is_told(known, later)


@pytest.mark.parametrize(
    ("language", "known", "later"),
    [
        ("de", "Der Rat stimmte für die Schleuse.", "Der Rat stimmte gegen die Schleuse."),
        ("de", "Die Schleuse könnte schließen.", "Die Schleuse wird schließen."),
        ("fr", "L'accident a fait deux blessés à Orrel.", "L'accident a fait deux morts à Orrel."),
        ("es", "Ana Bravo dirige la esclusa de Orrel.", "Luis Pardo dirige la esclusa de Orrel."),
        ("sv", "Slussen i Orrel öppnar inte.", "Slussen i Orrel öppnar."),
    ],
)
def test_a_change_is_seen_in_other_languages(language: str, known: str, later: str) -> None:
    assert _is_told(known, later, language)


@pytest.mark.parametrize(
    ("known", "later", "is_news"),
    [
        ("Banker to leave Orrel lock", "Banker leaves Orrel lock", True),
        ("Banker to leave Orrel lock", "Banker will leave Orrel lock", False),
        ("Orrel lock may close", "Orrel lock closes", True),
        ("Barge adrift at Orrel lock", "Barge sinks at Orrel lock", True),
        ("Barge adrift at Orrel lock", "Barge adrift at Orrel lock: what we know", False),
    ],
)
def test_a_headline_of_the_next_turn_is_news(known: str, later: str, *, is_news: bool) -> None:
    assert novelty.is_contradicting_headline([known], later) is is_news
