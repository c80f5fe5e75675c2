"""Full-text search, the newest first: what is asked for is looked up where it most likely stands.

    words -> quoted terms, without those that stand nearly everywhere
                          -> any of them, ranked, among the newest articles; further back while too few are found
                          -> all of them, unranked, further back than that
    full matches among the newest, then older full matches, then the rest by rank

Ranking costs by the article that matches, so it is kept to a stretch of article numbers, which grow with time: FTS5
skips by number, not by a joined date. The full-match query is not ranked at all and stops at the count.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from storage.codecs import plain, stamp

if TYPE_CHECKING:
    from datetime import datetime

    import sqlite_utils

# "OR among the newest 20,000": 9 ms of CPU at the median and 28 at p95 in 100,000 rows, 13 and 46 in 1,000,000;
# over everything 53 and 196, 353 and 1,145.
NEWEST = 20_000
# Each further stretch is so many times as long.
WIDER = 8
# Widen while fewer were found.
ENOUGH = 10
# A word that stands in more of the newest articles than this share ranks nothing and costs most, in any language: it
# counts only where the others find too little, and then the newest articles of all are enough. With the question's
# common words left in, five words over 20,000 articles took 63 ms of CPU at p95, without 14.
EVERYWHERE = 0.25
# Ranking so many articles costs about 2 ms: a word that stands in no more is never left out.
CHEAP = 1_000
# Weight of a word in the title; 1 and 3 found the same (R@5 95.0 and 94.9, SQuAD, 1,500 questions).
TITLE = 3.0
# 5,000 terms took 0.2 s on an empty index. The longest are the rarest.
TERMS = 16
LETTERS = 64
# A question is read no further than this.
READ = 10_000

_PIECES = re.compile(r"[^\s—–/|,;:!?()\[\]{}<>\"“”„«»…]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_POSSESSIVE = re.compile(r"['’]s$")
# English words that stand in nearly every article: they find all and rank nothing.
_COMMON = """
    a about after all also an and any are as at be been before but by can could did do does for from had
    has have he her him his how i if in into is it its just may me more most my no not of on or our out
    over said say says she should so some such tell than that the their them then there these they this
    those to up us was we were what when where which who whom whose why will with would you your
