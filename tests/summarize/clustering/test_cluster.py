import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from news.article_kind import ArticleKind
from summarize.clustering import background, cluster
from summarize.clustering.clustering_parameters import (
    DEFAULT_PARAMETERS,
    HEADLINE_THRESHOLDS,
    LEAD_THRESHOLDS,
    SimilarityThresholds,
)
from summarize.clustering.online_clustering import OnlineClusterer

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
BRIDGE = "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars. About 400 families on the island were moved to schools."
CRACKS = "Inspectors who found cracks in two pillars of the Harl bridge closed it on Tuesday. Families on the island at Denmouth were moved to schools overnight."
OPERA = "The opera house of Corrin opened its season with a work by a composer of nineteen. The tenor forgot a verse and was applauded for it."


def _add(
    stream: OnlineClusterer, name: str, title: str, lead: str = "", hours: float = 0, language: str = "en"
) -> str:
    return stream.add(
        id=name,
        title=title,
        lead=lead,
        published_at=NOW + timedelta(hours=hours),
        outlet="Courier",
        language=language,
    )


def test_two_reports_of_one_event_become_one_story() -> None:
    stream = OnlineClusterer()

    assert _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE) == "a"
    assert _add(stream, "b", "Corrin's opera opens its season", OPERA, 1) == "b"
    assert _add(stream, "c", "Cracks close bridge at Denmouth", CRACKS, 2) == "a"


def test_a_story_that_nothing_was_added_to_for_days_is_closed() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)

    assert _add(stream, "b", "Harl bridge closed after cracks are found", BRIDGE, 24 * 6) == "b"


@pytest.mark.parametrize("merged", [0.5, 0.1])
def test_what_was_placed_before_is_placed_the_same_with_whatever_comes_later(merged: float) -> None:
    # The lower, the more stories become one.
    parameters = replace(
        DEFAULT_PARAMETERS, headline=replace(HEADLINE_THRESHOLDS, min_merge_similarity=merged)
    )
    rng = random.Random(7)
    merges = 0
    events = [[f"{letter}{number}word" for number in range(8)] for letter in "bcdfghklmnpr"]
    titles = [" ".join(rng.sample(rng.choice(events), 4)) for _ in range(240)]
    came = [
        Article(
            f"{merged} {number}",
            "s",
            f"Outlet {number % 5}",
            "",
            title,
            "",
            (),
            NOW + timedelta(hours=number / 3),
        )
        for number, title in enumerate(titles)
    ]
    late = [came.pop(rng.randrange(len(came))) for _ in range(30)]

    for end in range(10, len(came), 17):
        articles = came[:end] + late[: end // 8]
        stream, expected = OnlineClusterer(parameters), {}
        into: dict[str, str] = {}
        for each in sorted(articles, key=lambda each: (each.appeared_at, each.id)):
            expected[each.id] = _add_article(stream, each)
            into |= {merge.merged_id: merge.surviving_id for merge in stream.pop_merges()}

        placed = cluster.cluster_incrementally(articles, parameters)

        found = {each.id: name for name, members in placed.groups for each in members}
        assert found == {each: _last(name, into) for each, name in expected.items()}
        assert len(placed.story_merges) == len(into)
        merges += len(into)
        again = cluster.cluster_incrementally(list(reversed(articles)), parameters)
        assert (placed.groups, placed.story_merges) == (again.groups, again.story_merges)
    assert merged > 0.1 or merges > 20


def _add_article(stream: OnlineClusterer, article: Article) -> str:
    return stream.add(id=article.id, title=article.title, lead="", published_at=article.appeared_at, outlet=article.outlet, language="en")  # fmt: skip


def _last(name: str, into: dict[str, str]) -> str:
    while name in into:
        name = into[name]
    return name


def test_a_live_blog_joins_no_story_and_glues_none_together() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)
    live = _add(stream, "live", "LIVE: Harl bridge and the opera, minute by minute", f"{BRIDGE} {OPERA}", 1)

    assert live == "live"
    assert _add(stream, "b", "Corrin's opera opens its season", OPERA, 2) == "b"


