"""Hold the seed articles, their tables, their questions and the starter packs to what is said of them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import yaml
from lxml import html
from paths import DATA, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEDS = ROOT / "seeds"
ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
FIRST, LAST = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
# Wrapped around articles by the outlets' pages; no question may be answered by any of it.
RUBBISH = re.compile(
    r"\{mosads\}|\{\{ad:|ADVERTISEMENT|Story continues below|Most Popular|Load more|READ MORE|Trending now|"
    r"Copyright 2026|^Share |^Tags |^\[Photo|Sign up for|Get our"
)


@dataclass(frozen=True)
class Seed:
    """One article as the files give it: its text is plain, rubbish and all."""

    path: str
    title: str
    outlet: str
    published: datetime
    text: str


def plain(markup: str) -> str:
    """Give the text of an HTML fragment, a line for each piece."""
    return "\n".join(html.fromstring(f"<div>{markup}</div>").itertext()) if markup.strip() else ""


def text_files() -> Iterator[Seed]:
    for path in sorted(SEEDS.glob("articles/*/*.txt")):
        text = path.read_text(encoding="utf-8")
        published = datetime.strptime(path.name[:15], "%Y-%m-%dT%H%M").replace(tzinfo=UTC)
        name = path.relative_to(SEEDS).as_posix()
        yield Seed(name, text.partition("\n")[0], path.parent.name, published, text)


def rss_items() -> Iterator[Seed]:
    path = "feeds/lantern-wire.xml"
    for item in ET.parse(SEEDS / path).iter("item"):
        body = item.findtext(ENCODED) or item.findtext("description") or ""
        published = parsedate_to_datetime(item.findtext("pubDate") or "").astimezone(UTC)
        yield Seed(path, item.findtext("title") or "", "Lantern Wire", published, plain(body))


def atom_entries() -> Iterator[Seed]:
    path = "feeds/bench-and-orbit.xml"
    for entry in ET.parse(SEEDS / path).iter(f"{ATOM}entry"):
        title, content = entry.find(f"{ATOM}title"), entry.find(f"{ATOM}content")
        assert title is not None
        assert content is not None
        name = plain(title.text or "") if title.get("type") == "html" else title.text or ""
        text = plain(content.text or "") if content.get("type") == "html" else "\n".join(content.itertext())
        published = datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "")
        yield Seed(path, name, "Bench & Orbit", published.astimezone(UTC), text)


def pages() -> Iterator[Seed]:
    for path in sorted(SEEDS.glob("pages/*.html")):
        page = html.fromstring(path.read_text(encoding="utf-8").encode())
        said = {meta.get("property"): meta.get("content") for meta in page.iter("meta")}
        published = datetime.fromisoformat(said["article:published_time"]).astimezone(UTC)
        text = "\n".join(page.itertext())
        yield Seed(
            path.relative_to(SEEDS).as_posix(), said["og:title"], said["og:site_name"], published, text
        )


SEED_ARTICLES = (*text_files(), *rss_items(), *atom_entries(), *pages())
GOLD = json.loads((DATA / "seed_stories.json").read_text(encoding="utf-8"))
QUESTIONS = json.loads((DATA / "seed_questions.json").read_text(encoding="utf-8"))["questions"]
ANSWERED = [question for question in QUESTIONS if question["answers"]]
README = (SEEDS / "README.md").read_text(encoding="utf-8")


def cells(heading: str) -> list[list[str]]:
    """Read the rows of the README's table under a heading, without its first two."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def gold_key(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["path"], entry.get("title", "") if entry["path"].startswith("feeds/") else ""


def seed_key(seed: Seed) -> tuple[str, str]:
    return seed.path, seed.title if seed.path.startswith("feeds/") else ""


BY_KEY = {seed_key(seed): seed for seed in SEED_ARTICLES}
SEEDS_OF = defaultdict(list)
for told in GOLD["articles"]:
    SEEDS_OF[told["event"]].append(BY_KEY[gold_key(told)])


def test_there_are_articles_enough_for_a_brief_worth_reading() -> None:
    outlets = Counter(seed.outlet for seed in SEED_ARTICLES)

    assert len(SEED_ARTICLES) >= 28
    assert len([outlet for outlet, articles in outlets.items() if articles >= 4]) >= 5
    assert len(SEEDS_OF) >= 9


def test_every_article_appeared_within_the_four_days() -> None:
    for seed in SEED_ARTICLES:
        assert FIRST <= seed.published < LAST, seed.path


def test_the_newest_article_is_the_one_that_the_readme_calls_now() -> None:
    newest = max(seed.published for seed in SEED_ARTICLES)

    assert newest.strftime("%-d %B %Y, %H:%M UTC") in README


