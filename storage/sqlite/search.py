"""Full-text search in articles, newest articles first.

The newest articles answer most questions.

    text -> quoted terms, without words that nearly every article contains
                          -> any of them, ranked, in the newest articles; further back while too few are found
                          -> all of them, unranked, in still older articles
    result: full matches in the newest, then older full matches, then the rest by rank

A second index has the terms of articles in other languages than English (`storage.search_terms`); it is asked with the
same words, and a word in other letters is looked for there first.

The cost of ranking grows with the articles that match, so it is limited to a range of row ids, which grow with time:
FTS5 skips by row id, not by a joined date. The full-match query is not ranked and stops at the count.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from storage import search_terms
from storage.codecs import replace_surrogates, to_micros

if TYPE_CHECKING:
    from datetime import datetime

    import sqlite_utils

    from storage.records import TermAlternatives

# "OR among the newest 20,000": 9 ms of CPU at the median and 28 at p95 in 100,000 rows, 13 and 46 in 1,000,000;
# over everything 53 and 196, 353 and 1,145.
FIRST_RANKED_ARTICLES = 20_000
# Each further range is longer than the previous one by this factor.
WIDENING_FACTOR = 8
# Search further back until this many articles are found.
MIN_RESULTS = 10
# A word in more of the newest articles than this share hardly affects the ranking and costs most, in any language. It
# counts only if the other words find too little, and then the newest articles are enough. Five words over 20,000
# articles took 63 ms of CPU at p95 with the common words of the question, 14 without.
COMMON_WORD_SHARE = 0.25
# Ranking this many articles costs about 2 ms: a word in no more articles than these is never left out.
MIN_COMMON_WORD_ARTICLES = 1_000
# Weight of a word in the title; 1 and 3 give the same recall (R@5 95.0 and 94.9, SQuAD, 1,500 questions).
TITLE_WEIGHT = 3.0
# 5,000 terms took 0.2 s on an empty index. The longest are the rarest.
MAX_TERMS = 16
MAX_TERM_LENGTH = 64
# The number of characters of a question that are read.
MAX_QUERY_LENGTH = 10_000

_TOKEN_PATTERN = re.compile(r"[^\s—–/|,;:!?()\[\]{}<>\"“”„«»…]+")
_EDGE_PUNCTUATION_PATTERN = re.compile(r"^[\W_]+|[\W_]+$")
_POSSESSIVE_PATTERN = re.compile(r"['’]s$")
# English words that nearly every article contains.
_STOPWORDS_TEXT = """
    a about after all also an and any are as at be been before but by can could did do does for from had
    has have he her him his how i if in into is it its just may me more most my no not of on or our out
    over said say says she should so some such tell than that the their them then there these they this
    those to up us was we were what when where which who whom whose why will with would you your