def test_reports_in_two_languages_are_not_compared() -> None:
    stream = OnlineClusterer()
    _add(
        stream,
        "a",
        "Harl Denmouth Corrin",
        "Harl Denmouth Corrin Lowmere Asterre Selwyn Wexmoor Uplands Tarrow",
    )

    assert (
        _add(
            stream,
            "b",
            "Harl Denmouth Corrin",
            "Harl Denmouth Corrin Lowmere Asterre Selwyn Wexmoor Uplands Tarrow",
            1,
            "de",
        )
        == "b"
    )


def test_an_id_that_comes_again_later_does_not_open_the_old_story_again() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)

    assert _add(stream, "a", "Corrin's opera opens its season", OPERA, 1) != "a"


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800", "a" * 100_000, "the of and", "漢字" * 50_000, "x " * 50_000, "!?" * 1000]
)
def test_hostile_text_is_placed_like_any_other(text: str) -> None:
    stream = OnlineClusterer()

    assert _add(stream, "a", text, text) == "a"
    assert _add(stream, "b", text, text, 1) in {"a", "b"}


def test_placing_is_the_same_every_time() -> None:
    def placed() -> list[str]:
        stream = OnlineClusterer()
        return [
            _add(stream, str(n), f"Harl bridge report {n % 7} of {n % 3}", f"{BRIDGE} {n % 5}", n)
            for n in range(200)
        ]

    assert placed() == placed()


def test_the_stream_forgets_what_is_closed() -> None:
    stream = OnlineClusterer()
    for day in range(60):
        _add(
            stream,
            str(day),
            f"Event number {day} in town {day * 17}",
            f"Nobody in place{day} had seen thing{day} before today.",
            24 * day,
        )

    assert len(stream._open_clusters) < 10
    assert len(stream._expiry_heap) < 20
    assert len(stream._inverted_index) < 300


def test_a_live_page_is_known_though_its_label_stands_behind_a_dash() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)

    assert _add(stream, "live", "Harl bridge closed after cracks – live updates", BRIDGE, 1) == "live"


@pytest.mark.parametrize("kind", [kind for kind in ArticleKind if kind is not ArticleKind.REPORT])
def test_what_is_no_report_neither_joins_a_story_nor_opens_one(kind: ArticleKind) -> None:
    def placed(name: str, kind: ArticleKind, hours: float) -> str:
        return stream.add(
            id=name,
            title="Harl bridge closed after cracks are found",
            lead=BRIDGE,
            published_at=NOW + timedelta(hours=hours),
            outlet=f"Outlet {name}",
            language="en",
            kind=kind,
        )

    stream = OnlineClusterer()

    assert placed("column", kind, 0) == "column"
    assert placed("report", ArticleKind.REPORT, 1) == "report"
    assert placed("later column", kind, 2) == "later column"
    assert placed("later report", ArticleKind.REPORT, 3) == "report"


def _article(name: str, title: str, text: str, *, hours: float = 0, kind: str = "report") -> Article:
    return Article(
        name,
        "s",
        f"Outlet {name}",
        "",
        title,
        text,
        ((0, len(text)),),
        NOW + timedelta(hours=hours),
        language="en",
        kind=ArticleKind(kind),
    )


def test_commentary_stands_beside_the_story_that_it_is_about_however_late_that_began() -> None:
    column = _article("c", "The Harl bridge should have closed years ago", CRACKS, kind="opinion")
    briefing = _article("d", "Harl bridge, opera: the morning in short", CRACKS, kind="roundup")
    opera = _article("o", "Corrin's opera opens its season", OPERA, kind="opinion")
    bridge = _article("b", "Harl bridge closed after cracks are found", BRIDGE, hours=2)
    articles = [column, briefing, opera, bridge]

    clustering = cluster.cluster_incrementally(articles)

    assert {members for _, members in clustering.groups} == {(each,) for each in articles}
    assert clustering.attach_commentary(articles, {"b"}) == {"b": (column,)}
    assert clustering.attach_commentary(articles, set()) == {}


def test_a_column_on_two_stories_does_not_make_them_one() -> None:
    stream = OnlineClusterer()
    _add(stream, "bridge", "Harl bridge closed after cracks are found", BRIDGE)
    _add(stream, "opera", "Corrin's opera opens its season", OPERA, 1)
    stream.add(
        id="column",
        title="Bridge and opera: what this town is",
        lead=f"{BRIDGE} {OPERA}",
        published_at=NOW + timedelta(hours=2),
        outlet="Herald",
        language="en",
        kind=ArticleKind.OPINION,
    )

    assert stream.pop_merges() == ()
    assert _add(stream, "more", "Cracks close bridge at Denmouth", CRACKS, 3) == "bridge"


