"""Decide when a source is fetched next, and update its state after a fetch.

    success                  -> after half the typical interval of its entries: 15 min to 4 h, later if the server asks
    the server asks to wait  -> after that time
    gone (410)               -> once more after an hour or later; if still gone, never again
    any other failure        -> after twice as long each time, up to a day; after two weeks of failures, never again
    no response at all       -> the same, but within the hour on the first day: our own network may be down

A permanent redirect is followed at once. The source's URL changes after three fetches over two days that returned the
same feed: hotel networks redirect every request, and feed readers have lost all their URLs that way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from news.errors import Unreachable
from news.source import CacheValidators, DisabledReason, SourceHealth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.source import FetchResult, PollState, Source

# Publishers ask for at least 15 minutes and block clients that fetch more often; a brief should not be over 4 h old.
MIN_POLL_INTERVAL, MAX_POLL_INTERVAL = timedelta(minutes=15), timedelta(hours=4)
# For feeds without entry dates.
DEFAULT_POLL_INTERVAL = timedelta(minutes=30)
# A source without new entries is fetched after a sixteenth of the time since its last entry: after a night as often as
# by day, after four days every four hours.
SILENCE_DIVISOR = 16
# The maximum delay, both for servers that ask to wait and for failing sources.
MAX_RETRY_DELAY = timedelta(days=1)
# An hour, so that briefs are soon current again once the bot's network is back.
NETWORK_RETRY_DELAY = timedelta(hours=1)
GONE_CONFIRMATION_DELAY = timedelta(hours=1)
# A source that has failed for this long and this many times is no longer fetched.
DISABLE_AFTER, DISABLE_AFTER_FAILURES = timedelta(days=14), 10
# Servers that keep answering "not modified" are asked for the whole feed once a week.
FULL_FETCH_INTERVAL = timedelta(days=7)
# A permanent redirect changes the source's URL after this time and number of fetches.
REDIRECT_CONFIRMATION_TIME, REDIRECT_CONFIRMATION_POLLS = timedelta(hours=48), 3
# Fetches are delayed by up to a tenth, so that sources added together are not always fetched together.
MAX_JITTER_SHARE = 0.1
# The weight of the newest interval in the moving average of the interval between two entries.
INTERVAL_SMOOTHING_FACTOR = 0.2
_HTTP_GONE = 410


def due_sources(sources: Sequence[Source], now: datetime) -> tuple[Source, ...]:
    """Return the sources that are due to be fetched at `now`."""
    return tuple(
        source
        for source in sources
        if not source.poll_state.disabled_reason
        and (source.poll_state.next_poll_at is None or source.poll_state.next_poll_at <= now)
    )


def conditional_validators(source: Source, now: datetime) -> CacheValidators:
    """Return the cache validators for the next request to a source.

    Once a week they are empty, so that the whole feed is fetched.
    """
    last_full_fetch_at = source.poll_state.last_full_fetch_at
    return (
        source.validators
        if last_full_fetch_at is not None and now - last_full_fetch_at < FULL_FETCH_INTERVAL
        else CacheValidators()
    )


def update_poll_state(
    source: Source,
    fetch_result: FetchResult,
    *,
    min_interval: timedelta = MIN_POLL_INTERVAL,
    other_source_success_at: datetime | None = None,
) -> Source:
    """Return the source with its polling state updated after a fetch.

    Args:
        source: the source before the fetch.
        fetch_result: the result of the fetch.
        min_interval: the minimum time between two fetches.
        other_source_success_at: when another source was last fetched successfully, UTC; None if there is none. If no
            other source could be fetched either, our own network is at fault.
    """
    if fetch_result.skipped:
        return replace(
            source,
            poll_state=replace(
                source.poll_state,
                next_poll_at=_next_poll_at(
                    source, fetch_result, fetch_result.retry_after or NETWORK_RETRY_DELAY
                ),
            ),
        )
    if fetch_result.has_failed:
        return _update_after_failure(source, fetch_result, min_interval, other_source_success_at)
    return _update_after_success(source, fetch_result, min_interval)


# ---- private


def _update_after_success(source: Source, fetch_result: FetchResult, min_interval: timedelta) -> Source:
    old_state, fetched_at = source.poll_state, fetch_result.fetched_at
    typical_interval = fetch_result.typical_interval or _smooth_interval(old_state, fetch_result)
    last_entry_at = (
        min(fetch_result.newest_entry_at, fetched_at)
        if fetch_result.newest_entry_at
        else fetched_at
        if fetch_result.entries
        else None
    )
    newest_entry_at = max(filter(None, (old_state.newest_entry_at, last_entry_at)), default=fetched_at)
    poll_interval = _poll_interval(typical_interval, fetched_at - newest_entry_at, min_interval)
    is_same_feed = not fetch_result.redirect_url or _shares_entries(
        old_state.entry_fingerprints, fetch_result
    )
    redirect_state = _update_redirect(source, fetch_result, is_same_feed=is_same_feed)
    new_state = replace(
        old_state,
        typical_interval=typical_interval,
        newest_entry_at=newest_entry_at,
        next_poll_at=_next_poll_at(
            source, fetch_result, max(poll_interval, fetch_result.retry_after or poll_interval)
        ),
        last_full_fetch_at=fetched_at if fetch_result.full else old_state.last_full_fetch_at,
        # The entries of a different feed behind a redirect do not count: the next fetch is compared with the old ones.
        entry_fingerprints=fetch_result.entry_fingerprints
        if is_same_feed and (fetch_result.entry_fingerprints or not fetch_result.unchanged)
        else old_state.entry_fingerprints,
        first_gone_at=None,
        disabled_reason=DisabledReason.NONE,
        redirect_url=redirect_state.redirect_url,
        redirect_first_seen_at=redirect_state.redirect_first_seen_at,
        redirect_count=redirect_state.redirect_count,
        previous_url=redirect_state.previous_url,
        # Without the fingerprints of an earlier fetch, all entries count as new: the counts begin again.
        content_counts=fetch_result.content_counts + old_state.content_counts
        if old_state.entry_fingerprints
        else fetch_result.content_counts,
    )
    return replace(
        source,
        url=fetch_result.redirect_url
        if redirect_state.previous_url != old_state.previous_url
        else source.url,
        title=fetch_result.title or source.title,
        validators=_merge_validators(source, fetch_result),
        health=SourceHealth(
            fetched_at,
            source.health.last_failure_at,
            0,
            fetch_result.failures[0].reason if fetch_result.failures else "",
        ),
        poll_state=new_state,
    )


def _update_after_failure(
    source: Source,
    fetch_result: FetchResult,
    min_interval: timedelta,
    other_source_success_at: datetime | None,
) -> Source:
    poll_state, health, fetched_at = source.poll_state, source.health, fetch_result.fetched_at
    error, failure_count = fetch_result.failures[0], health.failure_count + 1
    failing_since = health.last_success_at or source.created_at
    is_unreachable = isinstance(error, Unreachable)
    is_gone = getattr(error, "status", 0) == _HTTP_GONE
    first_gone_at = (poll_state.first_gone_at or fetched_at) if is_gone else None
    # If the source does not respond, another source must have responded: otherwise the bot's own network is down, and
    # all sources would be given up.
    is_hopeless = (
        fetched_at - failing_since >= DISABLE_AFTER
        and failure_count >= DISABLE_AFTER_FAILURES
        and (not is_unreachable or _is_network_up(other_source_success_at, failing_since))
    )
    max_delay = (
        NETWORK_RETRY_DELAY
        if is_unreachable and fetched_at - failing_since < MAX_RETRY_DELAY
        else MAX_RETRY_DELAY
    )
    retry_delay = min(
        _poll_interval(poll_state.typical_interval, timedelta(0), min_interval) * 2 ** min(failure_count, 10),
        max_delay,
    )
    disabled_reason = (
        DisabledReason.GONE
        if first_gone_at and fetched_at - first_gone_at >= GONE_CONFIRMATION_DELAY
        else DisabledReason.FAILING
        if is_hopeless
        else poll_state.disabled_reason
    )
    return replace(
        source,
        health=SourceHealth(health.last_success_at, fetched_at, failure_count, error.reason),
        poll_state=replace(
            poll_state,
            next_poll_at=_next_poll_at(
                source,
                fetch_result,
                fetch_result.retry_after
                or (max(retry_delay, GONE_CONFIRMATION_DELAY) if is_gone else retry_delay),
            ),
            first_gone_at=first_gone_at,
            disabled_reason=disabled_reason,
        ),
    )


def _is_network_up(other_source_success_at: datetime | None, failing_since: datetime) -> bool:
    return (
        other_source_success_at is not None and other_source_success_at - failing_since >= DISABLE_AFTER / 2
    )


def _smooth_interval(poll_state: PollState, fetch_result: FetchResult) -> timedelta | None:
    """Return the typical time between two entries, updated with the entries that arrived since the last fetch."""
    if (
        poll_state.typical_interval is None
        or poll_state.newest_entry_at is None
        or fetch_result.newest_entry_at is None
        or not fetch_result.entries
    ):
        return poll_state.typical_interval
    observed_interval = max(fetch_result.newest_entry_at - poll_state.newest_entry_at, timedelta(0)) / len(
        fetch_result.entries
    )
    return poll_state.typical_interval + INTERVAL_SMOOTHING_FACTOR * (
        observed_interval - poll_state.typical_interval
    )


def _poll_interval(
    typical_interval: timedelta | None, silence: timedelta, min_interval: timedelta
) -> timedelta:
    """Return the time until the next fetch of a source that has not failed."""
    base_interval = DEFAULT_POLL_INTERVAL if typical_interval is None else typical_interval / 2
    return min(
        max(base_interval, silence / SILENCE_DIVISOR, min_interval), max(MAX_POLL_INTERVAL, min_interval)
    )


def _next_poll_at(source: Source, fetch_result: FetchResult, delay: timedelta) -> datetime:
    """Return the time of the next fetch, after `delay` and a jitter.

    The jitter is derived from the source and the time.
    """
    jitter_fraction = sha256(f"{source.id} {fetch_result.fetched_at.isoformat()}".encode()).digest()[0] / 255
    return fetch_result.fetched_at + min(delay, MAX_RETRY_DELAY) * (1 + MAX_JITTER_SHARE * jitter_fraction)


def _update_redirect(source: Source, fetch_result: FetchResult, *, is_same_feed: bool) -> PollState:
    """Return the poll state after a permanent redirect.

    `previous_url` changes when the redirect is confirmed.
    """
    poll_state, redirect_url = source.poll_state, fetch_result.redirect_url
    no_redirect = replace(poll_state, redirect_url="", redirect_first_seen_at=None, redirect_count=0)
    if not redirect_url or redirect_url == source.url:
        return no_redirect
    if redirect_url == source.url.replace("http://", "https://", 1):
        return replace(no_redirect, previous_url=source.url)
    if not is_same_feed:
        return no_redirect
    is_same_target = redirect_url == poll_state.redirect_url
    redirect_first_seen_at = (
        poll_state.redirect_first_seen_at if is_same_target else None
    ) or fetch_result.fetched_at
    redirect_count = poll_state.redirect_count + 1 if is_same_target else 1
    if (
        redirect_count >= REDIRECT_CONFIRMATION_POLLS
        and fetch_result.fetched_at - redirect_first_seen_at >= REDIRECT_CONFIRMATION_TIME
    ):
        return replace(no_redirect, previous_url=source.url)
    return replace(
        poll_state,
        redirect_url=redirect_url,
        redirect_first_seen_at=redirect_first_seen_at,
        redirect_count=redirect_count,
    )


def _shares_entries(known_fingerprints: bytes, fetch_result: FetchResult) -> bool:
    """Whether the feed still contains an entry of the previous fetch; True if there are no entries to compare."""
    return fetch_result.unchanged or fetch_result.known_entry_count > 0 or not known_fingerprints


def _merge_validators(source: Source, fetch_result: FetchResult) -> CacheValidators:
    """Return the cache validators to store after a fetch.

    After "not modified", an old validator is kept if the server did not send a new one.
    """
    old, new = source.validators, fetch_result.validators
    if not fetch_result.unchanged:
        return new
    return CacheValidators(new.etag or old.etag, new.last_modified or old.last_modified)