"""
STOPWORDS = frozenset(_STOPWORDS_TEXT.split())


def extract_terms(text: str, ignored_words: frozenset[str] = STOPWORDS) -> tuple[str, ...]:
    """Return at most `MAX_TERMS` words of a text to search for.

    Stop words are used only if there are no others.
    """
    tokens = [
        _POSSESSIVE_PATTERN.sub("", _EDGE_PUNCTUATION_PATTERN.sub("", token))
        for token in _TOKEN_PATTERN.findall(replace_surrogates(text[:MAX_QUERY_LENGTH]))
    ]
    words = list(
        dict.fromkeys(token.replace("\0", "")[:MAX_TERM_LENGTH].lower() for token in tokens if token)
    )
    search_terms = [word for word in words if word not in ignored_words] or words
    return tuple(sorted(search_terms, key=len, reverse=True)[:MAX_TERMS])


def find_entries(
    db: sqlite_utils.Database,
    terms: tuple[str, ...],
    source_ids_json: str,
    *,
    count: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[int, ...]:
    """Return the entries for articles that contain any of the words, best match first.

    An entry is the id of a row of `article_versions_by_source`.

    Args:
        db: a connection inside a transaction.
        terms: the words from `extract_terms`; without words, nothing is found.
        source_ids_json: the ids of the sources, as a JSON array.
        count: the maximum number of ids.
        since: leave out articles that appeared before this time.
        until: leave out articles that appeared at this time or later.
    """
    if not terms or count < 1:
        return ()
    row_id_range = _find_row_id_range(db, source_ids_json, since, until)
    if row_id_range is None:
        return ()
    low, high = row_id_range
    time_range = _time_range(since, until)
    quoted_terms = [_quote_term(word) for word in terms]
    rare_terms = [word for word in quoted_terms if not _is_common_word(db, word, low, high)]
    match_terms = rare_terms or quoted_terms
    values = {
        "sources": source_ids_json,
        "count": count * 2,  # one article may match in two versions
        "any": " OR ".join(match_terms),
        "all": " AND ".join(match_terms),
        "since": time_range[0],
        "until": time_range[1],
    }
    rows = _find_rows(
        db,
        values,
        low,
        high,
        FIRST_RANKED_ARTICLES if rare_terms else FIRST_RANKED_ARTICLES // WIDENING_FACTOR,
        has_several_terms=len(match_terms) > 1,
    )
    rows = _merge_with_terms(db, terms, values, (low, high), rows)
    entry_ids = _unique_entry_ids(rows, count)
    if len(entry_ids) < min(count, MIN_RESULTS) and len(match_terms) < len(quoted_terms):
        values |= {
            "any": " OR ".join(quoted_terms),
            "low": max(low, high - FIRST_RANKED_ARTICLES // WIDENING_FACTOR + 1),
            "high": high,
        }
        entry_ids = _unique_entry_ids([*rows, *db.execute(_RANKED_SQL, values).fetchall()], count)
    return entry_ids


def score_relevance(
    db: sqlite_utils.Database,
    alternatives: TermAlternatives,
    source_ids_json: str,
    *,
    since: datetime,
    until: datetime,
) -> dict[str, float]:
    """Return the relevance of each article in a time range that matches any alternative, keyed by article id.

    Relevance is the BM25 score divided by the best score; words in the title count `TITLE_WEIGHT` times.
    """
    values = _build_query_values(db, alternatives, source_ids_json, since, until)
    rows = db.execute(_RELEVANCE_SQL, values).fetchall() if values else []
    best = min((score for _, score in rows), default=0.0)
    scores: dict[str, float] = {}
    for article_id, score in rows:
        scores.setdefault(article_id, score / best if best else 1.0)
    term_rows = _find_by_terms(db, _TERM_RELEVANCE_SQL, values, alternatives)
    best_term_score = min((score for _, score in term_rows), default=0.0)
    for article_id, score in term_rows:
        scores.setdefault(article_id, score / best_term_score if best_term_score else 1.0)
    return scores


def newest_entries(
    db: sqlite_utils.Database,
    alternatives: TermAlternatives,
    source_ids_json: str,
    *,
    until: datetime,
    count: int,
) -> tuple[int, ...]:
    """Return the entries for the newest matching articles before a given time.

    An entry is the id of a row of `article_versions_by_source`.
    """
    values = _build_query_values(db, alternatives, source_ids_json, None, until)
    if not values:
        return ()
    rows = db.execute(_FULL_MATCH_SQL, values | {"count": count * 2}).fetchall()
    term_rows = _find_by_terms(db, _TERM_FULL_MATCH_SQL, values | {"count": count * 2}, alternatives)
    rows = sorted([*rows, *term_rows], key=lambda row: row[0], reverse=True) if term_rows else rows
    return _unique_entry_ids(rows, count)


# ---- private

# A row is (article_row_id, id, article_id). The plus keeps SQLite from trying each source in turn for each match.
_VISIBLE_ENTRIES_SQL = """CROSS JOIN article_versions_by_source s ON s.article_row_id = articles_fts.rowid
    AND +s.source_id IN (SELECT value FROM json_each(:sources)) AND s.appeared_at >= :since
    AND s.appeared_at < :until"""
_RANKED_SQL = f"""SELECT s.article_row_id, s.id, s.article_id FROM articles_fts {_VISIBLE_ENTRIES_SQL}
    WHERE articles_fts MATCH :any AND articles_fts.rowid BETWEEN :low AND :high
    AND rank MATCH 'bm25({TITLE_WEIGHT}, 1.0)' ORDER BY rank LIMIT :count"""
_FULL_MATCH_SQL = f"""SELECT s.article_row_id, s.id, s.article_id FROM articles_fts {_VISIBLE_ENTRIES_SQL}
    WHERE articles_fts MATCH :all AND articles_fts.rowid BETWEEN :low AND :high
    ORDER BY articles_fts.rowid DESC LIMIT :count"""
_RELEVANCE_SQL = f"""SELECT s.article_id, rank FROM articles_fts {_VISIBLE_ENTRIES_SQL}
    WHERE articles_fts MATCH :all AND articles_fts.rowid BETWEEN :low AND :high
    AND rank MATCH 'bm25({TITLE_WEIGHT}, 1.0)' ORDER BY rank"""
_MATCHING_ROW_IDS_SQL = (
    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :all AND rowid BETWEEN :low AND :high"
)
# The same queries of the second index.
_TERM_RANKED_SQL, _TERM_FULL_MATCH_SQL, _TERM_RELEVANCE_SQL = (
    sql.replace("articles_fts", "article_terms_fts").replace(f"bm25({TITLE_WEIGHT}, 1.0)", "bm25()")
    for sql in (_RANKED_SQL, _FULL_MATCH_SQL, _RELEVANCE_SQL)
)
# In one SELECT, SQLite would read every row: 12 ms with 100,000.
_ROW_ID_RANGE_SQL = "SELECT (SELECT min(row_id) FROM articles), (SELECT max(row_id) FROM articles)"
_WINDOW_ROW_ID_RANGE_SQL = """SELECT min(article_row_id), max(article_row_id) FROM article_versions_by_source
    WHERE source_id IN (SELECT value FROM json_each(?)) AND appeared_at >= ? AND appeared_at < ?"""

_MatchRow = tuple[int, int, str]


def _merge_with_terms(
    db: sqlite_utils.Database,
    terms: tuple[str, ...],
    values: dict[str, Any],
    row_id_range: tuple[int, int],
    rows: list[_MatchRow],
) -> list[_MatchRow]:
    """Return the rows merged with those from the second index: matches of all words, then of any word.

    They come first if a word has other letters than ASCII, which the first index takes apart less well.
    """
    if not _has_terms(db):
        return rows
    any_query = " OR ".join(
        f"({query})" for term in terms if (query := search_terms.build_query(term, is_loose=True))
    )
    if not any_query:
        return rows
    low, high = row_id_range
    ranked_rows, _ = _rank_with_widening(
        db, values | {"any": any_query}, low, high, FIRST_RANKED_ARTICLES, _TERM_RANKED_SQL
    )
    full_rows = _find_by_terms(
        db, _TERM_FULL_MATCH_SQL, values | {"low": low, "high": high}, (terms,) if ranked_rows else ()
    )
    full_row_ids = {row[0] for row in full_rows}
    ranked_full_rows = [row for row in ranked_rows if row[0] in full_row_ids]
    is_ascii = all(map(str.isascii, terms))
    first, second = (
        (rows, [*ranked_full_rows, *full_rows]) if is_ascii else ([*ranked_full_rows, *full_rows], rows)
    )
    return [*first, *second, *ranked_rows]


def _find_by_terms(
    db: sqlite_utils.Database, sql: str, values: dict[str, Any], alternatives: TermAlternatives
) -> list[Any]:
    """Return the rows that the second index finds for all words of one of the alternatives."""
    queries = [
        " AND ".join(
            f"({query})" for term in alternative[:MAX_TERMS] if (query := search_terms.build_query(term))
        )
        for alternative in alternatives[:MAX_TERMS]
    ]
    match_expression = " OR ".join(f"({query})" for query in queries if query)
    if not values or not match_expression or not _has_terms(db):
        return []
    return db.execute(sql, values | {"all": match_expression}).fetchall()


def _has_terms(db: sqlite_utils.Database) -> bool:
    return db.execute("SELECT 1 FROM article_terms_fts_docsize LIMIT 1").fetchone() is not None


def _build_query_values(
    db: sqlite_utils.Database,
    alternatives: TermAlternatives,
    source_ids_json: str,
    since: datetime | None,
    until: datetime | None,
) -> dict[str, Any]:
    """Return the SQL parameters for a query with alternatives; empty if nothing can match."""
    match_expression, time_range = _build_match_expression(alternatives), _time_range(since, until)
    # With `until` alone the range is every row id, and the query compares the time of each match.
    row_id_range = (
        _find_row_id_range(db, source_ids_json, since, until if since else None) if match_expression else None
    )
    if row_id_range is None:
        return {}
    low, high = row_id_range
    return {
        "sources": source_ids_json,
        "all": match_expression,
        "low": low,
        "high": high,
        "since": time_range[0],
        "until": time_range[1],
    }


def _build_match_expression(alternatives: TermAlternatives) -> str:
    """Return alternatives as an FTS5 query, such as ("storm" AND "spring tide") OR ("flood")."""
    quoted_alternatives = [
        [
            _quote_term(replace_surrogates(term).replace("\0", "")[: MAX_TERM_LENGTH * MAX_TERMS])
            for term in alternative[:MAX_TERMS]
        ]
        for alternative in alternatives[:MAX_TERMS]
    ]
    return " OR ".join(f"({' AND '.join(alternative)})" for alternative in quoted_alternatives if alternative)


def _quote_term(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _find_row_id_range(
    db: sqlite_utils.Database, source_ids_json: str, since: datetime | None, until: datetime | None
) -> tuple[int, int] | None:
    """Return the lowest and the highest row id that can match, or None if no row can."""
    if since is None and until is None:
        row = db.execute(_ROW_ID_RANGE_SQL).fetchone()
    else:
        row = db.execute(_WINDOW_ROW_ID_RANGE_SQL, (source_ids_json, *_time_range(since, until))).fetchone()
    return None if row[0] is None else (row[0], row[1])


def _time_range(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    return -(2**63) if since is None else to_micros(since), 2**63 - 1 if until is None else to_micros(until)


def _is_common_word(db: sqlite_utils.Database, quoted_term: str, low: int, high: int) -> bool:
    lowest_row_id = max(low, high - FIRST_RANKED_ARTICLES + 1)
    max_articles = max(MIN_COMMON_WORD_ARTICLES, int((high - lowest_row_id + 1) * COMMON_WORD_SHARE))
    values = {"all": quoted_term, "low": lowest_row_id, "high": high}
    return bool(db.execute(f"{_MATCHING_ROW_IDS_SQL} LIMIT 1 OFFSET {max_articles}", values).fetchone())


def _find_rows(
    db: sqlite_utils.Database,
    values: dict[str, Any],
    low: int,
    high: int,
    span_length: int,
    *,
    has_several_terms: bool,
) -> list[_MatchRow]:
    ranked_rows, lowest_row_id = _rank_with_widening(db, values, low, high, span_length)
    if not has_several_terms:
        return ranked_rows
    full_match_ids = {
        row[0]
        for row in db.execute(_MATCHING_ROW_IDS_SQL, values | {"low": lowest_row_id, "high": high}).fetchall()
    }
    older_rows = (
        db.execute(_FULL_MATCH_SQL, values | {"low": low, "high": lowest_row_id - 1}).fetchall()
        if lowest_row_id > low
        else []
    )
    # Half of the results are reserved for newer articles.
    older_count = values["count"] // 4
    return [
        *(row for row in ranked_rows if row[0] in full_match_ids),
        *older_rows[:older_count],
        *(row for row in ranked_rows if row[0] not in full_match_ids),
        *older_rows[older_count:],
    ]


def _rank_with_widening(
    db: sqlite_utils.Database,
    values: dict[str, Any],
    low: int,
    high: int,
    span_length: int,
    sql: str = _RANKED_SQL,
) -> tuple[list[_MatchRow], int]:
    """Search further and further back until enough rows contain any of the words.

    Return the rows, best first, and the lowest row id that was searched.
    """
    while True:
        lowest_row_id = max(low, high - span_length + 1)
        rows: list[_MatchRow] = db.execute(sql, values | {"low": lowest_row_id, "high": high}).fetchall()
        if lowest_row_id <= low or len(rows) >= min(values["count"], MIN_RESULTS):
            return rows, lowest_row_id
        span_length *= WIDENING_FACTOR


def _unique_entry_ids(rows: list[_MatchRow], count: int) -> tuple[int, ...]:
    """Return the entry ids of the rows, keeping only the first row of each article."""
    entry_ids_by_article: dict[str, int] = {}
    for _, entry_id, article_id in rows:
        entry_ids_by_article.setdefault(article_id, entry_id)
    return tuple(entry_ids_by_article.values())[:count]