def test_no_title_stands_twice() -> None:
    titles = Counter(seed.title for seed in SEED_ARTICLES)

    assert [title for title, times in titles.items() if times > 1] == []


def test_only_the_correction_has_no_title() -> None:
    untitled = [seed for seed in SEED_ARTICLES if not seed.title.strip()]

    assert [seed.text[:11] for seed in untitled] == ["CORRECTION:"]


@pytest.mark.parametrize("seed", SEED_ARTICLES, ids=lambda seed: seed.title[:40] or "untitled")
def test_an_article_has_the_length_of_a_report(seed: Seed) -> None:
    words = len(seed.text.split())

    assert (not seed.title) or 180 <= words <= 900


def test_every_article_is_assigned_to_an_event_or_to_none_once() -> None:
    assigned = Counter(gold_key(entry) for entry in GOLD["articles"])

    assert set(assigned) == set(BY_KEY)
    assert max(assigned.values()) == 1
    assert {entry["event"] for entry in GOLD["articles"]} - {None} == set(GOLD["events"])


def test_the_developing_event_is_told_on_three_days_and_more() -> None:
    days = Counter(seed.published.date() for seed in SEEDS_OF["dam"])

    assert len(days) >= 3
    assert sum(days.values()) >= 6


def test_the_syndicated_copy_says_what_the_original_says() -> None:
    copies = [entry for entry in GOLD["articles"] if "copy_of" in entry]
    assert copies

    for entry in copies:
        copy = BY_KEY[gold_key(entry)]
        original = next(seed for seed in SEED_ARTICLES if seed.title == entry["copy_of"])
        paragraphs = [line for line in original.text.splitlines() if len(line.split()) > 12]
        assert all(paragraph in copy.text for paragraph in paragraphs)
        assert copy.outlet != original.outlet


@pytest.mark.parametrize("row", cells("The events"), ids=lambda row: row[1])
def test_the_readme_counts_an_event_truly(row: list[str]) -> None:
    event, key, *counts = row
    found = SEEDS_OF[key.strip("`")]

    assert GOLD["events"][key.strip("`")] == event
    assert [int(count) for count in counts] == [
        len(found),
        len({seed.outlet for seed in found}),
        len({seed.published.date() for seed in found}),
    ]


def test_the_readme_lists_every_event() -> None:
    assert {row[1].strip("`") for row in cells("The events")} == set(GOLD["events"])


def test_the_readme_counts_outlets_and_folders_truly() -> None:
    outlets = {row[0]: int(row[2]) for row in cells("The outlets")}
    folders = {row[0].strip("`/"): int(row[2]) for row in cells("What is where") if row[2]}

    assert outlets == Counter(seed.outlet for seed in SEED_ARTICLES)
    assert folders == Counter(seed.path.partition("/")[0] for seed in SEED_ARTICLES)


def test_there_are_questions_enough_of_both_kinds() -> None:
    assert len(ANSWERED) >= 40
    assert len(QUESTIONS) - len(ANSWERED) >= 12
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)
    assert any(question.get("history") for question in ANSWERED)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["question"][:50])
def test_the_answering_sentence_stands_verbatim_in_its_article(question: dict[str, Any]) -> None:
    for answer in question["answers"]:
        assert answer["sentence"] in BY_KEY[gold_key(answer)].text
        assert not RUBBISH.search(answer["sentence"])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["question"][:50])
def test_only_what_is_answered_has_an_answering_kind(question: dict[str, Any]) -> None:
    assert (question["kind"] == "none") == (not question["answers"])


@pytest.mark.parametrize("pack", sorted(SEEDS.glob("packs/*.yaml")), ids=lambda pack: pack.stem)
def test_a_starter_pack_lists_feeds_by_title_address_and_language(pack: Path) -> None:
    feeds = yaml.safe_load(pack.read_text(encoding="utf-8"))
    assert feeds

    for feed in feeds:
        assert set(feed) == {"title", "url", "language"}
        assert feed["title"].strip()
        assert re.fullmatch(r"[a-z]{2}", feed["language"])
        address = urlsplit(feed["url"])
        assert address.scheme == "https"
        assert address.hostname
    assert len({feed["url"] for feed in feeds}) == len(feeds)


def test_links_of_invented_outlets_lead_nowhere() -> None:
    known = {
        "www.w3.org",
        "purl.org",
        "search.yahoo.com",
        "schema.org",
        "ogp.me",
    }  # names of formats, not links
    for path in (*SEEDS.glob("feeds/*.xml"), *SEEDS.glob("pages/*.html")):
        hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8"))) - known
        assert {host for host in hosts if not host.endswith(".example")} == set(), path.name
