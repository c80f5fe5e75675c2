"""When a source is visited next, and what a visit taught about it.

    it was read            -> after half the time between two of its entries: 15 min to 4 h, more if its server asks
    its server asks to wait -> then
    gone (410)             -> once more after an hour or later; gone again, it is not visited any more
    any other failure      -> after twice as long each time, up to a day; after two weeks of it, not any more
    no answer at all       -> the same, but on the first day within the hour: our own network may be down

A permanent redirect is followed at once and believed after three visits over two days that brought the same feed: the
network of a hotel redirects everything, and feed readers have lost all their addresses to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from news.errors import Unreachable
from news.source import Health, Validators

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.source import Course, Fetched, Source

# Publishers ask for 15 minutes at least and ban those who come more often; a brief is not to be older than 4 hours.
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=4)
# Where the entries bear no dates.
USUAL = timedelta(minutes=30)
# A source that is silent is visited after a sixteenth of its silence: after a night as in the day, after four days
# every four hours.
SILENCE = 16
# What a server may ask for, and the longest that a failing source is left alone.
DAY = timedelta(days=1)
# An hour: a network that was down is back, and the briefs are to be so too.
DOWN = timedelta(hours=1)
CONFIRMED = timedelta(hours=1)
# After so long, and so many visits, a source that fails is not visited any more.
HOPELESS, HOPELESS_VISITS = timedelta(days=14), 10
# Servers that answer "not modified" for ever are asked once a week as if for the first time.
STALE = timedelta(days=7)
# A redirect is believed after so many visits over so long.
MOVED, MOVED_VISITS = timedelta(hours=48), 3
# Visits are spread by a tenth, so that what was added together does not come together for ever.
SPREAD = 0.1
# How much what came since the last visit weighs in the usual time between two entries.
LEARNT = 0.2
_GONE = 410


def due(sources: Sequence[Source], now: datetime) -> tuple[Source, ...]:
    """Give the sources that are to be visited now."""
    return tuple(
        source
        for source in sources
        if not source.course.stopped and (source.course.due is None or source.course.due <= now)
    )


def conditions(source: Source, now: datetime) -> Validators:
    """Give what to show the server, so that it can answer "not modified"; nothing once a week."""
    whole = source.course.whole
    return source.validators if whole is not None and now - whole < STALE else Validators()


def after(
    source: Source, fetched: Fetched, *, shortest: timedelta = SHORTEST, alive: datetime | None = None
) -> Source:
    """Give the source as it is after a visit.

    Args:
        source: as it was before.
        fetched: what the visit brought.
        shortest: the least time between two visits.
        alive: when another source was last read, UTC; None if there is none. Where nothing else could be read either,
            it is not the source that ails.
    """
    if fetched.held:
        return replace(
            source, course=replace(source.course, due=_later(source, fetched, fetched.wait or DOWN))
        )
    if fetched.failed:
        return _failed(source, fetched, shortest, alive)
    return _read(source, fetched, shortest)


# ---- private


def _read(source: Source, fetched: Fetched, shortest: timedelta) -> Source:
    course, at = source.course, fetched.at
    gap = fetched.gap or _learnt(course, fetched)
    brought = min(fetched.newest, at) if fetched.newest else at if fetched.entries else None
    newest = max(filter(None, (course.newest, brought)), default=at)
    every = _every(gap, at - newest, shortest)
    same = not fetched.target or _is_same(course.marks, fetched)
    moved = _moved(source, fetched, same=same)
    taken = replace(
        course,
        gap=gap,
        newest=newest,
        due=_later(source, fetched, max(every, fetched.wait or every)),
        whole=at if fetched.whole else course.whole,
        # What a strange feed showed behind a redirect does not count: the next visit is held against the old one.
        marks=fetched.marks if same and (fetched.marks or not fetched.unchanged) else course.marks,
        gone=None,
        stopped="",
        target=moved.target,
        target_since=moved.target_since,
        target_times=moved.target_times,
        formerly=moved.formerly,
    )
    return replace(
        source,
        url=fetched.target if moved.formerly != course.formerly else source.url,
        title=fetched.title or source.title,
        validators=_validators(source, fetched),
        health=Health(at, source.health.failed, 0, fetched.failures[0].reason if fetched.failures else ""),
        course=taken,
    )


def _failed(source: Source, fetched: Fetched, shortest: timedelta, alive: datetime | None) -> Source:
    course, health, at = source.course, source.health, fetched.at
    problem, times = fetched.failures[0], health.failures + 1
    since = health.succeeded or source.added
    unanswered = isinstance(problem, Unreachable)
    is_gone = getattr(problem, "status", 0) == _GONE
    gone = (course.gone or at) if is_gone else None
    # Where nothing answers, others must have: else it is our own network, and all sources would be given up.
    is_hopeless = (
        at - since >= HOPELESS and times >= HOPELESS_VISITS and (not unanswered or _is_past(alive, since))
    )
    most = DOWN if unanswered and at - since < DAY else DAY
    back = min(_every(course.gap, timedelta(0), shortest) * 2 ** min(times, 10), most)
    stopped = "gone" if gone and at - gone >= CONFIRMED else "failing" if is_hopeless else course.stopped
    return replace(
        source,
        health=Health(health.succeeded, at, times, problem.reason),
        course=replace(
            course,
            due=_later(source, fetched, fetched.wait or (max(back, CONFIRMED) if is_gone else back)),
            gone=gone,
            stopped=stopped,
        ),
    )


def _is_past(moment: datetime | None, since: datetime) -> bool:
    return moment is not None and moment - since >= HOPELESS / 2


def _learnt(course: Course, fetched: Fetched) -> timedelta | None:
    """Give the usual gap, moved a little by what came since the last visit."""
    if course.gap is None or course.newest is None or fetched.newest is None or not fetched.entries:
        return course.gap
    since = max(fetched.newest - course.newest, timedelta(0)) / len(fetched.entries)
    return course.gap + LEARNT * (since - course.gap)


def _every(gap: timedelta | None, silence: timedelta, shortest: timedelta) -> timedelta:
    """Give the time to the next visit of a source that is well."""
    usual = USUAL if gap is None else gap / 2
    return min(max(usual, silence / SILENCE, shortest), max(LONGEST, shortest))


def _later(source: Source, fetched: Fetched, wait: timedelta) -> datetime:
    """Give the time of the next visit: never sooner than was asked for, spread by source and visit."""
    chance = sha256(f"{source.id} {fetched.at.isoformat()}".encode()).digest()[0] / 255
    return fetched.at + min(wait, DAY) * (1 + SPREAD * chance)


def _moved(source: Source, fetched: Fetched, *, same: bool) -> Course:
    """Give the course with what a permanent redirect changes in it; `formerly` changes when it is believed."""
    course, target = source.course, fetched.target
    nowhere = replace(course, target="", target_since=None, target_times=0)
    if not target or target == source.url:
        return nowhere
    if target == source.url.replace("http://", "https://", 1):
        return replace(nowhere, formerly=source.url)
    if not same:
        return nowhere
    again = target == course.target
    since = (course.target_since if again else None) or fetched.at
    times = course.target_times + 1 if again else 1
    if times >= MOVED_VISITS and fetched.at - since >= MOVED:
        return replace(nowhere, formerly=source.url)
    return replace(course, target=target, target_since=since, target_times=times)


def _is_same(before: bytes, fetched: Fetched) -> bool:
    """Tell whether a feed shares an entry with what it showed before."""
    return fetched.unchanged or fetched.shared > 0 or not before


def _validators(source: Source, fetched: Fetched) -> Validators:
    """Keep what the server gave; one that says "not modified" need not repeat it."""
    old, new = source.validators, fetched.validators
    if not fetched.unchanged:
        return new
    return Validators(new.etag or old.etag, new.modified or old.modified)
