import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from paths import ROOT
from websites import Site

from bot.cli.main import newsbrief

TEXT = (
    "The ferry stopped on Monday after its engine failed. Nobody was hurt, the harbour master said. "
    "About 90 passengers were taken off by boat. It will run again in May. The company has two other ferries."
)


def _pipe(name: str, *lines: object) -> list[dict[str, Any]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = CliRunner().invoke(newsbrief, ["pipe", name], input=text)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def _article(name: str, *sentences: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": "Ferry stops",
        "url": "",
        "published": "2026-11-18T07:15:00Z",
        "source": "Courier",
        "sentences": list(sentences),
    }


def test_summarize_quotes_within_its_budget() -> None:
    (row,) = _pipe("summarize", {"id": 7, "title": "Ferry stops", "text": TEXT, "max_sentences": 2})

    assert row["id"] == 7
    assert len(row["summary"]) == 2
    assert all(sentence in TEXT for sentence in row["summary"])


def test_summarize_takes_several_documents_and_a_number_of_words() -> None:
    documents = [{"title": "A", "text": TEXT}, {"title": "B", "text": TEXT.replace("ferry", "boat")}]

    (row,) = _pipe("summarize", {"id": "x", "documents": documents, "max_words": 20})

    assert len(" ".join(row["summary"]).split()) >= 20


@pytest.mark.parametrize("method", ["lexrank", "lsa", "textrank", "luhn", "lead"])
def test_summarize_takes_a_method_by_name(method: str) -> None:
    (row,) = _pipe("summarize", {"id": 1, "title": "", "text": TEXT, "max_sentences": 1, "method": method})

    assert len(row["summary"]) == 1


def test_stories_puts_two_reports_of_one_event_together() -> None:
    rows = _pipe(
        "stories",
        {"id": "1", "title": "Ferry stops after engine failure", "lead": TEXT, "published": "2026-11-18T07:00:00Z", "source": "A", "lang": "en"},
        {"id": "2", "title": "Opera season opens in Harl", "lead": "The opera house of Harl opened its season.", "published": "2026-11-18T07:30:00Z", "source": "A", "lang": "en"},
        {"id": "3", "title": "Engine failure stops ferry", "lead": TEXT, "published": "2026-11-18T08:00:00Z", "source": "B", "lang": "en"},
    )  # fmt: skip

    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["story"] == rows[2]["story"] != rows[1]["story"]


def test_answer_quotes_the_sentence_that_says_it() -> None:
    articles = [_article("a", "The ferry stopped on Monday.", "About 90 passengers were taken off by boat.")]

    (row,) = _pipe(
        "answer",
        {"id": "q", "question": "How many passengers were taken off?", "history": [], "articles": articles},
    )

    assert row["answers"][0] == {"article": "a", "text": "About 90 passengers were taken off by boat."}
    assert row["answerable"] is True


def test_answer_searches_the_archive_for_questions_without_articles() -> None:
    archive = {
        "archive": [
            _article("a", "The ferry stopped on Monday."),
            _article("b", "The opera house of Harl was built in 1908."),
        ]
    }

    (row,) = _pipe(
        "answer",
        archive,
        {"id": "q", "question": "When was the opera house built?", "history": [], "articles": []},
    )

    assert row["answers"][0]["article"] == "b"


def test_feeds_reads_a_feed_and_names_one_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "no.xml").write_text("not a feed")
    feed = min((ROOT / "seeds" / "feeds").glob("*.xml"))

    good, bad = sorted(_pipe("feeds", str(feed), str(tmp_path / "no.xml")), key=lambda row: "error" in row)

    assert good["feed"]["title"]
    assert good["entries"][0].keys() == {
        *("title", "link", "id", "published", "updated", "text", "authors", "language")
    }
    assert good["entries"][0]["text"]
    assert bad["path"] == str(tmp_path / "no.xml")


def test_extract_reads_a_page_with_and_without_its_url() -> None:
    page = min((ROOT / "seeds" / "pages").glob("*.html"))

    rows = _pipe("extract", str(page), f"{page}\thttps://example.org/a")

    assert all(row["title"] and row["text"] for row in rows)
    assert all(row["path"] == str(page) for row in rows)


def test_clean_drops_what_an_outlet_repeats(tmp_path: Path) -> None:
    towns = ("Harl", "Denmouth", "Corrin", "Lowmere", "Asterre")
    for town in towns:
        body = "\n".join(
            f"The council of {town} met on the {n}th of May, and the clerk counted {n * 7} votes for the bridge."
            for n in range(3, 9)
        )
        (tmp_path / f"{town}.txt").write_text(
            f"Council meets in {town}\n{body}\nLoved by readers since 1908 and still going strong today.\n"
        )

    rows = _pipe("clean", *[str(tmp_path / f"{town}.txt") for town in towns])

    assert [row["title"] for row in rows] == [f"Council meets in {town}" for town in towns]
    assert not any("Loved by readers" in row["text"] for row in rows)
    assert all(row["text"].count("The council of") == 6 for row in rows)


def test_fetch_refuses_what_lies_inside() -> None:
    rows = _pipe("fetch", "http://127.0.0.1:9/", "file:///etc/passwd", "no address")

    assert len(rows) == 3
    assert all(row["error"] and row["status"] is None for row in rows)


def test_fetch_uses_the_settings_of_fetching_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    try:
        site.put("/feed", "<rss/>")
        monkeypatch.setenv("NEWSBRIEF_ALLOWED_NETWORKS", "127.0.0.0/8")
        monkeypatch.setenv("NEWSBRIEF_LOGIN_SITE", f"{site.url('/')} ada:secret")
        monkeypatch.setenv("NEWSBRIEF_CONTACT", "https://team.example/bot")

        (row,) = _pipe("fetch", site.url("/feed"))

        (headers,) = [request.headers for request in site.asked if request.path == "/feed"]
        assert (row["status"], row["bytes"], row["error"]) == (200, 6, None)
        assert headers["Authorization"].startswith("Basic ")
        assert "https://team.example/bot" in headers["User-Agent"]
    finally:
        site.stop()


@pytest.mark.parametrize("name", ["summarize", "stories", "answer"])
def test_a_bad_line_is_answered_and_the_stream_goes_on(name: str) -> None:
    good = {
        "id": "z",
        "title": "T",
        "text": TEXT,
        "lead": "",
        "published": "2026-11-18T07:00:00Z",
        "source": "A",
        "question": "Why?",
        "articles": [],
    }

    rows = _pipe(
        name,
        "{",
        "[]",
        '"x"',
        {"text": "no id"},
        {"id": 1, "text": ["x"], "published": "x", "question": {}},
        "[" * 100_000,
        "",
        good,
    )

    assert all("error" in row for row in rows[:-1])
    assert rows[4]["id"] == 1
    assert rows[-1]["id"] == "z"
    assert "error" not in rows[-1]


@pytest.mark.parametrize("name", ["feeds", "extract", "clean"])
def test_a_missing_file_is_answered_with_its_path(name: str) -> None:
    (row,) = _pipe(name, "/nowhere/at/all")

    assert row["path"] == "/nowhere/at/all"
    assert row["error"]


def test_every_pipe_is_documented() -> None:
    told = (ROOT / "docs" / "pipes.md").read_text()

    pipe = newsbrief.commands["pipe"]
    assert all(f"| `{name}` |" in told for name in pipe.params[0].type.choices)  # type: ignore[attr-defined]
