import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT
from rich.console import Console

from bot.cli import demo
from bot.render.wording import terminal_messages
from bot.render.wording.answer_wording import VERDICT_HEADINGS
from news.answer import Verdict
from news.errors import UnknownMethod
from summarize.extraction import key_sentences

SCRAPED = ROOT.parent / "shared" / "seeds"
RUBBISH = re.compile(
    r"\{mosads\}|\{beacon\}|all rights reserved|^\W*advertisement|most popular|load more|see all|sign up",
    re.IGNORECASE | re.MULTILINE,
)
STORM = """Storm Ada reaches the coast
Storm Ada reached the coast at Denmouth on Monday with gusts of 140 kilometres an hour.
More than 300 families left their homes near the harbour on Sunday evening.
“We were lucky that the tide was low,” said Mayor Ines Corvo on Monday.
The railway to Harl will stay closed until Friday."""


def _run(*paths: Path, **more: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = demo.run_demo(
        paths,
        Console(file=out, width=100),
        Console(file=err, width=100),
        **{"method": "news", **more},  # type: ignore[arg-type]
    )
    return status, out.getvalue(), err.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_the_demo_shows_stories_quotes_what_was_left_out_answers_and_what_to_do_next() -> None:
    status, out, err = _run()

    assert status == 0, err
    assert err == ""
    assert out.count(VERDICT_HEADINGS[Verdict.ANSWERED]) == 2
    assert re.search(r"Verified: (\d+) of \1 sentences match their articles word for word", out)
    assert out.count(VERDICT_HEADINGS[Verdict.NO_ANSWER]) == 1
    for part in ("1. ", "5. ", "Left out", "Asked in the thread", "Next", "newsbrief demo PATH"):
        assert part in out
    assert not RUBBISH.search(out.partition("Left out")[0])


def test_the_demo_tells_a_story_once_with_all_its_outlets() -> None:
    _, out, _ = _run()

    assert re.search(r"Northern Ledger, Lantern Wire and 2 more · \d", _flat(out))


def test_the_demo_shows_what_is_news_and_what_comments_on_it() -> None:
    _, out, _ = _run()
    news = _flat(out.partition("Left out")[0])
    stories, _, rest = news.partition("More reports")

    assert "1. Port Selwyn transit strike ends after four days with 5.5 percent deal" in stories
    assert "Live: Port Selwyn strike ends" in stories
    assert "Opinion: Sen. Ferrant resigned over a loan, and" in stories
    assert rest.count("· ") >= 5
    assert "Whisperline" not in news
    assert "Wednesday briefing" not in news


@pytest.mark.slow
@pytest.mark.parametrize("method", key_sentences.METHODS)
def test_every_method_by_name_briefs_the_seeds(method: str) -> None:
    status, out, _ = _run(method=method)

    assert status == 0
    assert "5. " in out


def test_an_unknown_method_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownMethod) as refused:
        _run(method="magic")

    assert "lexrank" in refused.value.known_methods


def test_any_text_file_is_briefed_and_asked(tmp_path: Path) -> None:
    (tmp_path / "storm.txt").write_text(STORM)

    status, out, _ = _run(tmp_path / "storm.txt", questions=("How many families left their homes?",))

    assert status == 0
    assert "Storm Ada reaches the coast" in out
    assert "More than 300 families left their homes near the harbour on Sunday evening." in _flat(out)


def test_questions_are_made_from_the_articles_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "storm.txt").write_text(STORM)

    _, out, _ = _run(tmp_path / "storm.txt")

    assert "? What did Mayor Ines Corvo say?" in out
    assert VERDICT_HEADINGS[Verdict.ANSWERED] in out
    assert VERDICT_HEADINGS[Verdict.NO_ANSWER] in out


def test_questions_are_those_that_a_person_would_ask(tmp_path: Path) -> None:
    (tmp_path / "fire.txt").write_text(
        "Fire at the harbour\n"
        "Twelve boats burned in the harbour of Denmouth on Monday, and 14 people were injured.\n"
        "Denmouth said it would rebuild the quay.\n"
        "“We lost everything,” said Captain Ola Brandt on Tuesday.\n"
    )

    _, out, _ = _run(tmp_path / "fire.txt")

    assert "? How many people were injured?" in out
    assert "? What did Captain Ola Brandt say?" in out
    assert "What did Denmouth say?" not in out
    assert "understood as" not in out