def test_stories_do_not_depend_on_how_articles_are_named() -> None:
    """Ids come from a folder's path: of articles of one moment another would open the story."""
    texts = [(f"Harl bridge report {n % 5}", f"{BRIDGE} {CRACKS} {n}") for n in range(12)]

    def titles(names: list[str]) -> list[tuple[str, ...]]:
        articles = [
            replace(_article(name, title, text), outlet=f"Outlet {number % 3}")
            for number, (name, (title, text)) in enumerate(zip(names, texts, strict=True))
        ]
        return [tuple(each.text for each in members) for _, members in cluster.cluster_articles(articles)]

    names = [f"{n:02}" for n in range(12)]

    assert titles(names) == titles(names[::-1])


def test_the_background_knows_common_words_of_a_counted_language_alone() -> None:
    shares = background.document_shares("en")

    assert shares["presid"] > shares["bridg"] > 0
    assert all(0 < share <= 1 for share in shares.values())
    assert background.document_shares("xx") == background.document_shares("../en") == {}


def test_common_words_do_not_join_a_channels_first_reports() -> None:
    """Nothing was seen yet that tells what is common."""
    stream = OnlineClusterer()
    harbour = "The president told reporters on Tuesday that the government would pay for a new harbour at Denmouth. Officials said that the plan was ready. Dredgers come in May."
    nurses = "The president told reporters on Wednesday that the government would raise the wages of nurses. Officials said that no other plan was fair. Clinics had closed wards."
    _add(stream, "a", "President promises Denmouth a harbour", harbour)

    assert _add(stream, "b", "Nurses get a rise, president says", nurses, 20) == "b"


def test_the_index_holds_the_weights_of_the_open_stories() -> None:
    thresholds = replace(
        HEADLINE_THRESHOLDS,
        min_similarity=0.05,
        min_merge_similarity=0.05,
        age_penalty_per_day=0,
        idle_penalty_per_day=0,
    )
    parameters = replace(DEFAULT_PARAMETERS, headline=thresholds)
    stream = OnlineClusterer(parameters)
    rng = random.Random(7)
    words = [f"{letter}{number}word" for letter in "bcdf" for number in range(60)]
    for number in range(120):
        _add(stream, f"a{number}", " ".join(rng.sample(words, 12)), "", number / 2)

    indexed = {
        (term, cluster.id): weight
        for term, postings in stream._inverted_index._postings.items()
        for cluster, weight in postings.items()
    }

    assert stream.pop_merges()
    assert max(len(cluster.term_weights) for cluster in stream._open_clusters.values()) == 150
    assert indexed == {
        (term, cluster.id): weight
        for cluster in stream._open_clusters.values()
        for term, weight in cluster.term_weights.items()
    }


def test_a_report_and_a_column_belong_to_a_story_only_if_one_of_its_reports_is_much_like_them() -> None:
    bridge = _article("b", "Harl bridge closed after cracks are found", BRIDGE)
    cracks = _article("c", "Cracks close the Harl bridge", CRACKS, hours=1)
    column = _article("o", "The Harl bridge should have closed years ago", CRACKS, hours=2, kind="opinion")

    def groups_and_commentary(thresholds: SimilarityThresholds) -> tuple[int, list[str]]:
        parameters = replace(DEFAULT_PARAMETERS, lead=thresholds)
        clustering = cluster.cluster_incrementally([bridge, cracks, column], parameters)
        attached = clustering.attach_commentary([column], {story_id for story_id, _ in clustering.groups})
        return len(clustering.groups), [article.id for members in attached.values() for article in members]

    assert groups_and_commentary(LEAD_THRESHOLDS) == (2, ["o"])
    assert groups_and_commentary(replace(LEAD_THRESHOLDS, min_nearest_similarity=1.5)) == (3, [])
    assert groups_and_commentary(replace(LEAD_THRESHOLDS, min_commentary_similarity=1.5)) == (2, [])
