"""Metrics in the text format of Prometheus, served at `GET /metrics`.

    work that is done --callbacks--> counters, a histogram --.
    the store, queues, sockets, this process --at a scrape--> gauges --'--> text

Labels are codes from this repository or Slack's API (a verdict, a state, an error, a method). Their number is bounded,
and none is a word or an id of a person, a channel, a source or an article.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runtime.monitoring.service_callbacks import ServiceCallbacks
from news.digest import POST_KEY_PREFIX
from news.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from prometheus_client.metrics_core import Metric
    from prometheus_client.registry import CollectorRegistry

    from news.answer import Answer
    from news.brief import Brief
    from news.digest import Delivery
    from news.source import FetchResult
    from storage.contract import Store

NAMESPACE = "newsbrief"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Upper bounds in seconds. A digest is sent within seconds; after an hour it counts as late, after six as missed.
LATENESS_BUCKETS_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 21_600)


class Metrics:
    """The metrics of one running bot. Thread-safe.

    Args:
        store: read at each scrape.
        clock: returns the time.

    Attributes:
        service_callbacks: count what the services do.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        # Only a bot that serves metrics needs the library.
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - see above
        from prometheus_client.process_collector import ProcessCollector  # noqa: PLC0415 - see above

        self._clock = clock
        self._registry: CollectorRegistry = CollectorRegistry()

        def make_total(name: str, text: str, *labels: str) -> Counter:
            return Counter(name, text, labels, namespace=NAMESPACE, registry=self._registry)

        self._polls = make_total("polls", "Polls of sources.", "result")
        self._articles = make_total("articles", "Articles that polls brought.", "result")
        self._briefs = make_total("briefs", "Briefs, with and without stories.", "result")
        self._answers = make_total("answers", "Answers in threads.", "verdict")
        self._deliveries = make_total(
            "deliveries", "States that messages of the outbox reached.", "kind", "state"
        )
        self._slack_errors = make_total("slack_errors", "Calls to Slack that failed.", "method", "error")
        self._lateness = Histogram(
            "delivery_lateness_seconds",
            "Seconds from when a message was due until Slack confirmed it.",
            ["kind"],
            namespace=NAMESPACE,
            registry=self._registry,
            buckets=LATENESS_BUCKETS_SECONDS,
        )
        ProcessCollector(registry=self._registry)
        self._gauges = _Gauges(store)
        self._registry.register(self._gauges)
        self.service_callbacks = ServiceCallbacks(
            self._count_poll, self._count_brief, self._count_answer, self.count_delivery
        )

    def add_gauges(
        self, name: str, text: str, label: str, read_values: Callable[[], Mapping[str, float]]
    ) -> None:
        """Read gauges at each scrape.

        Args:
            name: the name of the gauge, without the prefix "newsbrief_".
            text: what it measures.
            label: the name of its label.
            read_values: returns a value for each value of the label; a single one with the label "" has no label.
        """
        self._gauges.readers.append((name, text, label, read_values))

    def count_delivery(self, delivery: Delivery) -> None:
        """Count a state that a message of the outbox has reached."""
        kind = _kind(delivery)
        self._deliveries.labels(kind, delivery.state).inc()
        if delivery.state == "sent":
            seconds = (self._clock() - max(delivery.due_at, delivery.not_before)).total_seconds()
            self._lateness.labels(kind).observe(max(0.0, seconds))

    def count_slack_error(self, method: str, error: str) -> None:
        """Count a call to Slack that failed."""
        self._slack_errors.labels(method, error).inc()

    def render(self) -> bytes:
        """Return all metrics in the text format."""
        from prometheus_client.exposition import generate_latest  # noqa: PLC0415 - see __init__

        return generate_latest(self._registry)

    # ---- private

    def _count_poll(self, result: FetchResult, new: int, changed: int, known: int) -> None:
        self._polls.labels("failed" if result.failures else "ok").inc()
        for name, count in (("new", new), ("changed", changed), ("known", known)):
            self._articles.labels(name).inc(count)

    def _count_brief(self, brief: Brief) -> None:
        self._briefs.labels("stories" if brief.stories else "empty").inc()

    def _count_answer(self, answer: Answer) -> None:
        self._answers.labels(str(answer.verdict)).inc()


# ---- private


class _Gauges:
    """Reads figures when they are asked for; see `prometheus_client.registry.Collector`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.readers: list[tuple[str, str, str, Callable[[], Mapping[str, float]]]] = [
            ("build_info", "The release.", "version", lambda: {version("newsbrief"): 1}),
            ("threads", "Threads of this process.", "", lambda: {"": threading.active_count()}),
            ("open_sockets", "Open sockets of this process.", "", lambda: {"": _count_sockets()}),
        ]

    def describe(self) -> Iterable[Metric]:
        """Return nothing: reading the store is for a scrape alone."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield each gauge with its current values."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see Metrics

        for name, text, label, values in (*self._read_store(), *self._read_others()):
            family = GaugeMetricFamily(f"{NAMESPACE}_{name}", text, labels=[label] if label else [])
            for label_value, value in values.items():
                family.add_metric([label_value] if label else [], value)
            yield family

    def _read_others(self) -> Iterable[tuple[str, str, str, Mapping[str, float]]]:
        for name, text, label, read_values in self.readers:
            yield name, text, label, read_values()

    def _read_store(self) -> Iterable[tuple[str, str, str, Mapping[str, float]]]:
        """Yield the figures of the store; none if it cannot be read, which `/readyz` says."""
        with suppress(StoreError):
            figures = self._store.statistics()
            failing = figures.failing_source_count
            yield "stored_articles", "Stored articles that can be searched.", "", {"": figures.article_count}
            yield "stored_briefs", "Stored briefs.", "", {"": figures.brief_count}
            sources = {"ok": figures.source_count - failing, "failing": failing}
            yield "sources", "Followed sources, by their last poll.", "state", sources
            yield "active_digests", "Digests that are sent.", "", {"": figures.active_digest_count}
            yield "outbox_messages", "Messages not sent yet.", "state", dict(figures.unsent_counts)
            sizes = {
                "used": figures.byte_count - figures.free_byte_count,
                "free": figures.free_byte_count,
                "log": figures.log_byte_count,
            }
            yield "database_bytes", "Size of the database file (used, free) and its log.", "part", sizes


def _kind(delivery: Delivery) -> str:
    if delivery.subscription_id:
        return "digest"
    return "post" if delivery.idempotency_key.startswith(POST_KEY_PREFIX) else "notice"


def _count_sockets() -> int:
    """Return the number of open sockets; 0 where the system has no /proc."""
    count = 0
    with suppress(OSError):
        for file in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # closed in the meantime
                count += str(file.readlink()).startswith("socket:")
    return count