def test_a_folder_named_by_a_dot_is_called_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Harbour Post").mkdir()
    (tmp_path / "Harbour Post" / "storm.txt").write_text(STORM)
    monkeypatch.chdir(tmp_path / "Harbour Post")

    _, out, _ = _run(Path())

    assert "Harbour Post ·" in _flat(out)


def test_a_pasted_paragraph_an_email_and_utf16_are_briefed(tmp_path: Path) -> None:
    paragraph = " ".join(STORM.splitlines()[1:])
    (tmp_path / "paste.txt").write_text(paragraph)
    (tmp_path / "mail.eml").write_text(
        f"From: Courier <a@b.example>\nSubject: Storm in Harl\n\n{paragraph}\n"
    )
    (tmp_path / "wide.txt").write_text(STORM, encoding="utf-16")

    for name in ("paste.txt", "mail.eml", "wide.txt"):
        status, out, err = _run(tmp_path / name, questions=("How many families left their homes?",))

        assert (status, err) == (0, "")
        assert "More than 300 families left their homes near the harbour on Sunday evening." in _flat(out)


def test_a_list_of_feeds_is_named_with_the_command_that_follows_them(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text('<?xml version="1.0"?><opml version="2.0"><body/></opml>')

    status, _, err = _run(tmp_path / "feeds.opml")

    assert status == 1
    assert "newsbrief import" in _flat(err)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "missing.txt"),
        ("empty.txt", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("not-a-feed.xml", b"<html><body><p>Hello</p></body></html>", "not-a-feed.xml"),
        ("one-line.txt", b"Just a headline", "one-line.txt"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    (tmp_path / "storm.txt").write_text(STORM)
    if content is not None:
        (tmp_path / name).write_bytes(content)

    status, out, err = _run(tmp_path / name, tmp_path / "storm.txt")

    assert status == 1
    assert name in _flat(err)
    assert said in _flat(err)
    assert "Traceback" not in err
    assert "Storm Ada reaches the coast" in out


def test_broken_utf8_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "storm.txt").write_bytes(STORM.encode().replace(b"140", b"\xff\xfe140"))

    status, out, _ = _run(tmp_path / "storm.txt")

    assert status in {0, 1}
    assert "Storm Ada" in out


@pytest.mark.slow
def test_a_text_of_a_million_characters_is_briefed(tmp_path: Path) -> None:
    line = "The council of Denmouth met again on the matter of the bridge, clerk {} said.\n"
    (tmp_path / "long.txt").write_text(
        "The longest meeting\n" + "".join(line.format(n) for n in range(13_000))
    )

    status, out, _ = _run(tmp_path / "long.txt")

    assert status == 0
    assert "The longest meeting" in out


def test_nothing_to_read_says_so_and_fails(tmp_path: Path) -> None:
    status, _, err = _run(tmp_path)

    assert status == 1
    assert terminal_messages.NOTHING_TO_BRIEF in _flat(err)


@pytest.mark.skipif(not SCRAPED.is_dir(), reason="the scraped article is not beside the checkout")
def test_the_scraped_article_is_briefed_without_its_rubbish_and_answers() -> None:
    status, out, err = _run(SCRAPED, questions=("How many employees signed the letter?",))

    flat = _flat(out)
    assert status == 0, err
    assert "1. Amazon worker pushes Bezos to stop selling facial recognition tech to law enforcement" in flat
    assert (
        "A group of over 400 employees signed a letter in June urging Amazon"
        in flat.partition("How many employees")[2]
    )
    assert not RUBBISH.search(out)


def test_files_of_one_folder_tell_its_name_as_their_outlet(tmp_path: Path) -> None:
    (tmp_path / "Courier").mkdir()
    (tmp_path / "Courier" / "storm.txt").write_text(STORM)

    _, out, _ = _run(tmp_path)

    assert "Courier" in out


def test_the_command_itself_ends_with_status_0() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Asked in the thread" in done.stdout


def test_a_feed_is_briefed_as_well(tmp_path: Path) -> None:
    feed = (ROOT / "seeds" / "feeds").glob("*.xml")
    copied = tmp_path / "feed.xml"
    copied.write_bytes(next(iter(sorted(feed))).read_bytes())

    status, out, _ = _run(copied)

    assert status == 0
    assert "1. " in out