"""
COMMON = frozenset(_COMMON.split())

# Each a list of words and phrases that must all stand there.
Alternatives = Sequence[Sequence[str]]


def terms(text: str, ignoring: frozenset[str] = COMMON) -> tuple[str, ...]:
    """Give the words to look up, at most `TERMS`; all words if each is to be ignored; none if there is none."""
    pieces = [_POSSESSIVE.sub("", _EDGES.sub("", piece)) for piece in _PIECES.findall(plain(text[:READ]))]
    words = list(dict.fromkeys(piece.replace("\0", "")[:LETTERS].lower() for piece in pieces if piece))
    kept = [word for word in words if word not in ignoring] or words
    return tuple(sorted(kept, key=len, reverse=True)[:TERMS])


def find(
    db: sqlite_utils.Database,
    words: tuple[str, ...],
    sources: str,
    *,
    count: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[int, ...]:
    """Give the entries (of `article_sources`) whose articles hold the words, best first, at most `count`.

    Args:
        db: a snapshot.
        words: of `terms`; none finds nothing.
        sources: ids as a JSON array.
        count: how many at most.
        since: leave out what appeared before.
        until: leave out what appeared then or later.
    """
    if not words or count < 1:
        return ()
    bounds = _bounds(db, sources, since, until)
    if bounds is None:
        return ()
    low, high = bounds
    span = _span(since, until)
    quoted = [_quoted(word) for word in words]
    telling = [word for word in quoted if not _is_everywhere(db, word, low, high)]
    chosen = telling or quoted
    values = {
        "sources": sources,
        "count": count * 2,  # one article may be found in two renditions
        "any": " OR ".join(chosen),
        "all": " AND ".join(chosen),
        "since": span[0],
        "until": span[1],
    }
    hits = _hits(db, values, low, high, NEWEST if telling else NEWEST // WIDER, several=len(chosen) > 1)
    found = _once(hits, count)
    if len(found) < min(count, ENOUGH) and len(chosen) < len(quoted):
        values |= {"any": " OR ".join(quoted), "low": max(low, high - NEWEST // WIDER + 1), "high": high}
        found = _once([*hits, *db.execute(_RANKED, values).fetchall()], count)
    return found


def about(
    db: sqlite_utils.Database,
    wanted: Alternatives,
    sources: str,
    *,
    since: datetime,
    until: datetime,
) -> dict[str, float]:
    """Give the articles of a stretch that hold all the words and phrases of one of the alternatives.

    Returns:
        By article id, how much it is about them: its BM25, a word in the headline counting `TITLE` times, as a share of
        the best one's.
    """
    values = _asked(db, wanted, sources, since, until)
    rows = db.execute(_ABOUT, values).fetchall() if values else []
    best = min((score for _, score in rows), default=0.0)
    scores: dict[str, float] = {}
    for article, score in rows:
        scores.setdefault(article, score / best if best else 1.0)
    return scores


def newest(
    db: sqlite_utils.Database, wanted: Alternatives, sources: str, *, until: datetime, count: int
) -> tuple[int, ...]:
    """Give the newest entries before a time whose articles hold all the words of one of the alternatives."""
    values = _asked(db, wanted, sources, None, until)
    rows = db.execute(_FULL, values | {"count": count * 2}).fetchall() if values else []
    return _once(rows, count)


# ---- private

# A row is (number, entry, article). The plus keeps SQLite from trying each source in turn for each hit.
_SEEN = """CROSS JOIN article_sources s ON s.number = articles_fts.rowid
    AND +s.source IN (SELECT value FROM json_each(:sources)) AND s.moment >= :since AND s.moment < :until"""
_RANKED = f"""SELECT s.number, s.entry, s.article FROM articles_fts {_SEEN}
    WHERE articles_fts MATCH :any AND articles_fts.rowid BETWEEN :low AND :high
    AND rank MATCH 'bm25({TITLE}, 1.0)' ORDER BY rank LIMIT :count"""
_FULL = f"""SELECT s.number, s.entry, s.article FROM articles_fts {_SEEN}
    WHERE articles_fts MATCH :all AND articles_fts.rowid BETWEEN :low AND :high
    ORDER BY articles_fts.rowid DESC LIMIT :count"""
_ABOUT = f"""SELECT s.article, rank FROM articles_fts {_SEEN}
    WHERE articles_fts MATCH :all AND articles_fts.rowid BETWEEN :low AND :high
    AND rank MATCH 'bm25({TITLE}, 1.0)' ORDER BY rank"""
_NUMBERS = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :all AND rowid BETWEEN :low AND :high"
# Asked for in one, SQLite would read every row: 12 ms with 100,000.
_ENDS = "SELECT (SELECT min(number) FROM articles), (SELECT max(number) FROM articles)"
_BOUNDS = """SELECT min(number), max(number) FROM article_sources
    WHERE source IN (SELECT value FROM json_each(?)) AND moment >= ? AND moment < ?"""

_Row = tuple[int, int, str]


def _asked(
    db: sqlite_utils.Database,
    wanted: Alternatives,
    sources: str,
    since: datetime | None,
    until: datetime | None,
) -> dict[str, Any]:
    """Give the values of a query for alternatives; none if there is nothing to find."""
    match, span = _alternatives(wanted), _span(since, until)
    # Whose end alone is given is looked for in all numbers: its time is asked of each hit.
    bounds = _bounds(db, sources, since, until if since else None) if match else None
    if bounds is None:
        return {}
    low, high = bounds
    return {"sources": sources, "all": match, "low": low, "high": high, "since": span[0], "until": span[1]}


def _alternatives(wanted: Alternatives) -> str:
    """Write alternatives as FTS5 reads them: ("storm" AND "spring tide") OR ("flood")."""
    cleaned = [
        [_quoted(plain(part).replace("\0", "")[: LETTERS * TERMS]) for part in each[:TERMS]]
        for each in wanted[:TERMS]
    ]
    return " OR ".join(f"({' AND '.join(each)})" for each in cleaned if each)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _bounds(
    db: sqlite_utils.Database, sources: str, since: datetime | None, until: datetime | None
) -> tuple[int, int] | None:
    """Give the lowest and highest number that may be found; None if there is none."""
    if since is None and until is None:
        row = db.execute(_ENDS).fetchone()
    else:
        row = db.execute(_BOUNDS, (sources, *_span(since, until))).fetchone()
    return None if row[0] is None else (row[0], row[1])


def _span(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    return -(2**63) if since is None else stamp(since), 2**63 - 1 if until is None else stamp(until)


def _is_everywhere(db: sqlite_utils.Database, quoted: str, low: int, high: int) -> bool:
    floor = max(low, high - NEWEST + 1)
    most = max(CHEAP, int((high - floor + 1) * EVERYWHERE))
    values = {"all": quoted, "low": floor, "high": high}
    return bool(db.execute(f"{_NUMBERS} LIMIT 1 OFFSET {most}", values).fetchone())


def _hits(
    db: sqlite_utils.Database, values: dict[str, Any], low: int, high: int, reach: int, *, several: bool
) -> list[_Row]:
    ranked, floor = _widened(db, values, low, high, reach)
    if not several:
        return ranked
    full = {row[0] for row in db.execute(_NUMBERS, values | {"low": floor, "high": high}).fetchall()}
    older = db.execute(_FULL, values | {"low": low, "high": floor - 1}).fetchall() if floor > low else []
    # Half of the places stay for what is newer.
    half = values["count"] // 4
    return [
        *(row for row in ranked if row[0] in full),
        *older[:half],
        *(row for row in ranked if row[0] not in full),
        *older[half:],
    ]


def _widened(
    db: sqlite_utils.Database, values: dict[str, Any], low: int, high: int, reach: int
) -> tuple[list[_Row], int]:
    """Give what holds any of the words, by rank, and the number down to which was looked."""
    while True:
        floor = max(low, high - reach + 1)
        rows: list[_Row] = db.execute(_RANKED, values | {"low": floor, "high": high}).fetchall()
        if floor <= low or len(rows) >= min(values["count"], ENOUGH):
            return rows, floor
        reach *= WIDER


def _once(rows: list[_Row], count: int) -> tuple[int, ...]:
    """Give the entry of each article's first row."""
    first: dict[str, int] = {}
    for _, entry, article in rows:
        first.setdefault(article, entry)
    return tuple(first.values())[:count]
