"""What each tool returns, refuses and leaves alone. These tests need no SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from mcp_archive import EARLIER, assert_claims_hold, find_quotes

from bot.mcp import tools
from bot.mcp.parameters import build_input_schema
from bot.mcp.results import MAX_QUOTE_CHARACTERS, MAX_RESULT_CHARACTERS, ResultWriter, to_text
from news.source import DisabledReason, PollState, Source, SourceHealth

if TYPE_CHECKING:
    from mcp_archive import Archive

NOW_HOURS = {"hours": 24}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"words": "bridge pillars"}),
    ("brief", {}),
    ("ask", {"question": "How many families were moved?"}),
    ("sources", {}),
]


def _words(result: dict[str, Any]) -> str:
    return " ".join(quote["text"] or "" for quote in find_quotes(result))


def test_search_returns_articles_with_their_best_sentence(archive: Archive) -> None:
    result = archive.result("search", words="bridge pillars", outlet="Courier", **NOW_HOURS)

    (found,) = result["articles"]
    assert found["article"]["outlet"] == "Courier"
    assert found["quote"]["text"].startswith("The Harl bridge at Denmouth was closed")
    assert (result["page"], result["has_more"], result["sources_searched"]) == (1, False, 1)
    assert result["verification"] == {"compared": 1, "verbatim": 1, "rejected": 0}


def test_a_brief_quotes_each_story_with_its_links(archive: Archive) -> None:
    result = archive.result("brief", length="long")

    (story,) = result["stories"]
    assert story["headline"] == "Harl bridge closed"
    assert story["quotes"][0]["text"].startswith("The Harl bridge at Denmouth was closed")
    assert story["article_count"] == len(story["articles"]) == 1
    assert_claims_hold(result, archive.articles())


def test_a_question_is_answered_in_quotes(archive: Archive) -> None:
    result = archive.result("ask", question="How many families were moved?")

    assert result["verdict"] == "answered"
    assert "At least 400 families" in _words(result)
    assert_claims_hold(result, archive.articles())


def test_what_the_articles_do_not_say_is_not_said(archive: Archive) -> None:
    assert archive.result("ask", question="Who won the chess tournament?")["verdict"] == "not_said"


def test_a_channels_own_sources_are_read_only_where_it_is_named(archive: Archive) -> None:
    for name, arguments in (
        ("search", {"words": "merger"}),
        ("brief", {}),
        ("ask", {"question": "How long did the talks about the merger last?"}),
    ):
        assert "merger" not in _words(archive.result(name, **arguments))
        assert "merge" in _words(archive.result(name, channel="C1", **arguments))
    assert [each["name"] for each in archive.result("sources")["sources"]] == ["Courier"]
    assert len(archive.result("sources", channel="C1")["sources"]) == 2


def test_no_article_text_leaves_unless_it_is_allowed(archive: Archive) -> None:
    sentences = [sentence.text for article in archive.articles() for sentence in article.sentences]

    for name, arguments in CALLS:
        result = archive.result(name, text=False, channel="C1", **arguments)

        assert not any(sentence in to_text(result) for sentence in sentences)
        assert all(quote["withheld"] == "setting" for quote in find_quotes(result))
        assert ("NEWSBRIEF_MCP_ARTICLE_TEXT" in result["notice"]) is any(find_quotes(result))
        # The place is still there: whoever may read the article finds the sentence in it.
        assert_claims_hold({"quotes": list(find_quotes(result))}, archive.articles())


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_a_call_changes_nothing_in_the_store(archive: Archive, name: str, arguments: dict[str, Any]) -> None:
    before = _dump(archive)

    archive.result(name, **arguments)

    assert _dump(archive) == before


def test_a_brief_twice_is_the_same_brief(archive: Archive) -> None:
    assert archive.result("brief") == archive.result("brief")


def test_a_call_cannot_write(archive: Archive) -> None:
    with archive.open_services() as services, pytest.raises(Exception, match="read_only"):
        services.preferences._store.sources.follow(
            "T1", "C2", "courier", created_at=archive.articles()[0].appeared_at
        )


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("search", {}, "“words” is missing"),
        ("search", {"words": "   "}, "“words” must be text of 1 to 200 characters"),
        ("search", {"words": "x" * 201}, "“words” must be text"),
        ("search", {"words": ["bridge"]}, "“words” must be text"),
        ("search", {"words": "bridge", "page": 0}, "“page” must be a whole number from 1 to 12"),
        ("search", {"words": "bridge", "page": True}, "“page” must be a whole number"),
        ("search", {"words": "bridge", "hours": 1.5}, "“hours” must be a whole number"),
        ("brief", {"length": "epic"}, "“length” must be one of short, medium, long"),
        ("brief", {"stories": 21, "hours": 0}, "“stories” must be a whole number from 1 to 20"),
        ("brief", {"limit": 3}, "“limit” isn't an argument of this tool. It takes: topic, hours"),
        ("ask", {"question": "x" * 1001}, "“question” must be text of 1 to 1,000 characters"),
        ("delete", {}, "There's no tool “delete”. There are: search, brief, ask, sources"),
        ("x" * 5000, {}, "There's no tool “xxx"),
    ],
)
def test_a_wrong_call_is_told_what_is_right(
    archive: Archive, name: str, arguments: dict[str, Any], words: str
) -> None:
    outcome = archive.call(name, **arguments)

    assert outcome.result is None
    assert words in outcome.error
    assert len(outcome.error) < 500


def test_whole_numbers_of_json_are_whole_numbers(archive: Archive) -> None:
    assert archive.result("search", words="bridge", page=1.0, hours=None)["page"] == 1


def test_a_missing_database_is_told_with_what_to_do(archive: Archive) -> None:
    (archive.home / "newsbrief.db").rename(archive.home / "away.db")

    assert "newsbrief add world" in archive.call("brief").error
    assert not (archive.home / "newsbrief.db").exists()


def test_an_older_database_is_not_migrated(archive: Archive) -> None:
    with archive.open_store() as store, store._database.write_transaction() as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '011%'")

    assert "older version" in archive.call("brief").error


def test_another_programs_database_is_refused(archive: Archive) -> None:
    with archive.open_store() as store, store._database.write_transaction() as db:
        db.execute("PRAGMA application_id = 7")

    assert "another program" in archive.call("brief").error


def test_a_workspace_without_sources_is_told_so(archive: Archive) -> None:
    for name, arguments in CALLS[:3]:
        assert "newsbrief add world --team T2" in archive.call(name, team="T2", **arguments).error
    assert archive.result("sources", team="T2")["source_count"] == 0


def test_a_fault_is_told_by_a_reference_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = tools.Tool("faulty", "", "", (), {}, lambda call: call.values["secret of the house"])
    monkeypatch.setattr(tools, "TOOLS", (faulty,))

    outcome = archive.call("faulty")

    assert outcome.result is None
    assert "secret" not in outcome.error
    assert outcome.error.rpartition(" ")[2].rstrip(".") in caplog.text


def test_a_long_result_is_cut_at_an_entry_and_says_so(archive: Archive) -> None:
    with archive.open_services() as services:
        write = ResultWriter(services.verification, includes_text=True)

    result = write.result("stories", {"stories": [{"headline": "x" * 1000} for _ in range(100)]})

    assert result["truncated"]
    assert 50 < len(result["stories"]) < 60
    assert len(to_text(result)) <= MAX_RESULT_CHARACTERS
    assert "left out" in result["notice"]


def test_every_source_is_on_one_page(archive: Archive) -> None:
    with archive.open_store() as store:
        for number in range(45):
            source = Source(f"s{number}", _long_url(number), "feed", EARLIER, "Gazette " * 80)
            store.sources.save(source)
            store.sources.follow("T1", "", source.id, created_at=EARLIER)

    pages = [archive.result("sources", page=page) for page in (1, 2, 3, 4)]

    assert [len(page["sources"]) for page in pages] == [20, 20, 6, 0]
    assert [page["has_more"] for page in pages] == [True, True, False, False]
    assert not any(page["truncated"] for page in pages)
    assert len({each["id"] for page in pages for each in page["sources"]}) == pages[0]["source_count"] == 46


def test_an_unbroken_text_is_not_cut_into_a_quote(archive: Archive) -> None:
    archive.add(
        "Courier", "Catalogue of the harbour museum", "museum " * (MAX_QUOTE_CHARACTERS // 6) + "reopens."
    )

    result = archive.result("search", words="museum reopens")

    assert all(len(quote["text"] or "") <= MAX_QUOTE_CHARACTERS for quote in find_quotes(result))


def test_the_state_of_sources_is_told_without_paths_or_tokens() -> None:
    states = {
        "gone": Source(
            "a",
            "https://a.example/f",
            "feed",
            EARLIER,
            "A",
            poll_state=PollState(disabled_reason=DisabledReason.GONE),
        ),
        "given_up": Source(
            "b",
            "https://b.example/f",
            "feed",
            EARLIER,
            "B",
            poll_state=PollState(disabled_reason=DisabledReason.FAILING),
        ),
        "failing": Source(
            "c",
            "https://ada:pw@c.example/f",
            "feed",
            EARLIER,
            "C",
            health=SourceHealth(EARLIER, EARLIER, 2, "x"),
        ),
        "ok": Source("d", "/home/ada/Secret Papers", "files", EARLIER, health=SourceHealth(EARLIER)),
    }

    written = {state: tools._source(source) for state, source in states.items()}

    assert {state: each["state"] for state, each in written.items()} == {state: state for state in states}
    assert written["failing"]["url"] is None
    assert written["ok"]["url"] is None
    assert written["ok"]["name"] == "Secret Papers"
    assert "pw" not in str(written)
    assert "/home" not in str(written)


@pytest.mark.parametrize("tool", tools.TOOLS, ids=lambda tool: tool.name)
def test_the_schemas_of_a_tool_are_schemas(tool: tools.Tool) -> None:
    Draft202012Validator.check_schema(tool.output_schema)
    Draft202012Validator.check_schema(build_input_schema(tool.parameters))


def _long_url(number: int) -> str:
    return f"https://{number}.example/{'news/' * 390}"


def _dump(archive: Archive) -> dict[str, list[Any]]:
    with archive.open_store() as store, store._database.read_transaction() as db:
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in db.table_names()}
